import type { Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Refused, type Result } from '#kernel/vocabulary/result';
import type { Entry, Workflow } from '../workflow/workflow.rule.ts';

export const DECLARATION_STATES = [
  'DECLARED',
  'WITHDRAWN',
  'APPROVED',
  'PAYING',
  'PAID',
  'PAY_FAILED',
] as const;
export type DeclarationState = (typeof DECLARATION_STATES)[number];

/** Where a month stands that is still to be paid. */
export const UNPAID_STATES = ['DECLARED', 'APPROVED', 'PAYING', 'PAY_FAILED'] as const;

export const DECLARATION_ACTS = [
  'DECLARE',
  'WITHDRAW',
  'APPROVE',
  'PAY',
  'CONFIRM_PAYMENT',
  'FAIL_PAYMENT',
] as const;
export type DeclarationAct = (typeof DECLARATION_ACTS)[number];

export type DeclarationEntry = Entry<DeclarationState, DeclarationAct>;

const DECLARE = 'declaration:write';
const HANDLE = 'declaration:handle';
const APPROVE = 'declaration:approve';

/** How an institution's month is settled: declared, withdrawn until it is approved, approved, paid. */
export const DECLARATION_WORKFLOW: Workflow<DeclarationState, DeclarationAct> = {
  name: 'DECLARATION',
  moves: [
    { from: ['DECLARED'], act: 'WITHDRAW', to: 'WITHDRAWN', scope: DECLARE, reason: true },
    { from: ['DECLARED'], act: 'APPROVE', to: 'APPROVED', scope: APPROVE },
    { from: ['APPROVED', 'PAY_FAILED'], act: 'PAY', to: 'PAYING', scope: HANDLE, unlike: ['APPROVE'] },
    { from: ['PAYING'], act: 'CONFIRM_PAYMENT', to: 'PAID', scope: APPROVE, unlike: ['PAY'], reason: true },
    { from: ['PAYING'], act: 'FAIL_PAYMENT', to: 'PAY_FAILED', scope: HANDLE, reason: true },
  ],
};

export const DEDUCTION_KINDS = ['REVIEW', 'OTHER'] as const;
export type DeductionKind = (typeof DEDUCTION_KINDS)[number];

/** A row of a file of deductions, read; not yet known whether it may be taken. */
export interface DeductionRow {
  readonly line: number;
  readonly number: string;
  readonly institutionCode: string;
  readonly month: string;
  readonly kind: DeductionKind;
  readonly amount: Fen;
  readonly reason: string;
}

const KINDS: Readonly<Record<string, DeductionKind>> = { 审核扣款: 'REVIEW', 其他扣款: 'OTHER' };

/** Refuses a row that cannot be read as one of a file of deductions. */
export function unreadable(message: string): Refused<RefusalFacts<'ROW_UNREADABLE'>> {
  return refuse('ROW_UNREADABLE', message);
}

/** Reads the cells of one row: 单号, 机构编码, 月份, 类别, 金额（元）, 事由. */
export function readDeduction(
  line: number,
  cells: readonly string[],
): Result<DeductionRow, RefusalFacts<'ROW_UNREADABLE'>> {
  const bad = unreadable;
  if (cells.length !== 6) return bad('须为六列');
  const [number, institutionCode, month, kindName, yuan, reason] = cells.map(cell => cell.trim());
  if (cells.some(cell => /^\s*[=+@]/.test(cell))) return bad('单元格不得为公式');
  if (!/^[A-Za-z0-9-]{4,40}$/.test(number!)) return bad('单号须为4至40位字母、数字或连字符');
  if (!/^[A-Z0-9]{12}$/.test(institutionCode!)) return bad('机构编码须为12位');
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month!)) return bad('月份格式须为 YYYY-MM');
  const kind = KINDS[kindName!];
  if (!kind) return bad('类别须为审核扣款或其他扣款');
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(yuan!);
  const amount = parts ? BigInt(parts[1]! + (parts[2] ?? '').padEnd(2, '0')) : 0n;
  if (amount <= 0n) return bad('金额须为大于0的元，至多两位小数');
  const { length } = [...reason!];
  if (length < 2 || length > 200) return bad('事由须为2至200字');
  return accept({
    line,
    number: number!,
    institutionCode: institutionCode!,
    month: month!,
    kind,
    amount,
    reason: reason!,
  });
}
