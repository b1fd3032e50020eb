import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ERASED_MASK } from '#schema/sensitive/sensitive.law';
import { sensitiveColumnsOf } from '#kernel/sensitive/sensitive-columns';
import { Sealed } from '#kernel/sensitive/sealed';
import { SUBGRAPHS, type SubgraphName } from '#kernel/server/subgraph';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { createTestDatabase } from '#test/subgraph';
import { findInDatabase } from '../../../ops/demo/canary-search.ts';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startSystem } from '../../../ops/start/system.ts';
import { testEnvironment, TestSystem, type Asker } from '../support/system.ts';

/** One person is erased from all six subgraphs, one of which is down meanwhile; then the whole system restarts. */
const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const { canaries } = world;
/** A senior of the residents' scheme: after her death nothing ties her to the insurance. */
const ERASED = canaries.personIds.length - 1;
const personId = canaries.personIds[ERASED]!;
const idCard = canaries.idCards[ERASED]!;
const VALUES = [
  canaries.names,
  canaries.idCards,
  canaries.phones,
  canaries.addresses,
  canaries.diagnoses,
].map(values => values[ERASED]!);

const ONE: Asker = { role: 'SECURITY_ADMIN', subject: 'security-one' };
const TWO: Asker = { role: 'SECURITY_ADMIN', subject: 'security-two' };
const REVIEWER: Asker = { role: 'REVIEWER', region: '31', purpose: 'REVIEW: 核对抹除结果' };

const ERASURE = `... on Refusal { code } ... on ApprovePersonErasureSuccess { erasure { state } }`;
const APPROVE = `mutation ($input: ApprovePersonErasureInput!) { approvePersonErasure(input: $input) { __typename ${ERASURE} } }`;
const ERASURES = `query ($id: ID!) { personErasures(filter: { personId: $id }, first: 1) { nodes {
  id state outstanding acknowledgements { subgraph } } } }`;
const EVERYTHING = `query ($id: ID!) { person(id: $id) {
  name idCard phone address birthDate
  settlements(first: 20) { nodes { total claim { visit { diagnosis diagnosisCode } } } }
  agentRuns(first: 5) { nodes { state question } } } }`;
const SEARCH = `query ($idCard: String!, $name: String!, $last4: String!) {
  personByIdCard(idCard: $idCard) { id }
  byIdCard: persons(first: 5, filter: { idCard: $idCard }) { nodes { id } }
  byName: persons(first: 5, filter: { name: $name }) { nodes { id } }
  byPhone: persons(first: 5, filter: { phoneLast4: $last4 }) { nodes { id } } }`;

let graph: TestSystem;
let erasureId: string;
const database = createTestDatabase();
const environment = testEnvironment();

async function start(): Promise<void> {
  graph = new TestSystem(
    await startSystem({ ...environment, DATABASE_URL: (await database).url }),
    async () => undefined,
  );
  await graph.settled();
}

beforeAll(start, 120_000);
afterAll(async () => {
  await graph?.stop();
  await (await database).drop();
  rmSync(environment.DATA_DIR, { recursive: true, force: true });
});

async function erasure() {
  return (await graph.data(ERASURES, { id: personId }, ONE)).personErasures.nodes[0];
}

/** The clear values that an answer about a person shows, wherever they stand. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** What the subgraphs store of the person, sealed: `Type.field` and its row. */
async function envelopes(): Promise<{ name: SubgraphName; typeName: string; field: string; row: object }[]> {
  const found = await Promise.all(
    graph.system.opened.subgraphs.flatMap(({ name, kernel }) =>
      sensitiveColumnsOf(kernel.orm, name)
        .filter(({ personColumn }) => personColumn !== null)
        .map(async ({ type, field, table, column, personColumn }) => {
          const rows: { id: string; value: Uint8Array }[] = await kernel
            .em()
            .execute(
              `select id, "${column}" as value from ${table} where "${personColumn}" = ? and "${column}" is not null`,
              [personId],
            );
          return rows.map(({ id, value }) => ({
            name,
            typeName: type.name,
            field,
            row: { id, personId, [field]: new Sealed(value) },
          }));
        }),
    ),
  );
  return found.flat();
}

test('a person with bills and a question is read in the clear, and found by each value', async () => {
  const person: Asker = { role: 'PERSON', person: personId };
  await graph.data(
    `mutation ($input: AskPolicyInput!) { askPolicy(input: $input) { __typename } }`,
    { input: { idempotencyKey: 'erasure-ask-0001', question: `我得了${VALUES[4]}，门诊能报销吗？` } },
    person,
  );
  const shown = textsIn(await graph.data(EVERYTHING, { id: personId }, REVIEWER));
  for (const value of VALUES) expect(shown.some(text => text.includes(value))).toBe(true);
  const found = await graph.data(SEARCH, { idCard, name: VALUES[0], last4: VALUES[2]!.slice(-4) }, REVIEWER);
  expect(textsIn(found).filter(id => id === personId)).toHaveLength(4);
});

test('while she is covered she is not erased', async () => {
  const { erasePerson } = await graph.data(
    `mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { ... on Refusal { code } } }`,
    { input: { idempotencyKey: 'erasure-draft-0001', personId, reason: 'PURPOSE_ACHIEVED' } },
    ONE,
  );
  expect(erasePerson.code).toBe('PERSON_COVERED');
});

