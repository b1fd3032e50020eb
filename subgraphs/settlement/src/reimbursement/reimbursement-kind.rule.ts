import { addMonths, later, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import type { PersonGroup, Scheme, TermSubject, VisitType } from '../policy-term/policy-term.rule.ts';

export const REIMBURSEMENT_KINDS = ['GENERAL', 'CHILDREN', 'SERIOUS_ILLNESS'] as const;
export type ReimbursementKind = (typeof REIMBURSEMENT_KINDS)[number];

/** What of the benefits a kind of reimbursement opens. */
type KindBenefits = Pick<BenefitFacts, 'seriousIllness' | 'mutualAidMembership'>;

interface KindDefinition {
  readonly title: string;
  /** Whom and what it is for; null for everybody, every visit. */
  readonly scheme: Scheme | null;
  readonly personGroup: PersonGroup | null;
  readonly visitTypes: readonly VisitType[] | null;
  readonly needsTreatment: boolean;
  readonly benefits: (lowIncome: boolean) => KindBenefits;
}

/** The kinds of reimbursement; they differ in whom they are for and which benefits they open, in nothing else. */
export const KIND_DEFINITIONS: Readonly<Record<ReimbursementKind, KindDefinition>> = {
  GENERAL: {
    title: '医保零星报销',
    scheme: null,
    personGroup: null,
    visitTypes: null,
    needsTreatment: false,
    benefits: () => ({ seriousIllness: null, mutualAidMembership: null }),
  },
  CHILDREN: {
    title: '少儿住院零星报销',
    scheme: 'RESIDENT',
    personGroup: 'STUDENT_CHILD',
    visitTypes: ['INPATIENT'],
    needsTreatment: false,
    benefits: () => ({ seriousIllness: null, mutualAidMembership: 'CHILD_INPATIENT' }),
  },
  SERIOUS_ILLNESS: {
    title: '居保大病零星报销',
    scheme: 'RESIDENT',
    personGroup: null,
    visitTypes: null,
    needsTreatment: true,
    benefits: lowIncome => ({ seriousIllness: { lowIncome, ceilingRaise: 0n }, mutualAidMembership: null }),
  },
};

/** Checks that a supervisor may lift for one case, for some days (灵活报销). */
export const LIFTABLE_CHECKS = ['FILING_DEADLINE', 'INSTITUTION_SERVING'] as const;
export type LiftableCheck = (typeof LIFTABLE_CHECKS)[number];

export interface CheckException {
  readonly check: LiftableCheck;
  readonly expiresOn: CalendarDate;
}

/** Whether a check is lifted for a case on a day. */
export function isLifted(
  exceptions: readonly CheckException[],
  check: LiftableCheck,
  today: CalendarDate,
): boolean {
  return exceptions.some(exception => exception.check === check && today <= exception.expiresOn);
}

/** Whether a person's case is one of its kind. */
export function checkKind(
  kind: ReimbursementKind,
  { scheme, personGroup, visitType }: TermSubject,
): Result<true, RefusalFacts<'KIND_DOES_NOT_FIT'>> {
  const definition = KIND_DEFINITIONS[kind];
  const fits =
    (definition.scheme === null || definition.scheme === scheme) &&
    (definition.personGroup === null || definition.personGroup === personGroup) &&
    (definition.visitTypes === null || definition.visitTypes.includes(visitType));
  if (fits) return accept(true);
  return refuse('KIND_DOES_NOT_FIT', `不属于${definition.title}的对象或就诊类型`, {
    kind,
    scheme,
    personGroup,
    visitType,
  });
}

/** Whether a reimbursement was filed in time: within so many calendar months of the last day of service. */
export function checkFiling(
  serviceDates: readonly CalendarDate[],
  registeredOn: CalendarDate,
  months: number,
): Result<true, RefusalFacts<'FILED_TOO_LATE'>> {
  const lastDay = serviceDates.reduce(later);
  const deadline = addMonths(lastDay, months);
  if (registeredOn <= deadline) return accept(true);
  return refuse('FILED_TOO_LATE', '已超过零星报销申请时限', { deadline, registeredOn });
}
