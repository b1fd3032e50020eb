import type { EntityManager, Row } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { FUND_PAYERS } from '../benefit/state.rule.ts';
import type { MonthlySettlement } from '../declaration/monthly-settlement.entity.ts';
import { Voucher, type VoucherKind } from './voucher.entity.ts';
import { approvedVoucher, balances, type DecidedVoucher, type LedgerAccount } from './voucher.rule.ts';

/** Who owes the institution: funds and accounts; insurers and persons pay it themselves. */
const OWED = `{${[
  ...FUND_PAYERS,
  ...['PERSONAL_ACCOUNT', 'FAMILY_ACCOUNT', 'CADRE_CARE_FUND', 'WORK_INJURY_FUND', 'PREPAYMENT'],
].join()}}`;

/** What is known of a voucher before its lines. */
export interface VoucherHead {
  readonly number: string;
  readonly kind: VoucherKind;
  readonly institutionCode: string;
  readonly institutionRegion: string;
  readonly period: string;
  readonly retained: bigint;
  readonly issuedBy: string;
  readonly issuedAt: Date;
}

/** Keeps a voucher; one that does not balance is a fault of ours, and nothing is kept. */
export async function issueVoucher(
  tx: EntityManager,
  head: VoucherHead,
  { lines, payable, carriedForward }: DecidedVoucher,
): Promise<string> {
  if (!balances(lines)) throw new Error(`voucher ${head.number} does not balance`);
  const id = newId();
  const stored = lines.map(({ account, debit, credit }) => ({
    account,
    debit: debit.toString(),
    credit: credit.toString(),
  }));
  const open = { releasedBecause: null, disbursementId: null };
  await tx.insert(Voucher, { id, ...head, lines: stored, payable, carriedForward, ...open });
  return id;
}

/** Issues the voucher of a month that is being approved: what each fund and the accounts owe of it. */
export async function issueApprovedVoucher(
  tx: EntityManager,
  month: MonthlySettlement,
  by: { readonly issuedBy: string; readonly issuedAt: Date },
): Promise<void> {
  const rows: Row[] = await tx.execute(
    `select line->>'payer' as account, sum((line->>'amount')::bigint)::text as amount
     from (
       select s.trace as lines from "settlement"."settlement" s where s.monthly_settlement_id = ?
       union all select e.payments from "settlement"."cost_entry" e where e.monthly_settlement_id = ?
     ) declared, jsonb_array_elements(declared.lines) line
     where line->>'payer' = any (?::text[])
     group by 1 order by 1`,
    [month.id, month.id, OWED],
  );
  const declared = rows.map(row => ({
    account: row['account'] as LedgerAccount,
    amount: BigInt(String(row['amount'])),
  }));
  const { institutionCode, institutionRegion, month: period } = month;
  const head = {
    number: month.voucherNumber!,
    kind: 'APPROVED' as const,
    institutionCode,
    institutionRegion,
    period,
  };
  const decided = approvedVoucher(declared, month.deducted);
  const owed = decided.lines.find(({ account }) => account === 'PAYABLE')?.credit ?? 0n;
  if (owed !== month.approved) throw new Error(`voucher ${head.number} is not what was approved`);
  await issueVoucher(tx, { ...head, retained: 0n, ...by }, decided);
}
