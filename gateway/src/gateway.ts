import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type {
  ExecutionResult,
  FormattedExecutionResult,
  GraphQLError,
  GraphQLFormattedError,
  GraphQLSchema,
  ValidationRule,
} from 'graphql';
import { NoSchemaIntrospectionCustomRule, specifiedRules } from 'graphql';
import { mapIterator } from '#kernel/events/channel';
import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';
import type { Logger } from '#kernel/logging/logger';
import { PlanExecutor, type AskerContext, type Operation } from './execution.ts';
import { LIMITS, limitsRule } from './limits.ts';
import type { SubgraphLink } from './links/link.ts';
import { PlannedSupergraph } from './planning.ts';
import { errorPresenter, presentResult } from './presenting.ts';
import { subscribeFederated } from './subscribing.ts';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly verifier: TokenVerifier;
  readonly log: Logger;
  readonly now: () => Date;
  readonly introspection: boolean;
}

/**
 * GraphQL over HTTP: an operation that was understood as a request but cannot be executed is 400 for
 * `application/graphql-response+json`, and 200 for the legacy `application/json`, whose clients read errors only there.
 */
const statusByMediaType: ApolloServerPlugin<AskerContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response }) => {
      const accepted = request.http?.headers.get('accept') ?? '';
      if (!accepted.includes('application/graphql-response+json')) response.http.status = 200;
    },
  }),
};

/** What the streaming transports need of the gateway. */
export interface StreamGateway {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly maxTokens: number;
  now(): Date;
  verify(authorization: string | null): Promise<Principal | null>;
  execute(operation: Operation, context: AskerContext): Promise<ExecutionResult>;
  subscribe(
    operation: Operation,
    context: AskerContext,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult>;
  present(error: GraphQLError): GraphQLFormattedError;
}

/** Plans and executes operations over the supergraph, for every transport. */
export class Gateway implements StreamGateway {
  readonly apollo: ApolloServer<AskerContext>;
  readonly rules: readonly ValidationRule[];
  readonly maxTokens = LIMITS.tokens;
  readonly present: (error: GraphQLError) => GraphQLFormattedError;
  readonly #options: GatewayOptions;
  readonly #executor: PlanExecutor;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const supergraph = new PlannedSupergraph(options.supergraphSdl);
    this.#executor = new PlanExecutor(supergraph, options.links);
    const present = errorPresenter(options.log);
    this.present = error => present(error);
    const ownRules = [limitsRule, ...(options.introspection ? [] : [NoSchemaIntrospectionCustomRule])];
    this.rules = [...specifiedRules, ...ownRules];
    this.apollo = new ApolloServer<AskerContext>({
      gateway: {
        onSchemaLoadOrUpdate: announce => {
          announce({ apiSchema: supergraph.schema, coreSupergraphSdl: options.supergraphSdl });
          return () => undefined;
        },
        load: async () => ({
          executor: request =>
            this.#executor.execute(
              {
                document: request.document,
                operationName: request.request.operationName,
                variables: request.request.variables,
              },
              request.context as AskerContext,
            ) as never,
        }),
        stop: async () => undefined,
      },
      introspection: options.introspection,
      validationRules: [limitsRule],
      parseOptions: { maxTokens: LIMITS.tokens },
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      formatError: (formatted, error) => present(formatted, error),
      plugins: [ApolloServerPluginLandingPageDisabled(), statusByMediaType],
      logger: options.log,
    });
  }

  get schema(): GraphQLSchema {
    return this.#executor.supergraph.schema;
  }

  get links(): ReadonlyMap<string, SubgraphLink> {
    return this.#options.links;
  }

  now(): Date {
    return this.#options.now();
  }

  verify(authorization: string | null): Promise<Principal | null> {
    return this.#options.verifier.verify(authorization);
  }

  execute(operation: Operation, context: AskerContext): Promise<ExecutionResult> {
    return this.#executor.execute(operation, context);
  }

  async subscribe(
    operation: Operation,
    context: AskerContext,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult> {
    const stream = await subscribeFederated(this.#executor, operation, context);
    if (!(Symbol.asyncIterator in stream)) return presentResult(stream, this.present);
    return mapIterator(stream, result => presentResult(result, this.present));
  }

  async start(): Promise<void> {
    await this.apollo.start();
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
    for (const link of this.#options.links.values()) await link.close?.();
  }
}
