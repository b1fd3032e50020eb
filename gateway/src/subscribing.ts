import type { SubscriptionNode } from '@apollo/query-planner';
import {
  getVariableValues,
  getOperationAST,
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import type { AskerContext, Operation, PlanExecutor } from './execution.ts';
import { asGraphQLError, type PlannedOperation } from './planning.ts';
import { resumable, type ResumableSubscription } from './resumption.ts';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

type Upstream = AsyncIterableIterator<FormattedExecutionResult>;

/**
 * Opens a federated subscription: the owning subgraph streams events, and each event is completed
 * by the other subgraphs. When the owner goes away and comes back, the stream goes on after the
 * last cursor, and its reader notices nothing but the pause.
 */
export async function subscribeFederated(
  executor: PlanExecutor,
  operation: Operation,
  context: AskerContext,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  try {
    const { schema } = executor.supergraph;
    const variables = { ...operation.variables };
    const definitions =
      getOperationAST(operation.document, operation.operationName)?.variableDefinitions ?? [];
    const coerced = getVariableValues(schema, definitions, variables);
    if (coerced.errors) return { errors: coerced.errors };
    const resume = resumable(schema, operation.document, operation.operationName, coerced.coerced);
    const document = resume?.document ?? operation.document;
    const plan = executor.supergraph.plan(document, operation.operationName);
    if (plan.node?.kind !== 'Subscription') throw new GraphQLError('not a subscription');
    const stream = new FederatedStream(executor, { ...operation, variables }, context, plan.node, resume);
    return (await stream.open()) ?? stream;
  } catch (error) {
    return { errors: [asGraphQLError(error)] };
  }
}

class FederatedStream implements AsyncIterableIterator<ExecutionResult> {
  readonly #executor: PlanExecutor;
  readonly #operation: Operation;
  readonly #context: AskerContext;
  readonly #primary: SubscriptionNode['primary'];
  readonly #resume: ResumableSubscription | null;
  readonly #perEvent: PlannedOperation;
  #after: string | null;
  #upstream: Upstream | null = null;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(
    executor: PlanExecutor,
    operation: Operation,
    context: AskerContext,
    node: SubscriptionNode,
    resume: ResumableSubscription | null,
  ) {
    this.#executor = executor;
    this.#operation = operation;
    this.#context = context;
    this.#primary = node.primary;
    this.#resume = resume;
    this.#after = resume?.after ?? null;
    const nodes = node.rest ? [node.primary, node.rest] : [node.primary];
    this.#perEvent = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes } };
  }

  /** Opens the owner's stream; the errors when it refuses. */
  async open(): Promise<ExecutionResult | null> {
    const { serviceName, operation, operationName, variableUsages } = this.#primary;
    const link = this.#executor.links.get(serviceName);
    if (!link) throw new GraphQLError(`no link to subgraph ${serviceName}`);
    const all = this.#resume ? this.#resume.variables(this.#after) : (this.#operation.variables ?? {});
    const variables = Object.fromEntries((variableUsages ?? []).map(name => [name, all[name]]));
    const opened = await link.subscribe({ query: operation, variables, operationName, ...this.#context });
    if (!(Symbol.asyncIterator in opened)) return opened as unknown as ExecutionResult;
    this.#upstream = opened;
    return null;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    while (!this.#ended) {
      const event = await this.#nextEvent();
      if (!event) break;
      this.#after = this.#resume?.cursorOf(event.data) ?? this.#after;
      const variables = this.#resume ? this.#resume.variables(this.#after) : this.#operation.variables;
      const operation = { ...this.#operation, variables };
      const value = await this.#executor.executeEvent(
        this.#perEvent,
        operation,
        this.#primary,
        event,
        this.#context,
      );
      return { value, done: false };
    }
    return { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.#ended = true;
    this.#wake?.();
    await this.#upstream?.return?.();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The owner's next event; null at the end of the stream. A broken stream is opened again. */
  async #nextEvent(): Promise<FormattedExecutionResult | null> {
    for (let retry = FIRST_RETRY_MS; !this.#ended; retry = Math.min(retry * 2, LAST_RETRY_MS)) {
      try {
        if (!this.#upstream) {
          const refused = await this.open();
          if (refused) {
            this.#ended = true;
            return refused as FormattedExecutionResult;
          }
        }
        const step = await this.#upstream!.next();
        return step.done ? null : step.value;
      } catch (error) {
        if (!this.#resume) throw error;
        this.#upstream = null;
        await this.#pause(retry);
      }
    }
    return null;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(done, milliseconds);
      const wake = (): void => done();
      this.#wake = wake;
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
