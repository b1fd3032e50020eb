import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

const world = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-15' });
const inspector = { role: 'INSPECTOR' } as const;

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
  await graph.subgraph.loadDemo(world);
}, 60_000);
afterAll(() => graph.stop());

test('TJ-3-DRUG-01, TJ-3-DRUG-06: every planted violation is raised by the models, and named by its claims', async () => {
  const claims = [...new Set(world.violations.flatMap(violation => violation.claimIds))];
  const raised = new Map<string, string[]>();
  for (let from = 0; from < claims.length; from += 100) {
    const answer = await graph.entities(
      '... on Claim { id suspicions(first: 20) { nodes { model } } }',
      claims.slice(from, from + 100).map(id => ({ __typename: 'Claim', id })),
      inspector,
    );
    for (const claim of answer.data._entities) {
      raised.set(
        claim.id,
        claim.suspicions.nodes.map((node: { model: string }) => node.model),
      );
    }
  }
  const models = { AGE_LIMITED_DRUG: 'FEE_RULE' } as Record<string, string>;
  const missed = world.violations.filter(({ kind, claimIds }) => {
    const model = models[kind] ?? kind;
    return !claimIds.some(id => raised.get(id)?.includes(model));
  });
  expect(missed.map(({ kind, personId }) => `${kind} ${personId}`)).toEqual([]);
});

test('beside the planted ones the models stay almost silent, and each suspicion shows its evidence', async () => {
  const rows: { model: string; raised: number; shown: number }[] = await graph.subgraph.kernel.em().execute(
    `select model, count(*)::int as raised, count(*) filter (where jsonb_array_length(evidence) >= 2)::int as shown
       from inspection.suspicion group by model order by model`,
  );
  const planted = (kind: string) => world.violations.filter(violation => violation.kind === kind).length;
  expect(rows.every(row => row.raised === row.shown)).toBe(true);
  const raised = new Map(rows.map(row => [row.model, row.raised]));
  expect(raised.get('DUPLICATE_ITEM_SAME_DAY')).toBe(planted('DUPLICATE_ITEM_SAME_DAY'));
  expect(raised.get('REFILL_TOO_EARLY')).toBe(planted('REFILL_TOO_EARLY'));
  expect(raised.get('FEE_RULE')).toBe(planted('AGE_LIMITED_DRUG'));
});

test('codes stand in every state, each walked there through the transition table', async () => {
  const data = await graph.data(
    `{ inspectionCodes(first: 200) { nodes { state platform code history { toState } officers { name } } } }`,
    {},
    inspector,
  );
  const nodes: {
    state: string;
    platform: string | null;
    code: string | null;
    history: { toState: string }[];
    officers: object[];
  }[] = data.inspectionCodes.nodes;
  expect(new Set(nodes.map(node => node.state)).size).toBe(9);
  expect(nodes.every(node => node.history.at(-1)!.toState === node.state && node.officers.length === 2)).toBe(
    true,
  );
  expect(nodes.every(node => node.code === null || node.platform === 'local (simulated)')).toBe(true);
});

test('the demo is loaded once', async () => {
  expect(await graph.subgraph.loadDemo(world)).toBe(false);
});
