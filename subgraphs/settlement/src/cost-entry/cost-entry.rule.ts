import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import { LARGEST_AMOUNT, sum, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { DictionaryWord, SpecialStatus } from '../dictionary/dictionary.rule.ts';
import { entitlementOn, type EnrolmentFacts } from '../entitlement/entitlement.rule.ts';
import type { LedgerAccount } from '../voucher/voucher.rule.ts';
import type { Entry, Workflow } from '../workflow/workflow.rule.ts';
import { COST_DEFINITIONS, type CostKind, type EntrySide } from './cost-kind.rule.ts';

export const COST_ENTRY_STATES = ['ENTERED', 'CONFIRMED', 'RETURNED', 'CANCELLED'] as const;
export type CostEntryState = (typeof COST_ENTRY_STATES)[number];
export const COST_ENTRY_ACTS = ['ENTER', 'CORRECT', 'CONFIRM', 'RETURN', 'CANCEL'] as const;
export type CostEntryAct = (typeof COST_ENTRY_ACTS)[number];
export type CostEntryStep = Entry<CostEntryState, CostEntryAct>;

const SCOPE_OF: Readonly<Record<EntrySide, string>> = {
  INSTITUTION: 'declaration:write',
  CENTRE: 'declaration:handle',
};
const APPROVE = 'declaration:approve';

/** The life of an entry: corrected by the side that entered it, confirmed by somebody who entered none of it. */
export function costEntryWorkflow(side: EntrySide): Workflow<CostEntryState, CostEntryAct> {
  const scope = SCOPE_OF[side];
  return {
    name: 'COST_ENTRY',
    moves: [
      { from: ['ENTERED', 'RETURNED'], act: 'CORRECT', to: 'ENTERED', scope },
      { from: ['ENTERED', 'RETURNED'], act: 'CANCEL', to: 'CANCELLED', scope, reason: true },
      { from: ['ENTERED'], act: 'CONFIRM', to: 'CONFIRMED', scope: APPROVE, unlike: ['ENTER', 'CORRECT'] },
      { from: ['ENTERED', 'CONFIRMED'], act: 'RETURN', to: 'RETURNED', scope: APPROVE, reason: true },
    ],
  };
}

/** A part of a cost and who pays it. */
export interface CostPayment {
  readonly payer: LedgerAccount;
  readonly amount: Fen;
}

/** What an entry says. */
export interface CostFacts {
  readonly kind: CostKind;
  readonly institutionCode: string;
  readonly number: string;
  readonly category: string;
  readonly personId: string | null;
  readonly startedOn: CalendarDate;
  readonly endedOn: CalendarDate;
  readonly total: Fen;
  readonly payments: readonly CostPayment[];
}

const LONGEST_STAY_DAYS = 400;

/** What cannot be an entry at all: field → what is wrong with it. */
export function costProblems(
  { kind, number, personId, startedOn, endedOn, total, payments }: CostFacts,
  today: CalendarDate,
): Readonly<Record<string, string>> {
  const { person, payers } = COST_DEFINITIONS[kind];
  const problems: Record<string, string> = {};
  if (!/^[A-Za-z0-9-]{4,40}$/.test(number)) problems['number'] = '凭证号须为4至40位字母、数字或连字符';
  if ((person === null) !== (personId === null))
    problems['personId'] = person ? '此类费用须填参保人' : '此类费用不填参保人';
  if (startedOn > endedOn || endedOn > today || daysBetween(startedOn, endedOn) > LONGEST_STAY_DAYS)
    problems['endedOn'] = '日期须先开始、后结束，且不晚于今日';
  if (total <= ZERO || total > LARGEST_AMOUNT) problems['total'] = '金额须大于0';
  const named = payments.map(({ payer }) => payer);
  if (
    named.length === 0 ||
    new Set(named).size !== named.length ||
    named.some(payer => !payers.includes(payer)) ||
    payments.some(({ amount }) => amount <= ZERO) ||
    paidOf(payments) > total
  ) {
    problems['payments'] = `须为${payers.join('、')}支付的金额，大于0、不重复，合计不超过费用总额`;
  }
  return problems;
}

/** What all funds together pay. */
export function paidOf(payments: readonly CostPayment[]): Fen {
  return sum(payments.map(({ amount }) => amount));
}

/** What an entry is judged by. */
export interface CostSurroundings {
  readonly words: readonly DictionaryWord[];
  readonly special: readonly SpecialStatus[];
  readonly enrolments: readonly EnrolmentFacts[];
}

export type CostEntryRefusal = RefusalFacts<
  'CODE_NOT_IN_FORCE' | 'INSTITUTION_NOT_CHOSEN' | 'PERSON_NOT_COVERED'
>;

/**
 * Whether a cost may be entered: its category is a code in force on the last day, its institution is chosen for such
 * costs that day, and the person was covered on the first day by the scheme that pays. Yields scheme and group.
 */
export function checkCost(
  { kind, category, institutionCode, startedOn, endedOn }: CostFacts,
  { words, special, enrolments }: CostSurroundings,
): Result<Pick<EnrolmentFacts, 'scheme' | 'personGroup'> | null, CostEntryRefusal> {
  const { dictionary, chosenOnly, person, title } = COST_DEFINITIONS[kind];
  if (!words.some(word => word.dictionary === dictionary && word.code === category)) {
    const facts = { dictionary, category, day: endedOn };
    return refuse('CODE_NOT_IN_FORCE', '类别代码不存在或已停用', facts);
  }
  const chosen = special.some(each => each.institutionCode === institutionCode && each.kinds.includes(kind));
  if (chosenOnly && !chosen) {
    const facts = { institutionCode, day: endedOn };
    return refuse('INSTITUTION_NOT_CHOSEN', `该机构不是${title}的选定机构`, facts);
  }
  if (!person) return accept(null);
  const cover = entitlementOn(enrolments, startedOn);
  const enrolment = cover.ok ? cover.value.enrolment : null;
  const entitled = cover.ok && cover.value.entitlement === 'ENTITLED';
  if (
    enrolment &&
    entitled &&
    (person.scheme === null || person.scheme === enrolment.scheme) &&
    (person.personGroup === null || person.personGroup === enrolment.personGroup)
  ) {
    return accept({ scheme: enrolment.scheme, personGroup: enrolment.personGroup });
  }
  return refuse('PERSON_NOT_COVERED', `参保人当日不享受${title}的待遇`, { day: startedOn });
}
