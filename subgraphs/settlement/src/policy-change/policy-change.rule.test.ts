import { describe, expect, test } from '@jest/globals';
import { findTerm, policyBook, type PolicyTermFacts } from '../policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { bookUnder, checkChange, mayApprove, termProblems } from './policy-change.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const TODAY = '2026-03-16';
const CEILING = DEFAULT_TERMS.find(({ code }) => code === 'EMPLOYEE-POOLED-CEILING')!;
const RATIO = DEFAULT_TERMS.find(({ code }) => code === 'EMPLOYEE-OUTPATIENT-TERTIARY')!;

function draft(base: PolicyTermFacts, overrides: Partial<PolicyTermFacts> = {}): PolicyTermFacts {
  return { ...base, effectiveFrom: '2026-07-01', version: '2026-07-01', ...overrides };
}

const code = (terms: readonly PolicyTermFacts[]) => {
  const checked = checkChange(terms, BOOK, TODAY);
  return checked.ok ? 'ACCEPTED' : checked.refusal.code;
};

describe('which terms may be added', () => {
  test.each([
    ['a ceiling from a later day', [draft(CEILING)], 'ACCEPTED'],
    ['a ceiling from today', [draft(CEILING, { effectiveFrom: TODAY })], 'EFFECTIVE_DATE_PASSED'],
    ['a ceiling from the past', [draft(CEILING, { effectiveFrom: '2024-01-01' })], 'EFFECTIVE_DATE_PASSED'],
    ['a version that is there', [draft(CEILING, { version: CEILING.version })], 'TERM_EXISTS'],
    ['the same version twice', [draft(CEILING), draft(CEILING)], 'TERM_EXISTS'],
    [
      'two ceilings for the same persons and day',
      [draft(CEILING), draft(CEILING, { code: 'OTHER' })],
      'TERMS_COLLIDE',
    ],
    [
      'bands that meet',
      [draft(RATIO, { bandTo: 10_000n }), draft(RATIO, { code: 'UPPER', bandFrom: 10_000n })],
      'ACCEPTED',
    ],
    [
      'bands with a gap',
      [draft(RATIO, { bandTo: 10_000n }), draft(RATIO, { code: 'UPPER', bandFrom: 10_001n })],
      'BANDS_INCOMPLETE',
    ],
    ['bands that do not begin at zero', [draft(RATIO, { bandFrom: 1n })], 'BANDS_INCOMPLETE'],
    ['bands that end', [draft(RATIO, { bandTo: 10_000n })], 'BANDS_INCOMPLETE'],
    [
      'bands that overlap',
      [draft(RATIO, { bandTo: 10_000n }), draft(RATIO, { code: 'UPPER', bandFrom: 9_999n })],
      'BANDS_INCOMPLETE',
    ],
  ] as const)('%s: %s', (_, terms, expected) => {
    expect(code(terms)).toBe(expected);
  });
});

describe('what is no term at all', () => {
  test.each([
    ['an amount in yuan', CEILING, { value: '6400.00' }, 'value'],
    ['a negative amount', CEILING, { value: '-1' }, 'value'],
    ['a ratio above one', RATIO, { value: '1.1' }, 'value'],
    [
      'an order that leaves out the pooled fund',
      DEFAULT_TERMS[0]!,
      { value: 'EXCLUSIONS CATALOGUE' },
      'value',
    ],
    ['a region of five digits', CEILING, { region: '31010' }, 'region'],
    ['no source', CEILING, { source: ' ' }, 'source'],
    ['an end before the beginning', CEILING, { effectiveTo: '2026-06-30' }, 'effectiveTo'],
    ['a ceiling with bands', CEILING, { bandTo: 5n }, 'bandFrom'],
    ['a code with blanks', CEILING, { code: 'A B C' }, 'code'],
  ] as const)('%s is named', (_, base, overrides, field) => {
    expect(termProblems([draft(base, overrides)])).toMatchObject([{ index: 0, field }]);
  });

  test('every shipped term is a possible one', () => {
    expect(termProblems(DEFAULT_TERMS)).toEqual([]);
  });
});

test('who drafted a change does not approve it', () => {
  expect(mayApprove('wang', 'li').ok).toBe(true);
  expect(mayApprove('wang', 'wang')).toMatchObject({ refusal: { code: 'SAME_PERSON' } });
});

test('under a draft its scopes go by it on every day, all others as before', () => {
  const subject = {
    scheme: 'EMPLOYEE',
    personGroup: 'EMPLOYED',
    institutionLevel: 'TERTIARY',
    visitType: 'OUTPATIENT',
    region: '310101',
  } as const;
  const under = bookUnder(BOOK, [draft(RATIO, { value: '0.9' })]);
  expect(findTerm(under, 'POOLED_RATIO', subject, '2024-01-01')?.value).toBe('0.9');
  const secondary = { ...subject, institutionLevel: 'SECONDARY' } as const;
  expect(findTerm(under, 'POOLED_RATIO', secondary, '2024-01-01')?.value).toBe('0.75');
  expect(findTerm(under, 'POOLED_CEILING', subject, '2024-01-01')?.value).toBe(CEILING.value);
});
