import { AGENT_RUN_TOPIC, type AgentRunFinished, type AgentStepTaken } from '#schema/events/knowledge.events';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { BackgroundTask, Kernel } from '#kernel/server/subgraph';
import { move } from '#kernel/vocabulary/transition';
import { answer } from '../answer/answer.rule.ts';
import { Article } from '../document/article.entity.ts';
import type { PolicyIndexes } from '../search/policy-index.ts';
import { EVIDENCE_ARTICLES } from '../search/policy-search.service.ts';
import type { PolicyEvidence } from '../search/policy-search.result.ts';
import { readQuestion } from '../search/question.rule.ts';
import { AgentRun } from './agent-run.entity.ts';
import { AGENT_RUN_LIFE, CLAIM_MS, MOST_ATTEMPTS, tokensOf, type AgentRunAct } from './agent-run.rule.ts';
import { AgentStep } from './agent-step.entity.ts';
import { answerText, type StoredCitation } from './citation.rule.ts';

const SWEEP_MS = 5_000;

/** What a run ends with. */
interface Conclusion {
  readonly act: AgentRunAct;
  readonly evidence: PolicyEvidence | null;
  readonly refusalMessage: string | null;
  readonly citations: StoredCitation[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The run was taken over by another worker; this one stops without a trace. */
class TakenOver extends Error {}

/**
 * Does the work of runs: retrieve, select, answer or refuse. Each step is one transaction with its fact, so a reader sees it
 * when it has happened and never twice. A worker claims a run for a while; when its process dies, the claim runs out and the
 * sweep of any process (also at the next start) takes the run up where it stopped, or marks it failed after three attempts.
 */
export class AgentRunWorker implements BackgroundTask {
  readonly #kernel: Kernel;
  readonly #indexes: PolicyIndexes;
  readonly #working = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(kernel: Kernel, indexes: PolicyIndexes) {
    this.#kernel = kernel;
    this.#indexes = indexes;
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep(), SWEEP_MS);
    this.#timer.unref();
    void this.sweep();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.idle();
  }

  /** Works on a run in the background, unless somebody has it already. */
  begin(runId: string): void {
    const work = this.#work(runId).catch((error: unknown) =>
      this.#kernel.log.warn({ err: error, runId }, 'an agent run broke off; it is taken up again'),
    );
    this.#working.add(work);
    void work.finally(() => this.#working.delete(work));
  }

  /** Takes up the runs that nobody has. */
  async sweep(): Promise<void> {
    try {
      const now = this.#kernel.clock.now();
      const abandoned = await this.#kernel
        .em()
        .find(
          AgentRun,
          { state: 'RUNNING', $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
          { fields: ['id'], limit: 50, orderBy: { id: 'asc' } },
        );
      for (const { id } of abandoned) this.begin(id);
    } catch (error) {
      this.#kernel.log.warn({ err: error }, 'agent runs are swept later');
    }
  }

  /** Resolves when nothing is being worked on. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #work(runId: string): Promise<void> {
    const run = await this.#claim(runId);
    if (!run) return;
    try {
      if (run.attempts > MOST_ATTEMPTS) await this.#finish(run, FAILED);
      else await this.#finish(run, await this.#conclude(run));
    } catch (error) {
      if (!(error instanceof TakenOver)) throw error;
    }
  }

  async #claim(runId: string): Promise<AgentRun | null> {
    const { clock } = this.#kernel;
    const em = this.#kernel.em();
    const now = clock.now();
    const claimed: unknown[] = await em.execute(
      `update "knowledge"."agent_run" set attempts = attempts + 1, claimed_until = ?
       where id = ? and state = 'RUNNING' and (claimed_until is null or claimed_until <= ?) returning id`,
      [new Date(now.getTime() + CLAIM_MS), runId, now],
    );
    return claimed.length === 0 ? null : em.findOneOrFail(AgentRun, { id: runId });
  }

  /** Retrieves and selects; a step that an earlier attempt has taken is not taken again. */
  async #conclude(run: AgentRun): Promise<Conclusion> {
    const { clock, sealer } = this.#kernel;
    const text = (await sealer.open(this.#kernel.em(), 'AgentRun', 'question', run)) ?? '';
    const policy = await this.#indexes.current();
    const question = readQuestion(text, policy.segment);
    let began = clock.now();

    let found = await this.#earlier(run, 'RETRIEVED');
    if (!found) {
      const hits = policy.index.search(question, run.asOf, EVIDENCE_ARTICLES);
      found = await this.#citationsOf(hits);
      await this.#take(run, 'RETRIEVED', found, { began, inputTokens: tokensOf(text), outputTokens: 0 });
      began = clock.now();
    }

    const articles = await this.#kernel
      .em()
      .find(Article, { id: { $in: found.map(({ articleId }) => articleId) } });
    const evidence = found.flatMap(({ articleId }) => {
      const article = articles.find(({ id }) => id === articleId);
      return article ? [{ articleId, paragraphs: article.paragraphs }] : [];
    });
    const inputTokens = tokensOf(...evidence.flatMap(({ paragraphs }) => paragraphs));
    const answered = answer(question, evidence, policy);
    const citations = answered.ok
      ? answered.value.map(({ articleId, sentences }) => ({
          ...found.find(citation => citation.articleId === articleId)!,
          sentences,
        }))
      : [];
    await this.#take(run, 'SELECTED', citations, { began, inputTokens, outputTokens: 0 });
    return {
      act: answered.ok ? 'ANSWER' : 'REFUSE',
      evidence: answered.ok ? 'SUFFICIENT' : answered.refusal.code,
      refusalMessage: answered.ok ? null : answered.refusal.message,
      citations,
      inputTokens: tokensOf(text) + inputTokens,
      outputTokens: answered.ok ? tokensOf(answerText(citations)) : 0,
    };
  }

  async #earlier(run: AgentRun, step: AgentStep['step']): Promise<StoredCitation[] | null> {
    if (run.attempts === 1) return null;
    return (await this.#kernel.em().findOne(AgentStep, { runId: run.id, step }))?.citations ?? null;
  }

  async #citationsOf(
    hits: readonly { readonly articleId: string; readonly score: number }[],
  ): Promise<StoredCitation[]> {
    if (hits.length === 0) return [];
    const rows: Record<string, unknown>[] = await this.#kernel.em().execute(
      `select article.id, article.label, document.title, to_char(version.adopted_on, 'YYYY-MM-DD') as adopted_on,
         version.findings @> '[{"code": "ENDS_ABRUPTLY"}]' as incomplete
       from "knowledge"."article" article
         join "knowledge"."document_version" version on version.id = article.version_id
         join "knowledge"."document" document on document.id = version.document_id
       where article.id in (${hits.map(() => '?').join(', ')})`,
      hits.map(({ articleId }) => articleId),
    );
    return hits.flatMap(({ articleId, score }) => {
      const row = rows.find(each => each['id'] === articleId);
      if (!row) return [];
      return [
        {
          articleId,
          documentTitle: String(row['title']),
          adoptedOn: String(row['adopted_on']),
          label: String(row['label']),
          score: Math.round(score * 1000) / 1000,
          sentences: [],
          incomplete: row['incomplete'] === true,
        },
      ];
    });
  }

