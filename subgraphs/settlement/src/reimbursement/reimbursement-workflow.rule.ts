import type { Entry, Move, Workflow } from '../workflow/workflow.rule.ts';

export const REIMBURSEMENT_STATES = [
  'REGISTERED',
  'CALCULATED',
  'REVIEWED_1',
  'REVIEWED_2',
  'REVIEWED_3',
  'PAYING',
  'PAID',
  'PAY_FAILED',
  'RETURNED',
  'REJECTED',
  'CANCELLED',
] as const;
export type ReimbursementState = (typeof REIMBURSEMENT_STATES)[number];

export const REIMBURSEMENT_ACTS = [
  'REGISTER',
  'RESUBMIT',
  'CALCULATE',
  'REVIEW',
  'ROLL_BACK_REGISTRATION',
  'ROLL_BACK_CALCULATION',
  'REJECT',
  'CANCEL',
  'PAY',
  'CONFIRM_PAYMENT',
  'FAIL_PAYMENT',
] as const;
export type ReimbursementAct = (typeof REIMBURSEMENT_ACTS)[number];

/** One step of the history of a case. */
export type ReimbursementEntry = Entry<ReimbursementState, ReimbursementAct>;

const HANDLE = 'reimbursement:handle';
const REVIEW = 'reimbursement:review';

/** Reviewers are different persons, none of them who registered or calculated. */
const review = (from: ReimbursementState, to: ReimbursementState, atLeast?: string): ReimbursementMove => ({
  from: [from],
  act: 'REVIEW',
  to,
  scope: REVIEW,
  unlike: ['REGISTER', 'RESUBMIT', 'CALCULATE', 'REVIEW'],
  ...(atLeast ? { atLeast } : {}),
});

const pay = (from: ReimbursementState, below?: string): ReimbursementMove => ({
  from: [from],
  act: 'PAY',
  to: 'PAYING',
  scope: HANDLE,
  ...(below ? { below } : {}),
});

type ReimbursementMove = Move<ReimbursementState, ReimbursementAct>;

/**
 * How a reimbursement of any kind is handled: registered, calculated, reviewed once, twice or three times by what the
 * funds pay, paid. The calculation is rolled back until payment begins; after payment only recovery is left.
 * Source: decided (levels); 社会保险经办条例 第20条 (time limit).
 */
export const REIMBURSEMENT_WORKFLOW: Workflow<ReimbursementState, ReimbursementAct> = {
  name: 'REIMBURSEMENT',
  moves: [
    { from: ['REGISTERED'], act: 'CALCULATE', to: 'CALCULATED', scope: HANDLE },
    review('CALCULATED', 'REVIEWED_1'),
    review('REVIEWED_1', 'REVIEWED_2', 'SECOND'),
    review('REVIEWED_2', 'REVIEWED_3', 'THIRD'),
    pay('REVIEWED_1', 'SECOND'),
    pay('REVIEWED_2', 'THIRD'),
    pay('REVIEWED_3'),
    pay('PAY_FAILED'),
    { from: ['PAYING'], act: 'CONFIRM_PAYMENT', to: 'PAID', scope: REVIEW, unlike: ['PAY'], reason: true },
    { from: ['PAYING'], act: 'FAIL_PAYMENT', to: 'PAY_FAILED', scope: HANDLE, reason: true },
    {
      from: ['CALCULATED', 'REVIEWED_1', 'REVIEWED_2', 'REVIEWED_3', 'PAY_FAILED'],
      act: 'ROLL_BACK_CALCULATION',
      to: 'REGISTERED',
      scope: HANDLE,
      reason: true,
      rollBack: true,
    },
    { from: ['REGISTERED'], act: 'ROLL_BACK_REGISTRATION', to: 'RETURNED', scope: HANDLE, reason: true },
    { from: ['RETURNED'], act: 'RESUBMIT', to: 'REGISTERED', scope: HANDLE, reason: true },
    {
      from: ['REGISTERED'],
      act: 'REJECT',
      to: 'REJECTED',
      scope: REVIEW,
      unlike: ['REGISTER'],
      reason: true,
    },
    { from: ['REGISTERED', 'RETURNED'], act: 'CANCEL', to: 'CANCELLED', scope: HANDLE, reason: true },
  ],
};

/** Whether a case in this state may be paid next. */
export function mayBePaid(state: ReimbursementState): boolean {
  return REIMBURSEMENT_WORKFLOW.moves.some(({ act, from }) => act === 'PAY' && from.includes(state));
}

/** States in which a case still waits for somebody. */
export const OPEN_STATES: readonly ReimbursementState[] = REIMBURSEMENT_STATES.filter(state =>
  REIMBURSEMENT_WORKFLOW.moves.some(move => move.from.includes(state)),
);
