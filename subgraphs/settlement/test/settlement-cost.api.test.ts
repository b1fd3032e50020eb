import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CONSULTATION, Desk, DRUG } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
  await desk.catalogue(DRUG, { priceLimit: '900' });
});
afterAll(() => desk.stop());

/** Statements of the pre-settlement and of the settlement of a bill with so many lines. */
async function statementsOf(lines: number, personId: string): Promise<[number, number]> {
  const fees = Array.from({ length: lines }, (_, at) => ({
    amount: '1000',
    itemCode: at % 2 === 0 ? CONSULTATION : DRUG,
  }));
  const claimId = await desk.claim(personId, fees);
  const reckoned = await desk.graph.statements.during(() => desk.preSettle(claimId));
  const settled = await desk.graph.statements.during(() => desk.settle(claimId));
  expect(reckoned.result.preSettlement.total).toBe(String(1000 * lines));
  expect(settled.result.settlement.total).toBe(String(1000 * lines));
  return [reckoned.statements.length, settled.statements.length];
}

test('a bill is reckoned in four statements and settled in four, whatever the number of its lines', async () => {
  const personId = await desk.insure();
  // The first one of a process reads the policy besides.
  await statementsOf(1, personId);
  expect(await statementsOf(1, personId)).toEqual([4, 4]);
  expect(await statementsOf(60, personId)).toEqual([4, 4]);
});
