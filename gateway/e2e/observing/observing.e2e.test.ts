import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { manifestOf } from '../../src/trusted/manifest.ts';
import { HOMES, PEOPLE, startSmallGraph, type SmallGraph } from '../support/small-graph.ts';

/** What operators see of the gateway: enough to find what is slow and who is refused, and no value of anybody. */
const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: line => void lines.push(line) });
const KNOWN = 'query People($n: Int!) { people(first: $n) { id home } }';

let graph: SmallGraph;
beforeAll(async () => {
  graph = await startSmallGraph([PEOPLE, HOMES], {
    log,
    documents: { manifest: manifestOf([KNOWN]), trust: 'prefer' },
    // Everything is slow to somebody who waits for less than nothing.
    slowMilliseconds: -1,
    limits: { cost: 50 },
  });
});
afterAll(() => graph?.stop());

async function scraped(): Promise<Record<string, number>> {
  const text = await (await fetch(`${graph.url}/metrics`)).text();
  const samples = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    samples.map(line => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('operations, fetches and refusals are counted under names that an asker cannot choose', async () => {
  await graph.ask({ query: KNOWN, variables: { n: 2 } });
  for (const name of ['Mine', 'Yours', 'p310101198705120017']) {
    await graph.ask({ query: `query ${name} { people(first: 1) { name } }` });
  }
  await graph.ask({ query: KNOWN, variables: { n: 99 } });
  await graph.ask({
    query: `{ ${Array.from({ length: 51 }, (_, n) => `a${n}: __typename`).join(' ')} people { id } }`,
  });
  const homes = graph.links.get('homes')!;
  const execute = homes.execute.bind(homes);
  homes.execute = () => Promise.reject(new Error('away'));
  await graph.ask({ query: KNOWN, variables: { n: 1 } });
  homes.execute = execute;
  await graph.ask({ query: 'mutation { nothing }' });

  const metrics = await scraped();
  const operations = Object.entries(metrics).filter(([name]) => name.startsWith('graphql_operations_total'));
  expect(Object.fromEntries(operations)).toEqual({
    'graphql_operations_total{operation_name="People",operation_type="query",outcome="ok"}': 1,
    'graphql_operations_total{operation_name="other",operation_type="query",outcome="ok"}': 3,
    'graphql_operations_total{operation_name="People",operation_type="query",outcome="refused"}': 1,
    'graphql_operations_total{operation_name="People",operation_type="query",outcome="partial"}': 1,
  });
  expect(metrics).toMatchObject({
    'graphql_subgraph_fetches_total{subgraph="people",outcome="ok"}': 5,
    'graphql_subgraph_fetches_total{subgraph="homes",outcome="ok"}': 1,
    'graphql_subgraph_fetches_total{subgraph="homes",outcome="failed"}': 1,
    'graphql_subgraph_fetch_duration_seconds_count{subgraph="people"}': 5,
    'graphql_operation_duration_seconds_count{operation_type="query"}': 6,
    'graphql_refusals_total{limit="cost"}': 1,
    'graphql_refusals_total{limit="rootFields"}': 1,
    graphql_subscriptions_active: 0,
  });
  // A request counts when its answer has left: the last one may not have been counted yet.
  expect(metrics['graphql_http_requests_total{status="200"}']).toBeGreaterThanOrEqual(7);
  expect(metrics).toHaveProperty('nodejs_eventloop_lag_seconds');
});

test('an analyst is shown the plan and the time of each fetch; others are not', async () => {
  const show = { 'x-show-plan': 'true' };
  const query = '{ people(first: 2) { id home } }';
  const analyst = await graph.ask({ query }, { ...show, authorization: 'Bearer ANALYST' });
  const { plan, fetches } = analyst.body.extensions as {
    plan: string[];
    fetches: { service: string; milliseconds: number; failed: boolean }[];
  };
  expect(plan[0]).toBe('QueryPlan {');
  expect(plan.join('\n')).toContain('Fetch(service: "homes")');
  expect(fetches.map(({ service, failed }) => [service, failed])).toEqual([
    ['people', false],
    ['homes', false],
  ]);
  for (const { milliseconds } of fetches) expect(milliseconds).toBeGreaterThanOrEqual(0);
  expect((await graph.ask({ query }, show)).body.extensions).toBeUndefined();
  expect((await graph.ask({ query }, { authorization: 'Bearer ANALYST' })).body.extensions).toBeUndefined();
});

test('whoever has a token is shown what an answer was estimated to cost, and did cost', async () => {
  const query = 'query ($n: Int) { people(first: $n) { id home } }';
  const body = { query, variables: { n: 7 } };
  const { extensions } = (await graph.ask(body, { 'x-show-cost': 'true' })).body;
  expect(extensions).toEqual({ cost: { estimated: 7, actual: 7, allowed: 50 } });
});

test('a slow operation is logged with its shape and its fetches, and without a value', async () => {
  lines.length = 0;
  const query =
    'query ($n: Int) { zhangsan: people(first: 3) { id home } people(first: $n) { id @include(if: true) } }';
  await graph.ask({ query, variables: { n: 4 } }, { 'x-request-id': 'request-0001' });
  const slow = lines
    .map(line => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'slow operation');
  expect(slow).toHaveLength(1);
  expect(slow[0]).toMatchObject({
    requestId: 'request-0001',
    document: 'query($n:Int){people(first:0){id home}people(first:$n){id@include(if:true)}}',
    fetches: [{ service: 'people' }, { service: 'homes' }],
  });
  expect(JSON.stringify(slow)).not.toContain('zhangsan');
});
