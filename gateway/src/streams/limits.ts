import type { GraphQLError } from 'graphql';
import { rateLimited } from '#kernel/graphql/errors';

/** What streams may take; each refusal names the limit, what it allows, and what was asked. */
export const STREAM_LIMITS = {
  /** Subscriptions of one subject at a time: a control room of many screens under one account has fewer. */
  subscriptionsPerPrincipal: 500,
  /** Events a second to one subject, over all its subscriptions; whoever catches up faster is slowed down to it. */
  eventsPerSecond: 5000,
  /** Seconds of that rate which may come at once, such as after a pause. */
  burstSeconds: 4,
  /** Events of one stream kept for slow readers and for those who come back; who falls behind them is closed. */
  keptEvents: 1024,
  /** Bytes of the same. */
  keptBytes: 4_000_000,
  /** Seconds for which a slow reader may take nothing at all before it is closed. */
  stalledSeconds: 20,
} as const;

export type StreamLimits = { readonly [Name in keyof typeof STREAM_LIMITS]: number };

/** Refuses a principal who takes more than their share; says which limit, and by how much. */
export function streamLimitExceeded(
  limit: keyof StreamLimits,
  allowed: number,
  actual: number,
): GraphQLError {
  return rateLimited(`订阅超出限额：${limit} 为 ${actual}，上限 ${allowed}`, { limit, allowed, actual });
}
