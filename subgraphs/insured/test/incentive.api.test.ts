import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { yuan } from '#kernel/vocabulary/money';
import { IncentiveTerm } from '../src/incentive/incentive-term.entity.ts';
import { DEFAULT_INCENTIVE_TERMS } from '../src/incentive/incentive.terms.ts';
import { subgraph } from '../src/subgraph.ts';
import { enrol } from './builders.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2031-03-01T02:00:00Z',
  });
  await graph.subgraph.kernel.em().insert(IncentiveTerm, {
    ...DEFAULT_INCENTIVE_TERMS,
    source: '测试政策',
    ceiling: yuan(40_000),
    zeroClaimStep: yuan(1_200),
  });
});
afterAll(() => graph.stop());

const INCENTIVE = `query ($id: ID!, $year: Int!) { person(id: $id) { incentive(year: $year) {
  consecutiveYears consecutiveSteps consecutivePart zeroClaimYears zeroClaimPart raise limit source } } }`;
const incentive = async (id: string, year: number) =>
  (await graph.data(INCENTIVE, { id, year })).person.incentive;

/** A resident who pays in the window for each of the years. */
async function residentOf(order: number, ...years: number[]): Promise<string> {
  let personId: string | undefined;
  for (const coveredYear of years) {
    const paidOn = `${coveredYear - 1}-11-01`;
    personId = (await enrol(graph, { order, personId, coveredYear, paidOn })).person.id;
  }
  return personId!;
}

const settled = (settlementId: string, personId: string, settledOn: string, fundPaid: string) => ({
  topic: 'settlement.settlement',
  name: 'ClaimSettled',
  aggregateId: settlementId,
  payload: { settlementId, personId, institutionCode: 'H31010100001', settledOn, fundPaid },
});
const voided = (settlementId: string, personId: string) => ({
  topic: 'settlement.settlement',
  name: 'SettlementVoided',
  aggregateId: settlementId,
  payload: { settlementId, personId, settledOn: '2025-05-05', fundPaid: '100' },
});

test('SH-ST-LTM-01, SH-ST-GOAL-01: six years without a gap raise the ceiling by two steps', async () => {
  const id = await residentOf(1, 2025, 2026, 2027, 2028, 2029, 2030);
  await graph.hear(
    [2025, 2026, 2027, 2028, 2029].map(year => settled(`a-${year}`, id, `${year}-05-05`, '5000')),
  );
  expect(await incentive(id, 2028)).toMatchObject({ consecutiveYears: 4, consecutiveSteps: 0, raise: '0' });
  expect(await incentive(id, 2030)).toEqual({
    consecutiveYears: 6,
    consecutiveSteps: 2,
    consecutivePart: '200000',
    zeroClaimYears: 0,
    zeroClaimPart: '0',
    raise: '200000',
    limit: '4200000',
    source: '测试政策',
  });
});

test('SH-ST-LTM-02: a year without a fund payment raises the next; a payment, and its voiding, are heard of', async () => {
  const id = await residentOf(2, 2025, 2026);
  expect(await incentive(id, 2026)).toMatchObject({
    zeroClaimYears: 1,
    zeroClaimPart: '120000',
    limit: '4120000',
  });
  await graph.hear([settled('b-1', id, '2025-05-05', '100')]);
  expect(await incentive(id, 2026)).toMatchObject({ zeroClaimYears: 0, raise: '0' });
  await graph.hear([voided('b-1', id)]);
  expect(await incentive(id, 2026)).toMatchObject({ zeroClaimYears: 1, raise: '120000' });
});

test('a settlement told twice counts once, and one settled and voided together not at all', async () => {
  const id = await residentOf(3, 2025, 2026);
  const payment = settled('c-1', id, '2025-05-05', '2500000');
  await graph.hear([payment, payment, settled('c-2', id, '2025-05-06', '9900000'), voided('c-2', id)]);
  expect(await incentive(id, 2026)).toMatchObject({ zeroClaimYears: 0 });
  await graph.hear([settled('c-3', id, '2025-06-06', '1600000')]);
  // 25,000 + 16,000 yuan exceed the ceiling of 40,000: the zero-claim part would return to zero.
  expect(await incentive(id, 2026)).toMatchObject({ zeroClaimPart: '0' });
});

test('both parts together are capped at a fifth of the ceiling', async () => {
  const id = await residentOf(4, 2025, 2026, 2027, 2028, 2029, 2030, 2031);
  expect(await incentive(id, 2031)).toMatchObject({
    consecutivePart: '300000',
    zeroClaimPart: '720000',
    raise: '800000',
    limit: '4800000',
  });
});

test('a year before the rule is BAD_USER_INPUT naming the argument', async () => {
  const id = await residentOf(5, 2025);
  const answer = await graph.query(INCENTIVE, { id, year: 2024 });
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { year: expect.any(String) },
  });
});
