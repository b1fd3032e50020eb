import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newPrivateKey, publicKeyOf, sign, keyIdOf, verify } from '#kernel/signing/sm2';
import type { Asker } from '#test/subgraph';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL } from './desk.ts';

const VERIFY = `query ($input: VerifySignatureInput!) { verifySettlementSignature(input: $input) {
  verdict altered canonicalBytes publicKey timeStampAuthority timeStampGenuine
  signature { keyId signedBy signedAt signature } } }`;
const HERE: Asker = { role: 'INSTITUTION', institution: HOSPITAL, subject: 'desk' };
const WANG: Asker = { role: 'REVIEWER', subject: 'wang' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let monthId: string;
let statementId: string;
beforeAll(async () => {
  desk = await Desk.open();
  desk.graph.clock.set('2026-01-10T02:00:00Z');
  const day = '2026-01-10';
  const claim = await desk.claim(await desk.insure(), [{ amount: '60000', serviceDate: day }], {
    startedOn: day,
  });
  await desk.preSettle(claim);
  statementId = (await desk.settle(claim)).settlement.id;
  desk.graph.clock.set('2026-02-05T02:00:00Z');
  const declared = await desk.graph.data(
    `mutation { declareMonth(input: { idempotencyKey: "signature-1", month: "2026-01" }) {
       ... on DeclareMonthSuccess { monthlySettlement { id } } } }`,
    {},
    HERE,
  );
  monthId = declared.declareMonth.monthlySettlement.id;
});
afterAll(() => desk.stop());

const ask = (input: object, asker = HERE) =>
  desk.graph.query(VERIFY, { input: { kind: 'MonthlySettlement', documentId: monthId, ...input } }, asker);
const verified = async (input: object = {}, asker = HERE) =>
  ok(await ask(input, asker)).verifySettlementSignature;
const alter = (sql: string) =>
  desk.graph.subgraph.kernel.em().execute(`update "settlement".${sql}`, [monthId]);

/** The lines of a document on paper; null where there is none. */
async function paper(field: 'monthlySettlement' | 'settlement', id: string): Promise<string[] | null> {
  const found = await desk.graph.data(`query ($id: ID!) { found: ${field}(id: $id) { pdf } }`, { id }, HERE);
  return found.found.pdf && pagesOf(Buffer.from(found.found.pdf, 'base64')).join('\n').split('\n');
}

/** What a paper says of a signature. */
const notes = (kind: string, id: string, signature: Data, day: string) => {
  const short = `${signature.signature.slice(0, 8)}…${signature.signature.slice(-8)}`.toUpperCase();
  return [
    `电子签名（SM2，GB/T 32918）：${short}　密钥${signature.keyId}　签署人${signature.signedBy}，${day}。`,
    expect.stringContaining(`verifySettlementSignature（kind ${kind}，documentId ${id}）`),
  ];
};

test('a month that is not approved yet has no signature, and nothing to print', async () => {
  expect(await verified()).toMatchObject({ verdict: 'UNSIGNED', signature: null });
  expect(await paper('monthlySettlement', monthId)).toBeNull();
});

test('SH-ST-CRYPTO-07, SH-AI-CRYPTO-07, SH-ST-CRYPTO-15, SH-AI-CRYPTO-12, SH-AI-CRYPTO-10: the voucher of an approved month is signed with its approval, and anybody can verify it by the public key alone', async () => {
  await desk.graph.data(
    `mutation ($id: ID!) { advanceMonthlySettlement(input: { idempotencyKey: "signature-2", monthlySettlementId: $id, act: APPROVE }) {
       ... on AdvanceMonthlySettlementSuccess { monthlySettlement { state } } } }`,
    { id: monthId },
    WANG,
  );
  const found = await verified();
  expect(found).toMatchObject({
    verdict: 'VALID',
    altered: [],
    timeStampAuthority: 'local',
    timeStampGenuine: true,
    signature: { signedBy: 'wang', signedAt: '2026-02-05T02:00:00.000Z' },
  });
  const bytes = Buffer.from(found.canonicalBytes, 'base64');
  expect(verify(found.publicKey, bytes, found.signature.signature)).toBe(true);
});

test('the assessment of a month on paper says its amount in capital numerals, its signature and how to verify it', async () => {
  const { signature } = await verified();
  const lines = (await paper('monthlySettlement', monthId))!;
  expect(lines).toEqual(
    expect.arrayContaining(notes('MonthlySettlement', monthId, signature, '2026年2月5日')),
  );
  expect(lines.slice(0, 5)).toEqual([
    ...['医疗保险费用核定单', `编号：HD202601-${HOSPITAL}`],
    ...[`申报单位：医院（${HOSPITAL}）`, '所属期：2026年1月', '核定单位：医疗保险经办机构'],
  ]);
  const after = lines.slice(lines.indexOf('核定金额'));
  expect(after.slice(0, 3)).toEqual([
    ...['核定金额', '75.00', '核定金额（大写）：人民币柒拾伍元整　　（小写）：￥75.00'],
  ]);
  expect(lines).toEqual(expect.arrayContaining(['申报人：desk', '核定人：wang', '核定日期：2026年2月5日']));
});

test('SH-ST-INSTANT-08: a statement on paper says who paid what, its signature and how to verify it', async () => {
  const { signature } = await verified({ kind: 'Settlement', documentId: statementId });
  const lines = (await paper('settlement', statementId))!;
  expect(lines.slice(0, 16)).toEqual([
    ...['医疗保险费用结算单', `编号：${statementId}`],
    ...[`结算单位：医院（${HOSPITAL}）`, '结算日期：2026年1月10日', '险种：职工基本医疗保险'],
    ...['就诊类型：普通门诊', '状态：有效', '金额单位：元', '支付方', '金额'],
    ...['统筹基金', '75.00', '个人现金', '525.00', '合计', '600.00'],
  ]);
  expect(lines).toEqual(
    expect.arrayContaining(notes('Settlement', statementId, signature, '2026年1月10日').slice(0, 1)),
  );
});

test('SH-ST-CRYPTO-07: a statement is signed when it is settled, and serves its own institution only', async () => {
  const statement = { kind: 'Settlement', documentId: statementId };
  expect((await verified(statement)).verdict).toBe('VALID');
  const stranger: Asker = { ...HERE, institution: OTHER_HOSPITAL };
  for (const input of [statement, {}])
    expect((await ask(input, stranger)).errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  const screen = (await ask(statement, { role: 'SCREEN' })).errors?.[0];
  expect(screen?.extensions['code']).toBe('FORBIDDEN');
});

test('SH-AI-CRYPTO-07: an amount that was altered behind the back of the system is named', async () => {
  await alter('monthly_settlement set approved = approved + 100 where id = ?');
  expect(await verified()).toMatchObject({ verdict: 'ALTERED', altered: ['approved'] });
  await alter('monthly_settlement set approved = approved - 100 where id = ?');
  expect((await verified()).verdict).toBe('VALID');
});

test('whoever alters the document and what was kept of it is found by the signature', async () => {
  const change = (by: string) =>
    alter(`document_signature set facts = jsonb_set(facts, '{approved}', '"${by}"') where document_id = ?`);
  const [{ approved }] = (await desk.graph.subgraph.kernel
    .em()
    .execute(`select approved::text from "settlement".monthly_settlement where id = ?`, [monthId])) as [
    { approved: string },
  ];
  await change('1');
  expect(await verified()).toMatchObject({ verdict: 'FALSE_SIGNATURE', timeStampGenuine: false });
  await change(approved);
  expect((await verified()).verdict).toBe('VALID');
});

test('a copy in hand is compared fact by fact', async () => {
  const facts = [{ name: 'approved', value: '1' }];
  const { verdict, altered } = await verified({ facts });
  expect(verdict).toBe('ALTERED');
  expect(altered).toEqual(expect.arrayContaining(['approved', 'institutionCode', 'month', 'voucherNumber']));
});

test('a signature of a stranger is not believed, under their own name or under ours', async () => {
  const { canonicalBytes, signature } = await verified();
  const stranger = newPrivateKey();
  const forged = sign(stranger, Buffer.from(canonicalBytes, 'base64'));
  const named = await verified({ signature: forged, keyId: keyIdOf(publicKeyOf(stranger)) });
  expect(named).toMatchObject({ verdict: 'UNKNOWN_KEY', publicKey: null });
  expect(await verified({ signature: forged })).toMatchObject({ verdict: 'FALSE_SIGNATURE' });
  expect(await verified({ signature: signature.signature })).toMatchObject({ verdict: 'VALID' });
});

test('what is no kind, and what is no document, is refused', async () => {
  const [code, fields] = [
    (await ask({ documentId: 'x' })).errors?.[0]?.extensions['code'],
    (await ask({ kind: 'Person' })).errors?.[0]?.extensions,
  ];
  expect(code).toBe('NOT_FOUND');
  expect(fields).toMatchObject({ code: 'BAD_USER_INPUT', fields: { 'input.kind': expect.any(String) } });
});
