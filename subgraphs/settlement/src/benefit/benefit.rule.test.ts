import { describe, expect, test } from '@jest/globals';
import { ratio, yuan } from '#kernel/vocabulary/money';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { policyBook, type PolicyTermFacts } from '../policy-term/policy-term.rule.ts';
import { facts, feeLine, residentFacts } from './benefit.fixture.ts';
import { accountDemand, settleBenefit, type Benefit } from './benefit.rule.ts';
import type { BenefitFacts } from './facts.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const USED = { OUTPATIENT_DEDUCTIBLE: yuan(500) };

function settled(given: BenefitFacts, book = BOOK): Benefit {
  const result = settleBenefit(given, book);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

function bookWith(...terms: readonly Partial<PolicyTermFacts>[]) {
  const base = DEFAULT_TERMS.find(({ kind }) => kind === 'POOLED_CEILING')!;
  const replaced = new Set(terms.map(({ kind, scheme }) => `${kind}|${scheme}`));
  return policyBook([
    ...DEFAULT_TERMS.filter(({ kind, scheme }) => !replaced.has(`${kind}|${scheme}`)),
    ...terms.map(term => ({ ...base, ...term })),
  ]);
}

describe('the year deductible', () => {
  test('below it the person pays all and it counts', () => {
    const benefit = settled(facts({ lines: [feeLine(200)] }));
    expect(benefit.cashPaid).toBe(yuan(200));
    expect(benefit.moved).toEqual({ OUTPATIENT_DEDUCTIBLE: yuan(200) });
  });

  test('a bill that crosses it is shared above it: 600 − 500 at 75%', () => {
    const benefit = settled(facts({ lines: [feeLine(600)] }));
    expect(benefit.fundPaid).toBe(yuan(75));
    expect(benefit.cashPaid).toBe(yuan(525));
    expect(benefit.moved).toEqual({
      OUTPATIENT_DEDUCTIBLE: yuan(500),
      OUTPATIENT_POOLED_BASE: yuan(100),
      POOLED_PAID: yuan(75),
    });
  });

  test('once borne in the year it is not asked again', () => {
    expect(settled(facts({ accumulators: USED })).fundPaid).toBe(yuan(75));
  });

  test('a chronic disease has none and its own ratio', () => {
    const given = facts();
    const benefit = settled({ ...given, subject: { ...given.subject, visitType: 'CHRONIC' } });
    expect(benefit.fundPaid).toBe(yuan(85));
  });
});

describe('what never reaches the fund', () => {
  test('an item outside the catalogue is paid in full, and an unknown one too', () => {
    const lines = [feeLine(100, { itemClass: 'C' }), feeLine(50, { itemClass: null }), feeLine(100)];
    const benefit = settled(facts({ lines, accumulators: USED, account: { own: yuan(999), family: 0n } }));
    expect(benefit.cashPaid).toBe(yuan(150));
    expect(benefit.fundPaid).toBe(yuan(75));
    expect(benefit.accountPaid).toBe(yuan(25));
  });

  test('above the recognised price the person pays the difference', () => {
    const lines = [feeLine(100, { recognisedAmount: yuan(80) })];
    const benefit = settled(facts({ lines, accumulators: USED }));
    expect(benefit.fundPaid).toBe(yuan(60));
    expect(benefit.trace.find(line => line.layer === 'OVER_LIMIT')?.amount).toBe(yuan(20));
  });

  test('class B is first paid in part, by its own ratio where the catalogue names one', () => {
    const classB = settled(facts({ lines: [feeLine(100, { itemClass: 'B' })], accumulators: USED }));
    expect(classB.fundPaid).toBe(yuan('67.5'));
    const own = { itemClass: 'B', firstSelfPayRatio: ratio('0.2') } as const;
    expect(settled(facts({ lines: [feeLine(100, own)], accumulators: USED })).fundPaid).toBe(yuan(60));
  });

  test.each(['WORK_INJURY', 'LIABLE_THIRD_PARTY', 'PUBLIC_HEALTH', 'CARE_ABROAD'] as const)(
    'costs of %s are excluded and move no accumulator',
    cause => {
      const benefit = settled(facts({ exclusion: { cause, advanced: false }, accumulators: USED }));
      expect([benefit.fundPaid, benefit.cashPaid, benefit.moved]).toEqual([0n, yuan(100), {}]);
    },
  );

  test('the fund advances what a liable third party does not pay, and nothing else', () => {
    const advance = (cause: 'LIABLE_THIRD_PARTY' | 'WORK_INJURY') =>
      settled(facts({ exclusion: { cause, advanced: true }, accumulators: USED })).fundPaid;
    expect(advance('LIABLE_THIRD_PARTY')).toBe(yuan(75));
    expect(advance('WORK_INJURY')).toBe(0n);
  });

  test.each(['WAITING', 'SUSPENDED'] as const)('while cover is %s the person pays all', entitlement => {
    const benefit = settled(
      facts({ entitlement, accumulators: USED, account: { own: yuan(999), family: 0n } }),
    );
    expect(benefit.cashPaid).toBe(yuan(100));
    expect(benefit.trace[0]).toMatchObject({ layer: 'NOT_ENTITLED', ruleId: `ENTITLEMENT-${entitlement}` });
  });
});

describe('the pooled fund', () => {
  const bands = bookWith(
    {
      kind: 'POOLED_RATIO',
      scheme: 'EMPLOYEE',
      code: 'LOW',
      unit: 'RATIO',
      value: '0.5',
      bandFrom: 0n,
      bandTo: yuan(1000),
    },
    {
      kind: 'POOLED_RATIO',
      scheme: 'EMPLOYEE',
      code: 'HIGH',
      unit: 'RATIO',
      value: '0.9',
      bandFrom: yuan(1000),
      bandTo: null,
    },
  );

  test('bands are marginal on the amount above the deductible', () => {
    const benefit = settled(facts({ lines: [feeLine(1700)] }), bands);
    expect(benefit.fundPaid).toBe(yuan(500) + yuan(180));
  });

  test('the band goes by the amount of the year', () => {
    const accumulators = { ...USED, OUTPATIENT_POOLED_BASE: yuan(950) };
    expect(settled(facts({ accumulators }), bands).fundPaid).toBe(yuan(25) + yuan(45));
  });

  test('nothing beyond the ceiling of the year; the employees fund pays 80% of the costs above it', () => {
    const accumulators = { ...USED, POOLED_PAID: yuan(640_000) - yuan(30) };
    const benefit = settled(facts({ accumulators }));
    expect(benefit.paid.POOLED_FUND).toBe(yuan(30));
    // 30 yuan at 75% cover 40 yuan of cost; of the other 60 the supplementary fund pays 48
    expect(benefit.paid.LARGE_AMOUNT_FUND).toBe(yuan(48));
    expect(benefit.cashPaid).toBe(yuan(22));
  });

  test('the remainder of a 分 goes to cash', () => {
    const benefit = settled(facts({ lines: [feeLine('0.02')], accumulators: USED }));
    expect([benefit.fundPaid, benefit.cashPaid]).toEqual([2n, 0n]);
    const smaller = settled(facts({ lines: [feeLine('0.01')], accumulators: USED }));
    expect([smaller.fundPaid, smaller.cashPaid]).toEqual([1n, 0n]);
  });
});

describe('what supplements the fund', () => {
  const seriousIllness = { lowIncome: false, ceilingRaise: 0n };

  test('serious illness pays 60% of deductible and co-payment, not of the first self-payment', () => {
    const lines = [feeLine(1000, { itemClass: 'B' })];
    const benefit = settled(residentFacts({ lines, seriousIllness }));
    // 100 first, 500 deductible, 400 at 70%: burden 620
    expect(benefit.paid.POOLED_FUND).toBe(yuan(280));
    expect(benefit.paid.SERIOUS_ILLNESS_FUND).toBe(yuan(372));
    expect(benefit.cashPaid).toBe(yuan(348));
  });

  test('a low income raises the ratio to 65%', () => {
    const benefit = settled(
      residentFacts({ lines: [feeLine(600)], seriousIllness: { ...seriousIllness, lowIncome: true } }),
    );
    expect(benefit.paid.SERIOUS_ILLNESS_FUND).toBe(yuan('344.5'));
  });

  test('an incentive raises a ceiling that exists', () => {
    const book = bookWith({
      kind: 'SERIOUS_ILLNESS_CEILING',
      scheme: 'RESIDENT',
      code: 'CAP',
      value: yuan(100).toString(),
    });
    const capped = (ceilingRaise: bigint) =>
      settled(
        residentFacts({ lines: [feeLine(600)], seriousIllness: { lowIncome: false, ceilingRaise } }),
        book,
      ).paid.SERIOUS_ILLNESS_FUND;
    expect(capped(0n)).toBe(yuan(100));
    expect(capped(yuan(20))).toBe(yuan(120));
  });

  test('employees have no serious-illness insurance, residents no supplementary fund', () => {
    expect(settled(facts({ lines: [feeLine(600)], seriousIllness })).paid.SERIOUS_ILLNESS_FUND).toBe(0n);
  });

  test('assistance comes after insurance, by the most favourable group', () => {
    const benefit = settled(
      residentFacts({ lines: [feeLine(600)], assistanceGroups: ['LOW_INCOME', 'MINIMUM_LIVING', 'UNKNOWN'] }),
    );
    // burden 500 + 30, 70% of it
    expect(benefit.paid.ASSISTANCE_FUND).toBe(yuan(371));
    expect(benefit.trace.find(line => line.step === 'ASSISTANCE')?.ruleId).toBe('ASSISTANCE-MINIMUM-LIVING');
  });

  test('what the own sanctioned violation caused is not assisted', () => {
    const benefit = settled(
      residentFacts({
        lines: [feeLine(600)],
        assistanceGroups: ['EXTREME_POVERTY'],
        sanctionedAmount: yuan(130),
      }),
    );
    expect(benefit.paid.ASSISTANCE_FUND).toBe(yuan(400));
    expect(benefit.cashPaid).toBe(yuan(130));
  });

  test('the children mutual-aid fund pays half of what medical insurance left of a stay', () => {
    const given = residentFacts({ lines: [feeLine(1050)], mutualAidMembership: 'CHILD_INPATIENT' });
    const benefit = settled({
      ...given,
      subject: { ...given.subject, personGroup: 'STUDENT_CHILD', visitType: 'INPATIENT' },
    });
    expect(benefit.paid.POOLED_FUND).toBe(yuan(800));
    expect(benefit.paid.MUTUAL_AID_FUND).toBe(yuan(125));
  });

  test('a commercial insurer never pays more than what is open', () => {
    const commercialPayouts = [
      { insurer: 'A', amount: yuan(20) },
      { insurer: 'B', amount: yuan(500) },
    ];
    const benefit = settled(facts({ accumulators: USED, commercialPayouts }));
    expect([benefit.commercialPaid, benefit.cashPaid]).toEqual([yuan(25), 0n]);
  });

  test('the own account pays before the family network, cash takes the rest', () => {
    const benefit = settled(facts({ account: { own: yuan(30), family: yuan(50) } }));
    expect([benefit.paid.PERSONAL_ACCOUNT, benefit.paid.FAMILY_ACCOUNT, benefit.cashPaid]).toEqual([
      yuan(30),
      yuan(50),
      yuan(20),
    ]);
  });

  test('residents have no account payments', () => {
    expect(settled(residentFacts({ account: { own: yuan(30), family: 0n } })).accountPaid).toBe(0n);
  });

  test('the demand on the account is what it could pay, whatever it holds', () => {
    const lines = [feeLine(600), feeLine(40, { itemClass: 'C' })];
    const demand = accountDemand(facts({ lines }), BOOK);
    expect(demand.ok && demand.value).toBe(yuan(525));
  });
});

describe('the order of steps', () => {
  const ordered = (value: string) =>
    settleBenefit(
      facts(),
      bookWith({ kind: 'STEP_ORDER', scheme: 'EMPLOYEE', code: 'ORDER', unit: 'TEXT', value }),
    );
  const basics = 'EXCLUSIONS CATALOGUE FIRST_SELF_PAY DEDUCTIBLE POOLED_FUND';

  test('an order may leave out what a scheme does not have', () => {
    expect(ordered(basics).ok).toBe(true);
  });

  test('an account that comes before the deductible is possible', () => {
    expect(ordered('EXCLUSIONS CATALOGUE FIRST_SELF_PAY PERSONAL_ACCOUNT DEDUCTIBLE POOLED_FUND').ok).toBe(
      true,
    );
  });

  test.each([
    ['an unknown step', `${basics} GIFT`],
    ['a step twice', `${basics} ASSISTANCE ASSISTANCE`],
    ['the fund before the deductible', 'EXCLUSIONS CATALOGUE FIRST_SELF_PAY POOLED_FUND DEDUCTIBLE'],
    ['no catalogue', 'EXCLUSIONS FIRST_SELF_PAY DEDUCTIBLE POOLED_FUND'],
    ['assistance before insurance', 'EXCLUSIONS CATALOGUE FIRST_SELF_PAY ASSISTANCE DEDUCTIBLE POOLED_FUND'],
    [
      'a payer before the first self-payment',
      'EXCLUSIONS CATALOGUE PERSONAL_ACCOUNT FIRST_SELF_PAY DEDUCTIBLE POOLED_FUND',
    ],
  ])('refuses %s', (_, value) => {
    expect(ordered(value)).toMatchObject({ ok: false, refusal: { code: 'INVALID_STEP_ORDER' } });
  });

  test('a bill before any term is in force is refused', () => {
    expect(settleBenefit(facts({ settledOn: '2000-01-01' }), BOOK)).toMatchObject({
      ok: false,
      refusal: { code: 'NO_TERM_IN_FORCE' },
    });
  });
});

test('every line of the account names its rule and the version of its parameter', () => {
  const benefit = settled(
    facts({ lines: [feeLine(600, { itemClass: 'B' }), feeLine(9, { itemClass: 'C' })] }),
  );
  expect(
    benefit.trace.map(({ step, base, amount, payer, layer }) => [step, base, amount, payer, layer]),
  ).toEqual([
    ['CATALOGUE', yuan(609), yuan(9), null, 'OUT_OF_CATALOGUE'],
    ['FIRST_SELF_PAY', yuan(600), yuan(60), null, 'FIRST_SELF_PAY'],
    ['DEDUCTIBLE', yuan(540), yuan(500), null, 'DEDUCTIBLE'],
    ['POOLED_FUND', yuan(40), yuan(30), 'POOLED_FUND', 'IN_SCOPE'],
    ['CASH', yuan(9), yuan(9), 'CASH', 'OUT_OF_CATALOGUE'],
    ['CASH', yuan(60), yuan(60), 'CASH', 'FIRST_SELF_PAY'],
    ['CASH', yuan(500), yuan(500), 'CASH', 'DEDUCTIBLE'],
    ['CASH', yuan(10), yuan(10), 'CASH', 'CO_PAYMENT'],
  ]);
  expect(
    benefit.trace.every(({ ruleId, parameterVersion }) => ruleId !== '' && parameterVersion !== ''),
  ).toBe(true);
});
