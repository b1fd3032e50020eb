import { describe, expect, test } from '@jest/globals';
import { DEFAULT_TERMS } from './policy-term.terms.ts';
import {
  amountOf,
  findBands,
  findTerm,
  policyBook,
  ratioOf,
  requireTerm,
  type PolicyTermFacts,
  type TermSubject,
} from './policy-term.rule.ts';

const subject: TermSubject = {
  scheme: 'EMPLOYEE',
  personGroup: 'EMPLOYED',
  institutionLevel: 'PRIMARY',
  visitType: 'OUTPATIENT',
  region: '310101',
};

function term(overrides: Partial<PolicyTermFacts>): PolicyTermFacts {
  return {
    code: 'T',
    version: '1',
    kind: 'DEDUCTIBLE',
    scheme: null,
    personGroup: null,
    institutionLevel: null,
    visitType: null,
    region: null,
    qualifier: null,
    bandFrom: null,
    bandTo: null,
    unit: 'FEN',
    value: '0',
    effectiveFrom: '2024-01-01',
    effectiveTo: null,
    source: 'test',
    certainty: 'DECIDED',
    ...overrides,
  };
}

describe('the term in force', () => {
  test('the most specific term wins over a general one', () => {
    const book = policyBook([
      term({ code: 'GENERAL', value: '100' }),
      term({ code: 'SCHEME', scheme: 'EMPLOYEE', value: '200' }),
      term({ code: 'GROUP', scheme: 'EMPLOYEE', personGroup: 'RETIRED', value: '300' }),
    ]);
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2025-01-01')?.code).toBe('SCHEME');
    expect(findTerm(book, 'DEDUCTIBLE', { ...subject, personGroup: 'RETIRED' }, '2025-01-01')?.code).toBe(
      'GROUP',
    );
    expect(findTerm(book, 'DEDUCTIBLE', { ...subject, scheme: 'RESIDENT' }, '2025-01-01')?.code).toBe(
      'GENERAL',
    );
  });

  test('a term holds on its first and its last day and on no other side of them', () => {
    const book = policyBook([term({ effectiveFrom: '2024-07-01', effectiveTo: '2025-06-30' })]);
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2024-06-30')).toBeNull();
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2024-07-01')).not.toBeNull();
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2025-06-30')).not.toBeNull();
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2025-07-01')).toBeNull();
  });

  test('a district term wins over the city, and a later version over an earlier one', () => {
    const book = policyBook([
      term({ code: 'CITY', region: '31' }),
      term({ code: 'DISTRICT', region: '310101' }),
      term({ code: 'NEW', region: '310101', effectiveFrom: '2025-01-01' }),
    ]);
    expect(findTerm(book, 'DEDUCTIBLE', { ...subject, region: '310104' }, '2025-02-01')?.code).toBe('CITY');
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2024-02-01')?.code).toBe('DISTRICT');
    expect(findTerm(book, 'DEDUCTIBLE', subject, '2025-02-01')?.code).toBe('NEW');
  });

  test('a parameter that is not in force is refused by name and day', () => {
    const result = requireTerm(policyBook([]), 'DEDUCTIBLE', subject, '2025-01-01');
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'NO_TERM_IN_FORCE', facts: { kind: 'DEDUCTIBLE', on: '2025-01-01' } },
    });
  });

  test('bands of one group and date belong together in ascending order', () => {
    const band = (bandFrom: bigint, bandTo: bigint | null, value: string) =>
      term({
        kind: 'POOLED_RATIO',
        unit: 'RATIO',
        scheme: 'EMPLOYEE',
        bandFrom,
        bandTo,
        value,
        code: `B${value}`,
      });
    const book = policyBook([
      band(200n, null, '0.9'),
      band(0n, 200n, '0.5'),
      term({ kind: 'POOLED_RATIO', unit: 'RATIO', bandFrom: 0n, value: '0.1' }),
    ]);
    const bands = findBands(book, 'POOLED_RATIO', subject, '2025-01-01');
    expect(bands.ok && bands.value.map(found => found.value)).toEqual(['0.5', '0.9']);
  });
});

describe('the shipped terms', () => {
  const book = policyBook(DEFAULT_TERMS);

  test.each([
    ['EMPLOYED', 'PRIMARY', 'OUTPATIENT', 50_000n, '800000'],
    ['EMPLOYED', 'TERTIARY', 'EMERGENCY', 50_000n, '700000'],
    ['RETIRED', 'SECONDARY', 'OUTPATIENT', 30_000n, '800000'],
    ['RETIRED', 'NONE', 'PHARMACY', 30_000n, '750000'],
    ['RETIRED', 'TERTIARY', 'CHRONIC', 0n, '920000'],
  ] as const)(
    'an employee scheme %s at %s for %s',
    (personGroup, institutionLevel, visitType, deductible, ratio) => {
      const who = { ...subject, personGroup, institutionLevel, visitType };
      const found = requireTerm(book, 'DEDUCTIBLE', who, '2025-03-01');
      const bands = findBands(book, 'POOLED_RATIO', who, '2025-03-01');
      expect(found.ok && amountOf(found.value)).toBe(deductible);
      expect(bands.ok && bands.value.map(band => ratioOf(band).toString())).toEqual([ratio]);
    },
  );

  test.each([
    ['ADULT', 'PRIMARY', 'OUTPATIENT', 50_000n, '700000'],
    ['SENIOR', 'TERTIARY', 'OUTPATIENT', 30_000n, '500000'],
    ['STUDENT_CHILD', 'SECONDARY', 'PHARMACY', 30_000n, '600000'],
    ['SENIOR', 'PRIMARY', 'INPATIENT', 5_000n, '900000'],
    ['ADULT', 'TERTIARY', 'CHRONIC', 0n, '600000'],
  ] as const)('a resident %s at %s for %s', (personGroup, institutionLevel, visitType, deductible, ratio) => {
    const who = { ...subject, scheme: 'RESIDENT' as const, personGroup, institutionLevel, visitType };
    const found = requireTerm(book, 'DEDUCTIBLE', who, '2025-03-01');
    const bands = findBands(book, 'POOLED_RATIO', who, '2025-03-01');
    expect(found.ok && amountOf(found.value)).toBe(deductible);
    expect(bands.ok && bands.value.map(band => ratioOf(band).toString())).toEqual([ratio]);
  });

  test('each says where it comes from and is unique by code and version', () => {
    expect(DEFAULT_TERMS.filter(({ source }) => source === '')).toEqual([]);
    const keys = DEFAULT_TERMS.map(({ code, version }) => `${code}@${version}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('every amount that a city sets is marked to be verified', () => {
    const sure = DEFAULT_TERMS.filter(({ certainty }) => certainty !== 'CITY_PRACTICE').map(
      ({ kind }) => kind,
    );
    expect([...new Set(sure)].sort()).toEqual([
      'ACCOUNT_LAYERS',
      'DICTIONARY_CODE',
      'FIRST_SELF_PAY_RATIO',
      'HANDLING_WORKING_DAYS',
      'MATCH_DAYS',
      'REVIEW_THRESHOLD',
      'SIGN_IN',
      'SOURCE_PREFIX',
      'STEP_ORDER',
    ]);
  });
});
