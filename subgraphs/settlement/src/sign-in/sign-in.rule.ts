import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export const SIGN_IN_DEMANDS = ['REQUIRED', 'OPTIONAL'] as const;
export type SignInDemand = (typeof SIGN_IN_DEMANDS)[number];

/** Who sends a transaction, and when. */
export interface AtCounter {
  readonly institutionCode: string;
  readonly operator: string;
  readonly day: CalendarDate;
}

/**
 * Whether a transaction goes on under the sign-in that it names: one of the same operator, institution and day that is
 * not signed out. One that names none goes on where none is demanded; a number that does not serve never does.
 * Source: 国家医保信息平台接口规范, 9001 签到 and sign_no of the message head; where it is demanded is the deployment's decision.
 */
export function admits(
  demand: SignInDemand,
  named: { readonly signIn: (AtCounter & { readonly signedOutAt: Date | null }) | null } | null,
  sender: AtCounter,
): Result<null, RefusalFacts<'NOT_SIGNED_IN'>> {
  if (named === null)
    return demand === 'OPTIONAL' ? accept(null) : refuse('NOT_SIGNED_IN', '经办人当日未签到，请先签到');
  const { signIn } = named;
  const serves =
    signIn !== null &&
    signIn.institutionCode === sender.institutionCode &&
    signIn.operator === sender.operator &&
    signIn.day === sender.day &&
    signIn.signedOutAt === null;
  return serves ? accept(null) : refuse('NOT_SIGNED_IN', '签到流水号无效、已签退或非本人当日签到');
}
