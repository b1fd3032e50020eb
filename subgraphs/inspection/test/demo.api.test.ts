import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

const world = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-15' });
const inspector = { role: 'INSPECTOR' } as const;

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
  const started = performance.now();
  await graph.subgraph.loadDemo(world);
  process.stdout.write(`demo ${Math.round(performance.now() - started)} ms, ${world.claims.length} claims\n`);
}, 60_000);
afterAll(() => graph.stop());

test('every planted violation is raised by the models, and named by its claims', async () => {
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

test('what is raised beside the planted ones stays a small part of the claims', async () => {
  const [row] = await graph.subgraph.kernel.em().execute(
    `select json_object_agg(model, n) as raised from
       (select model, count(*)::int as n from inspection.suspicion group by model) counted`,
  );
  process.stdout.write(`${JSON.stringify(row)} of ${JSON.stringify(Object.groupBy(world.violations, each => each.kind), (k, v) => (Array.isArray(v) ? v.length : v))}\n`);
});
