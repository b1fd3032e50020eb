import { expect, test } from '@jest/globals';
import { invoiceProblem, type SharedInvoice } from './invoice.rule.ts';

const shared: SharedInvoice = {
  number: 'EI00000001',
  personId: 'a',
  institutionCode: 'H32010000001',
  visitType: 'OUTPATIENT',
  amount: 60_000n,
  issuedOn: '2026-03-10',
  state: 'VALID',
  items: [],
};

test.each([
  ['valid, as presented', shared, null],
  ['not shared', null, null],
  ['void', { ...shared, state: 'VOID' }, 'VOID'],
  ['claimed elsewhere', { ...shared, state: 'CLAIMED_ELSEWHERE' }, 'CLAIMED_ELSEWHERE'],
  ['of another amount', { ...shared, amount: 59_999n }, 'DIFFERS'],
  ['of another person', { ...shared, personId: 'b' }, 'DIFFERS'],
] as const)('an invoice that is %s', (_, invoice, problem) => {
  expect(invoiceProblem({ amount: 60_000n, personId: 'a' }, invoice)).toBe(problem);
});
