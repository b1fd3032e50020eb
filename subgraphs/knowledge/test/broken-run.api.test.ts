import type { TestSubgraph } from '#test/subgraph';
import type { KnowledgeServices } from '../src/services.ts';
import { asPerson, openLibrary } from './library.ts';
import { Questions, RUN } from './questions.ts';

let library: TestSubgraph;
let questions: Questions;
beforeAll(async () => {
  library = await openLibrary();
  questions = new Questions(library);
});
afterAll(() => library.stop());

describe('a run that broke off', () => {
  async function broken(attempts: number, steps: readonly string[]) {
    const { id } = await questions.ask('固定待遇等待期是几个月？');
    await questions.follow(id);
    const em = library.subgraph.kernel.em();
    // As a process leaves it that dies in the middle: running, its claim in the past, the later steps not taken.
    await em.execute(
      `update "knowledge"."agent_run" set state = 'RUNNING', attempts = ?, claimed_until = '2026-03-16T01:59:00Z',
         finished_at = null, evidence = null, citations = '[]' where id = ?`,
      [attempts, id],
    );
    await em.execute(
      `delete from "knowledge"."agent_step" where run_id = ? and step not in (${steps.map(() => '?').join(', ')})`,
      [id, ...steps],
    );
    await em.execute(
      `delete from "knowledge"."outbox_event" where aggregate_id = ? and payload->>'step' not in (${steps.map(() => '?').join(', ')})`,
      [id, ...steps],
    );
    const { services } = await library.subgraph.context({ requestId: 'test' });
    return { id, worker: (services as KnowledgeServices).worker };
  }

  test('is taken up where it stopped, without telling a step twice', async () => {
    const { id, worker } = await broken(1, ['STARTED', 'RETRIEVED']);
    await worker.sweep();
    await worker.idle();
    expect((await library.data(RUN, { id }, asPerson)).agentRun).toMatchObject({
      state: 'ANSWERED',
      steps: [{ step: 'STARTED' }, { step: 'RETRIEVED' }, { step: 'SELECTED' }, { step: 'ANSWERED' }],
      answer: expect.stringContaining('固定待遇等待期为三个月'),
    });
    const told = (await library.announced('knowledge.agent-run')).filter(
      ({ payload }) => payload.runId === id,
    );
    expect(told.map(({ payload }) => payload.step)).toEqual(['STARTED', 'RETRIEVED', 'SELECTED', 'ANSWERED']);
  });

  test('again and again is given up as failed', async () => {
    const { id, worker } = await broken(3, ['STARTED']);
    await worker.sweep();
    await worker.idle();
    expect((await library.data(RUN, { id }, asPerson)).agentRun).toMatchObject({
      state: 'FAILED',
      answer: null,
      steps: [{ step: 'STARTED' }, { step: 'FAILED' }],
    });
  });

  test('is left alone while another worker has it', async () => {
    const { id, worker } = await broken(1, ['STARTED']);
    await library.subgraph.kernel
      .em()
      .execute(`update "knowledge"."agent_run" set claimed_until = '2026-03-16T02:00:05Z' where id = ?`, [
        id,
      ]);
    await worker.sweep();
    await worker.idle();
    expect((await library.data(RUN, { id }, asPerson)).agentRun.state).toBe('RUNNING');
    library.clock.set('2026-03-16T02:00:06Z');
    await worker.sweep();
    await worker.idle();
    expect((await library.data(RUN, { id }, asPerson)).agentRun.state).toBe('ANSWERED');
    library.clock.set('2026-03-16T02:00:00Z');
  });
});
