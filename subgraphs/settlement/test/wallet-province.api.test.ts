import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import type { ReconciledRecord } from '../src/reconciliation/reconciliation.rule.ts';
import { ok, rejected, type Desk } from './desk.ts';
import type { StandInWalletPlatform } from './stand-in-wallet-platform.ts';
import { HANDLER, JIANGSU, REFUSAL, RETURN, WalletTill } from './wallet-till.ts';

const DEBITS = `mutation ($input: TakeWalletDebitsInput!) { takeWalletDebits(input: $input) {
  ... on TakeWalletDebitsSuccess { added } } }`;
const RECONCILE = `mutation ($input: ReconcileProvinceInput!) { reconcileProvince(input: $input) {
  ... on ReconcileProvinceSuccess { reconciliation { partyKind party state ours { count total } theirs { count total }
    differences(first: 10) { nodes { id kind reference } } } } ${REFUSAL} } }`;
const ASSIGN = `mutation ($input: AssignDifferenceInput!) { assignDifference(input: $input) {
  ... on AssignDifferenceSuccess { difference { id } } ${REFUSAL} } }`;
const RESOLVE = `mutation ($input: CloseDifferenceInput!) { closeDifference(input: $input) {
  ... on CloseDifferenceSuccess { difference { id } } ${REFUSAL} } }`;
const CLOSE_MONTH = `mutation ($input: CloseReconciledMonthInput!) { closeReconciledMonth(input: $input) {
  ... on CloseReconciledMonthSuccess { month { month } } ${REFUSAL} ... on MonthNotCleanRefusal { openDifferences missing } } }`;
const CLEAR = `mutation ($input: ClearProvincesInput!) { clearProvinces(input: $input) {
  ... on ClearProvincesSuccess { clearings { day province count receivable payable net } } ${REFUSAL} } }`;

const REVIEWER: Asker = { role: 'REVIEWER', subject: 'wang' };
const PROVINCE = '320000';
const DAY = '2026-02-10';
const record = (reference: string, total: bigint, refund = false): ReconciledRecord => ({
  reference,
  refund,
  total,
  fundPaid: 0n,
  accountPaid: total,
});

let till: WalletTill;
let desk: Desk;
let platform: StandInWalletPlatform;
beforeAll(async () => {
  till = await WalletTill.open();
  ({ desk, platform } = till);
});
beforeEach(() => till.begin());
afterAll(() => till.stop());

const reconcile = async (records: readonly ReconciledRecord[]) => {
  platform.statements.set(`${PROVINCE} ${DAY} ${DAY}`, [...records]);
  return (await till.staff(RECONCILE, { province: PROVINCE, from: DAY, to: DAY })).reconciliation;
};
const closeMonth = () => till.staff(CLOSE_MONTH, { partyKind: 'PROVINCE', month: '2026-02' }, REVIEWER);
const clear = () => till.staff(CLEAR, { month: '2026-02' }, REVIEWER);

test('SH-ST-WALLET-38, SH-ST-WALLET-39: differences are cleared up, the month closes clean, and both sides net to zero', async () => {
  desk.graph.clock.set(`${DAY}T02:00:00Z`);
  const { id } = await till.bill();
  const kept = await till.pay(id, '6000', { code: JIANGSU });
  const back = await till.pay(id, '1000', { code: JIANGSU });
  await till.pay(id, '3000');
  await desk.ask(RETURN, { paymentId: back.id, reason: '改付现金' });
  expect(kept.otherProvince).toBe(PROVINCE);
  const debit = { province: PROVINCE, personId: await desk.insure(), paidAt: `${DAY}T05:00:00Z` };
  const debits = [{ ...debit, reference: 'JS-1', amount: '2500' }];
  expect(await till.staff(DEBITS, { debits })).toEqual({ added: 1 });
  expect(await till.staff(DEBITS, { debits })).toEqual({ added: 0 });
  desk.graph.clock.set('2026-03-02T02:00:00Z');

  const theirs = [
    record(kept.msgid, 6000n),
    record(back.msgid, 1000n),
    record(`${back.msgid}-R`, -1000n, true),
    record('JS-1', -2500n),
  ];
  expect(await closeMonth()).toMatchObject({ code: 'MONTH_NOT_CLEAN', missing: [PROVINCE] });
  expect(await clear()).toMatchObject({ code: 'MONTH_NOT_CLOSED' });
  const differing = await reconcile([...theirs.slice(0, 3), record('JS-1', -2600n)]);
  expect(differing).toMatchObject({
    partyKind: 'PROVINCE',
    party: PROVINCE,
    state: 'DIFFERENT',
    ours: { count: 4, total: '3500' },
    differences: { nodes: [{ kind: 'AMOUNTS_DIFFER', reference: 'JS-1' }] },
  });
  expect(await closeMonth()).toMatchObject({ code: 'MONTH_NOT_CLEAN', openDifferences: 1 });
  const differenceId = differing.differences.nodes[0].id;
  await till.staff(ASSIGN, { differenceId, owner: 'zhao' });
  await till.staff(RESOLVE, { differenceId, outcome: 'PARTY_CORRECTS', reason: '对方录错' });
  expect(await reconcile(theirs)).toMatchObject({ state: 'CLEAN', theirs: { count: 4, total: '3500' } });
  expect(await closeMonth()).toEqual({ month: { month: '2026-02' } });
  expect(await reconcile(theirs)).toBeUndefined();

  const cleared = {
    day: DAY,
    province: PROVINCE,
    count: 4,
    receivable: '6000',
    payable: '2500',
    net: '3500',
  };
  expect(await clear()).toEqual({ clearings: [cleared] });
  expect(await clear()).toEqual({ clearings: [cleared] });
});

test('our own province, a day that has not ended, and a platform that is away are told apart', async () => {
  const input = {
    province: PROVINCE,
    from: '2026-03-01',
    to: '2026-03-01',
    idempotencyKey: 'wallet-province',
  };
  const tried = async (given: object) =>
    desk.graph.query(RECONCILE, { input: { ...input, ...given } }, HANDLER);
  expect(rejected(await tried({ province: '310000' }))).toBe('BAD_USER_INPUT input.province');
  expect(rejected(await tried({ to: '2026-03-16' }))).toBe('BAD_USER_INPUT input.to');
  platform.away = true;
  expect(ok(await tried({})).reconcileProvince.code).toBe('WALLET_PLATFORM_UNAVAILABLE');
});
