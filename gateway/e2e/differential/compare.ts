import type { GraphQLError } from 'graphql';
import type { PeerAnswer } from './federation.ts';

/** @apollo/gateway gives an error of an entity the place of another one, when some entities at its path need no fetch. */
export const MISPLACED = 'an error stands at another element of the same list';

/** How the answers of two gateways to one operation differ; null when they are the same to a client. */
export function difference(ours: PeerAnswer, apollo: PeerAnswer): string | null {
  const [mine, theirs] = [seen(ours), seen(apollo)];
  if (mine.failed || theirs.failed) return mine.failed === theirs.failed ? null : 'only one of them answers';
  if (mine.data !== theirs.data) return 'data differ';
  if (String(mine.invalid) !== String(theirs.invalid)) return 'reports of invalid values differ';
  if (String(mine.errors) === String(theirs.errors)) return null;
  return withoutIndexes(mine) === withoutIndexes(theirs) ? MISPLACED : 'errors or their paths differ';
}

function withoutIndexes({ errors }: Seen): string {
  return String(errors.map(error => error.replaceAll(/(?<=[[,])\d+(?=[,\]])/g, '#')).sort());
}

interface Seen {
  /** Nothing is answered at all: a plan that cannot be made, an answer that is no answer. */
  readonly failed: boolean;
  readonly data: string;
  readonly errors: readonly string[];
  readonly invalid: readonly string[];
}

function seen(answer: PeerAnswer): Seen {
  if ('threw' in answer || answer.data === undefined)
    return { failed: true, data: '', errors: [], invalid: [] };
  const { data, errors, extensions } = answer;
  // Fetches at the same time end in any order.
  return {
    failed: false,
    data: JSON.stringify(data),
    errors: (errors ?? []).map(described).sort(),
    invalid: ((extensions?.['valueCompletion'] ?? []) as GraphQLError[]).map(described),
  };
}

function described({ message, path, extensions }: GraphQLError): string {
  return JSON.stringify([message, path, extensions['code'], extensions['serviceName']]);
}
