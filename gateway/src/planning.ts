import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
  type Schema,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type SubscriptionNode } from '@apollo/query-planner';
import { GraphQLError, print, type DocumentNode, type GraphQLSchema } from 'graphql';

const REMEMBERED_PLANS = 1000;

export type PlannedOperation = QueryPlan & { node?: QueryPlan['node'] | SubscriptionNode };

/** One supergraph, ready to plan operations; immutable, so that a reload is a new one. */
export class PlannedSupergraph {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: Schema;
  readonly supergraphSchema: GraphQLSchema;
  /** The subgraphs and their addresses, as `rover.yaml` says. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly #planner: QueryPlanner;
  readonly #plans = new Map<string, PlannedOperation>();

  constructor(sdl: string) {
    // Our subgraphs enforce the security features themselves, so the planner may accept them.
    const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
    this.apiSchema = supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.subgraphs = [...supergraph.subgraphsMetadata().values()].map(({ name, url }) => ({ name, url }));
    this.#planner = new QueryPlanner(supergraph);
  }

  plan(document: DocumentNode, operationName?: string | null): PlannedOperation {
    const key = `${operationName ?? ''}\n${print(document)}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const operation = operationFromDocument(this.apiSchema, document, {
      operationName: operationName ?? undefined,
    });
    const plan = this.#planner.buildQueryPlan(operation) as PlannedOperation;
    if (this.#plans.size >= REMEMBERED_PLANS) {
      const [oldest] = this.#plans.keys();
      this.#plans.delete(oldest!);
    }
    this.#plans.set(key, plan);
    return plan;
  }
}

/** Refuses what the planner or the executor of the package would answer with an exception. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('unexpected error', { originalError: error instanceof Error ? error : null });
}
