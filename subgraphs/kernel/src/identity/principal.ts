import { ROLE_SCOPES, type SERVICE_ROLE, type Role } from '#schema/identity/role-scopes';
import { forbidden } from '../graphql/errors.ts';

/** Who asks, with what rights, over which range of data. Made from a verified token only. */
export interface Principal {
  readonly subject: string;
  /** The token's own id (`jti`), under which it can be revoked. */
  readonly tokenId: string | null;
  readonly role: Role | typeof SERVICE_ROLE;
  readonly scopes: ReadonlySet<string>;
  /** The person that a PERSON is. */
  readonly person: string | null;
  /** National code of the institution that asks. */
  readonly institution: string | null;
  readonly tenant: string | null;
  /** Administrative division (GB/T 2260); a prefix covers what lies under it. */
  readonly region: string | null;
  /** Seconds since the epoch at which the token was issued. */
  readonly issuedAt: number;
  /** Seconds since the epoch at which the token ends. */
  readonly expiresAt: number;
}

/** The scopes of a role together with those that the token adds. */
export function scopesOf(
  role: Role,
  added: readonly string[],
  own: (role: Role) => readonly string[] = released => ROLE_SCOPES[released],
): ReadonlySet<string> {
  return new Set([...own(role), ...added]);
}

/** Whether data of a person lie in the principal's range: a PERSON sees only themself. */
export function maySeePerson(principal: Principal, personId: string): boolean {
  return principal.role !== 'PERSON' || principal.person === personId;
}

/** Refuses another person's data. */
export function requirePerson(principal: Principal, personId: string): void {
  if (!maySeePerson(principal, personId)) throw forbidden('只能查看本人数据');
}

/** The person to whom every query of this principal is limited, or null. */
export function personLimit(principal: Principal): string | null {
  return principal.role === 'PERSON' ? (principal.person ?? 'nobody') : null;
}

/** The institution to which every query of this principal is limited, or null. */
export function institutionLimit(principal: Principal): string | null {
  return principal.role === 'INSTITUTION' ? (principal.institution ?? 'none') : null;
}

/** The region prefix to which every query of this principal is limited, or null. */
export function regionLimit(principal: Principal): string | null {
  return principal.region;
}
