import {
  buildOperationContext,
  executeQueryPlan,
  type GraphQLDataSource,
  type ServiceMap,
} from '@apollo/gateway';
import {
  getOperationAST,
  GraphQLError,
  getVariableValues,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { FetchWatch, SubgraphLink } from './links/link.ts';
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

/** Executes planned operations over the links to the subgraphs. */
export class PlanExecutor {
  readonly supergraph: PlannedSupergraph;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly #services: ServiceMap;

  constructor(supergraph: PlannedSupergraph, links: ReadonlyMap<string, SubgraphLink>) {
    this.supergraph = supergraph;
    this.links = links;
    this.#services = Object.fromEntries([...links].map(([name, link]) => [name, dataSource(name, link)]));
  }

  /** Executes a query or mutation. */
  async execute(operation: Operation, context: AskerContext): Promise<ExecutionResult> {
    try {
      return await this.#executePlan(
        this.supergraph.plan(operation.document, operation.operationName),
        operation,
        context,
      );
    } catch (error) {
      return { errors: [asGraphQLError(error)] };
    }
  }

  /**
   * Executes one event of a subscription: the primary fetch is answered by the event itself,
   * and the rest of the plan fills in what other subgraphs own.
   */
  executeEvent(
    plan: PlannedOperation,
    operation: Operation,
    primary: { readonly serviceName: string; readonly operation: string },
    event: FormattedExecutionResult,
    context: AskerContext,
  ): Promise<ExecutionResult> {
    const { serviceName } = primary;
    const owner = this.#services[serviceName]!;
    const answered: GraphQLDataSource = {
      process: options =>
        options.request.query === primary.operation
          ? Promise.resolve(event as never)
          : owner.process(options),
    };
    return this.#executePlan(plan, operation, context, { ...this.#services, [serviceName]: answered });
  }

  async #executePlan(
    plan: PlannedOperation,
    operation: Operation,
    context: AskerContext,
    services: ServiceMap = this.#services,
  ): Promise<ExecutionResult> {
    const { schema, supergraphSchema, apiSchema } = this.supergraph;
    const operationContext = buildOperationContext({
      schema,
      operationDocument: operation.document,
      operationName: operation.operationName ?? undefined,
    });
    const variables = { ...operation.variables };
    const definitions =
      getOperationAST(operation.document, operation.operationName)?.variableDefinitions ?? [];
    const { errors } = getVariableValues(schema, definitions, variables);
    if (errors) return { errors };
    const requestContext = {
      request: { variables },
      context,
      logger: SILENT,
      metrics: {},
    } as unknown as Parameters<typeof executeQueryPlan>[2];
    return executeQueryPlan(
      plan as never,
      services,
      requestContext,
      operationContext,
      supergraphSchema,
      apiSchema,
    );
  }
}

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function dataSource(name: string, link: SubgraphLink): GraphQLDataSource {
  return {
    process: ({ request, context }) => {
      const { authorization, purpose, requestId, watch } = context as AskerContext;
      const asked = {
        query: request.query ?? '',
        variables: request.variables ?? {},
        authorization,
        purpose,
        requestId,
        watch,
      };
      return link.execute(asked).catch((error: unknown) => {
        throw error instanceof GraphQLError ? error : subgraphUnavailable(name);
      }) as never;
    },
  };
}
