import { addMonths, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { entitlementOn, type EnrolmentFacts } from '../entitlement/entitlement.rule.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import { TREATMENTS } from './treatment.rule.ts';

export const QUALIFICATION_KINDS = [
  'SERIOUS_ILLNESS_TREATMENT',
  'ASSISTANCE_PERSON',
  'MUTUAL_AID_MEMBER',
  'AWAY_FROM_HOME',
] as const;
export type QualificationKind = (typeof QUALIFICATION_KINDS)[number];

/** What an entry of the register says of a person, under its business code. */
export interface QualificationFacts {
  readonly code: string;
  /** A higher version of the same code replaces a lower one. */
  readonly version: number;
  readonly kind: QualificationKind;
  readonly personId: string;
  /** Which treatment, group, fund, or division of the place of care. */
  readonly qualifier: string;
  readonly firstDay: CalendarDate;
  readonly lastDay: CalendarDate | null;
}

interface QualificationDefinition {
  readonly title: string;
  readonly qualifiers: readonly string[] | RegExp;
  /** Whom it is for; null for everybody. */
  readonly scheme: Scheme | null;
  readonly personGroup: PersonGroup | null;
  /** Calendar months that it lasts at most; null without a limit. */
  readonly longestMonths: number | null;
}

/** The registers of facts that open a benefit; they differ in what they say and whom they are for, in nothing else. */
export const QUALIFICATION_DEFINITIONS: Readonly<Record<QualificationKind, QualificationDefinition>> = {
  SERIOUS_ILLNESS_TREATMENT: {
    title: '居保大病登记',
    qualifiers: TREATMENTS,
    scheme: 'RESIDENT',
    personGroup: null,
    longestMonths: null,
  },
  ASSISTANCE_PERSON: {
    title: '医疗救助对象',
    qualifiers: ['EXTREME_POVERTY', 'MINIMUM_LIVING', 'LOW_INCOME'],
    scheme: null,
    personGroup: null,
    longestMonths: null,
  },
  MUTUAL_AID_MEMBER: {
    title: '少儿住院互助基金参加',
    qualifiers: ['CHILD_INPATIENT'],
    scheme: 'RESIDENT',
    personGroup: 'STUDENT_CHILD',
    longestMonths: 12,
  },
  AWAY_FROM_HOME: {
    title: '异地就医备案',
    qualifiers: /^\d{2}(\d{4})?$/,
    scheme: null,
    personGroup: null,
    longestMonths: null,
  },
};

export type QualificationRefusal = RefusalFacts<
  'QUALIFIER_UNKNOWN' | 'DAYS_REVERSED' | 'LASTS_TOO_LONG' | 'NOT_ENROLLED' | 'NOT_FOR_THIS_PERSON'
>;

/**
 * Whether an entry may stand in the register: its qualifier is one of its kind, its days are in order and within the
 * longest term, and the person is covered on its first day by the scheme that it is for.
 */
export function checkQualification(
  facts: QualificationFacts,
  enrolments: readonly EnrolmentFacts[],
): Result<true, QualificationRefusal> {
  const { title, qualifiers, scheme, personGroup, longestMonths } = QUALIFICATION_DEFINITIONS[facts.kind];
  const known = Array.isArray(qualifiers)
    ? qualifiers.includes(facts.qualifier)
    : (qualifiers as RegExp).test(facts.qualifier);
  if (!known) return refuse('QUALIFIER_UNKNOWN', `${title}没有此类别：${facts.qualifier}`);
  if (facts.lastDay !== null && facts.lastDay < facts.firstDay)
    return refuse('DAYS_REVERSED', '终止日不得早于起始日');
  if (longestMonths !== null) {
    const end = addMonths(facts.firstDay, longestMonths);
    if (facts.lastDay === null || facts.lastDay >= end)
      return refuse('LASTS_TOO_LONG', `${title}至多${longestMonths}个月`);
  }
  const cover = entitlementOn(enrolments, facts.firstDay);
  if (!cover.ok) return cover;
  const { enrolment } = cover.value;
  const fits =
    (scheme === null || enrolment.scheme === scheme) &&
    (personGroup === null || enrolment.personGroup === personGroup);
  if (fits) return accept(true);
  return refuse('NOT_FOR_THIS_PERSON', `该参保人不属于${title}的对象`);
}

/** Whether an entry holds on a day. */
export function holdsOn(
  { firstDay, lastDay }: Pick<QualificationFacts, 'firstDay' | 'lastDay'>,
  day: CalendarDate,
): boolean {
  return firstDay <= day && (lastDay === null || day <= lastDay);
}
