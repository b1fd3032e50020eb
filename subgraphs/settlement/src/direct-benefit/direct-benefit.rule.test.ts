import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { residentFacts, feeLine } from '../benefit/benefit.fixture.ts';
import { settleBenefit } from '../benefit/benefit.rule.ts';
import {
  policyBook,
  VISIT_TYPES,
  INSTITUTION_LEVELS,
  type PolicyTermFacts,
} from '../policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import type { QualificationFacts, QualificationKind } from '../qualification/qualification.rule.ts';
import { TREATMENTS } from '../qualification/treatment.rule.ts';
import { directBenefits, methodOf, type DirectVisit } from './direct-benefit.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const DAY = '2026-03-16';

function entry(
  kind: QualificationKind,
  qualifier: string,
  days: Partial<QualificationFacts> = {},
): QualificationFacts {
  const personId = '0190a000-0000-7000-8000-000000000001';
  return { code: 'C', version: 1, kind, personId, qualifier, firstDay: DAY, lastDay: DAY, ...days };
}

function visit(
  overrides: Partial<DirectVisit['subject']> = {},
  treatment: DirectVisit['treatment'] = null,
): DirectVisit {
  const { subject } = residentFacts();
  return { subject: { ...subject, ...overrides }, startedOn: DAY, treatment };
}

const stay = visit({ personGroup: 'STUDENT_CHILD', visitType: 'INPATIENT' });
const open = (given: DirectVisit, entries: readonly QualificationFacts[], book = BOOK) =>
  directBenefits(given, entries, book, DAY);

test('an entry holds on its first and its last day, and on no other', () => {
  const member = entry('MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
  expect(open(stay, [member]).mutualAidMembership).toBe('CHILD_INPATIENT');
  expect(open({ ...stay, startedOn: '2026-03-15' }, [member]).mutualAidMembership).toBeNull();
  expect(open({ ...stay, startedOn: '2026-03-17' }, [member]).mutualAidMembership).toBeNull();
});

test.each([
  ['an outpatient visit', visit({ personGroup: 'STUDENT_CHILD' })],
  ['an adult’s stay', visit({ visitType: 'INPATIENT' })],
])('the children’s fund is closed to %s', (_, given) => {
  expect(open(given, [entry('MUTUAL_AID_MEMBER', 'CHILD_INPATIENT')]).mutualAidMembership).toBeNull();
});

test('serious illness is open to the treatment that the visit is for, if it is filed', () => {
  const filed = [entry('SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS')];
  expect(open(visit({}, 'DIALYSIS'), filed).seriousIllness).toEqual({ lowIncome: false, ceilingRaise: 0n });
  expect(open(visit({}, 'ANTI_REJECTION'), filed).seriousIllness).toBeNull();
  expect(open(visit(), filed).seriousIllness).toBeNull();
});

test('a filing of care away from home opens nothing here', () => {
  const { seriousIllness, assistanceGroups, mutualAidMembership } = open(stay, [
    entry('AWAY_FROM_HOME', '330100'),
  ]);
  expect([seriousIllness, assistanceGroups, mutualAidMembership]).toEqual([null, [], null]);
});

test('a benefit is reimbursed where no term says that it is settled directly', () => {
  const without = policyBook(DEFAULT_TERMS.filter(({ kind }) => kind !== 'SETTLEMENT_METHOD'));
  expect(methodOf(BOOK, 'CHILD_INPATIENT', stay.subject, DAY)).toBe('DIRECT');
  expect(methodOf(without, 'CHILD_INPATIENT', stay.subject, DAY)).toBe('REIMBURSEMENT');
  expect(open(stay, [entry('MUTUAL_AID_MEMBER', 'CHILD_INPATIENT')], without).mutualAidMembership).toBeNull();
});

test('one district may reimburse what the city settles directly', () => {
  const city = DEFAULT_TERMS.find(({ code }) => code === 'METHOD-CHILD-INPATIENT')!;
  const district: PolicyTermFacts = {
    ...city,
    code: 'METHOD-PUDONG',
    region: '310115',
    value: 'REIMBURSEMENT',
  };
  const book = policyBook([...DEFAULT_TERMS, district]);
  expect(methodOf(book, 'CHILD_INPATIENT', { ...stay.subject, region: '310115' }, DAY)).toBe('REIMBURSEMENT');
  expect(methodOf(book, 'CHILD_INPATIENT', stay.subject, DAY)).toBe('DIRECT');
});

describe('of every resident’s bill', () => {
  const subject = fc.record({
    personGroup: fc.constantFrom('STUDENT_CHILD' as const, 'ADULT' as const, 'SENIOR' as const),
    visitType: fc.constantFrom(...VISIT_TYPES),
    institutionLevel: fc.constantFrom(...INSTITUTION_LEVELS),
  });
  const entries = fc.subarray([
    ...TREATMENTS.map(treatment => entry('SERIOUS_ILLNESS_TREATMENT', treatment)),
    ...['EXTREME_POVERTY', 'MINIMUM_LIVING', 'LOW_INCOME'].map(group => entry('ASSISTANCE_PERSON', group)),
    entry('MUTUAL_AID_MEMBER', 'CHILD_INPATIENT'),
  ]);
  const deductible = fc.bigInt({ min: 0n, max: 1_000_000n });
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 30_000_000n }), { minLength: 1, maxLength: 4 });

  test('what the registers open is paid to the fen and never costs the person more', () => {
    fc.assert(
      fc.property(
        subject,
        fc.option(fc.constantFrom(...TREATMENTS), { nil: null }),
        entries,
        deductible,
        amounts,
        (of, treatment, registered, threshold, charged) => {
          const book = policyBook(
            DEFAULT_TERMS.map(term =>
              term.kind === 'MUTUAL_AID_DEDUCTIBLE' ? { ...term, value: threshold.toString() } : term,
            ),
          );
          const given = visit(of, treatment);
          const lines = charged.map(amount => ({ ...feeLine(1), amount, serviceDate: DAY }));
          const facts = residentFacts({ subject: given.subject, settledOn: DAY, lines });
          const settled = (extra: object) => {
            const result = settleBenefit({ ...facts, ...extra }, book);
            if (!result.ok) throw new Error(result.refusal.code);
            return result.value;
          };
          const [closed, opened] = [settled({}), settled(open(given, registered, book))];
          expect(opened.fundPaid + opened.cashPaid).toBe(opened.total);
          expect(opened.total).toBe(closed.total);
          expect(opened.cashPaid <= closed.cashPaid).toBe(true);
          expect(opened.paid.POOLED_FUND).toBe(closed.paid.POOLED_FUND);
        },
      ),
      { numRuns: 500 },
    );
  });
});
