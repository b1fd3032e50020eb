import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Centre, handler, reviewer } from './centre.ts';
import { Desk, HOSPITAL, ok, rejected } from './desk.ts';

/** Money that was not moved: the history says who tried to. */
const ATTEMPTS = `query ($kind: AuditKind!) { settlementAuditRecords(first: 1, filter: { kind: $kind }) {
  nodes { subject role action personId requestId occurredAt details } } }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id } } ... on Refusal { code } } }`;
const IMPORT = `mutation ($input: ImportDeductionsInput!) { importDeductions(input: $input) {
  ... on ImportDeductionsSuccess { accepted } } }`;
const HOSPITAL_DESK: Asker = { role: 'INSTITUTION', institution: HOSPITAL };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let centre: Centre;
beforeAll(async () => {
  desk = await Desk.open();
  centre = new Centre(desk);
});
afterAll(() => desk.stop());

/** The newest record of a refused act: who, what, and on which. */
async function lastTried(): Promise<Data> {
  const answer = await desk.graph.query(ATTEMPTS, { kind: 'ATTEMPT' }, { role: 'AUDIT_ADMIN' });
  const [{ details, ...record }] = ok(answer).settlementAuditRecords.nodes;
  return { ...record, ...JSON.parse(details) };
}

test('a void after the month is declared', async () => {
  const { id } = await desk.bill(await desk.insure(), '60000');
  desk.graph.clock.set('2026-04-01T02:00:00Z');
  await desk.graph.data(
    DECLARE,
    { input: { idempotencyKey: centre.key(), month: '2026-03' } },
    HOSPITAL_DESK,
  );
  const msgid = desk.msgid();
  const { code } = await desk.void(id, { msgid });
  expect(await lastTried()).toMatchObject({
    subject: 'test-institution',
    role: 'INSTITUTION',
    action: 'voidSettlement',
    settlementId: id,
    msgid,
    code,
    times: 1,
    occurredAt: '2026-04-01T02:00:00.000Z',
  });
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});

test('a reversal of a reversal', async () => {
  const [settled, reversed] = [desk.msgid(), desk.msgid()];
  await desk.bill(await desk.insure(), '60000', { msgid: settled });
  await desk.reverse(settled, '2207', { msgid: reversed });
  expect(await desk.reverse(reversed, '2601')).toMatchObject({ code: 'NOT_REVERSIBLE' });
  expect(await lastTried()).toMatchObject({
    action: 'reverseTransaction',
    originalMsgid: reversed,
    code: 'NOT_REVERSIBLE',
  });
});

test('the same message id with other content', async () => {
  const msgid = desk.msgid();
  const { id } = await desk.bill(await desk.insure(), '60000', { msgid });
  const other = await desk.claim(await desk.insure(), [{}]);
  await desk.preSettle(other);
  expect(rejected(await desk.trySettle(other, { msgid }))).toBe('CONFLICT');
  expect(await lastTried()).toMatchObject({ action: 'settle', claimId: other, msgid, code: 'CONFLICT' });
  expect((await desk.void(id)).settlement.state).toBe('VOIDED');
});

test('a settlement that others have overtaken', async () => {
  const person = await desk.insure();
  const claimId = await desk.claim(person, [{ amount: '60000' }]);
  await desk.preSettle(claimId);
  await desk.bill(person, '50000');
  await desk.settle(claimId);
  const tried = await lastTried();
  expect(tried).toMatchObject({ action: 'settle', claimId, code: 'ACCUMULATOR_MOVED' });
  expect(JSON.stringify(tried)).not.toMatch(/[56]0000/);
});

test('a reviewer who reviews twice', async () => {
  const { id } = await centre.register(await desk.insure(), '20000000');
  await centre.act(id, 'CALCULATE', handler());
  await centre.act(id, 'REVIEW', reviewer('wang'));
  await centre.act(id, 'REVIEW', reviewer('wang'));
  expect(await lastTried()).toMatchObject({
    subject: 'wang',
    role: 'REVIEWER',
    action: 'advanceReimbursement',
    reimbursementId: id,
    code: 'SAME_PERSON_AGAIN',
  });
});

test('an import that is no CSV', async () => {
  const input = { idempotencyKey: centre.key(), csv: 'PK\u0003\u0004' };
  expect(rejected(await desk.graph.query(IMPORT, { input }, handler('li')))).toBe('BAD_USER_INPUT input.csv');
  const tried = await lastTried();
  expect(tried).toMatchObject({ subject: 'li', action: 'importDeductions', code: 'BAD_USER_INPUT' });
});

test('what is done leaves none, and what may not be read is told as a refusal of right', async () => {
  const before = await lastTried();
  await desk.bill(await desk.insure(), '60000');
  expect(await lastTried()).toEqual(before);
  const { id } = await desk.bill(await desk.insure(), '60000');
  const person: Asker = { role: 'PERSON', person: await desk.insure() };
  const VOID = `mutation ($input: VoidSettlementInput!) { voidSettlement(input: $input) { ... on Refusal { code } } }`;
  const refused = await desk.graph.query(VOID, { input: { msgid: desk.msgid(), settlementId: id } }, person);
  expect(rejected(refused)).toBe('FORBIDDEN');
  expect(await lastTried()).toEqual(before);
  const answer = await desk.graph.query(ATTEMPTS, { kind: 'REFUSAL' }, { role: 'AUDIT_ADMIN' });
  expect(ok(answer).settlementAuditRecords.nodes).toMatchObject([{ action: 'voidSettlement' }]);
});
