import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestSubgraph } from '#test/subgraph';
import { simulateFleet } from '../src/fleet/simulated-fleet.rule.ts';
import { SIMULATED_FLEET } from '../src/fleet/simulated-fleet.terms.ts';
import { startTicking, type TickingSubgraph } from './manual-ticker.ts';

const OPERATOR = { role: 'COMPUTE_OPERATOR' } as const;

/** A Monday morning in Shanghai; the passes are 16 seconds apart. */
const PASSES = ['2026-03-16T02:00:00Z', '2026-03-16T02:00:16Z', '2026-03-16T02:00:32Z'];

let fleet: TickingSubgraph;
let graph: TestSubgraph;
beforeAll(async () => {
  fleet = await startTicking({ SIMULATED_FLEET: 'on' });
  graph = fleet.graph;
  for (const pass of PASSES) await fleet.collectAt(pass);
});
afterAll(() => graph.stop());

const NODES = `query ($first: Int!, $after: Cursor, $source: ComputeSource) {
  computeNodes(first: $first, after: $after, source: $source) {
    nodes { id hostname source gpus { id slot uuid model memoryMib source } }
    pageInfo { hasNextPage endCursor } } }`;

const nodes = async (variables: Record<string, unknown> = {}) =>
  (await graph.data(NODES, { first: 200, ...variables }, OPERATOR)).computeNodes;

describe('the computing estate', () => {
  test('SH-AI-MON-38, SH-AI-MON-39: 11 nodes with 58 cards come under monitoring by being collected', async () => {
    const page = await nodes();
    expect(page.nodes).toHaveLength(11);
    const cards = page.nodes.flatMap((node: { gpus: object[] }) => node.gpus);
    expect(cards).toHaveLength(58);
    const { fleetSummary } = await graph.data(
      `{ fleetSummary { source nodes gpus gpusReporting } }`,
      {},
      { role: 'SCREEN' },
    );
    expect(fleetSummary).toEqual([{ source: 'SIMULATED', nodes: 11, gpus: 58, gpusReporting: 58 }]);
  });

  test('a simulated node and its cards say that they are simulated', async () => {
    for (const node of (await nodes()).nodes) {
      expect(node.source).toBe('SIMULATED');
      expect(node.gpus.every((gpu: { source: string }) => gpu.source === 'SIMULATED')).toBe(true);
    }
  });

  test('a card is registered once, with its slot, model and memory', async () => {
    const page = await nodes({ first: 1 });
    expect(page.nodes[0].hostname).toBe('sim-gpu-01');
    expect(page.nodes[0].gpus).toHaveLength(8);
    expect(page.nodes[0].gpus[3]).toMatchObject({
      slot: 3,
      uuid: 'SIM-sim-gpu-01-3',
      model: 'SIM-A80',
      memoryMib: 81_920,
    });
  });

  test('pages follow each other by host name, and a cursor belongs to its filter', async () => {
    const first = await nodes({ first: 6 });
    const second = await nodes({ first: 6, after: first.pageInfo.endCursor });
    const names = [...first.nodes, ...second.nodes].map((node: { hostname: string }) => node.hostname);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(11);
    expect(second.pageInfo.hasNextPage).toBe(false);
    const foreign = await graph.query(
      NODES,
      { first: 6, after: first.pageInfo.endCursor, source: 'SIMULATED' },
      OPERATOR,
    );
    expect(foreign.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { after: expect.anything() },
    });
  });

  test('the summary is what the cards said last, computed over all of them', async () => {
    const { fleetSummary } = await graph.data(
      `{ fleetSummary { gpusBusy meanUtilisation powerWatts memoryUsedMib } }`,
      {},
      OPERATOR,
    );
    const said = simulateFleet(SIMULATED_FLEET, 20_260_101, new Date(PASSES[2]!)).map(
      ({ measures }) => measures,
    );
    const mean = said.reduce((sum, { utilisation }) => sum + utilisation! * 10_000, 0) / 58;
    expect(Number(fleetSummary[0].meanUtilisation)).toBeCloseTo(mean / 1_000_000, 5);
    expect(fleetSummary[0].gpusBusy).toBe(said.filter(({ utilisation }) => utilisation! >= 5).length);
    // Sums of binary fractions carry noise (3943.0999999999995); what is shown has one decimal.
    const power = said.reduce((sum, { powerWatts }) => sum + powerWatts!, 0);
    expect(fleetSummary[0].powerWatts).toBe(Number(power.toFixed(1)));
    expect(fleetSummary[0].memoryUsedMib).toBe(
      said.reduce((sum, { memoryUsedMib }) => sum + memoryUsedMib!, 0),
    );
  });

  test('the whole estate with readings, history and occupancy costs a constant number of statements', async () => {
    const DEEP = `query ($first: Int!, $from: Instant!, $to: Instant!) { computeNodes(first: $first) { nodes { gpus {
      latest { at utilisation gpu { slot } } node { hostname }
      history(from: $from, to: $to, first: 4) { samples } occupancy(from: $from, to: $to) { busySeconds } } } } }`;
    const cost = async (first: number) => {
      const variables = { first, from: PASSES[0], to: PASSES[2] };
      return (await graph.statements.during(() => graph.data(DEEP, variables, OPERATOR))).statements.length;
    };
    expect(await cost(11)).toBe(await cost(1));
    expect(await cost(11)).toBeLessThanOrEqual(7);
  });

  test('any number of references is one statement', async () => {
    const { nodes: all } = await nodes();
    const ids = all
      .flatMap((node: { gpus: { id: string }[] }) => node.gpus)
      .map((gpu: { id: string }) => gpu.id);
    const { result, statements } = await graph.statements.during(() =>
      graph.entities(
        '... on Gpu { id slot }',
        ids.map((id: string) => ({ __typename: 'Gpu', id })),
        OPERATOR,
      ),
    );
    expect(result.data._entities.map((gpu: { id: string }) => gpu.id)).toEqual(ids);
    expect(statements).toHaveLength(1);
  });
});

