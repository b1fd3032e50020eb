import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { watchStatements } from '#test/statements';
import { today, systemClock } from '#kernel/vocabulary/calendar';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** One question that crosses six domains, asked as a clerk would. */
const SIX_DOMAINS = `query ($id: ID!) { person(id: $id) {
  name
  settlements(first: 5) { nodes {
    institution { name inspectionCodes(first: 3) { nodes { state } } }
    claim { suspicions(first: 5) { nodes { rule } } items { drug { cheapestQuote { price } } } } } }
  agentRuns(first: 3) { nodes { usage { cost } } } } }`;

const { showcase } = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });

let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem();
}, 120_000);
afterAll(() => graph?.stop());

test('one question crosses six domains', async () => {
  const { person } = await graph.data(SIX_DOMAINS, { id: showcase.personId });
  expect(person.name).toMatch(/^.{1,2}\*+$/);
  const settlements = person.settlements.nodes;
  expect(settlements.length).toBeGreaterThan(0);
  expect(
    settlements.every((node: { institution: { name: string } }) => node.institution.name.length > 0),
  ).toBe(true);
  const items = settlements.flatMap((node: { claim: { items: { drug: unknown }[] } }) => node.claim.items);
  const quoted = items.filter(
    (item: { drug: { cheapestQuote: unknown } | null }) => item.drug?.cheapestQuote,
  );
  expect(quoted.length).toBeGreaterThan(0);
  expect(person.agentRuns.nodes[0].usage.cost).toMatch(/^\d+$/);
});

test('a planted violation shows as a suspicion of its claim', async () => {
  const { person } = await graph.data(
    `query ($id: ID!) { person(id: $id) { settlements(first: 200) { nodes { claim { suspicions(first: 5) { nodes { rule } } } } } } }`,
    { id: showcase.personId },
  );
  const suspicions = person.settlements.nodes.flatMap(
    (node: { claim: { suspicions: { nodes: unknown[] } } }) => node.claim.suspicions.nodes,
  );
  expect(suspicions.length).toBeGreaterThan(0);
});

test('a list of fifty persons with their settlements, institutions and suspicions costs as many statements as a list of five', async () => {
  const LIST = `query ($first: Int!) { persons(first: $first) { nodes { name settlements(first: 5) { nodes {
    institution { name } claim { suspicions(first: 5) { nodes { rule } } } } } } } }`;
  const once = async (first: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    const stops = graph.system.opened.subgraphs.map(subgraph => {
      counts[subgraph.name] = 0;
      return watchStatements(subgraph.kernel.orm, () => counts[subgraph.name]!++);
    });
    const { persons } = await graph.data(LIST, { first });
    expect(persons.nodes).toHaveLength(first);
    stops.forEach(stop => stop());
    return counts;
  };
  // What runs in the background can only add to a count, so the least of three is the operation's own.
  const cost = async (first: number): Promise<Record<string, number>> => {
    const runs = [await once(first), await once(first), await once(first)];
    return Object.fromEntries(
      Object.keys(runs[0]!).map(name => [name, Math.min(...runs.map(counts => counts[name]!))]),
    );
  };
  const five = await cost(5);
  const fifty = await cost(50);
  expect(fifty).toEqual(five);
  expect(Math.max(...Object.values(fifty))).toBeLessThanOrEqual(4);
});

test('an agent answers from the policies, and its steps stream with fields of other subgraphs', async () => {
  const asker = { role: 'PERSON', person: showcase.personId } as const;
  const { askPolicy } = await graph.data(
    `mutation ($input: AskPolicyInput!) { askPolicy(input: $input) { __typename ... on AskPolicySuccess { run { id } } } }`,
    { input: { idempotencyKey: 'e2e-ask-0001', question: '居民医保的等待期是几个月？' } },
    asker,
  );
  expect(askPolicy.__typename).toBe('AskPolicySuccess');
  const events = await graph.overWebSocket(
    `subscription ($runId: ID!) { agentRunEvents(runId: $runId) { cursor missed step run { state usage { cost } person { name } } } }`,
    { runId: askPolicy.run.id },
    asker,
  );
  const seen = [];
  for await (const event of events) {
    expect(event.errors).toBeUndefined();
    seen.push(event.data.agentRunEvents);
  }
  expect(seen.length).toBeGreaterThan(2);
  expect(seen.every(event => event.missed === 0)).toBe(true);
  expect(new Set(seen.map(event => event.cursor)).size).toBe(seen.length);
  // The asker's own name.
  expect(seen[0].run.person.name).toMatch(/^[^*]+$/);
});

test('a subscription resumes over SSE after the cursor that was last seen over WebSocket', async () => {
  const { person } = await graph.data(
    `query ($id: ID!) { person(id: $id) { agentRuns(first: 1) { nodes { id } } } }`,
    { id: showcase.personId },
  );
  const runId = person.agentRuns.nodes[0].id;
  const QUERY = `subscription ($runId: ID!, $after: Cursor) { agentRunEvents(runId: $runId, after: $after) { cursor missed step } }`;
  const all: { cursor: string }[] = [];
  for await (const event of await graph.overWebSocket(QUERY, { runId })) all.push(event.data.agentRunEvents);
  expect(all.length).toBeGreaterThan(1);
  const rest: { cursor: string }[] = [];
  for await (const event of graph.overEventStream(QUERY, { runId, after: all[0]!.cursor }))
    rest.push(event.data.agentRunEvents);
  expect(rest).toEqual(all.slice(1));
});

test('the fleet streams to the big screen, marked as simulated', async () => {
  const stream = graph.overEventStream(
    `subscription { gpuTelemetry { cursor missed source samples { gpu { id } } } }`,
    {},
    { role: 'SCREEN' },
  );
  const first = (await stream.next()).value;
  await stream.return(undefined);
  expect(first?.errors).toBeUndefined();
  expect(first?.data.gpuTelemetry).toMatchObject({ source: 'SIMULATED' });
  expect(first?.data.gpuTelemetry.samples).toHaveLength(58);
});
