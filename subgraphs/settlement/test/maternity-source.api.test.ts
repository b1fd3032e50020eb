import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Asker } from '#test/subgraph';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Centre } from './centre.ts';
import { Desk, ok, rejected } from './desk.ts';
import { StandInPlatform } from './stand-in-platform.ts';

const REFUSAL = `... on Refusal { code message }`;
const FORM = `id paidUntil count total digest file pdf generatedBy uploadedBy uploadedAt`;
const REGISTER = `mutation ($input: RegisterMaternityBenefitsInput!) { registerMaternityBenefits(input: $input) {
  ... on RegisterMaternityBenefitsSuccess { added updated unrecognised doubtful } } }`;
const CORRECT = `mutation ($input: CorrectMaternitySourceInput!) { correctMaternitySource(input: $input) {
  ... on CorrectMaternitySourceSuccess { benefit { source note } } ${REFUSAL} } }`;
const GENERATE = `mutation ($input: GenerateMaternityPaymentsInput!) { generateMaternityPayments(input: $input) {
  ... on GenerateMaternityPaymentsSuccess { generated held closed } } }`;
const EXPORT = `mutation ($input: ExportMaternityPaymentsInput!) { exportMaternityPayments(input: $input) {
  ... on ExportMaternityPaymentsSuccess { batch { id payments(first: 10) { nodes { id person { id } } } } } } }`;
const REPORT = `mutation ($input: ReportPaymentsInput!) { reportPayments(input: $input) {
  ... on ReportPaymentsSuccess { verdicts { verdict } } } }`;
const ASSESS = `mutation ($input: GenerateMaternityAssessmentInput!) { generateMaternityAssessment(input: $input) {
  ... on GenerateMaternityAssessmentSuccess { assessment { ${FORM} } } ${REFUSAL} } }`;
const UPLOAD = `mutation ($input: UploadMaternityAssessmentInput!) { uploadMaternityAssessment(input: $input) {
  ... on UploadMaternityAssessmentSuccess { assessment { ${FORM} } } ${REFUSAL} } }`;
const SYNCHRONISE = `mutation ($input: SynchronisePartnerInput!) { synchronisePartner(input: $input) {
  ... on SynchronisePartnerSuccess { sent rejected } } }`;
const LIST = `{ maternityBenefits(first: 200) { nodes { id source caseNumber state person { id } } } }`;

