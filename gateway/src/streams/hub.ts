import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import type { TokenVerifier } from '#kernel/identity/verifier';
import type { AskerContext, Operation } from '../execution.ts';
import type { StreamFigures } from '../metrics.ts';
import type { Edition } from '../reload/edition.ts';
import { sharedAuthority } from './authority.ts';
import { STREAM_LIMITS, type StreamLimits } from './limits.ts';
import { streamOperation } from './operation.ts';
import { Shares } from './share.ts';
import { SharedStream, Subscription, type StreamNeighbours, type StreamReader } from './shared-stream.ts';
import { Standings, type Standing } from './standing.ts';
import { Upstream } from './upstream.ts';

export interface StreamHubOptions {
  /** The supergraph that is served now. */
  readonly edition: () => Edition;
  readonly verifier: TokenVerifier;
  readonly present: (result: ExecutionResult) => FormattedExecutionResult;
  readonly limits?: Partial<StreamLimits>;
}

const SWEEP_MS = 1000;

/** All streams of the gateway: who reads what with whom. */
export class StreamHub {
  readonly standings: Standings;
  readonly limits: StreamLimits;
  readonly #options: StreamHubOptions;
  readonly #shares: Shares;
  /** The streams of one operation under one authority; those of one's own under a key of their own. */
  readonly #streams = new Map<string | symbol, Set<SharedStream>>();
  #open = 0;
  #delivered = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: StreamHubOptions) {
    this.#options = options;
    this.limits = { ...STREAM_LIMITS, ...options.limits };
    this.standings = new Standings(options.verifier);
    this.#shares = new Shares(this.limits);
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep(), SWEEP_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    for (const subscription of this.#subscriptions()) subscription.stop();
  }

  /** Opens a subscription that has been validated; throws the refusal when it cannot be opened. */
  subscribe(asked: Operation, context: AskerContext, standing: Standing, reader: StreamReader): Subscription {
    const edition = this.#options.edition();
    const refused = edition.refusal(asked, context);
    if (refused) throw refused;
    const operation = streamOperation(edition.executor.supergraph, asked);
    const share = this.#shares.take(standing.principal.subject);
    const closed = (): void => {
      share.subscriptions--;
      this.#open--;
    };
    const subscription = new Subscription({ context, standing, share }, reader, closed);
    this.#open++;
    const key = keyOf(operation.key, standing.principal, context.purpose);
    const siblings = this.#streams.get(key) ?? new Set();
    const { after } = operation;
    for (const stream of siblings) {
      const place = after === null ? null : stream.placeAfter(after);
      if (after === null ? !stream.live : place === null) continue;
      stream.join(subscription, place);
      return subscription;
    }
    const stream = new SharedStream(
      operation,
      this.#neighbours(key, siblings),
      asker => new Upstream(this.#options.edition, asked, operation, asker),
    );
    this.#streams.set(key, siblings.add(stream));
    stream.join(subscription, null);
    void stream.run();
    return subscription;
  }

  /** After the supergraph was replaced: every stream goes on over the new one, behind its last cursor. */
  reopen(): void {
    for (const siblings of this.#streams.values()) for (const stream of siblings) stream.reopen();
  }

  /** For metrics. */
  figures(): StreamFigures {
    const streams = [...this.#streams.values()].reduce((sum, siblings) => sum + siblings.size, 0);
    return { streams, subscriptions: this.#open, delivered: this.#delivered };
  }

  /** Called each second: refills shares, closes readers that stand still, and asks whose token stands. */
  async sweep(): Promise<void> {
    this.#shares.refill();
    for (const subscription of this.#subscriptions()) {
      if (subscription.waitsFor === 'share') subscription.resume();
      if (subscription.waitsFor !== 'reader') continue;
      if (++subscription.stalledSeconds <= this.limits.stalledSeconds) continue;
      subscription.stop();
      subscription.reader.tooSlow();
    }
    await this.standings.sweep();
  }

  #neighbours(key: string | symbol, siblings: Set<SharedStream>): StreamNeighbours {
    return {
      limits: this.limits,
      fresh: () => this.#options.verifier.fresh(),
      present: this.#options.present,
      other(than, cursor) {
        for (const stream of siblings)
          if (stream !== than && stream.placeAfter(cursor) !== null) return stream;
        return null;
      },
      delivered: () => this.#delivered++,
      ended: stream => {
        siblings.delete(stream);
        if (siblings.size === 0 && this.#streams.get(key) === siblings) this.#streams.delete(key);
      },
    };
  }

  #subscriptions(): Subscription[] {
    return [...this.#streams.values()].flatMap(siblings =>
      [...siblings].flatMap(({ readers }) => [...readers]),
    );
  }
}

function keyOf(operation: string, principal: Principal, purpose: string | null): string | symbol {
  const authority = sharedAuthority(principal, purpose);
  return authority === null ? Symbol('a stream of one’s own') : `${authority}\n${operation}`;
}
