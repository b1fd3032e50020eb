import type { DemoAgentRun, DemoWorld } from '../../../ops/demo/world.types.ts';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { PERSON } from './library.ts';

let library: TestSubgraph;
beforeAll(async () => {
  library = await startTestSubgraph(subgraph);
  await library.subgraph.loadDemo({ agentRuns: [answered, refused] } as unknown as DemoWorld);
});
afterAll(() => library.stop());

const pastRun = (id: string, question: string): DemoAgentRun => ({
  id,
  personId: PERSON,
  agent: 'POLICY',
  question,
  startedAt: '2026-03-02T02:00:00.000Z',
  finishedAt: '2026-03-02T02:00:01.500Z',
  inputTokens: 900,
  outputTokens: 120,
  gpuId: '018f0000-0000-7000-8000-0000000000aa',
  gpuMilliseconds: 800,
});
const answered = pastRun(
  '018f0000-0000-7000-8000-0000000000d1',
  '新生儿出生后多少天内参保可以从出生之日起享受待遇？',
);
const refused = pastRun('018f0000-0000-7000-8000-0000000000d2', '医保个人账户每月划入多少元？');

const RUN = `query ($id: ID!) { agentRun(id: $id) { state question startedAt finishedAt elapsedMs inputTokens outputTokens
  answer refusalMessage person { id } steps { step } citations { source quotation } } }`;

test('a past question of the demo was answered from the demo’s laws', async () => {
  const { agentRun } = await library.data(RUN, { id: answered.id });
  expect(agentRun).toMatchObject({
    state: 'ANSWERED',
    question: '***',
    elapsedMs: 1500,
    inputTokens: 900,
    outputTokens: 120,
    person: { id: PERSON },
    steps: [{ step: 'STARTED' }, { step: 'RETRIEVED' }, { step: 'SELECTED' }, { step: 'ANSWERED' }],
  });
  expect(agentRun.citations[0].source).toBe('《居民医保待遇等待期办法（演示文本）》（2025-01-01）第六条');
  expect(agentRun.citations[0].quotation).toContain(
    '（一）出生后九十日内参保的新生儿，自出生之日起享受待遇；',
  );
});

test('one that they do not answer was refused', async () => {
  expect((await library.data(RUN, { id: refused.id })).agentRun).toMatchObject({
    state: 'REFUSED',
    answer: null,
    refusalMessage: expect.stringContaining('无法据此回答'),
  });
});

test('every text of the demo says that it is one', async () => {
  const { documents } = await library.data(
    `{ documents(first: 50) { nodes { title versions { findings { code } } } } }`,
  );
  expect(documents.nodes.length).toBeGreaterThanOrEqual(4);
  for (const { title, versions } of documents.nodes) {
    expect(title).toContain('演示文本');
    for (const { findings } of versions) expect(findings).toEqual([]);
  }
});

test('the past runs are told as facts', async () => {
  const told = await library.announced('knowledge.agent-run');
  expect(told.map(({ name }) => name)).toEqual([
    'AgentRunStarted',
    'AgentRunFinished',
    'AgentRunStarted',
    'AgentRunFinished',
  ]);
});
