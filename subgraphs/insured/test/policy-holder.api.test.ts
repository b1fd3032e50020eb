import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMERCIAL_POLICY_TOPIC } from '#schema/events/settlement.events';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { PolicyHolder } from '../src/foreign/policy-holder.entity.ts';
import { subgraph } from '../src/subgraph.ts';
import { enrol, idCardOf, newKey } from './builders.ts';

const MATCH = `mutation ($input: MatchPolicyHolderInput!) { matchPolicyHolder(input: $input) {
  __typename ... on MatchPolicyHolderSuccess { personId } ... on Refusal { code message } } }`;
const DEATH = `mutation ($input: RecordDeathInput!) { recordDeath(input: $input) { __typename } }`;
const ERASE = `mutation ($input: ErasePersonInput!) { erasePerson(input: $input) {
  ... on ErasePersonSuccess { erasure { id } } ... on Refusal { code } } }`;
const APPROVE = `mutation ($input: ApprovePersonErasureInput!) { approvePersonErasure(input: $input) {
  ... on ApprovePersonErasureSuccess { erasure { state } } ... on Refusal { code } } }`;

const insurer = (institution: string): Asker => ({ role: 'INSURER', institution, subject: institution });
const settlement = (onBehalfOf: Asker): Asker => ({ role: 'SERVICE', subject: 'settlement', onBehalfOf });
const PURPOSE = 'REVIEW: 核对被保险人';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2026-06-30T02:00:00Z',
    settings: { REFUSED_MATCHES_PER_DAY: '3' },
    peers: { ask: async () => ({ unsettledClaims: 0 }) as never },
  });
});
afterAll(() => graph.stop());

let order = 500;
async function somebody(name = '蔚然'): Promise<{ id: string; name: string; idCard: string }> {
  const { person } = await enrol(graph, { order: (order += 2), name });
  return { id: person.id, name, idCard: idCardOf('1980-05-01', order) };
}

const ask = (given: { name: string; idCard: string }, asker: Asker) =>
  graph.query(MATCH, { input: { name: given.name, idCard: given.idCard } }, asker);
const match = async (given: { name: string; idCard: string }, insurerCode: string) =>
  (await ask(given, settlement(insurer(insurerCode)))).data.matchPolicyHolder;

async function erased(): Promise<{ id: string; name: string; idCard: string }> {
  const person = await somebody();
  await graph.data(DEATH, {
    input: { idempotencyKey: newKey(), personId: person.id, deceasedOn: '2026-06-29' },
  });
  await erase(person.id);
  return person;
}

async function erase(personId: string): Promise<void> {
  const draft = { idempotencyKey: newKey(), personId, reason: 'PURPOSE_ACHIEVED' };
  const { erasePerson } = await graph.data(
    ERASE,
    { input: draft },
    { role: 'SECURITY_ADMIN', subject: 'one' },
  );
  const approval = { idempotencyKey: newKey(), erasureId: erasePerson.erasure.id };
  const { approvePersonErasure } = await graph.data(
    APPROVE,
    { input: approval },
    { role: 'SECURITY_ADMIN', subject: 'two' },
  );
  expect(approvePersonErasure.erasure.state).toBe('APPROVED');
}

const refusals = (subject: string): Promise<string[]> => records(subject, 'REFUSAL');

async function records(subject: string, kind: string): Promise<string[]> {
  const rows: { role: string; details: string }[] = await graph.subgraph.kernel.em().execute(
    `select role, details, row_id, person_id from insured.audit_record
       where kind = ? and action = 'matchPolicyHolder' and subject = ? order by id`,
    [kind, subject],
  );
  return rows.map(row => JSON.stringify(row));
}