const HANDLER: Asker = { role: 'HANDLER', subject: 'zhao' };
const REVIEWER: Asker = { role: 'REVIEWER', subject: 'wang' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let city: StandInPlatform;
let desk: Desk;
let centre: Centre;
let serial = 0;
beforeAll(async () => {
  city = await new StandInPlatform('CITY_PLATFORM').start();
  const settings = { EXCHANGE: StandInPlatform.settings(city), EXCHANGE_BY_HAND: 'on' };
  desk = await Desk.open({ settings });
  centre = new Centre(desk);
});
afterAll(async () => {
  await desk.stop();
  await city.stop();
});

function tryAsk(document: string, input: object, asker: Asker = HANDLER): Promise<Answer> {
  const idempotencyKey = `maternity-source-${(serial += 1)}`;
  return desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
}

async function ask(document: string, input: object, asker: Asker = HANDLER): Promise<Data> {
  return Object.values(ok(await tryAsk(document, input, asker)))[0];
}

const benefit = (personId: string, prefix: string, input: object = {}) => ({
  caseNumber: `${prefix}-${(serial += 1)}-${serial}`,
  personId,
  eventDate: '2026-02-01',
  acceptedOn: '2026-03-02',
  amount: '4500050',
  status: 'IN_PROGRESS',
  ...input,
});
const register = (...benefits: readonly object[]) => ask(REGISTER, { benefits });

async function cases(personId: string): Promise<Data[]> {
  const { nodes } = ok(await desk.graph.query(LIST, {}, HANDLER)).maternityBenefits;
  return nodes.filter((node: Data) => node.person.id === personId).reverse();
}
const states = async (personId: string) =>
  (await cases(personId)).map(({ source, state }) => `${source} ${state}`);

/** Pays everything that is generated. */
async function payAll(): Promise<void> {
  await ask(GENERATE, {});
  const { batch } = await ask(EXPORT, {}, REVIEWER);
  const outcomes = batch.payments.nodes.map(({ id }: Data) => ({
    paymentId: id,
    paid: true,
    note: '回单01',
  }));
  await ask(REPORT, { batchId: batch.id, outcomes });
}

describe('SH-ST-MATERNITY-15: the source of a case is recognised', () => {
  test('by the prefix of its number, when its channel did not say it', async () => {
    const mother = randomUUID();
    const unknown = benefit(mother, 'XX', { eventDate: '2025-09-01' });
    const registered = await register(
      benefit(mother, 'MSSX'),
      benefit(mother, 'CK', { eventDate: '2025-10-01' }),
      unknown,
    );
    expect(registered).toEqual({ added: 2, updated: 0, unrecognised: [unknown.caseNumber], doubtful: [] });
    expect((await cases(mother)).map(({ source }) => source).sort()).toEqual([
      'WINDOW',
      'WITHOUT_APPLICATION',
    ]);
  });

  test('one that says another source than its number tells is taken as it says, and pointed out', async () => {
    const mother = randomUUID();
    const odd = benefit(mother, 'CK', { source: 'ONLINE' });
    expect(await register(odd)).toMatchObject({ added: 1, doubtful: [odd.caseNumber] });
    expect(await states(mother)).toEqual(['ONLINE ACCEPTED']);
  });

  test('from the day on which two persons have agreed on a prefix', async () => {
    const term = { code: 'SOURCE-PREFIX-QT', kind: 'SOURCE_PREFIX', qualifier: 'QT', value: 'OTHER' };
    await centre.legislate('2026-03-17', [term]);
    const mother = randomUUID();
    expect((await register(benefit(mother, 'QT'))).unrecognised).toHaveLength(1);
    desk.graph.clock.set('2026-03-17T02:00:00Z');
    expect(await register(benefit(mother, 'QT'))).toMatchObject({ added: 1, unrecognised: [] });
    expect(await states(mother)).toEqual(['OTHER ACCEPTED']);
  });
});

describe('SH-ST-MATERNITY-16: a case is kept under its source', () => {
  const correct = (benefitId: string, source: string) =>
    ask(CORRECT, { benefitId, source, reason: '渠道标识有误' });

  test('which is corrected with a reason until its money is on its way', async () => {
    const mother = randomUUID();
    await register(benefit(mother, 'CK', { source: 'ONLINE' }));
    const [{ id }] = await cases(mother);
    expect(await correct(id, 'WINDOW')).toEqual({ benefit: { source: 'WINDOW', note: '渠道标识有误' } });
    await payAll();
    expect(await correct(id, 'ONLINE')).toMatchObject({ code: 'BENEFIT_STATE' });
    expect(await states(mother)).toEqual(['WINDOW PAID']);
  });

  test('and never becomes a second case of a number that its channel has', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const first = benefit(one, 'CK');
    await register(first, benefit(two, 'CK', { caseNumber: first.caseNumber, source: 'ONLINE' }));
    const [{ id }] = await cases(two);
    expect(await correct(id, 'WINDOW')).toMatchObject({ code: 'CASE_NUMBER_TAKEN' });
    const foreign = { benefitId: id, source: 'WINDOW', reason: '渠道标识有误' };
    expect(rejected(await tryAsk(CORRECT, foreign, { role: 'PERSON', person: two }))).toBe('FORBIDDEN');
  });
});

test('SH-ST-MATERNITY-23: cases of a channel that pays itself are left to it, stand in the way of ours, and its word decides', async () => {
  desk.graph.clock.set('2026-03-18T02:00:00Z');
  const term = { code: 'SOURCE-PAYER-ONLINE', kind: 'SOURCE_PAYER', qualifier: 'ONLINE', value: 'CHANNEL' };
  await centre.legislate('2026-03-19', [term]);
  desk.graph.clock.set('2026-03-19T02:00:00Z');
  const [paid, refused] = [randomUUID(), randomUUID()];
  const theirs = [benefit(paid, 'WS'), benefit(refused, 'WS')];
  await register(...theirs, ...[paid, refused].map(id => benefit(id, 'MSSX', { acceptedOn: '2026-03-05' })));
  await ask(GENERATE, {});
  for (const person of [paid, refused])
    expect(await states(person)).toEqual(['ONLINE ACCEPTED', 'WITHOUT_APPLICATION HELD']);
  await register({ ...theirs[0], status: 'PAID' }, { ...theirs[1], status: 'REJECTED' });
  await ask(GENERATE, {});
  expect(await states(paid)).toEqual(['ONLINE PAID', 'WITHOUT_APPLICATION CLOSED_AS_DUPLICATE']);
  expect(await states(refused)).toEqual(['ONLINE REJECTED', 'WITHOUT_APPLICATION GENERATED']);
});

