import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { ZERO, atLeast, atMost, shareOf, type Fen, type Ratio } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/** What a commercial policy promises for a calendar year. */
export interface PolicyPromise {
  readonly ratio: Ratio;
  readonly deductible: Fen;
  readonly yearlyLimit: Fen;
}

/** What a policy has seen and paid of a year. */
export interface PolicyUse {
  readonly base: Fen;
  readonly paid: Fen;
}

/**
 * What a policy pays of what is left to the person: its share of what lies above the deductible of the year, as far
 * as the limit of the year reaches. Rounded half-up once; never more than what is left.
 */
export function payoutOf(promise: PolicyPromise, use: PolicyUse, left: Fen): Fen {
  const above = (base: Fen): Fen => atLeast(base - promise.deductible, ZERO);
  const share = shareOf(above(use.base + left) - above(use.base), promise.ratio);
  return atMost(atMost(share, atLeast(promise.yearlyLimit - use.paid, ZERO)), left);
}

/** Whether a policy covers a day. */
export function coversOn(
  policy: {
    readonly firstDay: CalendarDate;
    readonly lastDay: CalendarDate;
    readonly withdrawnOn: CalendarDate | null;
  },
  day: CalendarDate,
): boolean {
  return policy.withdrawnOn === null && policy.firstDay <= day && day <= policy.lastDay;
}

/**
 * What a payout stands at after a correction. A correction never makes it negative, and never more than what the
 * insurer and the person paid together; one that changes nothing is none.
 */
export function correctedPayout(
  payout: { readonly paid: Fen; readonly standing: Fen; readonly cash: Fen },
  standing: Fen,
): Result<Fen, RefusalFacts<'CORRECTION_IMPOSSIBLE'>> {
  const most = payout.paid + payout.cash;
  if (standing >= ZERO && standing <= most && standing !== payout.standing)
    return accept(standing - payout.standing);
  return refuse('CORRECTION_IMPOSSIBLE', '更正后金额须为0至赔付与个人现金之和，且与现值不同', {
    standing: payout.standing,
    most,
  });
}
