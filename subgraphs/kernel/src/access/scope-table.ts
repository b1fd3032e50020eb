import { createHash } from 'node:crypto';
import { ROLE_SCOPES, ROLES, type Role } from '#schema/identity/role-scopes';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import type { SigningKey, TrustedKeys } from '../signing/signing-key.ts';

/** Which scopes each role carries. */
export type ScopeTable = Readonly<Record<string, readonly string[]>>;

/** How the table of this deployment departs from the one that was released. */
export interface ScopeChange {
  readonly role: Role;
  readonly scope: string;
  readonly effect: 'ADDED' | 'REMOVED';
}

/** One version of the table as it is kept: what was released, by its digest, and every departure from it; signed. */
export interface SignedScopeTable {
  readonly version: number;
  readonly released: string;
  readonly changes: readonly ScopeChange[];
  readonly madeAt: string;
  readonly keyId: string;
  readonly signature: string;
}

/** The digest of a table: SM3 over its roles and scopes in order. */
export function digestOf(table: ScopeTable): string {
  const parts = Object.keys(table)
    .sort()
    .flatMap(role => [role, String(table[role]!.length), ...[...table[role]!].sort()]);
  return createHash('sm3').update(lengthPrefixed(parts)).digest('hex');
}

/** The digest of the table that was released with this code. */
export const RELEASED = digestOf(ROLE_SCOPES);

/** Signs a version. */
export function signScopeTable(
  key: SigningKey,
  table: Pick<SignedScopeTable, 'version' | 'changes' | 'madeAt'>,
): SignedScopeTable {
  const unsigned = { ...table, released: RELEASED, keyId: key.keyId };
  return { ...unsigned, signature: key.sign(bytesOf(unsigned)) };
}

/** Whether a trusted key signed exactly this version. */
export function isGenuineTable(table: SignedScopeTable, trusted: TrustedKeys): boolean {
  return trusted.verify(table.keyId, bytesOf(table), table.signature);
}

/** The scopes of every role after the changes. */
export function scopesAfter(changes: readonly ScopeChange[]): ReadonlyMap<Role, readonly string[]> {
  return new Map(
    ROLES.map(role => {
      const own = changes.filter(change => change.role === role);
      const named = (effect: ScopeChange['effect']): string[] =>
        own.filter(change => change.effect === effect).map(({ scope }) => scope);
      const removed = new Set(named('REMOVED'));
      const kept = ROLE_SCOPES[role].filter(scope => !removed.has(scope));
      return [role, [...new Set([...kept, ...named('ADDED')])]];
    }),
  );
}

/** The changes with one more: what is added again after it was removed is no change any more, and the other way round. */
export function withChange(changes: readonly ScopeChange[], change: ScopeChange): readonly ScopeChange[] {
  const { role, scope, effect } = change;
  const others = changes.filter(other => other.role !== role || other.scope !== scope);
  const released = ROLE_SCOPES[role].includes(scope);
  return released === (effect === 'ADDED') ? others : [...others, change];
}

/** Every scope that some role carries; no other can be given. */
export const KNOWN_SCOPES: ReadonlySet<string> = new Set(Object.values(ROLE_SCOPES).flat());

function bytesOf({ version, released, changes, madeAt, keyId }: Omit<SignedScopeTable, 'signature'>): Buffer {
  const said = changes.map(({ role, scope, effect }) => `${role} ${effect} ${scope}`).sort();
  return lengthPrefixed([
    'scope table',
    String(version),
    released,
    madeAt,
    keyId,
    String(said.length),
    ...said,
  ]);
}
