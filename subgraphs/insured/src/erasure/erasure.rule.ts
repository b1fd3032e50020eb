import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { move, type TransitionTable } from '#kernel/vocabulary/transition';
import type { Cover } from '../enrolment/enrolment.rule.ts';

export type ErasureState = 'DRAFTED' | 'APPROVED' | 'COMPLETED' | 'WITHDRAWN';
export type ErasureAct = 'APPROVE' | 'WITHDRAW' | 'COMPLETE';

/**
 * The life of an erasure. APPROVE cannot be undone: the salts are destroyed from then on, and COMPLETE says that
 * every subgraph has done so.
 */
export const ERASURE_LIFE: TransitionTable<ErasureState, ErasureAct> = {
  DRAFTED: { APPROVE: 'APPROVED', WITHDRAW: 'WITHDRAWN' },
  APPROVED: { COMPLETE: 'COMPLETED' },
  COMPLETED: {},
  WITHDRAWN: {},
};

/** What still ties a person to the insurance. */
export interface Ties {
  readonly today: CalendarDate;
  readonly covers: readonly Pick<Cover, 'id' | 'state' | 'coverTo'>[];
  /** Money of the personal account, what is set aside included. */
  readonly accountMoney: Fen;
  /** Claims that are registered and neither settled nor undone. */
  readonly unsettledClaims: number;
}

export type TieRefusal = RefusalFacts<'PERSON_COVERED' | 'ACCOUNT_NOT_EMPTY' | 'CLAIMS_UNSETTLED'>;

/**
 * Decides whether a person may be erased: nobody who is covered, has money in the account, or whose bills are not
 * settled. For them the purpose of the processing has not been achieved. What the books have to show for as long
 * as vouchers are kept (amounts, days, ids) is no part of an erasure and stays [decided].
 *
 * Source: 个人信息保护法 第四十七条 (in force 2021-11-01); 国发〔1998〕44号 三 (the money of a personal account is
 * the person's and is inherited); 会计档案管理办法（财政部、国家档案局令第79号）附表1 (vouchers: 30 years).
 */
export function decideErasure(ties: Ties): Result<null, TieRefusal> {
  const cover = ties.covers.find(
    ({ state, coverTo }) => state !== 'ENDED' && (coverTo === null || coverTo >= ties.today),
  );
  if (cover) {
    const facts = { enrolmentId: cover.id, coverTo: cover.coverTo };
    return refuse('PERSON_COVERED', '该参保人仍在参保期内，不能抹除', facts);
  }
  if (ties.accountMoney > ZERO) {
    return refuse('ACCOUNT_NOT_EMPTY', '个人账户尚有余额，须先清算', { balance: ties.accountMoney });
  }
  if (ties.unsettledClaims > 0) {
    const facts = { unsettledClaims: ties.unsettledClaims };
    return refuse('CLAIMS_UNSETTLED', '尚有未结算的费用单，不能抹除', facts);
  }
  return accept(null);
}

/**
 * Decides whether a security administrator may approve: a second one, who did not draft it.
 * Source: contract, audit: `erasePerson` is drafted by one SECURITY_ADMIN and approved by another.
 */
export function decideApproval(
  state: ErasureState,
  draftedBy: string,
  approver: string,
): Result<ErasureState, RefusalFacts<'SAME_APPROVER' | 'ILLEGAL_TRANSITION'>> {
  if (approver === draftedBy) return refuse('SAME_APPROVER', '须由另一名安全管理员批准');
  return move(ERASURE_LIFE, state, 'APPROVE');
}
