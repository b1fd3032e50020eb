import type { DevelopmentIssuer, TokenClaims } from '#kernel/identity/development-issuer';
import { ROLES, type Role } from '#schema/identity/role-scopes';

/** The data range that makes a development token of a role useful on the demo world. */
export interface DemoRange {
  readonly personId: string;
  readonly institutionCode: string;
  readonly insurerCode: string;
}

/** One ready token per role. */
export async function tokenPerRole(
  issuer: DevelopmentIssuer,
  range: DemoRange | null,
): Promise<readonly { readonly role: Role; readonly token: string }[]> {
  return Promise.all(
    ROLES.map(async role => ({
      role,
      token: await issuer.sign(role, `demo-${role.toLowerCase()}`, claimsOf(role, range)),
    })),
  );
}

/** Staff see the city; a person sees themself; an institution and an insurer their own. */
function claimsOf(role: Role, range: DemoRange | null): TokenClaims {
  if (role === 'PERSON') return { person: range?.personId };
  if (role === 'INSTITUTION') return { institution: range?.institutionCode };
  if (role === 'INSURER') return { institution: range?.insurerCode };
  if (role === 'TENANT') return { tenant: 'demo-tenant' };
  return { region: '31' };
}
