import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

let graph: TestSubgraph;
let world: DemoWorld;
beforeAll(async () => {
  world = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-16' });
  graph = await startTestSubgraph(subgraph);
  await graph.subgraph.loadDemo(world);
  await graph.caughtUp();
}, 60_000);
afterAll(() => graph.stop());

const LIST = `query ($first: Int!) { persons(first: $first) { nodes { id name idCard
  enrolments(first: 5) { nodes { state waitingPeriod { state benefitsFrom } changes(first: 3) { nodes { kind } } person { id } } }
  waitingPeriod { state } incentive(year: 2026) { raise limit }
  account { thisYear movements(first: 2) { nodes { kind } } } } } }`;

test('fifty persons with cover, waits, incentive and account cost as many statements as five', async () => {
  const cost = async (first: number) => {
    const { result, statements } = await graph.statements.during(() => graph.data(LIST, { first }));
    expect(result.persons.nodes).toHaveLength(first);
    return statements.length;
  };
  expect(await cost(50)).toBe(await cost(5));
  expect(await cost(50)).toBeLessThanOrEqual(9);
});

test('every person of the world can be found, and every enrolment was told to the others', async () => {
  const [row] = (await graph.subgraph.kernel
    .em()
    .execute(`select count(*)::int as n from insured.insured_person`)) as {
    n: number;
  }[];
  expect(row?.n).toBe(world.persons.length);
  const told = await graph.announced('insured.enrolment');
  const enrolments = world.persons.flatMap(person => person.enrolments);
  expect(new Set(told.map(event => event.payload.enrolmentId))).toEqual(
    new Set(enrolments.map(one => one.id)),
  );
  expect(JSON.stringify(told)).not.toContain(world.persons[0]!.name);
});

test('a person of the world is found by the whole identity number and stays masked', async () => {
  const person = world.persons[7]!;
  const { personByIdCard } = await graph.data(
    `query ($idCard: String!) { personByIdCard(idCard: $idCard) { id name idCard region } }`,
    { idCard: person.idCard },
  );
  expect(personByIdCard).toMatchObject({ id: person.id, region: person.region });
  expect(personByIdCard.name).toContain('*');
  expect(personByIdCard.idCard).toMatch(/^310\*+\w{4}$/);
});

test('waits are decided by the rules: interrupted years of the world are those of the wait', async () => {
  const waiting = world.persons.filter(person => person.interruptedYears.length > 0).slice(0, 20);
  expect(waiting.length).toBeGreaterThan(0);
  for (const person of waiting) {
    const last = person.enrolments.at(-1)!;
    const answer = await graph.entities(
      '... on Enrolment { waitingPeriod { interruptedYears repairedYears } }',
      [{ __typename: 'Enrolment', id: last.id }],
    );
    expect(answer.data._entities[0].waitingPeriod).toEqual({
      interruptedYears: person.interruptedYears,
      repairedYears: person.repairedYears,
    });
  }
});

test('account balances are those of the world, and their movements add up to them', async () => {
  const employees = world.persons.filter(person => person.scheme === 'EMPLOYEE').slice(0, 20);
  for (const person of employees) {
    const { person: found } = await graph.data(
      `query ($id: ID!) { person(id: $id) { account { thisYear formerYears } } }`,
      { id: person.id },
    );
    expect(found.account).toEqual({
      thisYear: String(person.account.thisYear),
      formerYears: String(person.account.formerYears),
    });
  }
  expect(
    await graph.subgraph.kernel
      .em()
      .execute(
        'select movement_id from insured.account_posting group by movement_id having sum(amount) <> 0',
      ),
  ).toEqual([]);
});

test('the world is loaded once', async () => {
  expect(await graph.subgraph.loadDemo(world)).toBe(false);
});

test('the big screen counts who is covered today by district and scheme, and may read no person', async () => {
  const screen = { role: 'SCREEN', region: '31' } as const;
  const { enrolmentCounts } = await graph.data('{ enrolmentCounts { region scheme persons } }', {}, screen);
  const covered = world.persons.flatMap(person =>
    person.enrolments
      .filter(({ state }) => state === 'ACTIVE')
      .filter(({ coverFrom, coverTo }) => coverFrom <= '2026-03-16' && (coverTo ?? '9') >= '2026-03-16')
      .map(({ region, scheme }) => `${region} ${scheme}`),
  );
  const counted = enrolmentCounts.map(
    (row: { region: string; scheme: string; persons: number }) => row.persons,
  );
  expect(counted.reduce((sum: number, persons: number) => sum + persons, 0)).toBe(covered.length);
  const inDistrict = await graph.data('{ enrolmentCounts { region } }', {}, { ...screen, region: '310101' });
  expect(new Set(inDistrict.enrolmentCounts.map((row: { region: string }) => row.region))).toEqual(
    new Set(['310101']),
  );
  const refused = await graph.query('{ persons(first: 1) { nodes { id } } }', {}, screen);
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
