import { GraphQLError, type ExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { notFound, tooComplex } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { requirePurpose } from '#kernel/identity/stated-purpose';
import type { TokenVerifier } from '#kernel/identity/verifier';
import type { Logger } from '#kernel/logging/logger';
import { UNTRACED, type Tracing } from '#kernel/observing/tracing';
import type { AskerContext, Operation } from './execution.ts';
import { inTime } from './limits/in-time.ts';
import { limitsWith, type Limits } from './limits/limits.ts';
import { Quota } from './limits/quota.ts';
import {
  GivenUp,
  type FetchWatch,
  type FileAnswer,
  type FileRequest,
  type SubgraphLink,
} from './links/link.ts';
import { WatchedLink } from './links/watched-link.ts';
import type { Metrics } from './metrics.ts';
import { Observer } from './observing/observer.ts';
import { withShown } from './observing/with-shown.ts';
import { asGraphQLError } from './planning.ts';
import { errorPresenter, presentResult } from './presenting.ts';
import { Edition, UnfitSupergraph } from './reload/edition.ts';
import { StreamHub } from './streams/hub.ts';
import type { StreamLimits } from './streams/limits.ts';
import type { Manifest } from './trusted/manifest.ts';
import { TrustedDocuments, type Trust } from './trusted/trusted-documents.ts';

/** Hears who came in and who was turned away at the door; what subgraphs refuse, they record themselves. */
export interface AccessListener {
  admitted(principal: Principal): Promise<void>;
  turnedAway(what: string, code: string, principal: Principal | null, address: string): Promise<void>;
}

export interface GatewayOptions {
  readonly supergraphSdl: string;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly verifier: TokenVerifier;
  readonly log: Logger;
  readonly now: () => Date;
  /** Whether everybody may read the schema; analysts always may. */
  readonly introspection: boolean;
  /** Limits other than those declared. */
  readonly limits?: Partial<Limits>;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing;
  /** An operation that takes longer than this is logged. */
  readonly slowMilliseconds?: number;
  /** The documents that clients may ask by their hash, and whether others may be asked at all. */
  readonly documents?: { readonly manifest: Manifest; readonly trust: Trust };
  /** Nobody hears without it. */
  readonly access?: AccessListener;
  /** Limits of streams other than those declared. */
  readonly streamLimits?: Partial<StreamLimits>;
  /** The subgraph that keeps uploaded files; nobody can send any without it. */
  readonly uploadsTo?: string;
}

/** An operation as a client writes it. */
export interface WrittenOperation {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** An operation that was read and is valid. */
export interface ReadOperation extends Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
}

/** What became of a supergraph that was to be served. */
export type ReloadOutcome =
  { readonly state: 'reloaded' | 'unchanged' } | { readonly state: 'refused'; readonly reason: string };
/** A request at the door, before anything of it is looked at. */
export interface Knock {
  readonly authorization: string | null;
  readonly purpose: string | null;
  /** The network address it came from. */
  readonly address: string;
}

/** What the streaming transports need of the gateway. */
export interface StreamGateway {
  readonly limits: Limits;
  readonly quota: Quota;
  readonly trusted: TrustedDocuments;
  readonly streams: StreamHub;
  verify(authorization: string | null): Promise<Principal | null>;
  /** Lets in whose token and purpose stand, and has it recorded; throws why not. */
  admit(knock: Knock): Promise<Principal | null>;
  /** Reads an operation against the present supergraph, or tells why it is refused. */
  prepare(written: WrittenOperation): ReadOperation | readonly GraphQLError[];
  execute(operation: Operation, context: AskerContext): Promise<ExecutionResult>;
  present(error: GraphQLError): GraphQLFormattedError;
}

const NOBODY: FetchWatch = { fetched: () => undefined };
const SLOW_MS = 1000;

/** Plans and executes operations over the supergraph, for every transport. */
export class Gateway implements StreamGateway {
  readonly limits: Limits;
  /** How often each asker may come; every transport enters its requests here. */
  readonly quota: Quota;
  readonly trusted: TrustedDocuments;
  readonly present: (error: GraphQLError) => GraphQLFormattedError;
  readonly streams: StreamHub;
  readonly #options: GatewayOptions;
  readonly #metrics: Metrics | null;
  readonly #observer: Observer;
  readonly #links: ReadonlyMap<string, SubgraphLink>;
  readonly #editions = new WeakMap<GraphQLSchema, Edition>();
  readonly #onReload = new Set<(edition: Edition) => void>();
  #edition: Edition;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.limits = limitsWith(options.limits);
    this.quota = new Quota(this.limits, options.now);
    const { manifest = null, trust = 'off' } = options.documents ?? {};
    this.trusted = new TrustedDocuments(manifest, trust, this.limits.tokens);
    this.#metrics = options.metrics ?? null;
    const present = errorPresenter(options.log, limit => this.#metrics?.refused(limit));
    this.present = error => present(error);
    this.#observer = new Observer({
      metrics: this.#metrics,
      log: options.log,
      slowMilliseconds: options.slowMilliseconds ?? SLOW_MS,
      tracing: options.tracing ?? UNTRACED,
      names: new Set(manifest?.operations.map(({ name }) => name)),
      elapsed: () => performance.now(),
    });
    this.#links = this.#watchedLinks();
    this.#edition = this.#newEdition(options.supergraphSdl);
    this.#metrics?.planCache(() => this.#edition.executor.supergraph.operations.lookups);
    this.streams = new StreamHub({
      edition: () => this.#edition,
      verifier: options.verifier,
      present: result => presentResult(result, this.present),
      limits: options.streamLimits,
    });
    this.#metrics?.streams(() => this.streams.figures());
    this.onReload(() => this.streams.reopen());
    this.streams.start();
  }

  /** The supergraph that new operations are served with. */
  get edition(): Edition {
    return this.#edition;
  }

  get schema(): GraphQLSchema {
    return this.#edition.schema;
  }

  get links(): ReadonlyMap<string, SubgraphLink> {
    return this.#options.links;
  }

  verify(authorization: string | null): Promise<Principal | null> {
    return this.#options.verifier.verify(authorization);
  }

  async admit({ authorization, purpose, address }: Knock): Promise<Principal | null> {
    const { access } = this.#options;
    let principal: Principal | null = null;
    let what = 'token';
    try {
      principal = await this.verify(authorization);
      if (principal) await access?.admitted(principal);
      what = 'purpose';
      requirePurpose(purpose);
      return principal;
    } catch (error) {
      const code = error instanceof GraphQLError ? error.extensions['code'] : null;
      if (code) await access?.turnedAway(what, String(code), principal, address);
      throw error;
    }
  }

  /** Reads an operation against the present supergraph, or tells why it is refused. */
  prepare({ query, operationName, variables }: WrittenOperation): ReadOperation | readonly GraphQLError[] {
    const { schema } = this.#edition;
    const asked = this.#edition.prepared(query, operationName);
    if (!('prepared' in asked)) return asked;
    const { document, kind } = asked.prepared;
    return { document, schema, operationName, variables: { ...variables, ...asked.literals }, kind };
  }

  execute(operation: Operation, context: AskerContext): Promise<ExecutionResult> {
    const edition = this.#editionOf(operation);
    return this.#observer.watch(operation, context, async watch => {
      const refusal = edition.refusal(operation, context);
      if (refusal) return { result: { errors: [refusal] }, refused: true };
      await this.#planTraced(edition, operation);
      const givenUp = new GivenUp();
      const executed = edition.executor.execute(operation, { ...context, watch, givenUp });
      const result = await this.#inTime(executed, givenUp);
      const { shown } = context;
      return { result: shown ? withShown(shown, edition, operation, result, watch) : result, refused: false };
    });
  }

  /** Hands a file to the subgraph that keeps files. */
  async upload(request: FileRequest): Promise<FileAnswer> {
    const { uploadsTo = '' } = this.#options;
    const link = this.#links.get(uploadsTo);
    if (!link?.upload) throw notFound('文件上传');
    return link.upload(request);
  }

  /**
   * Serves every operation from now on with another supergraph; what has begun ends on the one it began on.
   * One that cannot be served is logged, and the present one stays.
   */
  reload(supergraphSdl: string): ReloadOutcome {
    const outcome = this.#exchange(supergraphSdl);
    this.#metrics?.reloaded(outcome.state);
    return outcome;
  }

  /** Tells of every reload; answers how to stop it. */
  onReload(told: (edition: Edition) => void): () => void {
    this.#onReload.add(told);
    return () => void this.#onReload.delete(told);
  }

  async stop(): Promise<void> {
    this.streams.stop();
    for (const link of this.#options.links.values()) await link.close?.();
  }

  /** Makes the plan in a span of its own; the executor then finds it at hand, or fails for the same reason. */
  async #planTraced({ executor }: Edition, { document, operationName }: Operation): Promise<void> {
    const { tracing } = this.#options;
    if (!tracing?.on) return;
    const plan = async (): Promise<unknown> => executor.supergraph.plan(document, operationName);
    await tracing.span('plan', {}, plan).catch(() => undefined);
  }

  #exchange(supergraphSdl: string): ReloadOutcome {
    if (supergraphSdl === this.#edition.supergraphSdl) return { state: 'unchanged' };
    try {
      this.#edition = this.#newEdition(supergraphSdl);
    } catch (error) {
      if (!(error instanceof UnfitSupergraph)) throw error;
      this.#options.log.error({ reason: error.message }, 'a supergraph was refused; the present one stays');
      return { state: 'refused', reason: error.message };
    }
    for (const told of this.#onReload) told(this.#edition);
    this.#options.log.info('another supergraph is served');
    return { state: 'reloaded' };
  }

  #watchedLinks(): ReadonlyMap<string, SubgraphLink> {
    const options = {
      milliseconds: this.limits.fetchMilliseconds,
      elapsed: () => performance.now(),
      watch: this.#metrics ?? NOBODY,
      tracing: this.#options.tracing ?? UNTRACED,
    };
    return new Map(
      [...this.#options.links].map(([name, link]) => [name, new WatchedLink(name, link, options)]),
    );
  }

  #newEdition(supergraphSdl: string): Edition {
    const edition = new Edition({ ...this.#options, links: this.#links, limits: this.limits, supergraphSdl });
    this.#editions.set(edition.schema, edition);
    return edition;
  }

  /** The result, or why it is given up; then every fetch for it ends, and none begins. */
  #inTime(result: Promise<ExecutionResult>, givenUp: GivenUp): Promise<ExecutionResult> {
    const { operationMilliseconds: allowed } = this.limits;
    const late = (): Error => {
      givenUp.giveUp();
      return tooComplex('operationMilliseconds', allowed, allowed + 1);
    };
    return inTime(allowed, result, late).catch((error: unknown) => ({ errors: [asGraphQLError(error)] }));
  }

  #editionOf({ schema }: Operation): Edition {
    return (schema && this.#editions.get(schema)) ?? this.#edition;
  }
}
