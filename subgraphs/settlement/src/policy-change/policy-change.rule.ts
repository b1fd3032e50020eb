import { parseFen } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { TransitionTable } from '#kernel/vocabulary/transition';
import { stepOrder } from '../benefit/benefit.rule.ts';
import { ITEM_CLASSES } from '../benefit/facts.rule.ts';
import { LAYERS } from '../benefit/state.rule.ts';
import { COST_KINDS } from '../cost-entry/cost-kind.rule.ts';
import { dictionaryOf } from '../dictionary/dictionary.rule.ts';
import { SIGN_IN_DEMANDS } from '../sign-in/sign-in.rule.ts';
import { SETTLEMENT_METHODS } from '../direct-benefit/direct-benefit.rule.ts';
import { isSource, SOURCE_PAYERS } from '../maternity/source.rule.ts';
import {
  namesOf,
  policyBook,
  scopeOf,
  versionKey,
  type PolicyBook,
  type PolicyTermFacts,
  type TermKind,
  type TermUnit,
} from '../policy-term/policy-term.rule.ts';

export const POLICY_CHANGE_STATES = ['DRAFTED', 'APPROVED', 'REJECTED'] as const;
export type PolicyChangeState = (typeof POLICY_CHANGE_STATES)[number];
export type PolicyChangeAct = 'APPROVE' | 'REJECT';

/** The life of a change of policy: decided once. */
export const POLICY_CHANGE_LIFE: TransitionTable<PolicyChangeState, PolicyChangeAct> = Object.freeze({
  DRAFTED: { APPROVE: 'APPROVED', REJECT: 'REJECTED' },
  APPROVED: {},
  REJECTED: {},
});

/** What the value of a term of each kind is. */
export const UNIT_OF: Readonly<Record<TermKind, TermUnit>> = {
  STEP_ORDER: 'TEXT',
  ITEM_CLASS: 'TEXT',
  FIRST_SELF_PAY_RATIO: 'RATIO',
  DEDUCTIBLE: 'FEN',
  POOLED_RATIO: 'RATIO',
  POOLED_CEILING: 'FEN',
  LARGE_AMOUNT_RATIO: 'RATIO',
  SERIOUS_ILLNESS_DEDUCTIBLE: 'FEN',
  SERIOUS_ILLNESS_RATIO: 'RATIO',
  SERIOUS_ILLNESS_CEILING: 'FEN',
  ASSISTANCE_RATIO: 'RATIO',
  ASSISTANCE_CEILING: 'FEN',
  SETTLEMENT_METHOD: 'TEXT',
  MUTUAL_AID_DEDUCTIBLE: 'FEN',
  MUTUAL_AID_RATIO: 'RATIO',
  MUTUAL_AID_CEILING: 'FEN',
  ACCOUNT_LAYERS: 'TEXT',
  REVIEW_THRESHOLD: 'FEN',
  HANDLING_WORKING_DAYS: 'COUNT',
  FILING_MONTHS: 'COUNT',
  MATCH_DAYS: 'COUNT',
  SCHEME_OPERATOR: 'TEXT',
  DICTIONARY_CODE: 'TEXT',
  SPECIAL_INSTITUTION: 'TEXT',
  SOURCE_PREFIX: 'TEXT',
  SOURCE_PAYER: 'TEXT',
  SIGN_IN: 'TEXT',
};

/** What is wrong with which draft term, by its place. */
export interface TermProblem {
  readonly index: number;
  readonly field: keyof PolicyTermFacts;
  readonly message: string;
}

/** What cannot be a term at all. */
export function termProblems(terms: readonly PolicyTermFacts[]): readonly TermProblem[] {
  return terms.flatMap((term, index) => {
    const problems: TermProblem[] = [];
    const problem = (field: TermProblem['field'], message: string) =>
      problems.push({ index, field, message });
    if (!/^[A-Z0-9][A-Z0-9_-]{2,79}$/.test(term.code))
      problem('code', '参数代码须为3至80位大写字母、数字、连字符');
    const value = valueProblem(term);
    if (value) problem('value', value);
    if (term.region !== null && !/^\d{2}(\d{2}(\d{2})?)?$/.test(term.region))
      problem('region', '须为2、4或6位区划代码');
    if (term.qualifier !== null && !/^[A-Z0-9_]{1,40}$/.test(term.qualifier))
      problem('qualifier', '限定须为1至40位大写字母、数字或下划线');
    const source = [...term.source.trim()].length;
    if (source < 4 || source > 400) problem('source', '依据须为4至400字');
    if (term.effectiveTo !== null && term.effectiveTo < term.effectiveFrom)
      problem('effectiveTo', '失效日期不得早于生效日期');
    if (term.kind !== 'POOLED_RATIO' && (term.bandFrom !== null || term.bandTo !== null))
      problem('bandFrom', '只有统筹支付比例可以分段');
    return problems;
  });
}