describe('an insurer names whom it insures', () => {
  test('name and number as registered are somebody', async () => {
    const person = await somebody();
    expect(await match(person, 'MATCHES1')).toEqual({
      __typename: 'MatchPolicyHolderSuccess',
      personId: person.id,
    });
    expect(await match({ ...person, name: ' 蔚然 ' }, 'MATCHES1')).toMatchObject({ personId: person.id });
    expect(await refusals('MATCHES1')).toEqual([]);
    const confirmed = { role: 'INSURER', details: null, row_id: person.id, person_id: person.id };
    expect(await records('MATCHES1', 'REVEAL')).toEqual(
      [confirmed, confirmed].map(row => JSON.stringify(row)),
    );
  });

  test('an unknown number, another’s name and an erased person are one refusal at one cost', async () => {
    const [person, gone] = [await somebody(), await erased()];
    await graph.caughtUp();
    const unknown = { ...person, idCard: idCardOf('1980-05-01', 997) };
    const answers = [];
    for (const given of [unknown, { ...person, name: '蔚蓝' }, gone]) {
      const { result, statements } = await graph.statements.during(() => match(given, 'GUESSES1'));
      const looking = statements.filter(statement => !statement.includes('audit_record'));
      answers.push(JSON.stringify({ result, cost: looking.length }));
    }
    expect(JSON.parse(answers[0]!).result).toEqual({
      __typename: 'PersonDiffersRefusal',
      code: 'PERSON_DIFFERS',
      message: '姓名与公民身份号码与参保登记不一致',
    });
    expect(new Set(answers).size).toBe(1);
  });

  test('each refusal is recorded of the insurer, without what it said and whom it meant', async () => {
    const person = await somebody();
    await match({ ...person, name: '蔚蓝' }, 'RECORDS1');
    expect(await refusals('RECORDS1')).toEqual([
      JSON.stringify({
        role: 'INSURER',
        details: '{"code":"PERSON_DIFFERS"}',
        row_id: null,
        person_id: null,
      }),
    ]);
  });

  test('after so many refusals on a day nothing is told any more, also of who is right, until the next', async () => {
    const person = await somebody();
    const wrong = { ...person, name: '蔚蓝' };
    for (let time = 0; time < 3; time += 1)
      expect(await match(wrong, 'STOPPED1')).toMatchObject({ code: 'PERSON_DIFFERS' });
    for (const given of [wrong, person]) {
      const answer = await ask(given, settlement(insurer('STOPPED1')));
      expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['RATE_LIMITED']);
    }
    expect((await refusals('STOPPED1')).filter(row => row.includes('RATE_LIMITED'))).toHaveLength(2);
    expect(await match(person, 'ANOTHER1')).toMatchObject({ personId: person.id });
    graph.clock.set('2026-07-01T02:00:00Z');
    expect(await match(person, 'STOPPED1')).toMatchObject({ personId: person.id });
  });

  test('guesses that are sent at once do not get past the limit', async () => {
    const wrong = { ...(await somebody()), name: '蔚蓝' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask(wrong, settlement(insurer('ATONCE01')))),
    );
    const codes = answers.map(
      ({ data, errors }) => data?.matchPolicyHolder?.code ?? errors?.[0]?.extensions['code'],
    );
    expect(codes.filter(code => code === 'PERSON_DIFFERS')).toHaveLength(3);
    expect(codes.filter(code => code === 'RATE_LIMITED')).toHaveLength(5);
  });

  test('a number that cannot be one is bad input and no guess', async () => {
    const answer = await ask({ name: '蔚然', idCard: '31000019800501' }, settlement(insurer('SLIPS001')));
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.idCard': expect.any(String) },
    });
    expect(await refusals('SLIPS001')).toEqual([]);
  });

  test.each<[string, Asker]>([
    ['the insurer itself', insurer('DIRECT01')],
    ['a service that asks for nobody', { role: 'SERVICE' }],
    ['a service that asks for a clerk', settlement({ role: 'HANDLER', region: '31' })],
    ['a service that asks for an insurer without a code', settlement({ role: 'INSURER' })],
  ])('%s is refused', async (_, asker) => {
    const answer = await ask(await somebody(), asker);
    expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  });
});