describe('who may see the estate', () => {
  const ask = async (role: 'TENANT' | 'PERSON' | 'ANALYST' | 'SCREEN' | 'INSTITUTION' | null) =>
    (await graph.query(`{ fleetSummary { gpus } }`, {}, role && { role })).errors?.[0]?.extensions['code'] ??
    'SEEN';

  test.each([
    ['ANALYST', 'SEEN'],
    ['SCREEN', 'SEEN'],
    ['TENANT', 'FORBIDDEN'],
    ['PERSON', 'FORBIDDEN'],
    ['INSTITUTION', 'FORBIDDEN'],
    [null, 'UNAUTHENTICATED'],
  ] as const)('%s: %s', async (role, verdict) => {
    expect(await ask(role)).toBe(verdict);
  });

  test('a tenant sees no card through a reference either', async () => {
    const [node] = (await nodes({ first: 1 })).nodes;
    const answer = await graph.entities('... on Gpu { uuid }', [{ __typename: 'Gpu', id: node.gpus[0].id }], {
      role: 'TENANT',
    });
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(JSON.stringify(answer.data)).not.toContain('SIM-');
  });
});

describe('bad input', () => {
  test.each(['01890000-0000-7000-8000-000000000000', 'no-id', ''])(
    'a node %j that is not there is null',
    async id => {
      expect(await graph.data(`query ($id: ID!) { computeNode(id: $id) { id } }`, { id }, OPERATOR)).toEqual({
        computeNode: null,
      });
    },
  );

  test.each<[string, Record<string, unknown>, string]>([
    ['a page over 200', { first: 201 }, 'first'],
    ['an empty page', { first: 0 }, 'first'],
    ['a made-up cursor', { first: 1, after: 'AAAAAAAAAAAAAAAAAAAA' }, 'after'],
  ])('%s is refused by name', async (_, variables, field) => {
    const { errors } = await graph.query(NODES, variables, OPERATOR);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.anything() },
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a period that ends before it begins', { from: PASSES[1], to: PASSES[0], first: 1 }, 'to'],
    ['a period of more than 31 days', { from: '2026-01-01T00:00:00Z', to: PASSES[0], first: 1 }, 'to'],
    ['no points', { from: PASSES[0], to: PASSES[1], first: 0 }, 'first'],
    ['more than 200 points', { from: PASSES[0], to: PASSES[1], first: 201 }, 'first'],
    ['an instant that is none', { from: 'yesterday', to: PASSES[1], first: 1 }, 'from'],
  ])('%s is refused by name', async (_, variables, field) => {
    const { errors } = await graph.query(
      `query ($from: Instant!, $to: Instant!, $first: Int!) {
        computeNodes(first: 1) { nodes { gpus { history(from: $from, to: $to, first: $first) { samples } } } } }`,
      variables,
      OPERATOR,
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.anything() },
    });
  });
});
