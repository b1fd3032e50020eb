import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROLES, ROLE_SCOPES, type Role } from '#schema/identity/role-scopes';
import { REVEAL_SCOPES } from '#schema/sensitive/sensitive.law';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { enrol, idCardOf } from './builders.ts';

/** Whoever may not read a value cannot find out by searching whether somebody has it: not by the answer, not by its cost. */
let graph: TestSubgraph;
let person: string;
let neighbour: string;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
  person = (await enrol(graph, { order: 301, name: '蔚然' })).person.id;
  neighbour = (await enrol(graph, { order: 303, name: '蔚蓝' })).person.id;
});
afterAll(() => graph.stop());

const SEARCH = 'query ($filter: PersonFilter) { persons(first: 5, filter: $filter) { nodes { id } } }';
const BY_ID_CARD = 'query ($idCard: String!) { personByIdCard(idCard: $idCard) { id } }';

/** For each searchable field: a value that somebody has, one that nobody has, and a mask. */
const PROBES = {
  NAME: { filter: 'name', held: '蔚然', free: '蔚来', masks: ['蔚*', '**', '%', '蔚%', '*'] },
  ID_CARD: {
    filter: 'idCard',
    held: idCardOf('1980-05-01', 301),
    free: idCardOf('1980-05-01', 999),
    masks: [],
  },
  PHONE: { filter: 'phoneLast4', held: '1234', free: '9999', masks: [] },
} as const;

const askerOf = (role: Role): Asker => ({ role, person: role === 'PERSON' ? neighbour : undefined });

describe.each(Object.entries(PROBES))('by %s', (sensitiveClass, { filter, held, free, masks }) => {
  const scope = REVEAL_SCOPES[sensitiveClass as keyof typeof PROBES]!;
  const without = ROLES.filter(role => role !== 'PERSON' && !ROLE_SCOPES[role].includes(scope));

  test.each(without)('%s, who may not read it, gets one and the same refusal for every value', async role => {
    const answers = [];
    for (const value of [held, free, ...masks]) {
      const { result, statements } = await graph.statements.during(() =>
        graph.query(SEARCH, { filter: { [filter]: value } }, askerOf(role)),
      );
      expect(result.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      answers.push({ result, reading: statements.filter(sql => sql.includes('insured_person')) });
    }
    expect(answers.map(({ reading }) => reading)).toEqual(answers.map(() => []));
    expect(new Set(answers.map(({ result }) => JSON.stringify(result))).size).toBe(1);
  });

  test('a person finds nobody else by it, and a value that is held costs what a free one does', async () => {
    const costs = [];
    for (const value of [held, free]) {
      const { result, statements } = await graph.statements.during(() =>
        graph.query(SEARCH, { filter: { [filter]: value } }, askerOf('PERSON')),
      );
      const found = result.data.persons.nodes.map(({ id }: { id: string }) => id);
      expect(found).not.toContain(person);
      costs.push(statements.length);
    }
    expect(costs[0]).toBe(costs[1]);
  });

  test('whoever may read it finds nobody by a mask or a pattern', async () => {
    for (const mask of masks) {
      const { persons } = await graph.data(SEARCH, { filter: { [filter]: mask } }, { role: 'REVIEWER' });
      expect([mask, persons.nodes]).toEqual([mask, []]);
    }
  });

  test('whoever may read it finds its holder: the test searches for what is there', async () => {
    const { persons } = await graph.data(SEARCH, { filter: { [filter]: held } }, { role: 'REVIEWER' });
    expect(persons.nodes).toContainEqual({ id: person });
  });
});

test('a person who asks for the id card of another learns nothing: neither the refusal nor its cost differs', async () => {
  const asked = [];
  for (const idCard of [PROBES.ID_CARD.held, PROBES.ID_CARD.free]) {
    const { result, statements } = await graph.statements.during(() =>
      graph.query(BY_ID_CARD, { idCard }, askerOf('PERSON')),
    );
    asked.push({ result, cost: statements.length });
  }
  expect(asked[0]!.result.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect(asked[0]).toEqual(asked[1]);
  const own = await graph.data(BY_ID_CARD, { idCard: idCardOf('1980-05-01', 303) }, askerOf('PERSON'));
  expect(own).toEqual({ personByIdCard: { id: neighbour } });
});

test('a handler of another district finds nobody by an id card of this one', async () => {
  const elsewhere = { role: 'HANDLER', region: '310115' } as const;
  const here = { role: 'HANDLER', region: '310101' } as const;
  const idCard = PROBES.ID_CARD.held;
  expect(await graph.data(BY_ID_CARD, { idCard }, elsewhere)).toEqual({ personByIdCard: null });
  expect(await graph.data(BY_ID_CARD, { idCard }, here)).toEqual({ personByIdCard: { id: person } });
});