describe('an insurer reads its policy holders', () => {
  const policy = (personId: string, insurerCode: string, policyId: string = crypto.randomUUID()) => ({
    topic: COMMERCIAL_POLICY_TOPIC,
    name: 'CommercialPolicyRegistered',
    aggregateId: policyId,
    payload: { policyId, personId, insurerCode },
  });
  const withdrawn = (registered: ReturnType<typeof policy>) => ({
    ...registered,
    name: 'CommercialPolicyWithdrawn',
  });
  const read = (ids: readonly string[], asker: Asker, fields = 'id name') =>
    graph.entities(
      `... on InsuredPerson { ${fields} }`,
      ids.map(id => ({ __typename: 'InsuredPerson', id })),
      asker,
    );
  const codesOf = (answer: Awaited<ReturnType<typeof read>>) =>
    (answer.errors ?? []).map(({ extensions }) => extensions['code']);

  test('masked, and in the clear for a purpose; every clear reading is recorded', async () => {
    const person = await somebody();
    await graph.hear([policy(person.id, 'HOLDER01')]);
    const masked = await read([person.id], insurer('HOLDER01'), 'name idCard phone birthDate');
    expect(masked.data._entities).toEqual([
      { name: '蔚*', idCard: expect.stringContaining('***'), phone: '138****1234', birthDate: '1980-**-**' },
    ]);
    const clear = await read([person.id], { ...insurer('HOLDER01'), purpose: PURPOSE }, 'name idCard');
    expect(clear.data._entities).toEqual([{ name: '蔚然', idCard: expect.stringContaining('***') }]);
    const records: { action: string; subject: string; purpose: string }[] = await graph.subgraph.kernel
      .em()
      .execute(
        `select action, subject, purpose from insured.audit_record where kind = 'REVEAL' and row_id = ?`,
        [person.id],
      );
    expect(records).toEqual([{ action: 'InsuredPerson.name', subject: 'HOLDER01', purpose: PURPOSE }]);
  });

  test('nobody else’s: another insurer’s holder is not found, as if nobody were there', async () => {
    const [own, other] = [await somebody(), await somebody()];
    await graph.hear([policy(own.id, 'HOLDER02'), policy(other.id, 'HOLDER03')]);
    const answer = await read([own.id, other.id, crypto.randomUUID()], {
      ...insurer('HOLDER02'),
      purpose: PURPOSE,
    });
    expect(answer.data._entities).toEqual([{ id: own.id, name: '蔚然' }, null, null]);
    const [foreign, nobody] = answer.errors!.map(({ message, extensions }) => ({ message, extensions }));
    expect(foreign!.extensions['code']).toBe('NOT_FOUND');
    expect(foreign).toEqual(nobody);
    expect(codesOf(await read([own.id], { role: 'INSURER', subject: 'no code' }))).toEqual(['NOT_FOUND']);
  });

  test('the range stands in the query: a page of references is one statement more for nobody', async () => {
    const persons = [await somebody(), await somebody(), await somebody()];
    await graph.hear([policy(persons[0]!.id, 'HOLDER04')]);
    const { result, statements } = await graph.statements.during(() =>
      read(
        persons.map(({ id }) => id),
        insurer('HOLDER04'),
        'id',
      ),
    );
    expect(result.data._entities).toEqual([{ id: persons[0]!.id }, null, null]);
    expect(statements.filter(sql => sql.includes('"insured_person"'))).toHaveLength(1);
  });

  test.each([
    ['gender'],
    ['region'],
    ['personGroup'],
    ['exemptGroup'],
    ['deceasedOn'],
    ['account { thisYear }'],
    ['incentive(year: 2026) { year }'],
    ['enrolments(first: 1) { nodes { id } }'],
    ['waitingPeriod { state }'],
  ])('but of them no %s', async field => {
    const person = await somebody();
    await graph.hear([policy(person.id, 'HOLDER05')]);
    const answer = await read([person.id], insurer('HOLDER05'), field);
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });

  test('a policy that ran out was one; a policy that was withdrawn never was', async () => {
    const person = await somebody();
    const [one, two] = [policy(person.id, 'HOLDER06'), policy(person.id, 'HOLDER06')];
    await graph.hear([one, two]);
    await graph.hear([withdrawn(one)]);
    expect((await read([person.id], insurer('HOLDER06'))).data._entities).toEqual([
      { id: person.id, name: '蔚*' },
    ]);
    await graph.hear([withdrawn(two)]);
    expect(codesOf(await read([person.id], insurer('HOLDER06')))).toEqual(['NOT_FOUND']);
    const both = policy(person.id, 'HOLDER06');
    await graph.hear([both, withdrawn(both)]);
    expect(codesOf(await read([person.id], insurer('HOLDER06')))).toEqual(['NOT_FOUND']);
  });

  test('the erasure of a person takes the holder away, also where the policy is heard of afterwards', async () => {
    const person = await erased();
    const late = await somebody();
    await graph.hear([policy(person.id, 'HOLDER07'), policy(late.id, 'HOLDER07')]);
    await graph.data(DEATH, {
      input: { idempotencyKey: newKey(), personId: late.id, deceasedOn: '2026-06-29' },
    });
    await erase(late.id);
    const holders = await graph.subgraph.kernel.em().find(PolicyHolder, { insurerCode: 'HOLDER07' });
    expect(holders).toEqual([]);
    expect(codesOf(await read([person.id, late.id], insurer('HOLDER07')))).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
  });

  test('with the scope of a clerk it still sees its own holders alone', async () => {
    const [own, other] = [await somebody(), await somebody()];
    await graph.hear([policy(own.id, 'HOLDER08')]);
    const asker = { ...insurer('HOLDER08'), scope: 'insured:read' };
    const { persons } = await graph.data(`{ persons(first: 200) { nodes { id } } }`, {}, asker);
    expect(persons.nodes).toEqual([{ id: own.id }]);
    expect(await graph.data(`{ person(id: "${other.id}") { id } }`, {}, asker)).toEqual({ person: null });
  });
});
