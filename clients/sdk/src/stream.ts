import type { FormattedExecutionResult } from 'graphql';
import { answerOf, type Named } from './document.ts';
import { GraphError, type AnswerError } from './errors.ts';

/** What every event of the graph says of its place in its stream. */
interface Placed {
  readonly cursor: string;
  readonly missed: number;
}

/** One event of a subscription. */
export interface StreamEvent<Result> {
  readonly data: Result;
  /** Why parts of the event are null, such as those of a subgraph that is away. */
  readonly errors: readonly AnswerError[];
  /** Go on after it with `after`. */
  readonly cursor: string;
  /** Events before this one that nobody will see: the reader was away for longer than they are kept. */
  readonly missed: number;
}

/** One connection's worth of a subscription; ends or throws when the connection does. */
export type OpenStream = (
  request: Named & { readonly variables: Variables },
) => AsyncIterableIterator<FormattedExecutionResult<unknown, unknown>>;
type Variables = Readonly<Record<string, unknown>>;

export interface StreamOptions {
  /** Begins after this cursor of an earlier visit. */
  readonly after?: string | null;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Told when the connection is lost, with the number of attempts since, and when an event came again (0). */
  readonly onConnection?: (failedAttempts: number) => void;
}

/** An event from whose answer nobody can tell where to go on: a mistake in the document. */
export class UnplacedEvent extends Error {}

/** How a stream reaches the gateway. */
export interface Connection {
  readonly open: OpenStream;
  /** Whether the asker's token is another one than at the last opening: then a refusal of that one is worth an attempt. */
  readonly renewed?: () => Promise<boolean>;
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** How long to wait before an attempt, in milliseconds: twice as long each time up to half a minute, and jittered. */
export function delayBefore(attempt: number, random: () => number = Math.random): number {
  const most = Math.min(30_000, 500 * 2 ** Math.min(attempt - 1, 16));
  return Math.round(most * (0.5 + random() / 2));
}

/** Codes with which the gateway closes a socket for good: another attempt would end the same way. */
const REFUSED = new Set<unknown>([4400, 4406]);
/** The token is refused, has expired or was revoked. */
const UNAUTHENTICATED = new Set<unknown>([4401, 4403, 'UNAUTHENTICATED']);
/** What passes: a subgraph that is away, a quota that is used up. */
const PASSING = new Set<unknown>(['SUBGRAPH_UNAVAILABLE', 'RATE_LIMITED']);

/**
 * The events of a subscription, each once, for as long as the reader wants: when the connection is lost it comes back,
 * for ever, and goes on after the last cursor. Ends when the stream ends (an agent's run is over) or `signal` says so;
 * throws `GraphError` where the gateway refuses the operation, and the close event where it refuses a token that nobody renews.
 * The operation takes `$after: Cursor`, and selects `cursor` and `missed`.
 */
export async function* resumedStream<Result>(
  { open, renewed = async () => false, wait = pause }: Connection,
  named: Named,
  variables: Variables,
  { after = null, signal, onConnection }: StreamOptions,
): AsyncGenerator<StreamEvent<Result>, void> {
  let last = after;
  let attempt = 0;
  while (!signal?.aborted) {
    try {
      for await (const result of untilAborted(
        open({ ...named, variables: { ...variables, after: last } }),
        signal,
      )) {
        const { data, errors } = answerOf<Result>(result as FormattedExecutionResult);
        const place = placeOf(data);
        if (place === null) throw new GraphError(errors);
        if (attempt > 0) onConnection?.((attempt = 0));
        if (place.cursor === last) continue;
        last = place.cursor;
        yield { ...place, data: data as Result, errors };
      }
      return;
    } catch (thrown) {
      if (signal?.aborted) return;
      const error = await refusalIn(thrown);
      const code = codeOf(error);
      if (UNAUTHENTICATED.has(code) ? !(await renewed()) : isFinal(error, code)) throw error;
    }
    attempt += 1;
    onConnection?.(attempt);
    await wait(delayBefore(attempt), signal);
  }
}

/** Where an event stands in its stream; null for an answer without an event. */
function placeOf(data: unknown): Placed | null {
  const event = Object.values((data ?? {}) as Readonly<Record<string, Placed | null>>)[0] ?? null;
  if (event === null) return null;
  const { cursor, missed } = event;
  if (typeof cursor === 'string' && typeof missed === 'number') return { cursor, missed };
  throw new UnplacedEvent('a subscription selects cursor and missed');
}

/** What the libraries throw for an operation that is refused: its errors as a bare list, or the response that holds them. */
async function refusalIn(thrown: unknown): Promise<unknown> {
  if (Array.isArray(thrown)) return new GraphError(thrown as readonly AnswerError[]);
  const { response } = (thrown ?? {}) as { response?: Response };
  const answer: unknown = await response?.json().catch(() => null);
  const { errors } = (answer ?? {}) as { errors?: readonly AnswerError[] };
  return errors ? new GraphError(errors) : thrown;
}

/** The code of a refusal, or the one with which a socket was closed. */
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

const isFinal = (error: unknown, code: unknown): boolean =>
  error instanceof GraphError ? !PASSING.has(code) : error instanceof UnplacedEvent || REFUSED.has(code);

/** The same stream, given up at once when the signal says so, also while nothing comes. */
async function* untilAborted<T>(
  iterator: AsyncIterableIterator<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void> {
  const giveUp = (): void => void iterator.return?.();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    yield* iterator;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