function valueProblem(term: PolicyTermFacts): string | null {
  if (term.unit === 'FEN') {
    const amount = parseFen(term.value);
    return amount.ok && amount.value >= 0n && amount.value <= 1_000_000_000_000n
      ? null
      : '金额须为以分为单位的非负整数';
  }
  if (term.unit === 'RATIO') {
    return /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/.test(term.value) ? null : '比例须为0至1的小数，至多六位';
  }
  if (term.unit === 'COUNT') return /^[1-9]\d{0,2}$/.test(term.value) ? null : '须为1至999的整数';
  const names = namesOf(term);
  if (term.kind === 'STEP_ORDER') {
    const order = stepOrder(term);
    return order.ok ? null : order.refusal.message;
  }
  if (term.kind === 'ITEM_CLASS')
    return ITEM_CLASSES.some(name => name === term.value) ? null : '项目类别须为A、B或C';
  if (term.kind === 'SETTLEMENT_METHOD')
    return SETTLEMENT_METHODS.some(name => name === term.value) ? null : '结算方式须为DIRECT或REIMBURSEMENT';
  if (term.kind === 'SIGN_IN')
    return SIGN_IN_DEMANDS.some(name => name === term.value) && term.qualifier === 'COUNTER'
      ? null
      : '限定须为COUNTER，值须为REQUIRED或OPTIONAL';
  if (term.kind === 'SCHEME_OPERATOR')
    return /^[A-Z0-9]{4,20}$/.test(term.value) ? null : '机构代码须为4至20位大写字母或数字';
  if (term.kind === 'DICTIONARY_CODE') {
    const { length } = [...term.value];
    return dictionaryOf(term.qualifier ?? '') && length >= 1 && length <= 40 && names[0] === term.value
      ? null
      : '限定须为字典与代码，名称须为1至40字且无空格';
  }
  if (term.kind === 'SOURCE_PREFIX')
    return isSource(term.value) && /^[A-Z]{2,10}$/.test(term.qualifier ?? '')
      ? null
      : '限定须为2至10位大写字母，值须为数据来源';
  if (term.kind === 'SOURCE_PAYER')
    return isSource(term.qualifier ?? '') && SOURCE_PAYERS.some(payer => payer === term.value)
      ? null
      : '限定须为数据来源，值须为CENTRE或CHANNEL';
  if (term.kind === 'SPECIAL_INSTITUTION') {
    const kinds = names.length > 0 && names.every(name => COST_KINDS.some(kind => kind === name));
    return kinds && /^[A-Z0-9]{12}$/.test(term.qualifier ?? '')
      ? null
      : '限定须为机构编码，值须为费用类别，以空格分隔';
  }
  const known = names.every(name => (LAYERS as readonly string[]).includes(name));
  return names.length > 0 && known ? null : '须为费用分层名称，以空格分隔';
}

export type PolicyChangeRefusal = RefusalFacts<
  'EFFECTIVE_DATE_PASSED' | 'TERM_EXISTS' | 'TERMS_COLLIDE' | 'BANDS_INCOMPLETE'
>;

/**
 * Whether terms may be added to a book: in force from a later day than today, so that no settlement that was made
 * could have gone by them; no version twice; one term for one scope and day; the bands of a scope without gaps or
 * overlaps, from zero upwards.
 */
export function checkChange(
  terms: readonly PolicyTermFacts[],
  book: PolicyBook,
  today: CalendarDate,
): Result<true, PolicyChangeRefusal> {
  const early = terms.find(term => term.effectiveFrom <= today);
  if (early) {
    return refuse('EFFECTIVE_DATE_PASSED', '参数须自未来日期起生效，不得追溯既往结算', {
      effectiveFrom: early.effectiveFrom,
      today,
    });
  }
  const known = [...book.byKind.values()].flat();
  const versions = new Set(known.map(versionKey));
  const repeated = terms.filter(term => {
    const key = versionKey(term);
    const again = versions.has(key);
    versions.add(key);
    return again;
  });
  if (repeated.length > 0) {
    return refuse('TERM_EXISTS', '该参数代码在此生效日期已有版本', {
      codes: repeated.map(term => term.code),
    });
  }
  const together = new Map<string, PolicyTermFacts[]>();
  for (const term of terms) {
    const scope = `${scopeOf(term)}|${term.effectiveFrom}`;
    together.set(scope, [...(together.get(scope) ?? []), term]);
  }
  for (const [scope, members] of together) {
    const rivals = known.filter(term => `${scopeOf(term)}|${term.effectiveFrom}` === scope);
    const codes = [...members, ...rivals].map(term => term.code);
    if (members[0]!.kind === 'POOLED_RATIO') {
      if (rivals.length > 0) return refuse('TERMS_COLLIDE', '同一范围同一日期已有参数', { codes });
      if (!tile(members)) {
        return refuse('BANDS_INCOMPLETE', '分段须自0起首尾相接，末段不设上限', { codes });
      }
    } else if (codes.length > 1) {
      return refuse('TERMS_COLLIDE', '同一范围同一日期只能有一个参数', { codes });
    }
  }
  return accept(true);
}

function tile(bands: readonly PolicyTermFacts[]): boolean {
  const sorted = [...bands].sort((a, b) => ((a.bandFrom ?? 0n) < (b.bandFrom ?? 0n) ? -1 : 1));
  return sorted.every((band, at) => {
    const from = at === 0 ? 0n : sorted[at - 1]!.bandTo;
    const last = at === sorted.length - 1;
    return (band.bandFrom ?? 0n) === from && (band.bandTo === null) === last;
  });
}

/** Only a person other than the one who drafted a change may approve it (four eyes). */
export function mayApprove(draftedBy: string, decidedBy: string): Result<true, RefusalFacts<'SAME_PERSON'>> {
  if (draftedBy !== decidedBy) return accept(true);
  return refuse('SAME_PERSON', '起草人不得批准本人起草的参数', { draftedBy });
}

/** The book as if a draft had always been in force in place of the terms of its scopes. */
export function bookUnder(book: PolicyBook, draft: readonly PolicyTermFacts[]): PolicyBook {
  const replaced = new Set(draft.map(scopeOf));
  const kept = [...book.byKind.values()].flat().filter(term => !replaced.has(scopeOf(term)));
  return policyBook([
    ...kept,
    ...draft.map(term => ({ ...term, effectiveFrom: '1900-01-01', effectiveTo: null })),
  ]);
}