test('an erasure that one administrator drafts is approved by another only', async () => {
  await graph.data(`mutation ($input: RecordDeathInput!) { recordDeath(input: $input) { __typename } }`, {
    input: { idempotencyKey: 'erasure-death-0001', personId, deceasedOn: today(systemClock) },
  });
  const { erasePerson } = await graph.data(
    `mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { ... on ErasePersonSuccess { erasure { id } } } }`,
    { input: { idempotencyKey: 'erasure-draft-0002', personId, reason: 'PURPOSE_ACHIEVED' } },
    ONE,
  );
  erasureId = erasePerson.erasure.id;
  const own = await graph.data(APPROVE, { input: { idempotencyKey: 'erasure-approve-1', erasureId } }, ONE);
  expect(own.approvePersonErasure).toEqual({ __typename: 'SameApproverRefusal', code: 'SAME_APPROVER' });
});

test('every subgraph that is up acknowledges; the one that is down is shown as outstanding', async () => {
  const knowledge = graph.system.opened.subgraphs.find(({ name }) => name === 'knowledge')!;
  await knowledge.runner.stop();
  const { approvePersonErasure } = await graph.data(
    APPROVE,
    { input: { idempotencyKey: 'erasure-approve-2', erasureId } },
    TWO,
  );
  expect(approvePersonErasure.erasure.state).toBe('APPROVED');
  await graph.settled();
  expect(await erasure()).toMatchObject({ state: 'APPROVED', outstanding: ['knowledge'] });
});

test('after its restart that one acknowledges as well, and the erasure is completed', async () => {
  await graph.stop();
  await start();
  const { state, acknowledgements, outstanding } = await erasure();
  expect({ state, outstanding }).toEqual({ state: 'COMPLETED', outstanding: [] });
  expect(acknowledgements.map(({ subgraph }: { subgraph: string }) => subgraph).sort()).toEqual(
    [...SUBGRAPHS].sort(),
  );
}, 120_000);

test('every sensitive field of hers reads as erased; what the books show of her bills stands', async () => {
  const { person } = await graph.data(EVERYTHING, { id: personId }, REVIEWER);
  const { settlements, agentRuns, ...own } = person;
  expect(new Set(Object.values(own))).toEqual(new Set([ERASED_MASK]));
  expect(settlements.nodes.length).toBeGreaterThan(5);
  for (const { total, claim } of settlements.nodes) {
    expect(total).toMatch(/^\d+$/);
    expect(claim.visit).toEqual({ diagnosis: ERASED_MASK, diagnosisCode: ERASED_MASK });
  }
  expect(agentRuns.nodes.map(({ question }: { question: string }) => question)).toEqual([ERASED_MASK]);
});

test('she reads it so herself', async () => {
  const { person } = await graph.data(
    `query ($id: ID!) { person(id: $id) { name idCard } }`,
    { id: personId },
    { role: 'PERSON', person: personId },
  );
  expect(person).toEqual({ name: ERASED_MASK, idCard: ERASED_MASK });
});

test('no search finds her, and others are found as before', async () => {
  const found = await graph.data(SEARCH, { idCard, name: VALUES[0], last4: VALUES[2]!.slice(-4) }, REVIEWER);
  expect(textsIn(found)).not.toContain(personId);
  expect(found.personByIdCard).toBeNull();
  const other = await graph.data(
    SEARCH,
    { idCard: canaries.idCards[0], name: canaries.names[0], last4: '0001' },
    REVIEWER,
  );
  expect(other.personByIdCard.id).toBe(canaries.personIds[0]);
});

test('no envelope of hers opens in any subgraph', async () => {
  const stored = await envelopes();
  expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['insured', 'settlement', 'knowledge']));
  for (const { name, typeName, field, row } of stored) {
    const { kernel } = graph.system.opened.subgraphs.find(subgraph => subgraph.name === name)!;
    await expect(kernel.sealer.open(kernel.em(), typeName, field, row)).rejects.toThrow('已抹除');
  }
});

test('no table of the database holds a value, an index or a salt of hers', async () => {
  const { database: stored } = graph.system.opened.process;
  expect(await findInDatabase(stored, VALUES)).toEqual([]);
  const [row] = await stored.query(
    `select name_index, id_card_index, phone_index from insured.insured_person where id = $1`,
    [personId],
  );
  expect(row).toEqual({ name_index: null, id_card_index: null, phone_index: null });
  for (const name of SUBGRAPHS) {
    const salts = await stored.query(`select salt from "${name}".person_salt where person_id = $1`, [
      personId,
    ]);
    expect(salts).toEqual([{ salt: null }]);
  }
});

test('nothing new is written of her', async () => {
  const { institutionCode, settledOn } = world.claims.find(claim => claim.personId === personId)!;
  const visit = await graph.query(
    `mutation ($input: RegisterVisitInput!) { registerVisit(input: $input) { __typename ... on Refusal { code } } }`,
    {
      input: {
        msgid: `${institutionCode}202611221200000001`,
        personId,
        visitType: 'OUTPATIENT',
        startedOn: settledOn,
        diagnosis: '感冒',
        fundAdvances: false,
      },
    },
    { role: 'INSTITUTION', institution: institutionCode },
  );
  expect(visit.errors?.[0]?.extensions['code']).toBe('CONFLICT');
  const question = await graph.query(
    `mutation ($input: AskPolicyInput!) { askPolicy(input: $input) { __typename } }`,
    { input: { idempotencyKey: 'erasure-ask-0002', question: '等待期是几个月？' } },
    { role: 'PERSON', person: personId },
  );
  expect(question.errors?.[0]?.extensions['code']).toBe('CONFLICT');
});

test('the audit chain of every subgraph is whole, and tells of the erasure', async () => {
  for (const { kernel } of graph.system.opened.subgraphs) {
    expect((await kernel.audit.verify()).faults).toEqual([]);
    const told: unknown[] = await kernel
      .em()
      .execute(
        `select 1 from "${kernel.name}".audit_record where action = 'PersonErasure.ERASED' and person_id = ?`,
        [personId],
      );
    expect(told).toHaveLength(1);
  }
});
