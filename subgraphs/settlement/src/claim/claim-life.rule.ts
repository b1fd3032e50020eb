import type { TransitionTable } from '#kernel/vocabulary/transition';

export const CLAIM_STATES = ['REGISTERED', 'PRE_SETTLED', 'SETTLED', 'VOIDED', 'REVERSED'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

export type ClaimAct =
  | 'UPLOAD_FEES'
  | 'PRE_SETTLE'
  | 'SETTLE'
  | 'CALCULATE'
  | 'SETTLE_SELF_PAID'
  | 'VOID'
  | 'ROLL_BACK'
  | 'REVERSE_SETTLEMENT'
  | 'REVERSE_VOID';

/**
 * The life of a claim: fees may change until it is settled and have then to be pre-settled again; a settled
 * claim is voided by its institution (2208) or reversed when the outcome was unknown (2601); reversing a
 * void brings the settlement back. The fees of a reimbursement are calculated, and rolled back to be calculated
 * again, without a pre-settlement. Nothing else happens to a voided or reversed claim.
 */
export const CLAIM_LIFE: TransitionTable<ClaimState, ClaimAct> = Object.freeze({
  REGISTERED: {
    UPLOAD_FEES: 'REGISTERED',
    PRE_SETTLE: 'PRE_SETTLED',
    CALCULATE: 'SETTLED',
    SETTLE_SELF_PAID: 'SETTLED',
  },
  PRE_SETTLED: { UPLOAD_FEES: 'REGISTERED', PRE_SETTLE: 'PRE_SETTLED', SETTLE: 'SETTLED' },
  SETTLED: { VOID: 'VOIDED', ROLL_BACK: 'REGISTERED', REVERSE_SETTLEMENT: 'REVERSED' },
  VOIDED: { REVERSE_VOID: 'SETTLED' },
  REVERSED: {},
});

/** States in which a claim still waits for its settlement: those from which fees may change. */
export const UNSETTLED_STATES: readonly ClaimState[] = CLAIM_STATES.filter(
  state => CLAIM_LIFE[state].UPLOAD_FEES !== undefined,
);
