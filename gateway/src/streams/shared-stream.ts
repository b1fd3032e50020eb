import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { AskerContext } from '../execution.ts';
import { StreamedEvent } from './event.ts';
import { EventLog } from './event-log.ts';
import { streamLimitExceeded, type StreamLimits } from './limits.ts';
import type { StreamOperation } from './operation.ts';
import type { Share } from './share.ts';
import type { Standing } from './standing.ts';
import type { Upstream, UpstreamEvent } from './upstream.ts';

/** Whoever reads a stream: one subscription of a socket, or one response of server-sent events. */
export interface StreamReader {
  /** Takes an event; false when the next has to wait until `Subscription.resume`. */
  take(event: StreamedEvent): boolean;
  /** The stream is over. */
  end(): void;
  /** The stream is over for this reader. */
  refuse(error: GraphQLError): void;
  /** What waits for this reader is more than is kept for it, or has waited too long. */
  tooSlow(): void;
}

/** One reader's place in a stream. */
export class Subscription {
  readonly reader: StreamReader;
  readonly context: AskerContext;
  readonly standing: Standing;
  readonly share: Share;
  stream: SharedStream | null = null;
  /** Number of the next event to take. */
  next = 0;
  /** The ordinal of the last event taken; null before the first. */
  ordinal: number | null = null;
  waitsFor: 'reader' | 'share' | null = null;
  stalledSeconds = 0;
  readonly #onStop: () => void;

  constructor(
    who: { context: AskerContext; standing: Standing; share: Share },
    reader: StreamReader,
    onStop: () => void,
  ) {
    this.context = who.context;
    this.standing = who.standing;
    this.share = who.share;
    this.reader = reader;
    this.#onStop = onStop;
  }

  /** The reader takes again. */
  resume(): void {
    this.waitsFor = null;
    this.stalledSeconds = 0;
    this.stream?.serve(this);
  }

  /** The reader leaves. */
  stop(): void {
    const { stream } = this;
    if (!stream) return;
    this.stream = null;
    stream.leave(this);
    this.#onStop();
  }
}

export interface StreamNeighbours {
  readonly limits: StreamLimits;
  /** Resolves once tokens can be asked whether they stand. */
  fresh(): Promise<void>;
  present(result: UpstreamEvent['result']): FormattedExecutionResult;
  /** Another stream of the same operation that has given the event of this cursor. */
  other(than: SharedStream, cursor: string): SharedStream | null;
  delivered(): void;
  ended(stream: SharedStream): void;
}

const FRESH_AGAIN_MS = 200;

/**
 * One execution for all who ask the same with equal authority. It goes as fast as its fastest reader; the others read
 * behind it out of the log. Whoever falls out of the log is closed if the stream tells facts, and is passed over if
 * it is a gauge. A stream that has caught up with another of the same operation gives its readers over to it.
 */
export class SharedStream {
  readonly operation: StreamOperation;
  /** Whether a newcomer without a cursor may join: nothing that happened before they came will follow. */
  live: boolean;
  readonly #around: StreamNeighbours;
  readonly #upstream: Upstream;
  readonly #log: EventLog;
  readonly #readers = new Set<Subscription>();
  #leader: Subscription | null = null;
  #ordinal = 0;
  #ended = false;
  #somebodyTakes: (() => void) | null = null;

  constructor(
    operation: StreamOperation,
    around: StreamNeighbours,
    open: (asker: () => AskerContext | null) => Upstream,
  ) {
    this.operation = operation;
    this.live = operation.after === null;
    this.#around = around;
    const { keptEvents, keptBytes } = around.limits;
    this.#log = new EventLog({ events: operation.isGauge ? 1 : keptEvents, bytes: keptBytes });
    this.#upstream = open(() => this.#chooseLeader());
  }

  get readers(): ReadonlySet<Subscription> {
    return this.#readers;
  }

  /** Where a reader who has seen a cursor goes on; null when that is not kept here. */
  placeAfter(cursor: string): number | null {
    return this.#log.after(cursor);
  }

  /** Takes a reader in, behind a cursor or with what comes next; a gauge begins with its latest value. */
  join(subscription: Subscription, place: number | null): void {
    const { first, end } = this.#log;
    subscription.next = place ?? (this.operation.isGauge ? first : end);
    subscription.stream = this;
    this.#readers.add(subscription);
    // The newcomer has to know its subscription before it is given anything.
    queueMicrotask(() => this.serve(subscription));
  }

