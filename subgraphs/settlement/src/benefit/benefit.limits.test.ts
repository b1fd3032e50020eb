import { describe, expect, test } from '@jest/globals';
import { yuan, type Fen } from '#kernel/vocabulary/money';
import { policyBook, type PolicyTermFacts, type TermKind } from '../policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { facts, feeLine, residentFacts } from './benefit.fixture.ts';
import { accountDemand, settleBenefit, type Benefit } from './benefit.rule.ts';
import type { Accumulators, BenefitFacts } from './facts.rule.ts';
import { openingState, pay, reclassify } from './state.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const ILL = { seriousIllness: { lowIncome: false, ceilingRaise: yuan(50) } };
const { subject: RESIDENT } = residentFacts();
const CHILD = {
  subject: { ...RESIDENT, personGroup: 'STUDENT_CHILD', visitType: 'INPATIENT' },
  mutualAidMembership: 'CHILD_INPATIENT',
} as const;

function settled(given: BenefitFacts, book = BOOK): Benefit {
  const result = settleBenefit(given, book);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

/** The shipped book with other values of some kinds. */
function bookWith(values: Partial<Record<TermKind, Fen>>, qualifier: string | null = null) {
  const base = DEFAULT_TERMS.find(({ kind }) => kind === 'POOLED_CEILING')!;
  const added = Object.entries(values).map(([kind, value]): PolicyTermFacts => ({
    ...base,
    kind: kind as TermKind,
    code: `TEST-${kind}`,
    scheme: null,
    qualifier,
    value: value.toString(),
  }));
  return policyBook([...DEFAULT_TERMS.filter(({ kind }) => !(kind in values)), ...added]);
}

describe('serious illness within its own deductible and ceiling of the year', () => {
  // 600 yuan at the doctor: 500 deductible and 30 of the rest are the burden of 530
  const paid = (accumulators: Accumulators, values: Partial<Record<TermKind, Fen>>) =>
    settled(residentFacts({ lines: [feeLine(600)], ...ILL, accumulators }), bookWith(values)).paid
      .SERIOUS_ILLNESS_FUND;
  const DEDUCTIBLE = { SERIOUS_ILLNESS_DEDUCTIBLE: yuan(330) };
  const CEILING = { SERIOUS_ILLNESS_CEILING: yuan(200) };

  test.each([
    ['the deductible is the person’s', {}, DEDUCTIBLE, 120],
    ['what was borne of it counts', { SERIOUS_ILLNESS_BASE: yuan(130) }, DEDUCTIBLE, 198],
    ['once borne it is not asked again', { SERIOUS_ILLNESS_BASE: yuan(900) }, DEDUCTIBLE, 318],
    ['the ceiling is raised by the incentive', {}, CEILING, 250],
    ['what was paid counts towards it', { SERIOUS_ILLNESS_PAID: yuan(240) }, CEILING, 10],
    ['beyond it nothing is paid', { SERIOUS_ILLNESS_PAID: yuan(300) }, CEILING, 0],
  ] as const)('%s', (_, accumulators, values, inYuan) => {
    expect(paid(accumulators, values)).toBe(yuan(inYuan));
  });
});

describe('the mutual-aid fund within its own deductible and ceiling of the year', () => {
  // 1,050 yuan in hospital: 50 deductible and 200 of the rest are the burden of 250
  const stay = (accumulators: Accumulators, values: Partial<Record<TermKind, Fen>>) =>
    settled(
      residentFacts({ lines: [feeLine(1050)], ...CHILD, accumulators }),
      bookWith(values, 'CHILD_INPATIENT'),
    );
  const DEDUCTIBLE = { MUTUAL_AID_DEDUCTIBLE: yuan(150) };
  const CEILING = { MUTUAL_AID_CEILING: yuan(100) };

  test.each([
    ['the deductible is the child’s', {}, DEDUCTIBLE, 50],
    ['what was borne of it counts', { MUTUAL_AID_BASE: yuan(100) }, DEDUCTIBLE, 100],
    ['once borne it is not asked again', { MUTUAL_AID_BASE: yuan(400) }, DEDUCTIBLE, 125],
    ['nothing beyond the ceiling', {}, CEILING, 100],
    ['what was paid counts towards it', { MUTUAL_AID_PAID: yuan(70) }, CEILING, 30],
    ['once it is reached nothing is paid', { MUTUAL_AID_PAID: yuan(170) }, CEILING, 0],
  ] as const)('%s', (_, accumulators, values, inYuan) => {
    const benefit = stay(accumulators, values);
    expect(benefit.paid.MUTUAL_AID_FUND).toBe(yuan(inYuan));
    expect(benefit.moved.MUTUAL_AID_BASE).toBe(yuan(250));
  });

  test('without a ceiling in the book there is none', () => {
    const none = policyBook(DEFAULT_TERMS.filter(({ kind }) => kind !== 'MUTUAL_AID_CEILING'));
    const accumulators = { MUTUAL_AID_PAID: yuan(900_000) };
    const given = residentFacts({ lines: [feeLine(1050)], ...CHILD, accumulators });
    expect(settled(given, none).paid.MUTUAL_AID_FUND).toBe(yuan(125));
  });
});

describe('assistance within its ceiling of the year', () => {
  const paid = (accumulators: Accumulators, book = BOOK) =>
    settled(
      residentFacts({ lines: [feeLine(600)], assistanceGroups: ['EXTREME_POVERTY'], accumulators }),
      book,
    ).paid.ASSISTANCE_FUND;

  test.each([
    ['all of the burden below it', 0, 530],
    ['what is left of it', 129_900, 100],
    ['nothing once it is reached', 130_100, 0],
  ])('%s', (_, used, inYuan) => {
    expect(paid({ ASSISTANCE_PAID: yuan(used) })).toBe(yuan(inYuan));
  });

  test('without a ceiling in the book there is none', () => {
    const none = policyBook(DEFAULT_TERMS.filter(({ kind }) => kind !== 'ASSISTANCE_CEILING'));
    expect(paid({ ASSISTANCE_PAID: yuan(900_000) }, none)).toBe(yuan(530));
  });
});

describe('stays and visits are counted apart', () => {
  const inHospital = (accumulators: Accumulators) => {
    const given = facts({ lines: [feeLine(2000)], accumulators });
    return settled({ ...given, subject: { ...given.subject, visitType: 'INPATIENT' } });
  };

  test('a stay moves the accumulators of stays', () => {
    expect(inHospital({}).moved).toEqual({
      INPATIENT_DEDUCTIBLE: yuan(1500),
      INPATIENT_POOLED_BASE: yuan(500),
      POOLED_PAID: yuan(425),
    });
  });

  test('a deductible borne in outpatient care is still asked in hospital', () => {
    expect(inHospital({ OUTPATIENT_DEDUCTIBLE: yuan(500) }).fundPaid).toBe(yuan(425));
    expect(inHospital({ INPATIENT_DEDUCTIBLE: yuan(1500) }).fundPaid).toBe(yuan(1700));
  });
});

describe('a bill whose parameter is missing is refused, naming it', () => {
  test.each<[TermKind, Partial<BenefitFacts>]>([
    ['STEP_ORDER', {}],
    ['FIRST_SELF_PAY_RATIO', {}],
    ['DEDUCTIBLE', {}],
    ['POOLED_RATIO', { accumulators: { OUTPATIENT_DEDUCTIBLE: yuan(500) } }],
    [
      'LARGE_AMOUNT_RATIO',
      { accumulators: { OUTPATIENT_DEDUCTIBLE: yuan(500), POOLED_PAID: yuan(640_000) } },
    ],
    ['SERIOUS_ILLNESS_RATIO', { ...ILL, subject: RESIDENT }],
  ])('%s', (kind, given) => {
    const book = policyBook(DEFAULT_TERMS.filter(term => term.kind !== kind));
    const refusal = { code: 'NO_TERM_IN_FORCE', facts: { kind } };
    expect(settleBenefit(facts(given), book)).toMatchObject({ ok: false, refusal });
    expect(accountDemand(facts(given), book)).toMatchObject({ ok: false, refusal });
  });
});

describe('the account that a settlement gives of itself', () => {
  test('what lies above the ceiling has a line with what was looked at', () => {
    const accumulators = { OUTPATIENT_DEDUCTIBLE: yuan(500), POOLED_PAID: yuan(640_000) - yuan(30) };
    const { trace } = settled(facts({ accumulators }));
    const above = trace.find(line => line.step === 'POOLED_FUND' && line.layer === 'ABOVE_CEILING');
    expect(above).toMatchObject({ base: yuan(100), amount: yuan(60), ruleId: 'EMPLOYEE-POOLED-CEILING' });
  });

  test('a step that has nothing to look at leaves no line', () => {
    const borne = { OUTPATIENT_DEDUCTIBLE: yuan(500) };
    const outside = [feeLine(100, { itemClass: 'C' })];
    const steps = (given: Partial<BenefitFacts>) => settled(facts(given)).trace.map(({ step }) => step);
    expect(steps({ lines: outside, accumulators: borne })).toEqual(['CATALOGUE', 'CASH']);
    const commercialPayouts = [{ insurer: 'A', amount: 0n }];
    expect(steps({ accumulators: borne, commercialPayouts })).toEqual([
      ...['FIRST_SELF_PAY', 'DEDUCTIBLE', 'POOLED_FUND', 'CASH'],
    ]);
    const none = { lines: outside, assistanceGroups: ['LOW_INCOME'], mutualAidMembership: 'CHILD_INPATIENT' };
    expect(settled(residentFacts(none)).trace.map(({ step }) => step)).toEqual(['CATALOGUE', 'CASH']);
    expect(settled(residentFacts({ ...none, ...CHILD })).trace.map(({ step }) => step)).toEqual([
      ...['CATALOGUE', 'CASH'],
    ]);
  });
});

test('a step order without a basic step is refused, and one that names every basic step at its place is not', () => {
  const ordered = (value: string) => {
    const orders = DEFAULT_TERMS.map(term => (term.kind === 'STEP_ORDER' ? { ...term, value } : term));
    return settleBenefit(facts(), policyBook(orders));
  };
  const refusal = (message: string) => ({ ok: false, refusal: { code: 'INVALID_STEP_ORDER', message } });
  expect(ordered('EXCLUSIONS CATALOGUE FIRST_SELF_PAY DEDUCTIBLE')).toMatchObject(
    refusal('结算步骤次序无效：缺少基本步骤'),
  );
  expect(ordered('EXCLUSIONS CATALOGUE FIRST_SELF_PAY DEDUCTIBLE POOLED_FUND').ok).toBe(true);
});

test('a payer who offers more than is open pays what is open, layer by layer', () => {
  const opening = openingState(facts({ lines: [feeLine(100)] }));
  const split = reclassify(opening, 'IN_SCOPE', 'CO_PAYMENT', yuan(30));
  const { open, paid } = pay(split, ['CO_PAYMENT', 'IN_SCOPE'], 'CASH', yuan(120));
  expect([open.CO_PAYMENT, open.IN_SCOPE, paid.CASH]).toEqual([0n, 0n, yuan(100)]);
  const part = pay(split, ['CO_PAYMENT', 'IN_SCOPE'], 'CASH', yuan(40));
  expect([part.open.CO_PAYMENT, part.open.IN_SCOPE, part.paid.CASH]).toEqual([0n, yuan(60), yuan(40)]);
});
