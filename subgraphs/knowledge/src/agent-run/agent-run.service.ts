import {
  AGENT_RUN_TOPIC,
  type AgentRunFinished,
  type AgentRunStarted,
  type AgentStepName,
  type AgentStepTaken as TakenStep,
} from '#schema/events/knowledge.events';
import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import type { Connection, ConnectionArguments } from '#kernel/graphql/connection';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import { refusalMapper, type Refusal } from '#kernel/graphql/refusal';
import { maySeePerson, requirePerson, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { isId, newId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Kernel } from '#kernel/server/subgraph';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { DocumentVersion } from '../document/document-version.entity.ts';
import { readQuestionText } from '../search/question-text.rule.ts';
import { AgentRun } from './agent-run.entity.ts';
import {
  AskPolicySuccess,
  NoPolicyInForceRefusal,
  type AgentRunEvent,
  type AgentStepTaken,
  type AskPolicyInput,
} from './agent-run.result.ts';
import type { AgentRunWorker } from './agent-run.worker.ts';
import { AgentStep } from './agent-step.entity.ts';
import { withoutIdentifiers } from './privacy.rule.ts';

type Outcome = { readonly runId: string } | { readonly asOf: CalendarDate };

const toRefusal = refusalMapper({ NO_POLICY_IN_FORCE: NoPolicyInForceRefusal });

const RUNS_OF_PERSON: Children<AgentRun> = {
  type: AgentRun,
  from: '"knowledge"."agent_run"',
  parent: { column: 'person_id', type: 'uuid' },
  order: ['id'],
  direction: 'desc',
};

/** Accepts questions and shows their runs; the worker does what happens in between. */
export class AgentRunService {
  readonly #kernel: Kernel;
  readonly #worker: AgentRunWorker;

  constructor(kernel: Kernel, worker: AgentRunWorker) {
    this.#kernel = kernel;
    this.#worker = worker;
  }

  /**
   * Starts a run and answers at once; the run goes on in the background. An insured person's run is theirs; staff's
   * belongs to nobody. Only the question without obvious identifiers is stored, sealed.
   */
  async ask(input: AskPolicyInput, principal: Principal): Promise<AskPolicySuccess | Refusal> {
    const { clock } = this.#kernel;
    const text = readQuestionText(input.question);
    if (!text.ok) throw badUserInput({ 'input.question': text.refusal.message });
    if (principal.role === 'PERSON' && principal.person === null) throw forbidden('令牌未指明参保人');
    const asOf = input.asOf ?? today(clock);
    const act = { operation: 'askPolicy', subject: principal.subject, key: input.idempotencyKey };
    const content = { question: text.value, asOf: input.asOf ?? null };
    const outcome = await this.#kernel.once<Outcome>(act, content, tx =>
      this.#accept(tx, text.value, asOf, principal),
    );
    if (!('runId' in outcome)) {
      const message = `知识库中没有在 ${outcome.asOf} 有效的法规`;
      return toRefusal({ code: 'NO_POLICY_IN_FORCE', message, facts: { asOf: outcome.asOf } });
    }
    this.#worker.begin(outcome.runId);
    const run = await this.#kernel.em().findOneOrFail(AgentRun, { id: outcome.runId });
    return Object.assign(new AskPolicySuccess(), { run });
  }

  async #accept(tx: EntityManager, text: string, asOf: CalendarDate, principal: Principal): Promise<Outcome> {
    const { clock, outbox, sealer } = this.#kernel;
    const inForce = await tx.findOne(DocumentVersion, { adoptedOn: { $lte: asOf } });
    if (!inForce) return { asOf };
    const runId = newId();
    const personId = principal.role === 'PERSON' ? principal.person : null;
    const startedAt = clock.now();
    const sealed = await sealer.seal(
      tx,
      AgentRun,
      { rowId: runId, personId },
      { question: withoutIdentifiers(text) },
    );
    await tx.insert(AgentRun, {
      id: runId,
      personId,
      agent: 'POLICY',
      state: 'RUNNING',
      asOf,
      startedAt,
      citations: [],
      inputTokens: 0,
      outputTokens: 0,
      attempts: 0,
      ...sealed,
    } as never);
    await tx.insert(AgentStep, {
      id: newId(),
      runId,
      step: 'STARTED',
      takenAt: startedAt,
      elapsedMs: 0,
      citations: [],
    });
    const payload: AgentRunStarted = { runId, personId, agent: 'POLICY', step: 'STARTED' };
    await outbox.add(tx, [
      { topic: AGENT_RUN_TOPIC, name: 'AgentRunStarted', version: 1, aggregateId: runId, payload },
    ]);
    return { runId };
  }

  /** A run; null when there is none, FORBIDDEN when it is another person's. */
  async run(id: string, context: SubgraphContext): Promise<AgentRun | null> {
    const run = await this.#load(id, context);
    if (run) requireRun(context.principal, run);
    return run;
  }

  /** A run that another subgraph refers to; null also when this principal may not see it. */
  async reference(id: string, context: SubgraphContext): Promise<AgentRun | null> {
    const run = await this.#load(id, context);
    return run && maySeeRun(context.principal, run) ? run : null;
  }

  /** Runs of a person, the newest first; many persons are one statement. */
  async runsOf(
    personId: string,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<AgentRun>> {
    requirePerson(context.principal, personId);
    return pageOfChildren(
      context,
      this.#kernel.cursors,
      'InsuredPerson.agentRuns',
      RUNS_OF_PERSON,
      personId,
      page,
    );
  }

  /** Steps of a run, in the order in which they were taken. */
  async stepsOf(runId: string, context: SubgraphContext): Promise<AgentStep[]> {
    const steps = await context
      .loader<string, AgentStep[]>('stepsOfRun', async keys => {
        const rows = await context.em.find(
          AgentStep,
          { runId: { $in: [...keys] } },
          { orderBy: { id: 'asc' } },
        );
        return groupedBy(keys, rows, row => row.runId);
      })
      .load(runId);
    return steps ?? [];
  }

  /**
   * The steps of a run as a stream that begins with its first step, resumes exactly behind a cursor, and ends with the
   * run's end. Whose run it is, is checked before anything is told.
   */
  async events(
    runId: string,
    after: string | null,
    context: SubgraphContext,
  ): Promise<AsyncIterableIterator<AgentRunEvent>> {
    const run = await this.run(runId, context);
    if (!run) throw notFound('智能体运行');
    const { before, end } = await this.#factsOf(run.id);
    return this.#kernel.streams.facts<Omit<AgentRunEvent, 'cursor' | 'missed'>>({
      topic: AGENT_RUN_TOPIC,
      binding: run.id,
      after,
      start: before,
      end,
      event: fact =>
        fact.aggregateId === run.id
          ? { runId: run.id, step: (fact.payload as { step: AgentStepName }).step }
          : null,
      isLast: fact => fact.aggregateId === run.id && fact.name === 'AgentRunFinished',
    });
  }

  /** The steps of all runs as they happen, without what was asked or answered and by whom; resumes exactly. */
  steps(after: string | null): Promise<AsyncIterableIterator<AgentStepTaken>> {
    return this.#kernel.streams.facts<Omit<AgentStepTaken, 'cursor' | 'missed'>>({
      topic: AGENT_RUN_TOPIC,
      binding: 'steps',
      after,
      event: ({ payload, occurredAt }) => {
        const { runId, step, ...rest } = payload as AgentRunStarted | TakenStep | AgentRunFinished;
        return { runId, step, takenAt: occurredAt, elapsedMs: 'elapsedMs' in rest ? rest.elapsedMs : 0 };
      },
    });
  }

  /** The position before the run's first fact, and that of its last if it has ended; fresh facts are numbered first. */
  async #factsOf(runId: string): Promise<{ before: number; end: number | null }> {
    await this.#kernel.outbox.relay();
    const [row] = await this.#kernel.em().execute<{ first: unknown; last: unknown }[]>(
      `select min(position) as first, max(position) filter (where name = 'AgentRunFinished') as last
       from "knowledge"."outbox_event" where aggregate_id = ?`,
      [runId],
    );
    return {
      before: Math.max(0, Number(row?.first ?? 1) - 1),
      end: row?.last == null ? null : Number(row.last),
    };
  }

  async #load(id: string, context: SubgraphContext): Promise<AgentRun | null> {
    if (!isId(id)) return null;
    return context
      .loader<string, AgentRun>('agentRunById', async keys =>
        inOrder(keys, await context.em.find(AgentRun, { id: { $in: [...keys] } }), run => run.id),
      )
      .load(id.toLowerCase());
  }
}

/** An insured person sees only their own runs; staff with the right to ask see all, questions masked. */
function maySeeRun(principal: Principal, { personId }: AgentRun): boolean {
  return personId === null ? principal.role !== 'PERSON' : maySeePerson(principal, personId);
}

function requireRun(principal: Principal, run: AgentRun): void {
  if (!maySeeRun(principal, run)) throw forbidden('只能查看本人的提问');
}
