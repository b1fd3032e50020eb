import { describe, expect, test } from '@jest/globals';
import { payments } from '../settlement/split.rule.ts';
import { takenTrace, takeOver, type Cells } from './synthea.rule.ts';

const ENCOUNTER: Cells = {
  START: '2021-08-23T03:26:50Z',
  STOP: '2021-08-23T03:41:50Z',
  ENCOUNTERCLASS: 'ambulatory',
  CODE: '410620009',
  DESCRIPTION: 'Visit',
  TOTAL_CLAIM_COST: '100.00',
  PAYER_COVERAGE: '60.00',
  REASONCODE: '43878008',
  REASONDESCRIPTION: 'Sore throat',
};
const PROCEDURE: Cells = {
  START: '2021-08-23T03:26:50Z',
  CODE: '430193006',
  DESCRIPTION: 'Procedure',
  BASE_COST: '30.50',
};
const MEDICATION: Cells = {
  START: '2021-08-23T03:26:50Z',
  STOP: '2021-09-02T03:26:50Z',
  CODE: '198405',
  DESCRIPTION: 'Tablet',
  BASE_COST: '13.30',
  PAYER_COVERAGE: '0.00',
  DISPENSES: '2',
  TOTALCOST: '26.60',
};

function taken(change: Cells = {}, procedures = [PROCEDURE], medications = [MEDICATION]) {
  const result = takeOver({ ...ENCOUNTER, ...change }, 'CLOSED', '1990-05-01', procedures, medications);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('a bill that was settled elsewhere', () => {
  test('its lines are the remainder of the encounter, the procedures and the medications; they add up', () => {
    const bill = taken();
    expect(bill.lines.map(({ itemCode, amount, quantity }) => [itemCode, amount, quantity])).toEqual([
      ['SNOMED410620009', 6_950n, 1_000_000n],
      ['SNOMED430193006', 3_050n, 1_000_000n],
      ['RXNORM198405', 2_660n, 2_000_000n],
    ]);
    expect([bill.total, bill.fundPaid]).toEqual([12_660n, 6_000n]);
    expect(bill.lines[2]!.daysOfSupply).toBe(10);
  });

  test('procedures that exceed the total leave one line of the total', () => {
    const bill = taken({}, [{ ...PROCEDURE, BASE_COST: '100.01' }], []);
    expect(bill.lines.map(line => line.amount)).toEqual([10_000n]);
  });

  test.each([
    ['wellness', 'OUTPATIENT'],
    ['urgentcare', 'EMERGENCY'],
    ['snf', 'INPATIENT'],
  ])('the class %s is a visit of type %s', (ENCOUNTERCLASS, visitType) => {
    expect(taken({ ENCOUNTERCLASS }).visitType).toBe(visitType);
  });

  test('the account of it says who paid and that no step of ours was taken', () => {
    const trace = takenTrace(taken());
    expect(payments(trace)).toEqual([
      { payer: 'POOLED_FUND', amount: 6_000n },
      { payer: 'CASH', amount: 6_660n },
    ]);
    expect(new Set(trace.map(line => line.step))).toEqual(new Set(['IMPORTED']));
  });

  test.each([
    ['an amount in words', { TOTAL_CLAIM_COST: 'ten' }, 'UNREADABLE'],
    ['a negative amount', { PAYER_COVERAGE: '-1.00' }, 'UNREADABLE'],
    ['an end before the beginning', { STOP: '2021-08-22T03:26:50Z' }, 'UNREADABLE'],
    ['a day that does not exist', { START: '2021-13-23T03:26:50Z' }, 'UNREADABLE'],
    ['more covered than charged', { PAYER_COVERAGE: '126.61' }, 'AMOUNTS_DISAGREE'],
    ['an unknown class', { ENCOUNTERCLASS: 'dream' }, 'UNKNOWN_CLASS'],
  ])('%s is refused', (_, change, code) => {
    const result = takeOver(
      { ...ENCOUNTER, ...change } as Cells,
      'CLOSED',
      '1990-05-01',
      [PROCEDURE],
      [MEDICATION],
    );
    expect(result).toMatchObject({ ok: false, refusal: { code } });
  });

  test('a claim that is not closed is not taken over', () => {
    expect(takeOver(ENCOUNTER, 'BILLED', '1990-05-01', [], [])).toMatchObject({
      refusal: { code: 'NOT_CLOSED' },
    });
  });
});
