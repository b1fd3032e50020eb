import { dateInShanghai, parseCalendarDate, yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import { LARGEST_AMOUNT, ZERO, sum, yuan, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { TraceLine } from '../benefit/state.rule.ts';
import type { PersonGroup, VisitType } from '../policy-term/policy-term.rule.ts';

export type Cells = Readonly<Record<string, string>>;

/** A line of a fee list as taken over. */
export interface TakenLine {
  readonly detailNumber: string;
  readonly itemCode: string;
  readonly itemName: string;
  readonly quantity: bigint;
  readonly unitPrice: Fen;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
  readonly daysOfSupply: number | null;
}

/** A bill that was settled elsewhere, in our nouns. */
export interface TakenBill {
  readonly visitType: VisitType;
  readonly personGroup: PersonGroup;
  readonly startedOn: CalendarDate;
  readonly settledAt: Date;
  readonly diagnosisCode: string | null;
  readonly diagnosis: string | null;
  readonly lines: readonly TakenLine[];
  readonly total: Fen;
  readonly fundPaid: Fen;
}

export type EncounterRefusal = RefusalFacts<
  'UNREADABLE' | 'AMOUNTS_DISAGREE' | 'NOT_CLOSED' | 'UNKNOWN_CLASS'
>;

/** Which kind of visit an encounter class of Synthea is. */
const VISIT_TYPES: Readonly<Record<string, VisitType>> = {
  ambulatory: 'OUTPATIENT',
  wellness: 'OUTPATIENT',
  outpatient: 'OUTPATIENT',
  virtual: 'OUTPATIENT',
  home: 'OUTPATIENT',
  urgentcare: 'EMERGENCY',
  emergency: 'EMERGENCY',
  inpatient: 'INPATIENT',
  snf: 'INPATIENT',
  hospice: 'INPATIENT',
};

const QUANTITY_UNIT = 1_000_000n;
const DAY_MS = 86_400_000;

/**
 * What one encounter with its procedures, medications and claim comes to in our nouns. Dollars are taken as
 * yuan. The encounter's total holds its procedures and a remainder; medications were billed beside it and
 * join the same bill. What the payer covered counts as paid by the fund, the rest as cash: the bill was
 * settled by rules that are not ours and is taken over as it was.
 */
export function takeOver(
  encounter: Cells,
  claimStatus: string,
  birthDate: string,
  procedures: readonly Cells[],
  medications: readonly Cells[],
): Result<TakenBill, EncounterRefusal> {
  if (claimStatus !== 'CLOSED') return refuse('NOT_CLOSED', '费用单尚未结清');
  const visitType = VISIT_TYPES[encounter['ENCOUNTERCLASS'] ?? ''];
  if (!visitType) return refuse('UNKNOWN_CLASS', '就诊类别无法识别');
  const started = instant(encounter['START']);
  const stopped = instant(encounter['STOP']);
  const charged = amount(encounter['TOTAL_CLAIM_COST']);
  const covered = amounts([encounter, ...medications], 'PAYER_COVERAGE');
  if (!started || !stopped || stopped < started || charged === null || covered === null) {
    return refuse('UNREADABLE', '时间或金额无法识别');
  }
  if (!parseCalendarDate(birthDate).ok) return refuse('UNREADABLE', '出生日期无法识别');
  const startedOn = dateInShanghai(started);
  const billed = billedLines(encounter, charged, startedOn, procedures);
  const dispensed = medications.map(row => dispensedLine(row, startedOn));
  const lines = [...billed, ...dispensed];
  if (lines.some(line => line === null)) return refuse('UNREADABLE', '明细的时间或金额无法识别');
  const numbered = (lines as Omit<TakenLine, 'detailNumber'>[])
    .filter(line => line.amount > ZERO)
    .map((line, index) => ({ ...line, detailNumber: String(index + 1).padStart(4, '0') }));
  const total = sum(numbered.map(line => line.amount));
  if (sum(covered) > total) return refuse('AMOUNTS_DISAGREE', '支付金额超过费用总额');
  if (total === ZERO) return refuse('AMOUNTS_DISAGREE', '没有费用');
  return accept({
    visitType,
    personGroup: groupOf(birthDate, startedOn),
    startedOn,
    settledAt: stopped,
    diagnosisCode: encounter['REASONCODE'] || null,
    diagnosis: encounter['REASONDESCRIPTION'] || null,
    lines: numbered,
    total,
    fundPaid: sum(covered),
  });
}

/** The account of a bill that was taken over: who paid, without steps of ours. */
export function takenTrace({ total, fundPaid }: Pick<TakenBill, 'total' | 'fundPaid'>): readonly TraceLine[] {
  const line = {
    step: 'IMPORTED',
    base: total,
    layer: null,
    ruleId: 'SETTLED-ELSEWHERE',
    parameterVersion: 'SYNTHEA',
  } as const;
  return [
    { ...line, amount: fundPaid, payer: 'POOLED_FUND' },
    { ...line, amount: total - fundPaid, payer: 'CASH' },
  ];
}

type Line = Omit<TakenLine, 'detailNumber'>;

/** The procedures and what remains of the encounter's total; one line where the procedures exceed it. */
function billedLines(
  encounter: Cells,
  charged: Fen,
  startedOn: CalendarDate,
  procedures: readonly Cells[],
): readonly (Line | null)[] {
  const visit = (part: Fen) =>
    single(`SNOMED${encounter['CODE']}`, encounter['DESCRIPTION'], part, startedOn);
  const parts = procedures.map(row => {
    const cost = amount(row['BASE_COST']);
    const on = instant(row['START']);
    return cost === null || !on
      ? null
      : single(`SNOMED${row['CODE']}`, row['DESCRIPTION'], cost, dateInShanghai(on));
  });
  const known = sum(parts.map(part => part?.amount ?? ZERO));
  return known > charged ? [visit(charged)] : [visit(charged - known), ...parts];
}

function dispensedLine(row: Cells, startedOn: CalendarDate): Line | null {
  const dispenses = /^\d{1,4}$/.test(row['DISPENSES'] ?? '') ? BigInt(row['DISPENSES']!) : null;
  const [price, cost] = [amount(row['BASE_COST']), amount(row['TOTALCOST'])];
  if (dispenses === null || dispenses === ZERO || price === null || cost === null) return null;
  const exact = price * dispenses === cost;
  const [from, to] = [instant(row['START']), instant(row['STOP'])];
  const days = from && to ? Math.round((to.getTime() - from.getTime()) / DAY_MS) : 0;
  return {
    ...single(`RXNORM${row['CODE']}`, row['DESCRIPTION'], cost, from ? dateInShanghai(from) : startedOn),
    quantity: (exact ? dispenses : 1n) * QUANTITY_UNIT,
    unitPrice: exact ? price : cost,
    daysOfSupply: days >= 1 && days <= 366 ? days : null,
  };
}

function single(itemCode: string, name: string | undefined, cost: Fen, serviceDate: CalendarDate): Line {
  return {
    itemCode: itemCode.slice(0, 32),
    itemName: (name ?? '').slice(0, 200) || itemCode,
    quantity: QUANTITY_UNIT,
    unitPrice: cost,
    amount: cost,
    serviceDate,
    daysOfSupply: null,
  };
}

function groupOf(birthDate: string, on: CalendarDate): PersonGroup {
  const years = yearOf(on) - yearOf(birthDate) - (on.slice(5) < birthDate.slice(5) ? 1 : 0);
  if (years < 18) return 'STUDENT_CHILD';
  return years < 60 ? 'ADULT' : 'SENIOR';
}

function instant(text: string | undefined): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text)) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1900 ? null : at;
}

function amount(text: string | undefined): Fen | null {
  if (!text || !/^\d{1,10}(\.\d{1,2})?$/.test(text)) return null;
  const value = yuan(text);
  return value > LARGEST_AMOUNT ? null : value;
}

function amounts(rows: readonly Cells[], column: string): readonly Fen[] | null {
  const values = rows.map(row => amount(row[column]));
  return values.some(value => value === null) ? null : (values as Fen[]);
}
