import { divideHalfUp, sum, ZERO, type Fen, type Ratio } from '#kernel/vocabulary/money';

export const LEDGER_ACCOUNTS = [
  'POOLED_FUND',
  'LARGE_AMOUNT_FUND',
  'SERIOUS_ILLNESS_FUND',
  'ASSISTANCE_FUND',
  'MUTUAL_AID_FUND',
  'CADRE_CARE_FUND',
  'WORK_INJURY_FUND',
  'PERSONAL_ACCOUNT',
  'FAMILY_ACCOUNT',
  'DEDUCTION',
  'PAYABLE',
  'PREPAYMENT',
  'RETENTION',
  'CARRIED_FORWARD',
  'YEAR_ADJUSTMENT',
  'BANK',
  'RECEIVABLE',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export interface VoucherLine {
  readonly account: LedgerAccount;
  readonly debit: Fen;
  readonly credit: Fen;
}

export interface DecidedVoucher {
  readonly lines: readonly VoucherLine[];
  /** What goes out by it. */
  readonly payable: Fen;
  /** What the institution owes after it, set off against its next one. */
  readonly carriedForward: Fen;
}

/** 核定: what each fund owes for a declared month; less deductions, it is owed to the institution. */
export function approvedVoucher(
  declared: readonly { readonly account: LedgerAccount; readonly amount: Fen }[],
  deducted: Fen,
): DecidedVoucher {
  const approved = sum(declared.map(({ amount }) => amount)) - deducted;
  const lines = [
    ...declared.map(({ account, amount }) => debit(account, amount)),
    credit('DEDUCTION', deducted),
    credit('PAYABLE', approved),
  ];
  return { lines: withAmounts(lines), payable: ZERO, carriedForward: ZERO };
}

/**
 * 实际: approved less prepaid, retained and what was carried forward. What is less than nothing is not paid but carried
 * forward to the next month.
 */
export function actualVoucher({
  approved,
  prepaid,
  retained,
  carriedIn,
}: {
  readonly approved: Fen;
  readonly prepaid: Fen;
  readonly retained: Fen;
  readonly carriedIn: Fen;
}): DecidedVoucher {
  const net = approved - prepaid - retained - carriedIn;
  const [payable, carriedForward] = signs(net);
  const lines = [
    debit('PAYABLE', approved),
    debit('CARRIED_FORWARD', carriedForward),
    credit('PREPAYMENT', prepaid),
    credit('RETENTION', retained),
    credit('CARRIED_FORWARD', carriedIn),
    credit('BANK', payable),
  ];
  return { lines: withAmounts(lines), payable, carriedForward };
}

/** 最终: after the year, what of the retention is returned and what the year's adjustment adds or takes. */
export function finalVoucher({
  retained,
  returned,
  adjustment,
}: {
  readonly retained: Fen;
  readonly returned: Fen;
  readonly adjustment: Fen;
}): DecidedVoucher {
  const [payable, owed] = signs(returned + adjustment);
  const [added, taken] = signs(adjustment);
  const lines = [
    debit('RETENTION', retained),
    debit('YEAR_ADJUSTMENT', added),
    debit('RECEIVABLE', owed),
    credit('DEDUCTION', retained - returned),
    credit('YEAR_ADJUSTMENT', taken),
    credit('BANK', payable),
  ];
  return { lines: withAmounts(lines), payable, carriedForward: ZERO };
}

/** Whether debit and credit are the same, to the 分. */
export function balances(lines: readonly VoucherLine[]): boolean {
  return sum(lines.map(line => line.debit)) === sum(lines.map(line => line.credit));
}

/** What a whitelisted institution is prepaid a day: a share of last month's approved amount, rounded once. */
export function dailyPrepayment(approved: Fen, share: Ratio, days: number): Fen {
  return divideHalfUp(approved * share, 1_000_000n * BigInt(days));
}

function debit(account: LedgerAccount, amount: Fen): VoucherLine {
  return { account, debit: amount, credit: ZERO };
}

function credit(account: LedgerAccount, amount: Fen): VoucherLine {
  return { account, debit: ZERO, credit: amount };
}

/** An amount as what goes one way and what goes the other. */
function signs(amount: Fen): [more: Fen, less: Fen] {
  return amount < ZERO ? [ZERO, -amount] : [amount, ZERO];
}

function withAmounts(lines: readonly VoucherLine[]): VoucherLine[] {
  return lines.filter(line => line.debit !== ZERO || line.credit !== ZERO);
}
