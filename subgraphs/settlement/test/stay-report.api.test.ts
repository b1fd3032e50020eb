import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok } from './desk.ts';

const ADMIT = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
  ... on AdmitPatientSuccess { visit { id } } } }`;
const DISCHARGE = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) {
  ... on DischargePatientSuccess { visit { id } } } }`;
const QUALIFY = `mutation ($input: RegisterQualificationInput!) { registerQualification(input: $input) {
  ... on RegisterQualificationSuccess { qualification { id } } } }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id } } } }`;
const ADVANCE = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { state } } } }`;

const HOSPITAL_DESK: Asker = { role: 'INSTITUTION', institution: HOSPITAL };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

/** Makes a child a member of the mutual-aid fund for the year. */
async function qualify(personId: string): Promise<void> {
  const days = { firstDay: '2026-01-01', lastDay: '2026-12-31' };
  const kind = { code: 'REG-000001', kind: 'MUTUAL_AID_MEMBER', qualifier: 'CHILD_INPATIENT' };
  await act(QUALIFY, { personId, ...kind, ...days }, { role: 'HANDLER' });
}

/** A stay of a child from admission to settlement; what was settled. */
async function stay(region: string, member = false): Promise<Data> {
  const cover = { scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', coverTo: '2026-12-31', region };
  const personId = await desk.insure(cover);
  if (member) await qualify(personId);
  const { visit } = ok(await desk.ask(ADMIT, { personId, startedOn: '2026-03-10' })).admitPatient;
  const { claim } = await desk.upload(visit.id, [{ amount: '1000000', serviceDate: '2026-03-12' }]);
  ok(await desk.ask(DISCHARGE, { visitId: visit.id, endedOn: '2026-03-16' }));
  await desk.preSettle(claim.id);
  return (await desk.settle(claim.id)).settlement;
}

async function rows(name: string, asker: Asker = HOSPITAL_DESK): Promise<Record<string, string>[]> {
  const { report } = ok(
    await desk.graph.query(
      `query ($name: ReportName!) { report(name: $name, from: "2026-03-01", to: "2026-03-31") { columns { label } rows { cells } } }`,
      { name },
      asker,
    ),
  );
  const labels = report.columns.map(({ label }: Data) => label);
  return report.rows.map(({ cells }: Data) =>
    Object.fromEntries(cells.map((cell: string, at: number) => [labels[at], cell])),
  );
}

async function act(document: string, input: object, asker: Asker): Promise<Data> {
  const idempotencyKey = `stay-report-${(serial += 1)}`;
  return Object.values(
    ok(await desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker)),
  )[0];
}

test('SH-ST-INSTANT-28: stays of persons insured in another province, by institution', async () => {
  await stay('310101', true);
  expect(await rows('AWAY_INPATIENT', { role: 'ANALYST' })).toEqual([]);
  const { fundPaid, cashPaid } = await stay('330100');
  expect(await rows('AWAY_INPATIENT', { role: 'ANALYST' })).toEqual([
    {
      机构编码: HOSPITAL,
      就诊类型: 'INPATIENT',
      笔数: '1',
      费用总额: '1000000',
      基金支付: fundPaid,
      个人账户: '0',
      个人现金: cashPaid,
    },
  ]);
});

test('SH-ST-INSTANT-39, SH-ST-INSTANT-43: stays of children are declared by their hospital, and seen as applied for and as paid', async () => {
  expect(await rows('CHILD_STAY_DECLARATIONS')).toEqual([]);
  desk.graph.clock.set('2026-04-02T02:00:00Z');
  const declared = await act(DECLARE, { month: '2026-03' }, HOSPITAL_DESK);
  const monthlySettlementId = declared.monthlySettlement.id;
  const [applied] = await rows('CHILD_STAY_DECLARATIONS');
  expect(applied).toMatchObject({
    笔数: '2',
    费用总额: '2000000',
    申报状态: 'DECLARED',
    互助基金申请: '153500',
    互助基金实付: '0',
  });
  const finance: Asker = { role: 'HANDLER', subject: 'finance' };
  const approver: Asker = { role: 'REVIEWER', subject: 'wang' };
  await act(ADVANCE, { monthlySettlementId, act: 'APPROVE' }, approver);
  await act(ADVANCE, { monthlySettlementId, act: 'PAY' }, finance);
  const confirm = { monthlySettlementId, act: 'CONFIRM_PAYMENT', note: '回单20260402' };
  expect((await act(ADVANCE, confirm, approver)).monthlySettlement.state).toBe('PAID');
  const [paid] = await rows('CHILD_STAY_DECLARATIONS');
  expect(paid).toEqual({ ...applied, 申报状态: 'PAID', 互助基金实付: '153500' });
});
