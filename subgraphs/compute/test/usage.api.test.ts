import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestSubgraph } from '#test/subgraph';
import { AGENT_RUN_TOPIC, type AgentRunFinished } from '#schema/events/knowledge.events';
import { newId } from '#kernel/persistence/id';
import { subgraph } from '../src/subgraph.ts';
import { startTestSubgraph } from '#test/subgraph';

const PERSON_A = '01890000-0000-7000-8000-00000000000a';
const PERSON_B = '01890000-0000-7000-8000-00000000000b';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
});
afterAll(() => graph.stop());

const finished = (facts: Partial<AgentRunFinished> = {}) => {
  const runId = facts.runId ?? newId();
  const payload: AgentRunFinished = {
    runId,
    personId: PERSON_A,
    agent: 'POLICY',
    step: 'ANSWERED',
    inputTokens: 1_200,
    outputTokens: 400,
    elapsedMs: 35,
    finishedAt: '2026-03-16T02:00:00.000Z',
    ...facts,
  };
  return { topic: AGENT_RUN_TOPIC, name: 'AgentRunFinished', aggregateId: runId, payload };
};

const usageOf = (
  runIds: readonly string[],
  asker: Parameters<TestSubgraph['entities']>[2] = { role: 'HANDLER' },
) =>
  graph.entities(
    '... on AgentRun { id usage { kind tokens gpuSeconds cost source priceSource recordedAt } }',
    runIds.map(id => ({ __typename: 'AgentRun', id })),
    asker,
  );

describe('the usage of an agent run', () => {
  test('is worked out when the run ends: tokens, no card time, cost at the declared price', async () => {
    const run = finished();
    await graph.hear([run]);
    expect((await usageOf([run.aggregateId])).data._entities[0].usage).toEqual({
      kind: 'AGENT_RUN',
      tokens: 1_600,
      gpuSeconds: 0,
      cost: '2',
      source: 'REPORTED',
      priceSource: expect.stringContaining('不使用GPU'),
      recordedAt: '2026-03-16T02:00:00.000Z',
    });
  });

  test('is null while the run goes on', async () => {
    const run = { ...finished(), name: 'AgentRunStarted' };
    await graph.hear([run]);
    expect(
      (await usageOf([run.aggregateId, 'no-id'])).data._entities.map((found: { usage: null }) => found.usage),
    ).toEqual([null, null]);
  });

  test('counts once, also when the end is told twice', async () => {
    const run = finished({ inputTokens: 5_000 });
    await graph.hear([run]);
    await graph.hear([finished({ runId: run.aggregateId, inputTokens: 9_000 })]);
    expect((await usageOf([run.aggregateId])).data._entities[0].usage.tokens).toBe(5_400);
  });

  test('a run told with figures that no run can have gets no record, and the next one is still heard', async () => {
    const [bad, good] = [finished({ inputTokens: -1 }), finished()];
    await graph.hear([bad, good]);
    const { data } = await usageOf([bad.aggregateId, good.aggregateId]);
    expect(data._entities[0].usage).toBeNull();
    expect(data._entities[1].usage.tokens).toBe(1_600);
  });

  test('of fifty runs is one statement', async () => {
    const runs = Array.from({ length: 50 }, () => finished());
    await graph.hear(runs);
    const { result, statements } = await graph.statements.during(() =>
      usageOf(runs.map(run => run.aggregateId)),
    );
    expect(
      result.data._entities.every((run: { usage: { tokens: number } }) => run.usage.tokens === 1_600),
    ).toBe(true);
    expect(statements).toHaveLength(1);
  });
});

describe('who may see usage', () => {
  test('a person sees what they used themselves, nobody else’s and no staff run', async () => {
    const [own, other, staff] = [finished(), finished({ personId: PERSON_B }), finished({ personId: null })];
    await graph.hear([own, other, staff]);
    const ids = [own, other, staff].map(run => run.aggregateId);
    const answer = await usageOf(ids, { role: 'PERSON', person: PERSON_A });
    expect(answer.data._entities.map((run: { usage: unknown }) => run.usage !== null)).toEqual([
      true,
      false,
      false,
    ]);
    expect(answer.errors?.map(error => error.extensions['code'])).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    const { usageRecords } = await graph.data(
      `{ usageRecords(first: 200) { nodes { subject } } }`,
      {},
      { role: 'PERSON', person: PERSON_B },
    );
    expect(usageRecords.nodes).toEqual([{ subject: other.aggregateId }]);
  });

  test.each(['SCREEN', 'TENANT', 'INSTITUTION'] as const)('a %s sees none', async role => {
    const { errors } = await graph.query(`{ usageRecords(first: 1) { nodes { cost } } }`, {}, { role });
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('the big screen sees what all runs of a day used and cost, in all', async () => {
    const screen = { role: 'SCREEN' } as const;
    const days = async () =>
      (
        await graph.data(
          '{ usageByDay(from: "2020-01-01", to: "2020-12-31") { day kind records tokens cost } }',
          {},
          screen,
        )
      ).usageByDay;
    expect(await days()).toEqual([]);
    await graph.hear([finished({ finishedAt: '2020-05-01T16:00:00.000Z' })]);
    await graph.hear([finished({ finishedAt: '2020-05-02T15:59:59.000Z' })]);
    expect(await days()).toMatchObject([{ day: '2020-05-02', kind: 'AGENT_RUN', records: 2 }]);
    const { errors } = await graph.query(
      '{ usageByDay(from: "2020-01-02", to: "2020-01-01") { day } }',
      {},
      screen,
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  test('the operator pages through all records, newest first', async () => {
    const page = async (after: string | null) =>
      (
        await graph.data(
          `query ($after: Cursor) { usageRecords(first: 20, after: $after, kind: AGENT_RUN) {
            nodes { id subject } pageInfo { hasNextPage endCursor } } }`,
          { after },
          { role: 'COMPUTE_OPERATOR' },
        )
      ).usageRecords;
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    const ids = [...first.nodes, ...second.nodes].map((record: { id: string }) => record.id);
    expect(ids).toHaveLength(40);
    expect(ids).toEqual([...ids].sort().reverse());
  });
});
