import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { erasureAcknowledgementTopic, PERSON_ERASURE_TOPIC } from '#schema/events/insured.events';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { enrol, ENROL, enrolling, idCardOf, newKey } from './builders.ts';

const ONE: Asker = { role: 'SECURITY_ADMIN', subject: 'security-one' };
const TWO: Asker = { role: 'SECURITY_ADMIN', subject: 'security-two' };
const HANDLER: Asker = { role: 'HANDLER', purpose: 'REVIEW: 核对抹除结果' };
const ERASED = '［已抹除］';

const FIELDS = `id personId reason state steps { act state takenBy } acknowledgements { subgraph } outstanding`;
const REFUSAL = `... on Refusal { code } ... on PersonCoveredRefusal { enrolmentId coverTo }
  ... on ClaimsUnsettledRefusal { unsettledClaims } ... on AccountNotEmptyRefusal { balance }`;
const ERASE = `mutation ($input: ErasePersonInput!) { erasePerson(input: $input) {
  __typename ... on ErasePersonSuccess { erasure { ${FIELDS} } } ${REFUSAL}
  ... on PersonErasureExistsRefusal { erasureId } } }`;
const APPROVE = `mutation ($input: ApprovePersonErasureInput!) { approvePersonErasure(input: $input) {
  __typename ... on ApprovePersonErasureSuccess { erasure { ${FIELDS} } } ${REFUSAL}
  ... on PersonErasureStateRefusal { fromState act } } }`;
const WITHDRAW = `mutation ($input: WithdrawPersonErasureInput!) { withdrawPersonErasure(input: $input) {
  __typename ... on WithdrawPersonErasureSuccess { erasure { ${FIELDS} } } ... on Refusal { code } } }`;
const ERASURES = `query ($filter: PersonErasureFilter) { personErasures(filter: $filter, first: 10) { nodes { ${FIELDS} } } }`;
const DEATH = `mutation ($input: RecordDeathInput!) { recordDeath(input: $input) { __typename } }`;

let graph: TestSubgraph;
let unsettled: number | 'AWAY';
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2026-06-30T02:00:00Z',
    peers: {
      ask: async () => {
        if (unsettled === 'AWAY') throw new Error('no answer');
        return { unsettledClaims: unsettled } as never;
      },
    },
  });
});
afterAll(() => graph.stop());
beforeEach(() => {
  unsettled = 0;
});

let order = 100;

/** Somebody who was covered and is not any more. */
async function formerPerson(): Promise<{ id: string; idCard: string }> {
  const { person } = await enrol(graph, { order: (order += 2), name: '王五' });
  await graph.data(DEATH, {
    input: { idempotencyKey: newKey(), personId: person.id, deceasedOn: '2026-06-29' },
  });
  return { id: person.id, idCard: idCardOf('1980-05-01', order) };
}

async function erase(personId: string, asker: Asker = ONE) {
  const input = { idempotencyKey: newKey(), personId, reason: 'PURPOSE_ACHIEVED' };
  return (await graph.data(ERASE, { input }, asker)).erasePerson;
}

async function approve(erasureId: string, asker: Asker = TWO) {
  const input = { idempotencyKey: newKey(), erasureId };
  return (await graph.data(APPROVE, { input }, asker)).approvePersonErasure;
}

async function erasureOf(personId: string) {
  return (await graph.data(ERASURES, { filter: { personId } }, ONE)).personErasures.nodes[0];
}

/** The other five subgraphs say that they have erased somebody. */
async function othersAcknowledge(personId: string, names: readonly string[] = SUBGRAPHS): Promise<void> {
  await graph.hear(
    names
      .filter(name => name !== 'insured')
      .map(name => ({
        topic: erasureAcknowledgementTopic(name),
        name: 'PersonErasureAcknowledged',
        aggregateId: personId,
        payload: { personId },
      })),
  );
}

async function audited(personId: string): Promise<string[]> {
  const rows: { action: string; details: string | null; subject: string | null }[] =
    await graph.subgraph.kernel
      .em()
      .execute(
        `select action, details, subject from insured.audit_record where person_id = ? and action like 'PersonErasure%' order by id`,
        [personId],
      );
  return rows.map(({ action, subject, details }) => {
    const code = JSON.parse(details ?? '{}').code as string | undefined;
    return [action, subject ?? 'system', code].filter(Boolean).join(' ');
  });
}

