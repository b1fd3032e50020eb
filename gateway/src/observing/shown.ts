import type { Principal } from '#kernel/identity/principal';

/** What of its own working an answer shows in its `extensions`. */
export interface Shown {
  /** Estimated and actual cost. */
  readonly cost: boolean;
  /** The query plan, and how long each fetch took. */
  readonly plan: boolean;
}

/**
 * What a request asks to be shown by `x-show-cost: true` and `x-show-plan: true`: the cost for everybody with a
 * token, the plan for analysts. Null when nothing is.
 */
export function shownTo(
  principal: Principal | null,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Shown | null {
  const cost = headers['x-show-cost'] === 'true' && principal !== null;
  const plan = headers['x-show-plan'] === 'true' && principal?.role === 'ANALYST';
  return cost || plan ? { cost, plan } : null;
}
