import type { Asker, TestSubgraph } from '#test/subgraph';
import { EXTRACTIVE_NOTICE } from '../src/agent-run/citation.rule.ts';
import { asPerson, openLibrary, OTHER_PERSON, PERSON } from './library.ts';
import { ASK, EVENTS, RUN, Questions } from './questions.ts';

let library: TestSubgraph;
let questions: Questions;
beforeAll(async () => {
  library = await openLibrary();
  questions = new Questions(library);
});
afterAll(() => library.stop());

test('a question is accepted at once, and its run goes on behind the answer', async () => {
  const run = await questions.ask('固定待遇等待期是几个月？');
  expect(run).toMatchObject({
    agent: 'POLICY',
    method: 'EXTRACTIVE',
    asOf: '2026-03-16',
    notice: EXTRACTIVE_NOTICE,
  });
  const steps = (await questions.follow(run.id)).map(({ step }) => step);
  expect(steps).toEqual(['STARTED', 'RETRIEVED', 'SELECTED', 'ANSWERED']);
});

test('an answer quotes the law verbatim under its source and says that it is extractive', async () => {
  const run = await questions.finished('固定待遇等待期是几个月？');
  const sentence = '未在集中参保期内参保的，固定待遇等待期为三个月。';
  expect(run).toMatchObject({ state: 'ANSWERED', evidence: 'SUFFICIENT', refusalMessage: null });
  expect(run.citations[0]).toMatchObject({
    source: '《居民医保待遇等待期办法（演示文本）》（2025-01-01）第四条',
    incomplete: false,
    article: { label: '第四条', version: { document: { title: '居民医保待遇等待期办法（演示文本）' } } },
  });
  expect(run.citations[0].quotation).toContain(sentence);
  expect(run.answer).toContain(
    `${EXTRACTIVE_NOTICE}\n《居民医保待遇等待期办法（演示文本）》（2025-01-01）第四条：“`,
  );
  expect(run.answer).toContain(sentence);
});

test('a run counts the characters that it read and wrote, and the time it took', async () => {
  const question = '固定待遇等待期是几个月？';
  const run = await questions.finished(question);
  expect(run.outputTokens).toBe([...run.answer].length);
  expect(run.inputTokens).toBeGreaterThan([...question].length);
  expect(run).toMatchObject({ elapsedMs: 0, finishedAt: '2026-03-16T02:00:00.000Z' });
});

test('an answer is given from the versions in force on the day asked for', async () => {
  const { id } = await questions.ask('在职职工门诊起付标准为每年多少元？', asPerson, { asOf: '2025-06-30' });
  await questions.follow(id);
  const { agentRun } = await library.data(RUN, { id }, asPerson);
  expect(agentRun.asOf).toBe('2025-06-30');
  expect(agentRun.citations[0].quotation).toEqual(['在职职工门诊起付标准为每年五百元，退休人员为三百元。']);
});

test('a run refuses when the evidence is weak, and says why', async () => {
  expect(await questions.finished('待遇等待期内要自付多少元')).toMatchObject({
    state: 'REFUSED',
    evidence: 'NO_FIGURE',
    refusalMessage: '检索到的条文未载明所问的金额，无法据此回答',
    answer: null,
    citations: [],
    outputTokens: 0,
    steps: [{ step: 'STARTED' }, { step: 'RETRIEVED' }, { step: 'SELECTED' }, { step: 'REFUSED' }],
  });
});

test('a question before the first law is a refusal, and no run', async () => {
  const { askPolicy } = await library.data(
    ASK,
    { input: { idempotencyKey: questions.newKey(), question: '等待期几个月', asOf: '2020-01-01' } },
    asPerson,
  );
  expect(askPolicy).toEqual({
    __typename: 'NoPolicyInForceRefusal',
    code: 'NO_POLICY_IN_FORCE',
    message: '知识库中没有在 2020-01-01 有效的法规',
    asOf: '2020-01-01',
  });
});

test('SH-AI-POLICY-10: a run searches, builds the context of its answer step by step, and tells both as they happen', async () => {
  const { id } = await questions.ask('固定待遇等待期是几个月？');
  const [started, retrieved, selected, answered] = await questions.follow(id);
  expect(started).toMatchObject({ step: 'STARTED', missed: 0, runId: id, citations: [] });
  expect(retrieved.citations.length).toBeGreaterThan(1);
  expect(retrieved.citations[0].quotation).toEqual([]);
  expect(selected.citations[0].quotation).not.toEqual([]);
  expect(answered).toMatchObject({
    step: 'ANSWERED',
    citations: selected.citations,
    run: {
      state: 'ANSWERED',
      answer: expect.stringContaining('固定待遇等待期为三个月'),
      person: { id: PERSON },
    },
  });
});

