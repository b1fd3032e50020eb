import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SubgraphExecutor } from '#kernel/server/execute';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSystem, type Asker, type TestSystem } from '../support/system.ts';

/** What an insurer may know of persons: the names of those whom it insures, once it has shown that it knows them. */
const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const { insurerCode } = world.showcase;
const own = world.policies.filter(policy => policy.insurerCode === insurerCode);
const holders = new Set(own.map(({ personId }) => personId));
const stranger = world.persons.findLast(({ id }) => !holders.has(id))!;

const PURPOSE = 'REVIEW: 核对被保险人';
const insurer = (institution = insurerCode): Asker => ({
  role: 'INSURER',
  institution,
  subject: institution,
});

const POLICIES = `{ commercialPolicies(first: 200) { nodes { id person { id name idCard } } } }`;
const REGISTER = `mutation ($input: RegisterCommercialPolicyInput!) { registerCommercialPolicy(input: $input) {
  ... on RegisterCommercialPolicySuccess { policy { id person { id } } } ... on Refusal { code message } } }`;
const WITHDRAW = `mutation ($input: WithdrawCommercialPolicyInput!) { withdrawCommercialPolicy(input: $input) {
  ... on WithdrawCommercialPolicySuccess { commercialPolicyId } ... on Refusal { code } } }`;

let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem();
}, 120_000);
afterAll(() => graph?.stop());

let serial = 0;

/** An insurer shares a policy of somebody whom it names; its answer. */
async function share(holder: { readonly name: string; readonly idCard: string }, asker: Asker) {
  const input = {
    idempotencyKey: `insurer-${(serial += 1)}-0000`,
    policyNumber: `E2E-${serial}-2026`,
    product: '百万医疗',
    holder: { name: holder.name, idCard: holder.idCard },
    ratio: '0.8',
    deductible: '0',
    yearlyLimit: '100',
    firstDay: '2026-01-01',
    lastDay: '2026-12-31',
  };
  const { registerCommercialPolicy } = await graph.data(REGISTER, { input }, asker);
  await graph.settled();
  return registerCommercialPolicy;
}

/** Whom an insurer meets in the list of its policies. */
async function met(asker: Asker): Promise<ReadonlyMap<string, { name: string; idCard: string }>> {
  const { commercialPolicies } = await graph.data(POLICIES, {}, asker);
  const persons: { id: string; name: string; idCard: string }[] = commercialPolicies.nodes.map(
    ({ person }: { person: unknown }) => person,
  );
  return new Map(persons.map(({ id, ...person }) => [id, person]));
}

/** What insured answers to an insurer that holds an id: a name, or why there is none. */
async function named(personId: string, asker: Asker): Promise<string> {
  const insured = graph.system.opened.subgraphs.find(({ name }) => name === 'insured')!;
  const { authorization } = await graph.bearer(asker);
  const answer = await new SubgraphExecutor(insured).execute({
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on InsuredPerson { name } } }`,
    variables: { of: [{ __typename: 'InsuredPerson', id: personId }] },
    authorization,
  });
  const { _entities } = answer.data as { _entities: ({ name: string } | null)[] };
  return _entities[0]?.name ?? String(answer.errors?.[0]?.extensions?.['code']);
}

test('it reads the names of its holders masked, policies that ran out among them, and no other insurer’s', async () => {
  const persons = await met(insurer());
  expect([...persons.keys()].sort()).toEqual([...holders].sort());
  expect(own.some(({ lastDay }) => lastDay < world.asOf)).toBe(true);
  for (const { name, idCard } of persons.values()) {
    expect(name).toMatch(/^.{1,2}\*+$/);
    expect(idCard).toContain('***********');
  }
  const others = world.policies.filter(policy => policy.insurerCode !== insurerCode);
  const foreign = others.find(({ personId }) => !holders.has(personId))!.personId;
  expect(await named(foreign, insurer())).toBe('NOT_FOUND');
  expect(await named(crypto.randomUUID(), insurer())).toBe('NOT_FOUND');
});

test('it reads them in the clear for a purpose, name by name on record, and nothing else in the clear', async () => {
  const persons = await met({ ...insurer(), purpose: PURPOSE });
  for (const [id, { name, idCard }] of persons) {
    const known = world.persons.find(person => person.id === id)!;
    expect([name, idCard === known.idCard]).toEqual([known.name, false]);
  }
  const records = await graph.data(
    `{ insuredAuditRecords(first: 200, filter: { kind: REVEAL }) { nodes { subject action rowId } } }`,
    {},
    { role: 'AUDIT_ADMIN' },
  );
  const read = records.insuredAuditRecords.nodes.filter(
    ({ subject }: { subject: string }) => subject === insurerCode,
  );
  expect(read.map(({ rowId }: { rowId: string }) => rowId).sort()).toEqual([...holders].sort());
  expect(new Set(read.map(({ action }: { action: string }) => action))).toEqual(
    new Set(['InsuredPerson.name']),
  );
});

test('whom it names as registered becomes its holder; whom it guesses stays unknown, and the guess is on record', async () => {
  const guesser = insurer('SB310077');
  const differs = { code: 'HOLDER_DIFFERS', message: '姓名与公民身份号码与参保登记不一致' };
  const other = world.persons.find(({ name }) => name !== stranger.name)!;
  expect(await share({ name: other.name, idCard: stranger.idCard }, guesser)).toEqual(differs);
  expect(await named(stranger.id, guesser)).toBe('NOT_FOUND');
  const records = await graph.data(
    `{ insuredAuditRecords(first: 50, filter: { kind: REFUSAL }) { nodes { subject role action personId details } } }`,
    {},
    { role: 'AUDIT_ADMIN' },
  );
  expect(records.insuredAuditRecords.nodes).toContainEqual({
    subject: 'SB310077',
    role: 'INSURER',
    action: 'matchPolicyHolder',
    personId: null,
    details: '{"code":"PERSON_DIFFERS"}',
  });

  const { policy } = await share(stranger, guesser);
  expect(policy.person.id).toBe(stranger.id);
  expect(await named(stranger.id, guesser)).toMatch(/^.{1,2}\*+$/);
});

test('a policy that it takes back gives no name any more', async () => {
  const asker = insurer('SB310088');
  const { policy } = await share(stranger, asker);
  expect((await met(asker)).has(stranger.id)).toBe(true);
  const input = { idempotencyKey: 'insurer-withdraws', commercialPolicyId: policy.id };
  expect(await graph.data(WITHDRAW, { input }, asker)).toEqual({
    withdrawCommercialPolicy: { commercialPolicyId: policy.id },
  });
  await graph.settled();
  expect((await met(asker)).size).toBe(0);
  expect(await named(stranger.id, asker)).toBe('NOT_FOUND');
});

test('what is not masked of a person is none of its business', async () => {
  const answer = await graph.query(
    `{ commercialPolicies(first: 1) { nodes { person { name region } } } }`,
    {},
    insurer(),
  );
  expect(answer.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  for (const field of ['settlements(first: 1) { nodes { id } }', 'agentRuns(first: 1) { nodes { id } }']) {
    const asked = await graph.query(
      `{ commercialPolicies(first: 1) { nodes { person { ${field} } } } }`,
      {},
      insurer(),
    );
    expect(asked.errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  }
});
