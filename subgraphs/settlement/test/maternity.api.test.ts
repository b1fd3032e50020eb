import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Centre } from './centre.ts';
import { Desk, ok, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const REGISTER = `mutation ($input: RegisterMaternityBenefitsInput!) { registerMaternityBenefits(input: $input) {
  ... on RegisterMaternityBenefitsSuccess { added updated doublePaid conflicting } } }`;
const GENERATE = `mutation ($input: GenerateMaternityPaymentsInput!) { generateMaternityPayments(input: $input) {
  ... on GenerateMaternityPaymentsSuccess { generated held closed } } }`;
const EXPORT = `mutation ($input: ExportMaternityPaymentsInput!) { exportMaternityPayments(input: $input) {
  ... on ExportMaternityPaymentsSuccess { cancelled batch { id count total digest file exportedBy
    payments(first: 10) { nodes { id state amount person { id } } } } } ${REFUSAL} } }`;
const REPORT = `mutation ($input: ReportPaymentsInput!) { reportPayments(input: $input) {
  ... on ReportPaymentsSuccess { verdicts { paymentId verdict } } } }`;
const DECIDE = `mutation ($input: DecideMaternityBenefitInput!) { decideMaternityBenefit(input: $input) {
  ... on DecideMaternityBenefitSuccess { benefit { state released note } } ${REFUSAL}
  ... on MaternityBenefitStateRefusal { fromState } } }`;
const LIST = `query ($source: MaternityBenefitSource, $state: MaternityBenefitState) {
  maternityBenefits(first: 200, source: $source, state: $state) { nodes {
    id source caseNumber state promisedBy generatedOn paidOn person { id }
    checks(first: 10) { nodes { moment verdict otherId windowDays } } payments(first: 10) { nodes { state note } } } } }`;

const HANDLER: Asker = { role: 'HANDLER', subject: 'zhao' };
const REVIEWER: Asker = { role: 'REVIEWER', subject: 'wang' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

async function ask(document: string, input: object, asker: Asker = HANDLER): Promise<Data> {
  return Object.values(ok(await tryAsk(document, input, asker)))[0];
}

function tryAsk(document: string, input: object, asker: Asker = HANDLER) {
  const idempotencyKey = `maternity-${(serial += 1)}`;
  return desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
}

function benefit(personId: string, input: object = {}): object {
  return {
    source: 'WITHOUT_APPLICATION',
    caseNumber: `SY-${(serial += 1)}-${serial}`,
    personId,
    eventDate: '2026-02-01',
    acceptedOn: '2026-03-02',
    amount: '4500050',
    status: 'IN_PROGRESS',
    ...input,
  };
}

const register = (...benefits: readonly object[]) => ask(REGISTER, { benefits });
const generate = () => ask(GENERATE, {});
const exported = () => ask(EXPORT, {}, REVIEWER);

async function cases(personId: string, filter: Record<string, string> = {}): Promise<Data[]> {
  const { nodes } = ok(await desk.graph.query(LIST, filter, HANDLER)).maternityBenefits;
  return nodes.filter((node: Data) => node.person.id === personId).reverse();
}

async function states(personId: string): Promise<string[]> {
  return (await cases(personId)).map(({ source, state }) => `${source} ${state}`);
}

/** Pays all that is exported. */
async function pay(batch: Data, paid = true) {
  const outcomes = batch.payments.nodes.map(({ id }: Data) => ({
    paymentId: id,
    paid,
    note: '回单20260316',
  }));
  return ask(REPORT, { batchId: batch.id, outcomes });
}

test('SH-ST-MATERNITY-11, SH-ST-MATERNITY-12: accepted cases become payment data, then a file that adds up, then paid', async () => {
  const [one, two] = [randomUUID(), randomUUID()];
  await register(benefit(one), benefit(two, { amount: '100' }));
  expect(await generate()).toEqual({ generated: 2, held: 0, closed: 0 });
  const { batch, cancelled } = await exported();
  expect(cancelled).toBe(0);
  expect(batch).toMatchObject({ count: 2, total: '4500150', exportedBy: 'wang' });
  const lines = batch.file.trimEnd().split('\r\n');
  expect(lines.at(0)).toBe('支付标识,参保人标识,金额');
  expect(lines.at(-1)).toBe('合计,2,45001.50');
  expect(
    lines
      .slice(1, -1)
      .map((line: string) => line.split(',').slice(1).join())
      .sort(),
  ).toEqual([`${one},45000.50`, `${two},1.00`].sort());
  expect(createHash('sm3').update(batch.file).digest('hex')).toBe(batch.digest);
  expect((await pay(batch)).verdicts).toHaveLength(2);
  expect((await cases(one))[0]).toMatchObject({
    state: 'PAID',
    paidOn: '2026-03-16',
    generatedOn: '2026-03-16',
    payments: { nodes: [{ state: 'PAID', note: '回单20260316' }] },
  });
});

describe('SH-ST-MATERNITY-17: before payment data are generated', () => {
  test('a later case of the same birth is held, and closed when the first is paid', async () => {
    const mother = randomUUID();
    await register(
      benefit(mother),
      benefit(mother, { source: 'WINDOW', acceptedOn: '2026-03-05', eventDate: '2026-02-20' }),
    );
    expect(await generate()).toEqual({ generated: 1, held: 1, closed: 0 });
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION GENERATED', 'WINDOW HELD']);
    await pay((await exported()).batch);
    expect(await generate()).toEqual({ generated: 0, held: 0, closed: 1 });
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION PAID', 'WINDOW CLOSED_AS_DUPLICATE']);
  });

  test('SH-ST-MATERNITY-19: a held case goes on when the other is rejected by its channel', async () => {
    const mother = randomUUID();
    const first = benefit(mother, { source: 'ONLINE', acceptedOn: '2026-03-01' });
    await register(first, benefit(mother));
    await generate();
    await register({ ...first, status: 'REJECTED' });
    expect(await generate()).toMatchObject({ generated: 1, held: 0 });
    expect(await states(mother)).toEqual(['ONLINE REJECTED', 'WITHOUT_APPLICATION GENERATED']);
    await pay((await exported()).batch);
  });

  test('SH-ST-MATERNITY-21: a person releases a held case with a reason, but never one whose event is paid', async () => {
    const mother = randomUUID();
    await register(
      benefit(mother, { caseNumber: 'TWIN-1' }),
      benefit(mother, { caseNumber: 'TWIN-2', eventDate: '2026-02-02' }),
    );
    await generate();
    const [first, held] = await cases(mother);
    const release = { act: 'RELEASE', reason: '两次手术，非重复' };
    expect(await ask(DECIDE, { benefitId: first.id, ...release })).toMatchObject({ fromState: 'GENERATED' });
    expect(await ask(DECIDE, { benefitId: held.id, ...release })).toEqual({
      benefit: { state: 'HELD', released: true, note: '两次手术，非重复' },
    });
    expect(await generate()).toMatchObject({ generated: 1 });
    await pay((await exported()).batch, false);
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION FAILED', 'WITHOUT_APPLICATION FAILED']);
    for (const { id } of await cases(mother))
      await ask(DECIDE, { benefitId: id, act: 'REJECT', reason: '账号有误' });
  });
});

test('SH-ST-MATERNITY-18, SH-ST-MATERNITY-24: before export the check is made again, and every check is kept', async () => {
  const mother = randomUUID();
  const elsewhere = benefit(mother, { source: 'OTHER', acceptedOn: '2026-03-10' });
  await register(benefit(mother));
  await generate();
  await register(elsewhere);
  await register({ ...elsewhere, status: 'PAID' });
  expect(await exported()).toEqual({ batch: null, cancelled: 1 });
  const [own, other] = await cases(mother);
  expect(own).toMatchObject({
    state: 'CLOSED_AS_DUPLICATE',
    checks: {
      nodes: [
        { moment: 'GENERATION', verdict: 'PROCEED', otherId: null, windowDays: 30 },
        { moment: 'EXPORT', verdict: 'CLOSE', otherId: other.id, windowDays: 30 },
      ],
    },
    payments: { nodes: [{ state: 'CANCELLED' }] },
  });
  expect(await exported()).toMatchObject({ code: 'NOTHING_TO_EXPORT' });
});

test('SH-ST-MATERNITY-22: an event that another channel paid while our money was on its way is paid twice', async () => {
  const mother = randomUUID();
  await register(benefit(mother));
  await generate();
  const { batch } = await exported();
  const other = benefit(mother, { source: 'WINDOW', acceptedOn: '2026-03-11', status: 'PAID' });
  expect(await register(other)).toMatchObject({ added: 1, doublePaid: 0 });
  await pay(batch);
  expect(await states(mother)).toEqual(['WITHOUT_APPLICATION DOUBLE_PAID', 'WINDOW DOUBLE_PAID']);
});

test('SH-ST-MATERNITY-13, SH-ST-MATERNITY-14: cases are told apart by their source', async () => {
  const mother = randomUUID();
  await register(
    benefit(mother, { eventDate: '2025-01-01', caseNumber: 'SAME-0001' }),
    benefit(mother, { source: 'ONLINE', caseNumber: 'SAME-0001', status: 'REJECTED' }),
  );
  expect((await cases(mother, { source: 'ONLINE' })).map(({ source }) => source)).toEqual(['ONLINE']);
  expect(await cases(mother, { source: 'WINDOW' })).toEqual([]);
  expect((await cases(mother, { source: 'ONLINE', state: 'REJECTED' }))[0].caseNumber).toBe('SAME-0001');
});

test('SH-ST-MATERNITY-20: a case says by when it is paid, ten working days after its acceptance', async () => {
  const mother = randomUUID();
  await register(benefit(mother, { acceptedOn: '2026-03-13' }));
  expect((await cases(mother))[0]).toMatchObject({
    promisedBy: '2026-03-27',
    generatedOn: null,
    paidOn: null,
  });
});

test('SH-ST-MATERNITY-25: how far apart cases are of one event is a parameter of four eyes', async () => {
  const centre = new Centre(desk);
  await centre.legislate('2026-03-20', [
    {
      kind: 'MATCH_DAYS',
      code: 'MATERNITY-BENEFIT-MATCH-DAYS',
      value: '10',
      qualifier: 'MATERNITY_BENEFIT',
      certainty: 'DECIDED',
    },
  ]);
  desk.graph.clock.set('2026-03-20T02:00:00Z');
  const mother = randomUUID();
  await register(benefit(mother), benefit(mother, { source: 'WINDOW', eventDate: '2026-02-12' }));
  await generate();
  expect(await states(mother)).toEqual(['WITHOUT_APPLICATION GENERATED', 'WINDOW GENERATED']);
  await pay((await exported()).batch);
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});

describe('what the bank says', () => {
  test('is final, taken once, and of this batch only', async () => {
    const mother = randomUUID();
    await register(benefit(mother));
    await generate();
    const { batch } = await exported();
    const { id: paymentId } = batch.payments.nodes.find(({ person }: Data) => person.id === mother);
    const say = async (paid: boolean, id = paymentId) =>
      (await ask(REPORT, { batchId: batch.id, outcomes: [{ paymentId: id, paid, note: '回单1' }] }))
        .verdicts[0].verdict;
    expect(await say(true)).toBe('TAKEN');
    expect(await say(true)).toBe('UNCHANGED');
    expect(await say(false)).toBe('CONTRADICTS');
    expect(await say(true, randomUUID())).toBe('UNKNOWN');
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION PAID']);
  });

  test('a failed payment goes out again with the next file', async () => {
    const mother = randomUUID();
    await register(benefit(mother));
    await generate();
    await pay((await exported()).batch, false);
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION FAILED']);
    expect(await generate()).toMatchObject({ generated: 1 });
    await pay((await exported()).batch);
    expect((await cases(mother))[0].payments.nodes.map(({ state }: Data) => state)).toEqual([
      'FAILED',
      'PAID',
    ]);
  });
});

describe('what is not taken', () => {
  test.each([
    ['no amount', { amount: '0' }],
    ['an acceptance before the birth', { acceptedOn: '2026-01-31' }],
    ['an acceptance to come', { acceptedOn: '2026-03-17' }],
    ['a person of no id', { personId: 'x' }],
    ['a number of no case', { caseNumber: '=1' }],
  ])('%s', async (_, input) => {
    const answer = await tryAsk(REGISTER, { benefits: [benefit(randomUUID(), input)] });
    expect(rejected(answer)).toBe('BAD_USER_INPUT input.benefits');
  });

  test('a known case with another amount stays as it is, and is named', async () => {
    const mother = randomUUID();
    const known = benefit(mother, { caseNumber: 'KNOWN-01' });
    await register(known);
    expect(await register({ ...known, amount: '1', status: 'PAID' })).toMatchObject({
      added: 0,
      updated: 0,
      conflicting: ['KNOWN-01'],
    });
    expect(await states(mother)).toEqual(['WITHOUT_APPLICATION ACCEPTED']);
  });

  test('the same key answers the same; who generates does not export, and an institution does neither', async () => {
    const input = { idempotencyKey: 'maternity-same-key' };
    expect(await ask(GENERATE, input)).toEqual(await ask(GENERATE, input));
    expect(rejected(await tryAsk(EXPORT, {}, HANDLER))).toBe('FORBIDDEN');
    const hospital: Asker = { role: 'INSTITUTION', institution: 'H31010100001' };
    expect(rejected(await tryAsk(GENERATE, {}, hospital))).toBe('FORBIDDEN');
    expect(rejected(await desk.graph.query(LIST, {}, hospital))).toBe('FORBIDDEN');
  });

  test('generating for many costs as many statements as for one', async () => {
    const cost = async (count: number) => {
      await register(...Array.from({ length: count }, () => benefit(randomUUID())));
      return (await desk.graph.statements.during(() => generate())).statements.length;
    };
    const one = await cost(1);
    expect(await cost(50)).toBe(one);
  });
});
