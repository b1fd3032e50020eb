import { yuan } from '#kernel/vocabulary/money';
import type { BenefitFacts, FeeLineFacts } from './facts.rule.ts';

/** A fee line of class A; for tests. */
export function feeLine(amountInYuan: string | number, overrides: Partial<FeeLineFacts> = {}): FeeLineFacts {
  return {
    id: 'line',
    amount: yuan(amountInYuan),
    itemClass: 'A',
    firstSelfPayRatio: null,
    recognisedAmount: null,
    serviceDate: '2025-03-01',
    ...overrides,
  };
}

/** An employed person's outpatient bill at a secondary hospital; for tests. */
export function facts(overrides: Partial<BenefitFacts> = {}): BenefitFacts {
  return {
    subject: {
      scheme: 'EMPLOYEE',
      personGroup: 'EMPLOYED',
      institutionLevel: 'SECONDARY',
      visitType: 'OUTPATIENT',
      region: '310101',
    },
    settledOn: '2025-03-01',
    lines: [feeLine(100)],
    entitlement: 'ENTITLED',
    exclusion: null,
    seriousIllness: null,
    assistanceGroups: [],
    mutualAidMembership: null,
    commercialPayouts: [],
    sanctionedAmount: 0n,
    account: { own: 0n, family: 0n },
    accumulators: {},
    ...overrides,
  };
}

/** A resident adult's facts; for tests. */
export function residentFacts(overrides: Partial<BenefitFacts> = {}): BenefitFacts {
  return facts({
    subject: {
      scheme: 'RESIDENT',
      personGroup: 'ADULT',
      institutionLevel: 'PRIMARY',
      visitType: 'OUTPATIENT',
      region: '310101',
    },
    ...overrides,
  });
}
