import type { BenefitFacts } from '../benefit/facts.rule.ts';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { findTerm, type PolicyBook, type TermSubject } from '../policy-term/policy-term.rule.ts';
import { holdsOn, type QualificationFacts } from '../qualification/qualification.rule.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';

/** How a supplementary benefit reaches the person: on the spot, or by a reimbursement. */
export const SETTLEMENT_METHODS = ['DIRECT', 'REIMBURSEMENT'] as const;
export type SettlementMethod = (typeof SETTLEMENT_METHODS)[number];

/** Benefits whose method of settlement is a term of the policy. */
export type SupplementaryBenefit = 'SERIOUS_ILLNESS' | 'CHILD_INPATIENT';

/** The method in force for a subject; where no term says so, the benefit is reimbursed. */
export function methodOf(
  book: PolicyBook,
  benefit: SupplementaryBenefit,
  subject: TermSubject,
  on: CalendarDate,
): SettlementMethod {
  const term = findTerm(book, 'SETTLEMENT_METHOD', subject, on, benefit);
  return term?.value === 'DIRECT' ? 'DIRECT' : 'REIMBURSEMENT';
}

/** What a visit looks like to the registers. */
export interface DirectVisit {
  readonly subject: TermSubject;
  readonly startedOn: CalendarDate;
  /** The treatment of the serious-illness scheme that the visit is for. */
  readonly treatment: Treatment | null;
}

/** Whether the register has the treatment for the day. */
export function isFiled(
  treatment: Treatment,
  qualifications: readonly QualificationFacts[],
  day: CalendarDate,
): boolean {
  return qualifications.some(
    entry =>
      entry.kind === 'SERIOUS_ILLNESS_TREATMENT' && entry.qualifier === treatment && holdsOn(entry, day),
  );
}

/** Groups of medical assistance that the person belongs to on the day of service. */
export function assistanceGroupsOn(
  qualifications: readonly QualificationFacts[],
  day: CalendarDate,
): readonly string[] {
  return qualifications
    .filter(entry => entry.kind === 'ASSISTANCE_PERSON' && holdsOn(entry, day))
    .map(entry => entry.qualifier)
    .sort();
}

/**
 * What the registers open to a bill that an institution settles: serious illness for the filed treatment that the
 * visit is for, the children's mutual-aid fund for a member's stay, assistance for its groups. All go by the first
 * day of the visit; a benefit whose method is reimbursement stays closed. Whoever is assisted has a low income.
 * Source: 沪医保待遇发〔2025〕29号 (pilot), 沪医保待遇发〔2024〕27号; 上海市医疗保障条例 第19条; the last decided.
 */
export function directBenefits(
  { subject, startedOn, treatment }: DirectVisit,
  qualifications: readonly QualificationFacts[],
  book: PolicyBook,
  settledOn: CalendarDate,
): Pick<BenefitFacts, 'seriousIllness' | 'assistanceGroups' | 'mutualAidMembership'> {
  const assistanceGroups = assistanceGroupsOn(qualifications, startedOn);
  const isDirect = (benefit: SupplementaryBenefit) =>
    methodOf(book, benefit, subject, settledOn) === 'DIRECT';
  const ill =
    treatment !== null && isFiled(treatment, qualifications, startedOn) && isDirect('SERIOUS_ILLNESS');
  const membership = qualifications.find(
    entry => entry.kind === 'MUTUAL_AID_MEMBER' && holdsOn(entry, startedOn),
  );
  const child =
    membership !== undefined &&
    subject.personGroup === 'STUDENT_CHILD' &&
    subject.visitType === 'INPATIENT' &&
    isDirect('CHILD_INPATIENT');
  return {
    assistanceGroups,
    seriousIllness: ill ? { lowIncome: assistanceGroups.length > 0, ceilingRaise: 0n } : null,
    mutualAidMembership: child ? membership.qualifier : null,
  };
}
