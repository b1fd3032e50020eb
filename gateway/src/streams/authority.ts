import type { Principal } from '#kernel/identity/principal';

/**
 * Decides who may read one execution of a stream together: the same key is the same authority, null is a stream of
 * one's own. What a subscription shows is decided by role, scopes and data range, so these are the key; the subject
 * only marks who wrote something, and the purpose and the person lead to clear readings, of which each leaves an
 * audit record under its reader's name. So whoever states a purpose, and every insured person, reads alone.
 */
export function sharedAuthority(principal: Principal, purpose: string | null): string | null {
  if (purpose !== null || principal.person !== null || principal.role === 'PERSON') return null;
  const { role, scopes, institution, tenant, region } = principal;
  return JSON.stringify([role, [...scopes].sort(), institution, tenant, region]);
}