test('a reader resumes exactly behind any event', async () => {
  const { id } = await questions.ask('等待期内的医疗费用基金支付吗？');
  await questions.ask('家庭共济的近亲属是指谁？');
  const events = await questions.follow(id);
  for (const [index, event] of events.entries()) {
    expect(await questions.follow(id, event.cursor)).toEqual(events.slice(index + 1));
  }
});

test('a stream is read while the run goes on', async () => {
  const { id } = await questions.ask('检查码怎么核对？');
  const stream = await library.subscribe(EVENTS, { runId: id }, asPerson);
  const first = await stream.next();
  expect(first.value.data.agentRunEvents.step).toBe('STARTED');
  await stream.return?.();
  const rest = await questions.follow(id, first.value.data.agentRunEvents.cursor);
  expect(rest.map(({ step }) => step)).toEqual(['RETRIEVED', 'SELECTED', 'ANSWERED']);
});

test('a cursor of one run opens no other', async () => {
  const { id: one } = await questions.ask('等待期内的医疗费用基金支付吗？');
  const { id: other } = await questions.ask('家庭共济的近亲属是指谁？');
  const [event] = await questions.follow(one);
  await expect(library.subscribe(EVENTS, { runId: other, after: event.cursor }, asPerson)).rejects.toThrow(
    'BAD_USER_INPUT',
  );
  await expect(
    library.subscribe(EVENTS, { runId: other, after: 'AAAAAAAAAAAAAAAAAAAA' }, asPerson),
  ).rejects.toThrow('after');
});

test('the same key with the same question starts one run, with another question CONFLICT', async () => {
  const input = { idempotencyKey: questions.newKey(), question: '固定待遇等待期是几个月？' };
  const first = await library.data(ASK, { input }, asPerson);
  const second = await library.data(ASK, { input }, asPerson);
  expect(second.askPolicy.run.id).toBe(first.askPolicy.run.id);
  const other = await library.query(ASK, { input: { ...input, question: '家庭共济是什么' } }, asPerson);
  expect(other.errors?.[0]?.extensions['code']).toBe('CONFLICT');
  expect((await questions.follow(first.askPolicy.run.id)).map(({ step }) => step)).toEqual([
    'STARTED',
    'RETRIEVED',
    'SELECTED',
    'ANSWERED',
  ]);
});

test('BJ-SCON-06: identifiers are taken out of a question, which is stored sealed and told to nobody', async () => {
  const question = '身份证310000199001011234，电话13800001234，抑郁症住院的等待期几个月？';
  const { id } = await questions.ask(question);
  await questions.follow(id);
  const { kernel } = library.subgraph;
  const [row] = await kernel
    .em()
    .execute<{ question: Uint8Array }[]>(`select question from "knowledge"."agent_run" where id = ?`, [id]);
  expect(Buffer.from(row!.question).toString('utf8')).not.toMatch(/抑郁|等待期/);
  const { AgentRun } = await import('../src/agent-run/agent-run.entity.ts');
  const run = await kernel.em().findOneOrFail(AgentRun, { id });
  expect(await kernel.sealer.open(kernel.em(), 'AgentRun', 'question', run)).toBe(
    '身份证〔证件号已隐去〕，电话〔电话已隐去〕，抑郁症住院的等待期几个月？',
  );
  expect((await library.data(RUN, { id }, { role: 'REVIEWER' })).agentRun.question).toBe('***');
  const facts = JSON.stringify(await library.announced('knowledge.agent-run'));
  expect(facts).not.toMatch(/抑郁|等待期|310000199001011234|13800001234/);
  const [kept] = await kernel.em().execute<{ stored: string }[]>(
    `select string_agg(step.citations::text || coalesce(run.refusal_message, ''), '') as stored
     from "knowledge"."agent_step" step join "knowledge"."agent_run" run on run.id = step.run_id where run.id = ?`,
    [id],
  );
  expect(kept!.stored).not.toMatch(/310000199001011234|13800001234/);
});

