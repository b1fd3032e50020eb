import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
  type Operation,
  type Schema,
} from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { Operations } from './execution/operations.ts';
import { nothing, stepOf, type Step } from './execution/plan.ts';
import { TypeConditions } from './execution/type-conditions.ts';

export type PlannedOperation = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** One supergraph, ready to plan operations; immutable, so that a reload is a new one. */
export class PlannedSupergraph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
  /** The subgraphs and their addresses, as `rover.yaml` says. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** What was asked of it lately, prepared. */
  readonly operations: Operations;
  readonly #planner: QueryPlanner;
  readonly #types: TypeConditions;

  constructor(sdl: string) {
    // Our subgraphs enforce the security features themselves, so the planner may accept them.
    const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    this.apiSchema = supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.#types = new TypeConditions(this.supergraphSchema);
    this.subgraphs = [...supergraph.subgraphsMetadata().values()].map(({ name, url }) => ({ name, url }));
    this.#planner = new QueryPlanner(supergraph);
    this.operations = new Operations(this);
  }

  /** The plan of an operation as its document is written; remembered if no text of the asker's stands in it. */
  plan(document: DocumentNode, operationName?: string | null): PlannedOperation {
    const { prepared, isWhole } = this.operations.ofDocument(document, operationName);
    if (isWhole) return prepared.plan;
    return this.planOf(
      operationFromDocument(this.apiSchema, document, { operationName: operationName ?? undefined }),
    );
  }

  planOf(operation: Operation): PlannedOperation {
    return this.#planner.buildQueryPlan(operation) as PlannedOperation;
  }

  /** A plan as it is executed. */
  stepOf({ node }: PlannedOperation): Step {
    if (node?.kind === 'Subscription') throw new GraphQLError('a subscription is not executed but opened');
    return node ? stepOf(node as PlanNode, this.#types) : nothing;
  }
}

/** Refuses what the planner or the executor of the package would answer with an exception. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('unexpected error', { originalError: error instanceof Error ? error : null });
}
