import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker } from '#test/subgraph';
import { AdvanceBillService } from '../src/invoice/advance-bill.service.ts';
import { SIMULATED_INVOICE_SHARING, type InvoiceSharing } from '../src/invoice/invoice-sharing.port.ts';
import type { SharedInvoice } from '../src/invoice/invoice.rule.ts';
import { RegistrationService } from '../src/reimbursement/registration.service.ts';
import { subgraph } from '../src/subgraph.ts';
import { Centre, handler, reviewer } from './centre.ts';
import { CONSULTATION, Desk, HOSPITAL, ok, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const UNFIT = `... on InvoiceNotValidRefusal { invoices { number problem } }`;
const BILLS = `query ($from: CalendarDate!, $to: CalendarDate!) { advanceBills(from: $from, to: $to) {
  number amount issuedOn visitType state simulated institution { code } } }`;
const CLAIM = `mutation ($input: ClaimAdvanceBillsInput!) { claimAdvanceBills(input: $input) {
  ... on ClaimAdvanceBillsSuccess { reimbursement { id kind state total invoices { number amount } person { id } } }
  ${REFUSAL} ${UNFIT} ... on DuplicateInvoiceRefusal { invoiceNumbers } } }`;
const REGISTER = `mutation ($input: RegisterReimbursementInput!) { registerReimbursement(input: $input) {
  ... on RegisterReimbursementSuccess { reimbursement { state } } ${REFUSAL} ${UNFIT} } }`;

const NANJING = 'H32010000001';
const YEAR = { from: '2026-01-01', to: '2026-12-31' };
const as = (person: string): Asker => ({ role: 'PERSON', person, subject: `person-${person}` });

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

const invoices: SharedInvoice[] = [];
let away = false;
let asked = 0;
const sharing: InvoiceSharing = {
  simulated: false,
  find: async (_, numbers) => {
    asked += 1;
    if (away) throw new Error('the sharing is away');
    return invoices.filter(({ number }) => numbers.includes(number));
  },
  ofPerson: async personId => {
    if (away) throw new Error('the sharing is away');
    return invoices.filter(invoice => invoice.personId === personId);
  },
};

let desk: Desk;
let centre: Centre;
let serial = 0;
beforeAll(async () => {
  const graph = await startTestSubgraph({
    ...subgraph,
    services: kernel => {
      const registrations = new RegistrationService(kernel, sharing);
      const advanceBills = new AdvanceBillService(kernel, sharing, registrations);
      return { ...subgraph.services(kernel), registrations, advanceBills };
    },
  });
  desk = new Desk(graph);
  centre = new Centre(desk);
  await desk.designate(HOSPITAL);
  await desk.designate(NANJING, { region: '320100' });
});
beforeEach(() => {
  away = false;
});
afterAll(() => desk.stop());

/** An invoice of 600 yuan that is shared, of an outpatient visit in Nanjing on 10 March. */
function share(personId: string, facts: Partial<SharedInvoice> = {}): string {
  const number = `EI${String((serial += 1)).padStart(8, '0')}`;
  const [amount, serviceDate] = [60_000n, '2026-03-10'];
  const item = {
    itemCode: CONSULTATION,
    itemName: '诊察费',
    quantity: 1_000_000n,
    unitPrice: amount,
    amount,
  };
  invoices.push({
    number,
    personId,
    institutionCode: NANJING,
    visitType: 'OUTPATIENT',
    amount,
    issuedOn: serviceDate,
    state: 'VALID',
    items: [{ detailNumber: '0001', ...item, serviceDate }],
    ...facts,
  });
  return number;
}

async function claim(
  person: string,
  numbers: readonly string[],
  key = `claim-${(serial += 1)}-bills`,
): Promise<Data> {
  const input = { idempotencyKey: key, numbers };
  return ok(await desk.graph.query(CLAIM, { input }, as(person))).claimAdvanceBills;
}

const bills = async (person: string): Promise<Data[]> =>
  ok(await desk.graph.query(BILLS, YEAR, as(person))).advanceBills;

describe('SH-AI-REIMB-15: a shared electronic invoice', () => {
  const register = async (person: string, number: string, amount = '60000'): Promise<Data> => {
    const item = { detailNumber: '0001', itemCode: CONSULTATION, itemName: '诊察费', quantity: '1' };
    const input = {
      idempotencyKey: `invoice-${(serial += 1)}`,
      kind: 'GENERAL',
      personId: person,
      institutionCode: HOSPITAL,
      visitType: 'OUTPATIENT',
      startedOn: '2026-03-10',
      invoices: [{ number, amount }],
      items: [{ ...item, unitPrice: amount, amount, serviceDate: '2026-03-10' }],
    };
    return ok(await desk.graph.query(REGISTER, { input }, handler())).registerReimbursement;
  };

  test('that is void, claimed elsewhere, or other than presented is refused; a valid one and a paper one are taken', async () => {
    const person = await desk.insure();
    const refused = async (number: string, problem: string, amount?: string) =>
      expect(await register(person, number, amount)).toMatchObject({
        code: 'INVOICE_NOT_VALID',
        invoices: [{ number, problem }],
      });
    await refused(share(person, { state: 'VOID' }), 'VOID');
    await refused(share(person, { state: 'CLAIMED_ELSEWHERE' }), 'CLAIMED_ELSEWHERE');
    await refused(share(person), 'DIFFERS', '60001');
    await refused(share(randomUUID()), 'DIFFERS');
    expect(await register(person, share(person))).toMatchObject({ reimbursement: { state: 'REGISTERED' } });
    expect(await register(person, 'PAPER0001')).toMatchObject({ reimbursement: { state: 'REGISTERED' } });
  });

  test('is not taken unverified: while the sharing is away the same request may be sent again', async () => {
    const person = await desk.insure();
    const number = share(person);
    away = true;
    expect(await claim(person, [number], 'claim-while-away')).toMatchObject({
      code: 'INVOICE_SHARING_UNAVAILABLE',
    });
    expect(await register(person, number)).toMatchObject({ code: 'INVOICE_SHARING_UNAVAILABLE' });
    expect(rejected(await desk.graph.query(BILLS, YEAR, as(person)))).toBe('SUBGRAPH_UNAVAILABLE');
    away = false;
    expect(await claim(person, [number], 'claim-while-away')).toMatchObject({
      reimbursement: { total: '60000' },
    });
  });
});

describe('异地垫付: bills paid in advance in another area', () => {
  test('the sharing is asked once for the bills of a case', async () => {
    const person = await desk.insure();
    const number = share(person);
    const before = asked;
    expect(await claim(person, [number])).toMatchObject({ reimbursement: { total: '60000' } });
    expect(asked).toBe(before + 1);
  });

  test('TJ-4-INS-07: are listed for that person with whether they can be claimed, and no bills of the own area', async () => {
    const person = await desk.insure();
    const open = share(person, { issuedOn: '2026-03-12' });
    const gone = share(person, { state: 'VOID', issuedOn: '2026-03-11' });
    const done = share(person);
    share(person, { institutionCode: HOSPITAL });
    await claim(person, [done]);
    expect(await bills(person)).toMatchObject([
      {
        number: open,
        state: 'CLAIMABLE',
        amount: '60000',
        issuedOn: '2026-03-12',
        institution: { code: NANJING },
      },
      { number: gone, state: 'VOID' },
      { number: done, state: 'CLAIMED' },
    ]);
    expect(await bills(await desk.insure())).toEqual([]);
  });

  test('TJ-4-INS-08: are claimed by the person and reimbursed as any other case', async () => {
    const person = await desk.insure();
    const numbers = [share(person), share(person)];
    const { reimbursement } = await claim(person, numbers);
    expect(reimbursement).toMatchObject({
      kind: 'GENERAL',
      state: 'REGISTERED',
      total: '120000',
      person: { id: person },
    });
    expect(reimbursement.invoices.map(({ number }: Data) => number).sort()).toEqual([...numbers].sort());
    const calculated = await centre.act(reimbursement.id, 'CALCULATE', handler());
    // 1,200 − 500 deductible, 75%
    expect(calculated).toMatchObject({ state: 'CALCULATED', payable: '52500' });
    await centre.act(reimbursement.id, 'REVIEW', reviewer('wang'));
    expect((await centre.act(reimbursement.id, 'PAY', handler())).state).toBe('PAYING');
    expect(await claim(person, numbers)).toMatchObject({ code: 'DUPLICATE_INVOICE' });
  });

  test('of somebody else, of no invoice, or of two institutions are not claimed', async () => {
    const person = await desk.insure();
    const tried = (numbers: readonly string[], asker = as(person)) => {
      const input = { idempotencyKey: `tried-${(serial += 1)}-bills`, numbers };
      return desk.graph.query(CLAIM, { input }, asker);
    };
    expect(rejected(await tried([share(await desk.insure())]))).toBe('NOT_FOUND');
    expect(rejected(await tried(['EI99999999']))).toBe('NOT_FOUND');
    const elsewhere = share(person, { institutionCode: 'H33010000001' });
    expect(rejected(await tried([share(person), elsewhere]))).toBe('BAD_USER_INPUT input.numbers');
    expect(rejected(await tried([]))).toBe('BAD_USER_INPUT input.numbers');
    expect(rejected(await tried([share(person)], handler()))).toBe('FORBIDDEN');
    expect(await claim(person, [share(person, { state: 'VOID' })])).toMatchObject({
      code: 'INVOICE_NOT_VALID',
    });
  });
});

test('the simulated sharing says that it is simulated, and what its numbers say', async () => {
  const person = randomUUID();
  const tail = `20260105${person.slice(-8)}`;
  const simulated = await SIMULATED_INVOICE_SHARING.ofPerson(person, '2026-01-05', '2026-12-31');
  expect(SIMULATED_INVOICE_SHARING.simulated).toBe(true);
  expect(simulated.map(({ number, state }) => `${number} ${state}`)).toEqual([
    `SIMVALID${tail} VALID`,
    `SIMVOID${tail} VOID`,
    `SIMUSED${tail} CLAIMED_ELSEWHERE`,
  ]);
  expect(await SIMULATED_INVOICE_SHARING.find(randomUUID(), [`SIMVALID${tail}`, 'PAPER0001'])).toEqual([]);
});
