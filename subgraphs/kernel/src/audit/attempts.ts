import type { ErrorCode } from '../graphql/errors.ts';
import { isId } from '../persistence/id.ts';
import { currentAsking } from './asking.ts';
import { NATURAL_KEYS } from './attempts.terms.ts';
import type { AuditEntry } from './audit-trail.ts';
import type { Folded, TurnedAway } from './folded-refusals.ts';

/** Errors by which an act is refused that was allowed; lack of right is recorded as such. */
export const REFUSING: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'BAD_USER_INPUT', 'NOT_FOUND']);

/** An act that was not done, as it is counted: by whom, which mutation, on what, and why not. */
export function attempt(mutation: string, args: Readonly<Record<string, unknown>>, code: string): TurnedAway {
  const source = currentAsking()?.principal?.subject ?? '';
  return { what: mutation, which: keysIn(args), code, source };
}

/** Its record; `source` says who tried where repeats are recorded later, when nobody asks. */
export function attempted({ what, which = {}, code, source, times, since }: Folded): AuditEntry {
  const details = { ...which, code, source, times, since: since.toISOString() };
  return { kind: 'ATTEMPT', action: what, personId: which['personId'] ?? null, details };
}

/**
 * The keys of an input: ids that are opaque, and natural keys that look like what they are called. Nothing else of it may
 * enter a record, since a refused input can hold anything anywhere.
 */
function keysIn(args: Readonly<Record<string, unknown>>): Record<string, string> {
  const keys: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (isObject(value)) Object.assign(keys, keysIn(value));
    else if (typeof value === 'string' && isKey(name, value)) keys[name] = value;
    else if (typeof value === 'number' && isKey(name, String(value))) keys[name] = String(value);
  }
  return keys;
}

function isKey(name: string, value: string): boolean {
  if (/(^id|Id)$/.test(name)) return isId(value);
  return NATURAL_KEYS[name]?.test(value) ?? false;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
