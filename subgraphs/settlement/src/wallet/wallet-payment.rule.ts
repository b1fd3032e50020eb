import type { Fen } from '#kernel/vocabulary/money';
import type { TransitionTable } from '#kernel/vocabulary/transition';
import type { InstitutionLevel } from '../policy-term/policy-term.rule.ts';

export const WALLET_STATES = [
  'REQUESTED',
  'PAID',
  'REFUSED',
  'REVERSING',
  'REVERSED',
  'RETURNING',
  'RETURNED',
] as const;
export type WalletState = (typeof WALLET_STATES)[number];
export type WalletAct = 'PAY' | 'REFUSE' | 'LOSE' | 'RETURN' | 'DONE';

/**
 * The life of a wallet payment. LOSE is an outcome that nobody knows: it is reversed until the platform has said that nothing of
 * it stands. RETURN gives back what was paid, when its bill is undone or the institution says so.
 */
export const WALLET_LIFE: TransitionTable<WalletState, WalletAct> = {
  REQUESTED: { PAY: 'PAID', REFUSE: 'REFUSED', LOSE: 'REVERSING' },
  PAID: { RETURN: 'RETURNING' },
  REFUSED: {},
  REVERSING: { DONE: 'REVERSED' },
  REVERSED: {},
  RETURNING: { DONE: 'RETURNED' },
  RETURNED: {},
};

/** States in which the platform still has to be told to undo a payment. */
export const UNDOING: readonly WalletState[] = ['REVERSING', 'RETURNING'];

/** States in which a payment holds a part of its bill. */
export const HOLDING: readonly WalletState[] = ['REQUESTED', 'PAID'];

export const WALLET_MEDIUMS = ['PAY_CODE', 'STUDENT_CARD'] as const;
export type WalletMedium = (typeof WALLET_MEDIUMS)[number];

export const WALLET_COUNTERS = ['MEDICAL_INSTITUTION', 'PHARMACY', 'IN_HOUSE'] as const;
export type WalletCounter = (typeof WALLET_COUNTERS)[number];

/**
 * At what kind of counter a wallet pays. An in-house institution (内设机构, of a school or an employer) is one without a level that is no
 * pharmacy [decided: the register of institutions has no mark of its own].
 */
export function counterOf(institution: {
  readonly kind: 'HOSPITAL' | 'COMMUNITY' | 'PHARMACY';
  readonly level: InstitutionLevel;
}): WalletCounter {
  if (institution.kind === 'PHARMACY') return 'PHARMACY';
  return institution.level === 'NONE' ? 'IN_HOUSE' : 'MEDICAL_INSTITUTION';
}

/** What of a bill a wallet may still pay: the cash part, less what wallets hold of it. */
export function openCash(cashPaid: Fen, held: Fen): Fen {
  return cashPaid > held ? cashPaid - held : 0n;
}
