import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Desk, HOSPITAL, ok } from './desk.ts';

/** Inspection as far as the review of fees goes. */
const inspection = {
  away: false,
  asked: [] as Record<string, unknown>[],
  async ask<Data>(peer: string, _document: string, variables: Record<string, unknown>): Promise<Data> {
    if (this.away || peer !== 'inspection') throw new Error(`${peer} is away`);
    const input = variables['input'] as { items: { id: string }[] };
    this.asked.push(input);
    const rule = { id: 'r1', subject: '某药', explanation: '限儿童' };
    const violations = [{ certainty: 'CERTAIN', itemIds: [input.items[0]!.id], rule }];
    return { reviewFees: { violations } } as Data;
  },
};

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open({ peers: inspection });
});
afterAll(() => desk.stop());
beforeEach(() => {
  inspection.away = false;
  inspection.asked = [];
});

const PRE_SETTLE = `mutation ($input: PreSettleInput!) { preSettle(input: $input) { ... on PreSettleSuccess {
  claim { state items { id } } warnings { ruleId subject explanation certain itemIds } } } }`;

test('the fees are reviewed before the settlement, and what does not hold is told beside the reckoning', async () => {
  const person = await desk.insure();
  const claimId = await desk.claim(person, [{ amount: '60000' }]);
  const { claim, warnings } = ok(await desk.ask(PRE_SETTLE, { claimId })).preSettle;
  expect(claim.state).toBe('PRE_SETTLED');
  expect(warnings).toEqual([
    { ruleId: 'r1', subject: '某药', explanation: '限儿童', certain: true, itemIds: [claim.items[0].id] },
  ]);
  expect(inspection.asked).toMatchObject([
    {
      stage: 'DURING_VISIT',
      institutionCode: HOSPITAL,
      personId: person,
      insurance: 'EMPLOYEE',
      visitType: 'OUTPATIENT',
      items: [{ quantity: '1', amount: '60000', serviceDate: '2026-03-16' }],
    },
  ]);
});

test('while inspection is away there is no review, and the claim is pre-settled all the same', async () => {
  inspection.away = true;
  const claimId = await desk.claim(await desk.insure(), [{}]);
  const { claim, warnings } = ok(await desk.ask(PRE_SETTLE, { claimId })).preSettle;
  expect([claim.state, warnings]).toEqual(['PRE_SETTLED', null]);
});

test('who does not ask for warnings causes no review', async () => {
  await desk.bill(await desk.insure(), '10000');
  expect(inspection.asked).toEqual([]);
});