test('the facts of a run carry keys, counts and time only', async () => {
  const { id } = await questions.ask('固定待遇等待期是几个月？');
  await questions.follow(id);
  const facts = (await library.announced('knowledge.agent-run')).filter(
    ({ payload }) => payload.runId === id,
  );
  expect(facts.map(({ name }) => name)).toEqual([
    'AgentRunStarted',
    'AgentStepTaken',
    'AgentStepTaken',
    'AgentRunFinished',
  ]);
  expect(facts.at(-1)!.payload).toEqual({
    runId: id,
    personId: PERSON,
    agent: 'POLICY',
    step: 'ANSWERED',
    inputTokens: expect.any(Number),
    outputTokens: expect.any(Number),
    elapsedMs: 0,
    finishedAt: '2026-03-16T02:00:00.000Z',
  });
  expect(facts[0]!.payload).toEqual({ runId: id, personId: PERSON, agent: 'POLICY', step: 'STARTED' });
});

test('a person sees only their own runs', async () => {
  const { id } = await questions.ask('固定待遇等待期是几个月？');
  const other: Asker = { role: 'PERSON', person: OTHER_PERSON };
  expect((await library.query(RUN, { id }, other)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  await expect(library.subscribe(EVENTS, { runId: id }, other)).rejects.toThrow('FORBIDDEN');
  const { data } = await library.entities(
    '... on AgentRun { state }',
    [{ __typename: 'AgentRun', id }],
    other,
  );
  expect(data._entities).toEqual([null]);
  const { data: seen } = await library.entities('... on AgentRun { question }', [
    { __typename: 'AgentRun', id },
  ]);
  expect(seen._entities).toEqual([{ question: '***' }]);
});

test('a run of staff belongs to nobody', async () => {
  const run = await questions.finished('固定待遇等待期是几个月？', { role: 'HANDLER' });
  expect(run.person).toBeNull();
  expect((await library.query(RUN, { id: run.id }, asPerson)).errors?.[0]?.extensions['code']).toBe(
    'FORBIDDEN',
  );
});

test('who may not ask is FORBIDDEN, whoever is nobody UNAUTHENTICATED', async () => {
  const input = { idempotencyKey: questions.newKey(), question: '等待期' };
  expect((await library.query(ASK, { input }, { role: 'SCREEN' })).errors?.[0]?.extensions['code']).toBe(
    'FORBIDDEN',
  );
  expect((await library.query(ASK, { input }, null)).errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  expect((await library.query(ASK, { input }, { role: 'PERSON' })).errors?.[0]?.extensions['code']).toBe(
    'FORBIDDEN',
  );
});

test.each([
  ['input.question', { question: '' }],
  ['input.question', { question: '字'.repeat(501) }],
  ['input.question', { question: '等待期\u0000' }],
  ['input.asOf', { question: '等待期', asOf: '2025-02-30' }],
  ['idempotencyKey', { question: '等待期', idempotencyKey: 'short' }],
])('bad input names the field %s and starts nothing', async (field, input) => {
  const facts = (await library.announced('knowledge.agent-run')).length;
  const { errors } = await library.query(
    ASK,
    { input: { idempotencyKey: questions.newKey(), ...input } },
    asPerson,
  );
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { [field]: expect.any(String) },
  });
  expect(await library.announced('knowledge.agent-run')).toHaveLength(facts);
});

test('a run that is not there is null, and its events are NOT_FOUND', async () => {
  const id = '018f0000-0000-7000-8000-00000000dead';
  expect(await library.data(RUN, { id }, asPerson)).toEqual({ agentRun: null });
  expect(await library.data(RUN, { id: '42' }, asPerson)).toEqual({ agentRun: null });
  await expect(library.subscribe(EVENTS, { runId: id }, asPerson)).rejects.toThrow('NOT_FOUND');
});

test('the big screen sees every step as it is taken, and neither what was asked nor by whom', async () => {
  const screen: Asker = { role: 'SCREEN', region: '31' };
  const STEPS =
    'subscription ($after: Cursor) { agentStepTaken(after: $after) { cursor missed runId step takenAt } }';
  const steps = await library.subscribe(STEPS, {}, screen);
  const { id } = await questions.ask('固定待遇等待期是几个月？');
  const seen = [];
  for await (const { data } of steps) {
    seen.push(data.agentStepTaken);
    if (data.agentStepTaken.step === 'ANSWERED') break;
  }
  expect(seen.map(({ step }) => step)).toEqual(['STARTED', 'RETRIEVED', 'SELECTED', 'ANSWERED']);
  expect(new Set(seen.map(({ runId }) => runId))).toEqual(new Set([id]));

  const rest = [];
  for await (const { data } of await library.subscribe(STEPS, { after: seen[1].cursor }, screen)) {
    rest.push(data.agentStepTaken);
    if (rest.length === 2) break;
  }
  expect(rest).toEqual(seen.slice(2));
  const refused = await library.query(RUN, { id }, screen);
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