  leave(subscription: Subscription): void {
    this.#readers.delete(subscription);
    if (this.#readers.size === 0) this.#close();
    else if (this.#leader === subscription) this.#upstream.reopen();
    this.#somebodyTakes?.();
  }

  reopen(): void {
    this.#upstream.reopen();
  }

  /** Gives a reader what it has still to take. */
  serve(subscription: Subscription): void {
    const log = this.#log;
    const { reader, standing, share } = subscription;
    if (subscription.next < log.first && !this.#catchesUp(subscription)) return;
    while (
      subscription.stream === this &&
      subscription.waitsFor !== 'reader' &&
      subscription.next < log.end
    ) {
      if (!standing.stands()) return;
      if (share.left <= 0) {
        subscription.waitsFor = 'share';
        return;
      }
      share.left--;
      const event = this.#asSeenBy(subscription, log.at(subscription.next++));
      this.#around.delivered();
      if (!reader.take(event)) subscription.waitsFor = 'reader';
    }
    if (subscription.stream !== this || subscription.waitsFor) return;
    this.#somebodyTakes?.();
    if (!this.#ended) return;
    subscription.stop();
    reader.end();
  }

  /** Reads the upstream until it or the last reader has gone. */
  async run(): Promise<void> {
    while (!this.#ended) {
      if (!this.operation.isGauge) await this.#somebodyKeepsUp();
      const event = await this.#upstream.next();
      if (!event || this.#ended) break;
      await this.#tokensCanBeAsked();
      if (event.refusal === 'UNAUTHENTICATED' && this.#readers.size > 1) {
        this.#dismissLeader(event);
        continue;
      }
      this.#tell(event);
      if (event.refusal) break;
    }
    this.#close();
    for (const subscription of [...this.#readers]) this.serve(subscription);
  }

  #tell({ result, cursor, missed, refusal }: UpstreamEvent): void {
    // A gauge that was opened again begins with its latest value, which may have been given.
    if (this.operation.isGauge && cursor !== null && this.#log.after(cursor) !== null) return;
    this.#ordinal += 1 + missed;
    this.#log.push(new StreamedEvent(this.#around.present(result), cursor, missed, this.#ordinal));
    for (const subscription of this.#readers) this.serve(subscription);
    if (cursor === null || refusal) return;
    const other = this.#around.other(this, cursor);
    if (other) this.#mergeInto(other, cursor);
  }

  /** Readers that are up to date go over; the others follow once they are. */
  #mergeInto(other: SharedStream, cursor: string): void {
    other.live ||= this.live;
    for (const subscription of [...this.#readers]) {
      if (subscription.next < this.#log.end) continue;
      this.#readers.delete(subscription);
      subscription.ordinal = null;
      other.join(subscription, other.placeAfter(cursor));
    }
    if (this.#readers.size === 0) this.#close();
    else this.#upstream.reopen();
  }

  /** A reader who fell out of the log: a gauge goes on with what is kept, a reader of facts is closed. */
  #catchesUp(subscription: Subscription): boolean {
    if (this.operation.isGauge) {
      subscription.next = this.#log.first;
      return true;
    }
    subscription.stop();
    const { eventsPerSecond } = this.#around.limits;
    if (subscription.waitsFor === 'share')
      subscription.reader.refuse(
        streamLimitExceeded(
          'eventsPerSecond',
          eventsPerSecond,
          eventsPerSecond + this.#log.end - subscription.next,
        ),
      );
    else subscription.reader.tooSlow();
    return false;
  }

  /** The event as it is for all, unless this reader was passed over since its last one. */
  #asSeenBy(subscription: Subscription, event: StreamedEvent): StreamedEvent {
    const { ordinal: before } = subscription;
    subscription.ordinal = event.ordinal;
    if (!this.operation.isGauge || before === null) return event;
    return event.afterMissing(event.ordinal - before - 1, this.operation.missedNames);
  }

  #chooseLeader(): AskerContext | null {
    this.#leader = null;
    for (const subscription of this.#readers) {
      if (!subscription.standing.stands()) continue;
      this.#leader = subscription;
      return subscription.context;
    }
    return null;
  }

  /** The token under which the stream ran stands no longer: its reader is told, the others go on under another. */
  #dismissLeader({ result }: UpstreamEvent): void {
    const leader = this.#leader;
    this.#leader = null;
    if (!leader || leader.stream !== this) return;
    leader.stop();
    leader.reader.take(new StreamedEvent(this.#around.present(result), null, 0, this.#ordinal));
    leader.reader.end();
  }

  /** Slow readers are no reason to read ahead of all of them. */
  async #somebodyKeepsUp(): Promise<void> {
    while (!this.#ended && [...this.#readers].every(({ waitsFor }) => waitsFor !== null)) {
      await new Promise<void>(resolve => (this.#somebodyTakes = resolve));
      this.#somebodyTakes = null;
    }
  }

  /** Nothing is let out while nobody can say whose token stands. */
  async #tokensCanBeAsked(): Promise<void> {
    while (!this.#ended) {
      try {
        return await this.#around.fresh();
      } catch {
        await new Promise(resolve => setTimeout(resolve, FRESH_AGAIN_MS));
      }
    }
  }

  #close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#upstream.close();
    this.#around.ended(this);
    this.#somebodyTakes?.();
  }
}