describe('a person is erased', () => {
  test('by two administrators and six subgraphs, each step on record', async () => {
    const { id, idCard } = await formerPerson();
    const drafted = await erase(id);
    expect(drafted.erasure).toMatchObject({ personId: id, state: 'DRAFTED', outstanding: [...SUBGRAPHS] });

    const approved = await approve(drafted.erasure.id);
    expect(approved.erasure.state).toBe('APPROVED');
    await graph.caughtUp();
    expect(await erasureOf(id)).toMatchObject({
      state: 'APPROVED',
      acknowledgements: [{ subgraph: 'insured' }],
      outstanding: SUBGRAPHS.filter(name => name !== 'insured'),
    });

    await othersAcknowledge(id);
    expect(await erasureOf(id)).toMatchObject({
      state: 'COMPLETED',
      outstanding: [],
      steps: [
        { act: 'DRAFT', state: 'DRAFTED', takenBy: 'security-one' },
        { act: 'APPROVE', state: 'APPROVED', takenBy: 'security-two' },
        { act: 'COMPLETE', state: 'COMPLETED', takenBy: null },
      ],
    });
    expect(await audited(id)).toEqual([
      'PersonErasure.DRAFT security-one',
      'PersonErasure.APPROVE security-two',
      'PersonErasure.ERASED system',
      'PersonErasure.COMPLETE system',
    ]);

    const { person } = await graph.data(
      `query ($id: ID!) { person(id: $id) { name idCard phone birthDate erasedOn gender } }`,
      { id },
      HANDLER,
    );
    expect(person).toEqual({
      name: ERASED,
      idCard: ERASED,
      phone: ERASED,
      birthDate: ERASED,
      erasedOn: '2026-06-30',
      gender: expect.any(String),
    });
    const found = await graph.data(
      `query ($idCard: String!) { personByIdCard(idCard: $idCard) { id }
         byIdCard: persons(filter: { idCard: $idCard }, first: 5) { nodes { id } } }`,
      { idCard },
      HANDLER,
    );
    expect(found).toEqual({ personByIdCard: null, byIdCard: { nodes: [] } });
  });

  test('and what is told of it is the id of the person alone', async () => {
    const events = await graph.announced(PERSON_ERASURE_TOPIC);
    expect(events).toEqual([
      { name: 'PersonErased', payload: { personId: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
    ]);
  });

  test('once: an event that comes again, or an acknowledgement, changes nothing', async () => {
    const { id } = await formerPerson();
    await approve((await erase(id)).erasure.id);
    await graph.caughtUp();
    await othersAcknowledge(id);
    const before = await erasureOf(id);
    await graph.hear([
      { topic: PERSON_ERASURE_TOPIC, name: 'PersonErased', aggregateId: id, payload: { personId: id } },
    ]);
    await othersAcknowledge(id, ['compute']);
    expect(await erasureOf(id)).toEqual(before);
  });

  test('and shown as outstanding while a subgraph is down', async () => {
    const { id } = await formerPerson();
    await approve((await erase(id)).erasure.id);
    await othersAcknowledge(id, ['settlement', 'pharmacy', 'inspection', 'compute']);
    expect(await erasureOf(id)).toMatchObject({ state: 'APPROVED', outstanding: ['knowledge'] });
    await othersAcknowledge(id, ['knowledge']);
    expect(await erasureOf(id)).toMatchObject({ state: 'COMPLETED', outstanding: [] });
  });

  test('for good: nothing more is written, and the same number registers somebody new', async () => {
    const { id, idCard } = await formerPerson();
    await approve((await erase(id)).erasure.id);
    const more = await graph.query(ENROL, { input: enrolling({ personId: id }) });
    expect(more.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    const anew = await graph.data(ENROL, {
      input: enrolling({ order: Number(idCard.slice(14, 17)), name: '王五' }),
    });
    expect(anew.enrolPerson.enrolment.person.id).not.toBe(id);
  });
});

describe('an erasure is refused', () => {
  test('while the person is covered, and the enrolment is named', async () => {
    const { id, person } = await enrol(graph, { order: 91 });
    expect(await erase(person.id)).toEqual({
      __typename: 'PersonCoveredRefusal',
      code: 'PERSON_COVERED',
      enrolmentId: id,
      coverTo: '2026-12-31',
    });
  });

  test('while a bill is not settled', async () => {
    const { id } = await formerPerson();
    unsettled = 2;
    expect(await erase(id)).toMatchObject({ code: 'CLAIMS_UNSETTLED', unsettledClaims: 2 });
  });

  test('while the account holds money', async () => {
    const { person } = await enrol(graph, { order: 93, personGroup: 'EMPLOYED', coveredYear: null });
    const { kernel } = graph.subgraph;
    await kernel
      .em()
      .execute(`update insured.personal_account set this_year = 150 where id = ?`, [person.id]);
    await graph.data(DEATH, {
      input: { idempotencyKey: newKey(), personId: person.id, deceasedOn: '2026-06-29' },
    });
    expect(await erase(person.id)).toMatchObject({ code: 'ACCOUNT_NOT_EMPTY', balance: '150' });
  });

  test('to who drafted it, with a record of the attempt; and nothing has happened', async () => {
    const { id } = await formerPerson();
    const { erasure } = await erase(id);
    expect(await approve(erasure.id, ONE)).toEqual({
      __typename: 'SameApproverRefusal',
      code: 'SAME_APPROVER',
    });
    expect(await erasureOf(id)).toMatchObject({ state: 'DRAFTED', acknowledgements: [] });
    expect(await audited(id)).toContain('PersonErasure security-one SAME_APPROVER');
  });

  test('when the person was tied again between draft and approval', async () => {
    const { id } = await formerPerson();
    const { erasure } = await erase(id);
    unsettled = 1;
    expect(await approve(erasure.id)).toMatchObject({ code: 'CLAIMS_UNSETTLED' });
    expect((await erasureOf(id)).state).toBe('DRAFTED');
  });

  test('a second time, with the first one named', async () => {
    const { id } = await formerPerson();
    const { erasure } = await erase(id);
    expect(await erase(id, TWO)).toMatchObject({ code: 'ERASURE_EXISTS', erasureId: erasure.id });
    await approve(erasure.id);
    expect(await erase(id, TWO)).toMatchObject({ code: 'ERASURE_EXISTS', erasureId: erasure.id });
    expect(await approve(erasure.id)).toMatchObject({ fromState: 'APPROVED', act: 'APPROVE' });
  });

  test('after it was withdrawn, which cannot be done once it is approved', async () => {
    const { id } = await formerPerson();
    const { erasure } = await erase(id);
    const withdraw = async (erasureId: string) =>
      (await graph.data(WITHDRAW, { input: { idempotencyKey: newKey(), erasureId } }, ONE))
        .withdrawPersonErasure;
    expect((await withdraw(erasure.id)).erasure.state).toBe('WITHDRAWN');
    expect(await approve(erasure.id)).toMatchObject({ fromState: 'WITHDRAWN' });
    const again = (await erase(id)).erasure;
    await approve(again.id);
    expect(await withdraw(again.id)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  test('with an error when settlement cannot say whether bills are open', async () => {
    const { id } = await formerPerson();
    unsettled = 'AWAY';
    const input = { idempotencyKey: newKey(), personId: id, reason: 'PURPOSE_ACHIEVED' };
    const answer = await graph.query(ERASE, { input }, ONE);
    expect(answer.errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(await erasureOf(id)).toBeUndefined();
  });

  test.each(['HANDLER', 'SYSTEM_ADMIN', 'AUDIT_ADMIN', 'REVIEWER'] as const)(
    'to %s, who may not see erasures either',
    async role => {
      const input = { idempotencyKey: newKey(), personId: newKey(), reason: 'PURPOSE_ACHIEVED' };
      const answer = await graph.query(ERASE, { input }, { role });
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      const seen = await graph.query(ERASURES, {}, { role });
      expect(seen.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    },
  );

  test.each(['not-an-id', '01890a5d-ac96-774b-bcce-b302099a8057'])(
    'of somebody who is not known (%s)',
    async id => {
      const input = { idempotencyKey: newKey(), personId: id, reason: 'PURPOSE_ACHIEVED' };
      const answer = await graph.query(ERASE, { input }, ONE);
      expect(answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    },
  );
});

test('the same key drafts once; with another person it is CONFLICT', async () => {
  const [one, other] = [await formerPerson(), await formerPerson()];
  const key = newKey();
  const draft = (personId: string) =>
    graph.query(ERASE, { input: { idempotencyKey: key, personId, reason: 'CONSENT_WITHDRAWN' } }, ONE);
  const first = await draft(one.id);
  expect((await draft(one.id)).data).toEqual(first.data);
  expect((await draft(other.id)).errors?.[0]?.extensions.code).toBe('CONFLICT');
});

test('an erasure leaves the audit chain whole', async () => {
  expect((await graph.subgraph.kernel.audit.verify()).faults).toEqual([]);
});
