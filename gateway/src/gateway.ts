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
import { mapIterator } from '#kernel/events/channel';
import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';
import type { Logger } from '#kernel/logging/logger';
import type { AskerContext, Operation } from './execution.ts';
import { LIMITS, limitsRule } from './limits.ts';
import type { SubgraphLink } from './links/link.ts';
import { errorPresenter, presentResult } from './presenting.ts';
import { Edition } from './reload/edition.ts';
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
  readonly maxTokens = LIMITS.tokens;
  readonly present: (error: GraphQLError) => GraphQLFormattedError;
  readonly #options: GatewayOptions;
  readonly #editions = new WeakMap<GraphQLSchema, Edition>();
  readonly #onReload = new Set<(edition: Edition) => void>();
  #edition: Edition;
  #announce: ((edition: Edition) => void) | null = null;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#edition = this.#newEdition(options.supergraphSdl);
    const present = errorPresenter(options.log);
    this.present = error => present(error);
    this.apollo = new ApolloServer<AskerContext>({
      gateway: {
        onSchemaLoadOrUpdate: told => {
          this.#announce = ({ schema, supergraphSdl }) =>
            told({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
          this.#announce(this.#edition);
          return () => (this.#announce = null);
        },
        load: async () => ({
          executor: ({ document, schema, request, context }) => {
            const { operationName, variables } = request;
            return this.execute(
              { document, schema, operationName, variables },
              context as AskerContext,
            ) as never;
          },
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

  /** The supergraph that new operations are served with. */
  get edition(): Edition {
    return this.#edition;
  }

  get schema(): GraphQLSchema {
    return this.#edition.schema;
  }

  get rules(): readonly ValidationRule[] {
    return this.#edition.rules;
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
    return this.#editionOf(operation).executor.execute(operation, context);
  }

  async subscribe(
    operation: Operation,
    context: AskerContext,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult> {
    const { executor } = this.#editionOf(operation);
    const stream = await subscribeFederated(executor, operation, context);
    if (!(Symbol.asyncIterator in stream)) return presentResult(stream, this.present);
    return mapIterator(stream, result => presentResult(result, this.present));
  }

  /**
   * Serves every operation from now on with another supergraph; what has begun ends on the one it began on.
   * Throws `UnfitSupergraph`, and keeps the present one, for what cannot be served.
   */
  reload(supergraphSdl: string): void {
    this.#edition = this.#newEdition(supergraphSdl);
    this.#announce?.(this.#edition);
    for (const told of this.#onReload) told(this.#edition);
  }

  /** Tells of every reload; answers how to stop it. */
  onReload(told: (edition: Edition) => void): () => void {
    this.#onReload.add(told);
    return () => void this.#onReload.delete(told);
  }

  async start(): Promise<void> {
    await this.apollo.start();
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
    for (const link of this.#options.links.values()) await link.close?.();
  }

  #newEdition(supergraphSdl: string): Edition {
    const edition = new Edition({ ...this.#options, supergraphSdl });
    this.#editions.set(edition.schema, edition);
    return edition;
  }

  #editionOf({ schema }: Operation): Edition {
    return (schema && this.#editions.get(schema)) ?? this.#edition;
  }
}