describe('SH-ST-MATERNITY-29: the assessment form', () => {
  const assess = (paidUntil: string) => ask(ASSESS, { paidUntil });

  test('holds every case that the centre has paid until a day, once, and adds up', async () => {
    desk.graph.clock.set('2026-04-10T02:00:00Z');
    await payAll();
    const earlier = await assess('2026-04-10');
    expect(earlier.assessment.count).toBeGreaterThan(0);
    const [mother, elsewhere] = [randomUUID(), randomUUID()];
    await register(benefit(mother, 'CK', { amount: '123456' }));
    await register(benefit(elsewhere, 'WS', { status: 'PAID' }));
    desk.graph.clock.set('2026-04-11T02:00:00Z');
    await payAll();
    expect(await assess('2026-04-10')).toMatchObject({ code: 'NOTHING_TO_ASSESS' });
    const { assessment } = await assess('2026-04-11');
    expect(assessment).toMatchObject({ count: 1, total: '123456', generatedBy: 'zhao', uploadedAt: null });
    const [{ caseNumber }] = await cases(mother);
    expect(assessment.file.split('\r\n')).toEqual([
      '业务编号,数据来源,参保人标识,生育日期,支付日期,金额',
      `${caseNumber},WINDOW,${mother},2026-02-01,2026-04-11,1234.56`,
      '合计,1,,,,1234.56',
      '',
    ]);
    expect(createHash('sm3').update(assessment.file).digest('hex')).toBe(assessment.digest);
    const [paper] = pagesOf(Buffer.from(assessment.pdf, 'base64'));
    const number = `20260411-${assessment.digest.slice(0, 8).toUpperCase()}`;
    expect(paper!.split('\n').slice(0, 4)).toEqual([
      ...['生育保险待遇支付核定表', `编号：${number}`, '支付截止日期：2026年4月11日', '件数：1'],
    ]);
    expect(paper).toContain(`\n${caseNumber}\n窗口办理\n${mother}\n2026-02-01\n2026-04-11\n1,234.56\n合计\n`);
    expect(paper).toContain('合计（大写）：人民币壹仟贰佰叁拾肆元伍角陆分');
    expect(paper).toContain(`制表人：zhao\n`);
    expect(paper).toContain(assessment.digest);
    expect(await assess('2026-04-11')).toMatchObject({ code: 'NOTHING_TO_ASSESS' });
    expect(rejected(await tryAsk(ASSESS, { paidUntil: '2026-04-12' }))).toBe(
      'BAD_USER_INPUT input.paidUntil',
    );
  });

  test('SH-ST-MATERNITY-30: is uploaded once, by another person, and reaches the city platform as it is', async () => {
    const { maternityAssessments } = ok(
      await desk.graph.query(`{ maternityAssessments(first: 1) { nodes { ${FORM} } } }`, {}, REVIEWER),
    );
    const [form] = maternityAssessments.nodes;
    const upload = (asker: Asker) => ask(UPLOAD, { assessmentId: form.id }, asker);
    const both: Asker = { role: 'REVIEWER', subject: 'zhao' };
    expect(await upload(both)).toMatchObject({ code: 'GENERATED_YOURSELF' });
    expect((await upload(REVIEWER)).assessment).toMatchObject({ uploadedBy: 'wang' });
    expect(await upload(REVIEWER)).toMatchObject({ code: 'ASSESSMENT_UPLOADED' });
    ok(
      await desk.graph.query(SYNCHRONISE, { input: { partner: 'CITY_PLATFORM' } }, { role: 'SYSTEM_ADMIN' }),
    );
    const told = city.taken.filter(({ set }) => set === 'MATERNITY_ASSESSMENT');
    expect(told.map(({ code }) => code)).toEqual([form.id]);
    expect(told[0]!.content).toMatchObject({ count: 1, total: '123456', digest: form.digest });
  });

  test('SH-ST-MATERNITY-30: stays where it is while no platform is connected', async () => {
    const alone = await Desk.open();
    const before = desk;
    desk = alone;
    try {
      await register(benefit(randomUUID(), 'CK'));
      await payAll();
      const { assessment } = await assess('2026-03-16');
      const refusal = await ask(UPLOAD, { assessmentId: assessment.id }, REVIEWER);
      expect(refusal).toMatchObject({ code: 'PLATFORM_NOT_CONNECTED' });
    } finally {
      desk = before;
      await alone.stop();
    }
  });
});
