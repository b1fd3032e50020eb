import type { DocumentNode, ExecutionResult, FormattedExecutionResult, GraphQLSchema } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import type { Step } from './execution/plan.ts';
import type { FetchWatch, GivenUp, SubgraphLink } from './links/link.ts';
import type { Shown } from './observing/shown.ts';
import { asGraphQLError, type PlannedOperation, type PlannedSupergraph } from './planning.ts';

/** Who asks, as far as the gateway passes it on. */
export interface AskerContext {
  readonly authorization: string | null;
  /** Why they read personal data, as stated: the same for the whole request or subscription. */
  readonly purpose: string | null;
  readonly requestId: string;
  /** Whose token it is; null without one. */
  readonly principal: Principal | null;
  readonly watch?: FetchWatch;
  /** Ends every fetch of the operation. */
  readonly givenUp?: GivenUp;
  readonly shown?: Shown | null;
  /** The asker's own span, as W3C Trace Context puts it in a header. */
  readonly traceparent?: string | null;
}

export interface Operation {
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  /** What it was validated against; the present schema when it is not said. */
  readonly schema?: GraphQLSchema;
}

/** Executes operations over the links to the subgraphs; what no variable decides is done once per operation. */
export class PlanExecutor {
  readonly supergraph: PlannedSupergraph;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly #eventSteps = new WeakMap<PlannedOperation, Step>();

  constructor(supergraph: PlannedSupergraph, links: ReadonlyMap<string, SubgraphLink>) {
    this.supergraph = supergraph;
    this.links = links;
  }

  /** Executes a query or mutation of a document that was validated. */
  async execute(operation: Operation, context: AskerContext): Promise<ExecutionResult> {
    const { document, operationName, variables } = operation;
    try {
      const { prepared, literals } = this.supergraph.operations.ofDocument(document, operationName);
      return await prepared.execute({
        variables: { ...variables, ...literals },
        links: this.links,
        asker: context,
      });
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }

  /**
   * Executes one event of a subscription: the primary fetch is answered by the event itself, which becomes part of
   * the answer, and the rest of the plan fills in what other subgraphs own.
   */
  async executeEvent(
    plan: PlannedOperation,
    operation: Operation,
    primary: { readonly serviceName: string; readonly operation: string },
    event: FormattedExecutionResult,
    asker: AskerContext,
  ): Promise<ExecutionResult> {
    try {
      let step = this.#eventSteps.get(plan);
      if (!step) this.#eventSteps.set(plan, (step = this.supergraph.stepOf(plan)));
      const { document, operationName } = operation;
      const { prepared, literals } = this.supergraph.operations.ofDocument(document, operationName);
      const variables = { ...operation.variables, ...literals };
      const answered = { serviceName: primary.serviceName, operation: primary.operation, answer: event };
      return await prepared.run(step, { variables, links: this.links, asker }, answered);
    } catch (error) {
      // One event that cannot be completed is told as that; the stream, and the process, go on.
      return { errors: [asGraphQLError(error)] };
    }
  }
}
