import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';

/** The three administrators 三员. Source: GB/T 22239-2019, 8.1.5.1 to 8.1.5.3. */
const ADMINISTRATORS: ReadonlySet<string> = new Set(['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN']);

/** What an administrator's part consists of; no other role may be given any of it. */
const SEPARATED: ReadonlySet<string> = new Set([
  'access:read',
  'access:propose',
  'access:decide',
  'audit:read',
  'erasure:decide',
  'emergency:review',
]);

/** Roles to which no personal data are ever shown in the clear. Source: contract, `@sensitive`. */
const NEVER_REVEALED: ReadonlySet<string> = new Set([
  ...ADMINISTRATORS,
  ...['ANALYST', 'SCREEN', 'AGENCY', 'COMPUTE_OPERATOR', 'TENANT', 'PERSON'],
]);

/** Whether a role is one of the three administrators. */
export function isAdministrator(role: string): boolean {
  return ADMINISTRATORS.has(role);
}

export type AdministratorAlready = RefusalFacts<'ADMINISTRATOR_ALREADY'>;

/**
 * Decides whether a subject who holds roles may be given another: nobody is two of the three administrators, and nobody
 * who is one of them does the business that it watches over.
 */
export function mayHold(held: readonly string[], role: string): Result<string, AdministratorAlready> {
  const other = held.find(one => one !== role && (isAdministrator(one) || isAdministrator(role)));
  if (other === undefined) return accept(role);
  return refuse('ADMINISTRATOR_ALREADY', '三员分立：一人不得兼任管理员及其他角色', { heldRole: other });
}

export type OneHand = RefusalFacts<'ONE_HAND'>;

/** Decides whether somebody may decide what was proposed: another person, in another of the administrators' roles. */
export function mayDecide(
  proposed: { readonly by: string; readonly role: string },
  decider: { readonly subject: string; readonly role: string },
): Result<true, OneHand> {
  if (decider.subject !== proposed.by && decider.role !== proposed.role) return accept(true);
  return refuse('ONE_HAND', '提出与批准须由不同管理员办理', { proposedBy: proposed.by });
}

export type ScopeNotForRole = RefusalFacts<'SCOPE_NOT_FOR_ROLE'>;

/** Decides whether a role may be given a scope: the administrators' parts stay apart, masks stay where the contract puts them. */
export function mayCarry(role: string, scope: string): Result<string, ScopeNotForRole> {
  const kept = SEPARATED.has(scope) || isAdministrator(role);
  const masked = scope.startsWith('reveal:') && NEVER_REVEALED.has(role);
  if (!kept && !masked) return accept(scope);
  return refuse('SCOPE_NOT_FOR_ROLE', '该权限不得授予该角色', { role, scope });
}
