import { refusalMapper } from '#kernel/graphql/refusal';
import { ClaimTransitionRefusal } from '../claim/claim.result.ts';
import { InsurerUnavailableRefusal, NoSuchPolicyRefusal } from '../commercial/commercial.refusal.ts';
import { CostEnteredRefusal } from '../cost-entry/cost-entry.result.ts';
import { NotSignedInRefusal, TransactionReversedRefusal } from '../transaction/transaction.result.ts';
import { InstitutionNotServingRefusal, NoCoverRefusal } from '../visit/visit.result.ts';
import {
  AccountReturnedRefusal,
  AccountUnavailableRefusal,
  AccumulatorMovedRefusal,
  AlreadyDeclaredRefusal,
  InvalidStepOrderRefusal,
  NoPolicyTermRefusal,
  NotASettlementRefusal,
  NotDischargedRefusal,
  NotReversibleRefusal,
  UsedByLaterRefusal,
} from './settlement.result.ts';

/** The refusals of reckoning, settling and undoing as GraphQL types. */
export const settlementRefusal = refusalMapper({
  NOT_SIGNED_IN: NotSignedInRefusal,
  NOT_ENROLLED: NoCoverRefusal,
  INSTITUTION_NOT_SERVING: InstitutionNotServingRefusal,
  ILLEGAL_TRANSITION: ClaimTransitionRefusal,
  NO_TERM_IN_FORCE: NoPolicyTermRefusal,
  INVALID_STEP_ORDER: InvalidStepOrderRefusal,
  ACCUMULATOR_MOVED: AccumulatorMovedRefusal,
  ACCOUNT_UNAVAILABLE: AccountUnavailableRefusal,
  ACCOUNT_RETURNED: AccountReturnedRefusal,
  ALREADY_DECLARED: AlreadyDeclaredRefusal,
  USED_BY_LATER: UsedByLaterRefusal,
  NOT_A_SETTLEMENT: NotASettlementRefusal,
  NO_SUCH_POLICY: NoSuchPolicyRefusal,
  INSURER_UNAVAILABLE: InsurerUnavailableRefusal,
  NOT_DISCHARGED: NotDischargedRefusal,
  COST_ENTERED: CostEnteredRefusal,
  NOT_REVERSIBLE: NotReversibleRefusal,
  TRANSACTION_REVERSED: TransactionReversedRefusal,
});