  async #take(
    run: AgentRun,
    step: AgentStepTaken['step'],
    citations: StoredCitation[],
    cost: { readonly began: Date; readonly inputTokens: number; readonly outputTokens: number },
  ): Promise<void> {
    const takenAt = this.#kernel.clock.now();
    const elapsedMs = takenAt.getTime() - cost.began.getTime();
    await this.#kernel.transaction(async tx => {
      await this.#hold(tx, run, { claimedUntil: new Date(takenAt.getTime() + CLAIM_MS) });
      if (!(await this.#record(tx, run, { step, takenAt, elapsedMs, citations }))) return;
      const { inputTokens, outputTokens } = cost;
      const payload: AgentStepTaken = {
        runId: run.id,
        personId: run.personId,
        agent: run.agent,
        step,
        inputTokens,
        outputTokens,
        elapsedMs,
      };
      await this.#kernel.outbox.add(tx, [
        { topic: AGENT_RUN_TOPIC, name: 'AgentStepTaken', version: 1, aggregateId: run.id, payload },
      ]);
    });
  }

  async #finish(run: AgentRun, conclusion: Conclusion): Promise<void> {
    const { act, ...result } = conclusion;
    const moved = move(AGENT_RUN_LIFE, run.state, act);
    if (!moved.ok) throw new TakenOver();
    const state = moved.value as AgentRunFinished['step'];
    const finishedAt = this.#kernel.clock.now();
    const elapsedMs = finishedAt.getTime() - run.startedAt.getTime();
    await this.#kernel.transaction(async tx => {
      await this.#hold(tx, run, { state, finishedAt, elapsedMs, claimedUntil: null, ...result });
      await this.#record(tx, run, {
        step: state,
        takenAt: finishedAt,
        elapsedMs: 0,
        citations: result.citations,
      });
      const payload: AgentRunFinished = {
        runId: run.id,
        personId: run.personId,
        agent: run.agent,
        step: state,
        inputTokens: result.inputTokens,
        outputTokens: result.outputTokens,
        elapsedMs,
        finishedAt: finishedAt.toISOString(),
      };
      await this.#kernel.outbox.add(tx, [
        { topic: AGENT_RUN_TOPIC, name: 'AgentRunFinished', version: 1, aggregateId: run.id, payload },
      ]);
    });
  }

  /** Changes the run if it is still this worker's. */
  async #hold(tx: EntityManager, run: AgentRun, change: Partial<AgentRun>): Promise<void> {
    const held = await tx.nativeUpdate(
      AgentRun,
      { id: run.id, state: 'RUNNING', attempts: run.attempts },
      change as never,
    );
    if (held === 0) throw new TakenOver();
  }

  /** Writes a step; false when an earlier attempt has written it. */
  async #record(
    tx: EntityManager,
    run: AgentRun,
    step: Pick<AgentStep, 'step' | 'takenAt' | 'elapsedMs' | 'citations'>,
  ): Promise<boolean> {
    const inserted = await tx
      .createQueryBuilder(AgentStep)
      .insert({ id: newId(), runId: run.id, ...step } as never)
      .onConflict(['runId', 'step'] as never)
      .ignore()
      .execute('run');
    return inserted.affectedRows > 0;
  }
}

const FAILED: Conclusion = {
  act: 'FAIL',
  evidence: null,
  refusalMessage: null,
  citations: [],
  inputTokens: 0,
  outputTokens: 0,
};
