import { LARGEST_AMOUNT, ZERO, divideHalfUp, sum, type Fen } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/** Quantities are decimals in millionths. */
export const QUANTITY_UNIT = 1_000_000n;
const LARGEST_QUANTITY = 100_000n * QUANTITY_UNIT;

/** A fee line as the institution sends it. */
export interface FeeLineRequest {
  readonly detailNumber: string;
  readonly itemCode: string;
  readonly quantity: bigint;
  readonly unitPrice: Fen;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
}

/** What is wrong with which line, by its place in the list. */
export interface FeeLineProblem {
  readonly index: number;
  readonly field: keyof FeeLineRequest;
  readonly message: string;
}

/**
 * What cannot be a fee line at all: an amount, quantity or price that is not positive or beyond the largest,
 * a code that is none, a day before the visit or still to come.
 */
export function feeLineProblems(
  lines: readonly FeeLineRequest[],
  visitedOn: CalendarDate,
  today: CalendarDate,
): readonly FeeLineProblem[] {
  return lines.flatMap((line, index) => {
    const problems: FeeLineProblem[] = [];
    const problem = (field: keyof FeeLineRequest, message: string) =>
      problems.push({ index, field, message });
    if (!/^[A-Za-z0-9-]{1,30}$/.test(line.detailNumber))
      problem('detailNumber', '明细号须为1至30位字母、数字或连字符');
    if (!/^[A-Z0-9]{6,32}$/.test(line.itemCode)) problem('itemCode', '项目编码须为6至32位大写字母或数字');
    if (line.quantity <= ZERO || line.quantity > LARGEST_QUANTITY)
      problem('quantity', '数量须大于0且不超过100000');
    if (line.unitPrice <= ZERO || line.unitPrice > LARGEST_AMOUNT)
      problem('unitPrice', '单价须大于0且不超过上限');
    if (line.amount <= ZERO || line.amount > LARGEST_AMOUNT) problem('amount', '金额须大于0且不超过上限');
    if (line.serviceDate > today) problem('serviceDate', '费用发生日期不得晚于今天');
    else if (line.serviceDate < visitedOn) problem('serviceDate', '费用发生日期不得早于就诊日期');
    return problems;
  });
}

/** What a line comes to: quantity times unit price, rounded half-up to the 分. */
export function lineAmount(line: Pick<FeeLineRequest, 'quantity' | 'unitPrice'>): Fen {
  return divideHalfUp(line.quantity * line.unitPrice, QUANTITY_UNIT);
}

export type FeeListRefusal = RefusalFacts<'FEE_AMOUNT_DIFFERS' | 'FEE_TOTAL_DIFFERS' | 'DUPLICATE_DETAIL'>;

/**
 * Whether a fee list is taken: every amount is its quantity times its price, the sum is the declared total,
 * and no detail number comes twice in the visit.
 * The same item for the same person on the same day is otherwise normal.
 */
export function checkFeeList(
  lines: readonly FeeLineRequest[],
  declaredTotal: Fen,
  knownDetailNumbers: ReadonlySet<string>,
): Result<Fen, FeeListRefusal> {
  const differing = lines.filter(line => lineAmount(line) !== line.amount).map(line => line.detailNumber);
  if (differing.length > 0) {
    return refuse('FEE_AMOUNT_DIFFERS', '明细金额与数量乘单价不符', { detailNumbers: differing });
  }
  const total = sum(lines.map(line => line.amount));
  if (total !== declaredTotal) {
    return refuse('FEE_TOTAL_DIFFERS', '明细合计与申报总额不符', { total, declaredTotal });
  }
  const seen = new Set(knownDetailNumbers);
  const duplicates = lines.filter(({ detailNumber }) => {
    const known = seen.has(detailNumber);
    seen.add(detailNumber);
    return known;
  });
  if (duplicates.length > 0) {
    return refuse('DUPLICATE_DETAIL', '同一就诊的明细号重复', {
      detailNumbers: duplicates.map(line => line.detailNumber),
    });
  }
  return accept(total);
}
