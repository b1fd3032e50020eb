import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pagesOf } from '../src/print/pdf-text.fixture.ts';
import { Centre, handler, reviewer } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

let desk: Desk;
let centre: Centre;
beforeAll(async () => {
  desk = await Desk.open();
  centre = new Centre(desk);
});
afterAll(() => desk.stop());

const child = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', coverTo: '2026-12-31' });
const adult = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'ADULT', coverTo: '2026-12-31' });
const CHILDREN = { kind: 'CHILDREN', visitType: 'INPATIENT' };
const ILLNESS = { kind: 'SERIOUS_ILLNESS', treatment: 'MALIGNANT_TUMOUR' };

/** Kinds with the ids of the functions that are the same workflow for each. */
const KINDS = [
  ['SH-AI-REIMB-13 SH-AI-REIMB-14', 'GENERAL', { kind: 'GENERAL' }, () => desk.insure()],
  ['SH-ST-CHILD-04 SH-ST-CHILD-05 SH-ST-CHILD-07 SH-ST-CHILD-08 SH-ST-CHILD-09', 'CHILDREN', CHILDREN, child],
  [
    'SH-ST-CRIT-03 SH-ST-CRIT-11 SH-ST-CRIT-15 SH-ST-CRIT-16 SH-ST-CRIT-17',
    'SERIOUS_ILLNESS',
    ILLNESS,
    adult,
  ],
] as const;

describe('from registration to payment', () => {
  test.each(KINDS)(
    '%s: a %s case of 200,000 yuan is reviewed by three persons before it is paid',
    async (_, kind, input, person) => {
      const { id, ...registered } = await centre.register(await person(), '20000000', input);
      expect(registered).toMatchObject({ kind, state: 'REGISTERED', payable: null, total: '20000000' });
      expect(registered).toMatchObject({ registeredOn: '2026-03-16', promisedBy: '2026-04-28' });
      const calculated = await centre.act(id, 'CALCULATE', handler());
      expect(BigInt(calculated.payable)).toBeGreaterThan(10_000_000n);
      expect(calculated.payable).toBe(calculated.settlement.fundPaid);
      expect(calculated.settlement).toMatchObject({ channel: 'REIMBURSEMENT', reproduced: true });

      expect((await centre.act(id, 'REVIEW', reviewer('wang'))).state).toBe('REVIEWED_1');
      expect(await centre.act(id, 'REVIEW', reviewer('wang'))).toMatchObject({ code: 'SAME_PERSON_AGAIN' });
      expect(await centre.act(id, 'PAY', handler())).toMatchObject({
        code: 'ILLEGAL_TRANSITION',
        allowed: ['REVIEW', 'ROLL_BACK_CALCULATION'],
      });
      expect((await centre.act(id, 'REVIEW', reviewer('li'))).state).toBe('REVIEWED_2');
      expect((await centre.act(id, 'REVIEW', reviewer('chen'))).state).toBe('REVIEWED_3');
      expect((await centre.act(id, 'PAY', handler())).state).toBe('PAYING');
      const paid = await centre.act(id, 'CONFIRM_PAYMENT', reviewer('wang'), { note: '凭证2026-000123' });
      expect(paid.state).toBe('PAID');
      expect(paid.history.map(({ by }: { by: string }) => by)).toEqual([
        'zhao',
        'zhao',
        'wang',
        'li',
        'chen',
        'zhao',
        'wang',
      ]);
      const late = await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '算错' });
      expect(late).toMatchObject({ code: 'ILLEGAL_TRANSITION', fromState: 'PAID', allowed: [] });
    },
  );

  test.each([
    // 600 − 500 deductible, 75%
    ['SH-AI-REIMB-13', 'GENERAL', () => desk.insure(), '60000', { kind: 'GENERAL' }, '7500'],
    // 9,900 × 70% = 6,930; half of the remaining 3,070 = 1,535
    ['SH-ST-CHILD-05', 'CHILDREN', child, '1000000', CHILDREN, '846500'],
    // 500 × 60% = 300; 700 × 60% = 420
    ['SH-ST-CRIT-12', 'SERIOUS_ILLNESS', adult, '100000', ILLNESS, '72000'],
    [
      'SH-ST-CRIT-12',
      'SERIOUS_ILLNESS, low income',
      adult,
      '100000',
      { ...ILLNESS, lowIncome: true },
      '75500',
    ],
    // 900 × 70% = 630; 370 × 60% = 222
    [
      'SH-ST-CRIT-13',
      'SERIOUS_ILLNESS in hospital',
      adult,
      '100000',
      { ...ILLNESS, visitType: 'INPATIENT' },
      '85200',
    ],
  ] as const)('%s: what the funds pay of %s', async (_, __, person, amount, input, payable) => {
    const { id } = await centre.register(await person(), amount, input);
    const calculated = await centre.act(id, 'CALCULATE', handler());
    expect(calculated).toMatchObject({ state: 'CALCULATED', payable });
    const paid = calculated.settlement.payments.map((part: { amount: string }) => BigInt(part.amount));
    expect(paid.reduce((a: bigint, b: bigint) => a + b)).toBe(BigInt(amount));
  });

  test('a small case is paid after one review, and a payment that came back is ordered again', async () => {
    const { id } = await centre.register(await desk.insure(), '60000');
    await centre.act(id, 'CALCULATE', handler());
    await centre.act(id, 'REVIEW', reviewer('wang'));
    expect(await centre.act(id, 'REVIEW', reviewer('li'))).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    await centre.act(id, 'PAY', handler());
    expect((await centre.act(id, 'FAIL_PAYMENT', handler(), { note: '账号有误' })).state).toBe('PAY_FAILED');
    expect((await centre.act(id, 'PAY', handler())).state).toBe('PAYING');
  });

  test.each([
    ['the day before', '0', '2026-03-09'],
    ['that day', '7500', '2026-03-10'],
  ])('a drug of 10 March whose code held until %s is reimbursed with %s 分', async (_, payable, validTo) => {
    const itemCode = `XA02BCA045E0010102${validTo.replaceAll('-', '').slice(3)}`;
    await desk.catalogue(itemCode, { validTo });
    const item = { detailNumber: '0001', itemCode, itemName: '奥美拉唑肠溶片', quantity: '1' };
    const items = [{ ...item, unitPrice: '60000', amount: '60000', serviceDate: '2026-03-10' }];
    const { id } = await centre.register(await desk.insure(), '60000', { items });
    expect(await centre.act(id, 'CALCULATE', handler())).toMatchObject({ payable });
  });

  test('a reimbursement uses the same year as bills at the counter', async () => {
    const person = await desk.insure();
    const { id } = await centre.register(person, '50000');
    expect((await centre.act(id, 'CALCULATE', handler())).payable).toBe('0');
    expect((await desk.bill(person, '10000')).fundPaid).toBe('7500');
  });
});

describe('rolling back', () => {
  test.each([
    ['SH-ST-CHILD-06 SH-ST-CHILD-10', 'CHILDREN', CHILDREN, child],
    ['SH-ST-CRIT-14 SH-ST-CRIT-18', 'SERIOUS_ILLNESS', ILLNESS, adult],
  ] as const)(
    '%s: the calculation of a %s case is undone by an opposite record, then its registration',
    async (_, __, input, insured) => {
      const person = await insured();
      const { id } = await centre.register(person, '1000000', input);
      const calculated = await centre.act(id, 'CALCULATE', handler());
      await centre.act(id, 'REVIEW', reviewer('wang'));
      expect(await desk.accumulators(person)).not.toEqual({});
      expect(await centre.act(id, 'ROLL_BACK_CALCULATION', handler())).toMatchObject({
        code: 'NOTE_MISSING',
      });
      const back = await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '明细录错' });
      expect(back).toMatchObject({ state: 'REGISTERED', payable: null, settlement: null });
      expect(await desk.accumulators(person)).toEqual({});
      const undone = ok(
        await desk.graph.query(
          `query ($id: ID!) { settlement(id: $id) { state fundPaid opposite { fundPaid } } }`,
          {
            id: calculated.settlement.id,
          },
        ),
      ).settlement;
      expect(undone).toMatchObject({ state: 'VOIDED', opposite: { fundPaid: `-${undone.fundPaid}` } });

      expect((await centre.act(id, 'CALCULATE', handler())).payable).toBe(calculated.payable);
      expect((await centre.act(id, 'REVIEW', reviewer('wang'))).state).toBe('REVIEWED_1');
      await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '材料不全' });
      const returned = await centre.act(id, 'ROLL_BACK_REGISTRATION', handler(), { note: '请补发票原件' });
      expect(returned.state).toBe('RETURNED');
      expect(returned.history.at(-1)).toMatchObject({ act: 'ROLL_BACK_REGISTRATION', note: '请补发票原件' });
      expect((await centre.act(id, 'RESUBMIT', handler(), { note: '已补齐' })).state).toBe('REGISTERED');
    },
  );

  test('a calculation on whose accumulators a later bill stands is not rolled back', async () => {
    const person = await desk.insure();
    const { id } = await centre.register(person, '60000');
    await centre.act(id, 'CALCULATE', handler());
    const bill = await desk.bill(person, '10000');
    const refusal = await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '算错' });
    expect(refusal).toMatchObject({ code: 'USED_BY_LATER', settlementIds: [bill.id] });
    await desk.void(bill.id);
    expect((await centre.act(id, 'ROLL_BACK_CALCULATION', handler(), { note: '算错' })).state).toBe(
      'REGISTERED',
    );
  });

  test('the institution does not void a reimbursement', async () => {
    const { id } = await centre.register(await desk.insure(), '60000');
    const { settlement } = await centre.act(id, 'CALCULATE', handler());
    expect(rejected(await desk.tryVoid(settlement.id))).toBe('FORBIDDEN');
  });
});

describe('who may', () => {
  test('neither who registered nor who calculated reviews; a handler does not review at all', async () => {
    const { id } = await centre.register(await desk.insure(), '60000', {}, handler('both'));
    await centre.act(id, 'CALCULATE', handler());
    expect(await centre.act(id, 'REVIEW', reviewer('both'))).toMatchObject({
      code: 'SAME_PERSON_AGAIN',
      earlierAct: 'REGISTER',
    });
    expect(await centre.act(id, 'REVIEW', reviewer('zhao'))).toMatchObject({
      code: 'SAME_PERSON_AGAIN',
      earlierAct: 'CALCULATE',
    });
    expect(await centre.act(id, 'REVIEW', handler('other'))).toMatchObject({ code: 'ACT_NOT_YOURS' });
    expect(rejected(await centre.tryAct(id, 'REVIEW', { role: 'ANALYST' }))).toBe('FORBIDDEN');
    expect(rejected(await centre.tryAct(id, 'REVIEW', { ...reviewer('li'), region: '310104' }))).toBe(
      'FORBIDDEN',
    );
  });

  test('a right that was lent is used by the other person, for the days of the loan', async () => {
    const { id } = await centre.register(await desk.insure(), '60000');
    await centre.act(id, 'CALCULATE', handler());
    const behalf = { onBehalfOf: 'wu' };
    expect(await centre.act(id, 'REVIEW', handler('deputy'), behalf)).toMatchObject({
      code: 'ACT_NOT_YOURS',
    });
    expect(ok(await centre.tryDelegate('deputy', reviewer('wu')))).toMatchObject({
      delegateReview: { delegation: { from: 'wu', to: 'deputy' } },
    });
    const reviewed = await centre.act(id, 'REVIEW', handler('deputy'), behalf);
    expect(reviewed.state).toBe('REVIEWED_1');
    expect(reviewed.history.at(-1)).toMatchObject({ by: 'deputy', onBehalfOf: 'wu' });
    expect(rejected(await centre.tryDelegate('x', handler()))).toBe('FORBIDDEN');
    expect(rejected(await centre.tryDelegate('wu', reviewer('wu')))).toBe('BAD_USER_INPUT input.to');
  });

  test('a person sees the own cases only', async () => {
    const [person, stranger] = [await desk.insure(), await desk.insure()];
    const { id } = await centre.register(person, '60000');
    const see = (asker: object) =>
      desk.graph.query(
        `query ($id: ID!) { reimbursement(id: $id) { id } reimbursements(first: 5) { nodes { id } } }`,
        { id },
        { role: 'PERSON', ...asker },
      );
    expect(ok(await see({ person }))).toEqual({ reimbursement: { id }, reimbursements: { nodes: [{ id }] } });
    const answer = await see({ person: stranger });
    expect(rejected(answer)).toBe('FORBIDDEN');
    expect(answer.data.reimbursements.nodes).toEqual([]);
  });
});

describe('what is refused, and nothing has changed', () => {
  test('an invoice is claimed once, until the case that claims it is cancelled', async () => {
    const person = await desk.insure();
    const invoices = [{ number: 'FPX0000001', amount: '60000' }];
    const { id } = await centre.register(person, '60000', { invoices });
    const again = () => centre.tryRegister(person, '60000', { invoices });
    expect(ok(await again()).registerReimbursement).toMatchObject({
      code: 'DUPLICATE_INVOICE',
      invoiceNumbers: ['FPX0000001'],
    });
    await centre.act(id, 'CANCEL', handler(), { note: '申请人撤回' });
    expect(ok(await again()).registerReimbursement.reimbursement.state).toBe('REGISTERED');
  });

  test.each([
    [
      'invoices that are not the sum of the lines',
      { invoices: [{ number: 'FPX0000002', amount: '59999' }] },
      'INVOICE_TOTAL_DIFFERS',
    ],
    ['an institution that nobody knows', { institutionCode: 'H99999999999' }, 'INSTITUTION_NOT_SERVING'],
    ['a child’s stay of an employee', CHILDREN, 'KIND_DOES_NOT_FIT'],
    ['care before there was cover', { startedOn: '2019-12-31' }, 'NOT_ENROLLED'],
  ] as const)('%s', async (_, input, code) => {
    const answer = ok(await centre.tryRegister(await desk.insure(), '60000', input));
    expect(answer.registerReimbursement).toMatchObject({ code });
  });

  test.each([
    ['a future day', { startedOn: '2026-03-17' }, 'BAD_USER_INPUT input.startedOn input.items.0.serviceDate'],
    ['a serious illness without a treatment', { kind: 'SERIOUS_ILLNESS' }, 'BAD_USER_INPUT input.treatment'],
    ['no invoices', { invoices: [] }, 'BAD_USER_INPUT input.invoices'],
  ] as const)('%s is named', async (_, input, expected) => {
    expect(rejected(await centre.tryRegister(await adult(), '60000', input))).toBe(expected);
  });

  test('the same key gives the first answer, with other content it conflicts', async () => {
    const { id } = await centre.register(await desk.insure(), '60000');
    const input = { idempotencyKey: centre.key() };
    expect((await centre.act(id, 'CALCULATE', handler(), input)).state).toBe('CALCULATED');
    expect((await centre.act(id, 'CALCULATE', handler(), input)).history).toHaveLength(2);
    expect(rejected(await centre.tryAct(id, 'CANCEL', handler(), input))).toBe('CONFLICT');
  });
});

test.each([
  ['SH-ST-CHILD-14', 'CHILDREN', CHILDREN, child],
  ['SH-ST-CRIT-22', 'SERIOUS_ILLNESS', ILLNESS, adult],
] as const)(
  '%s: for one late %s case a supervisor lifts the filing deadline',
  async (_, __, input, insured) => {
    const person = await insured();
    await desk.enrol(person, {
      scheme: 'RESIDENT',
      personGroup: input === CHILDREN ? 'STUDENT_CHILD' : 'ADULT',
      coverFrom: '2024-01-01',
      coverTo: '2025-12-31',
    });
    const item = {
      detailNumber: '1',
      itemCode: '001102000010000',
      itemName: '诊察费',
      quantity: '1',
      unitPrice: '60000',
      amount: '60000',
      serviceDate: '2025-03-01',
    };
    const late = () => centre.register(person, '60000', { ...input, startedOn: '2025-03-01', items: [item] });
    const { id } = await late();
    expect(await centre.act(id, 'CALCULATE', handler())).toMatchObject({
      code: 'FILED_TOO_LATE',
      deadline: '2026-03-01',
    });
    const granted = await centre.grant(id, 'FILING_DEADLINE', reviewer('wang'));
    expect(granted.reimbursement.exceptions).toEqual([
      { check: 'FILING_DEADLINE', grantedBy: 'wang', expiresOn: '2026-03-20' },
    ]);
    expect((await centre.act(id, 'CALCULATE', handler())).state).toBe('CALCULATED');
    const other = await late();
    expect(await centre.act(other.id, 'CALCULATE', handler())).toMatchObject({ code: 'FILED_TOO_LATE' });
  },
);

test.each([
  ['SH-ST-CHILD-11 SH-ST-CHILD-12', '少儿住院零星报销', CHILDREN, child, '1000000', '8465.00元'],
  ['SH-ST-CRIT-19 SH-ST-CRIT-20', '居保大病零星报销', ILLNESS, adult, '100000', '720.00元'],
] as const)('%s: the documents of a %s case', async (_, title, input, insured, amount, payable) => {
  const { id } = await centre.register(await insured(), amount, input);
  const forms = async () =>
    ok(
      await desk.graph.query(
        `query ($id: ID!) { reimbursement(id: $id) {
          acceptance: form(name: ACCEPTANCE) { title entries { label value } pdf }
          settlement: form(name: SETTLEMENT) { title entries { label value } pdf } } }`,
        { id },
      ),
    ).reimbursement;
  const before = await forms();
  expect(before.settlement).toBeNull();
  expect(before.acceptance.title).toBe(`${title}受理单`);
  expect(before.acceptance.entries).toContainEqual({ label: '承诺办结日期', value: '2026-04-28' });
  await centre.act(id, 'CALCULATE', handler());
  await centre.act(id, 'REVIEW', reviewer('wang'));
  const { settlement } = await forms();
  expect(settlement.title).toBe(`${title}结算单`);
  expect(settlement.entries).toContainEqual({ label: '应付个人', value: payable });
  expect(settlement.entries).toContainEqual({ label: '复核', value: 'wang' });
  const [paper] = pagesOf(Buffer.from(settlement.pdf, 'base64'));
  expect(paper).toContain(`${title}结算单\n`);
  expect(paper).toContain(`应付个人\n${payable}\n应付个人（大写）：人民币`);
  expect(paper).toContain('结算人：zhao\n复核：wang\n申请人签字：\n日期：2026年3月16日\n');
  const later = await forms();
  expect([later.acceptance.pdf, later.settlement.pdf]).toEqual([before.acceptance.pdf, settlement.pdf]);
});

test('open cases are told by how near their promised day is', async () => {
  const fresh = await Desk.open();
  const office = new Centre(fresh);
  try {
    const person = await fresh.insure();
    for (const amount of ['60000', '70000']) await office.register(person, amount);
    const due = async (day: string, asker = handler()) => {
      fresh.graph.clock.set(`${day}T02:00:00Z`);
      const asked = await fresh.graph.query(`{ reimbursementAgeing { due state count total } }`, {}, asker);
      return ok(asked).reimbursementAgeing;
    };
    const row = { state: 'REGISTERED', count: 2, total: '130000' };
    expect(await due('2026-03-16')).toEqual([{ due: 'IN_TIME', ...row }]);
    // Promised by 28 April: five working days are left on the 21st.
    expect(await due('2026-04-20')).toEqual([{ due: 'IN_TIME', ...row }]);
    expect(await due('2026-04-21')).toEqual([{ due: 'DUE_SOON', ...row }]);
    expect(await due('2026-04-29')).toEqual([{ due: 'OVERDUE', ...row }]);
    expect(await due('2026-04-29', { ...handler(), region: '310104' })).toEqual([]);
  } finally {
    await fresh.stop();
  }
});

test('SH-ST-CHILD-17, SH-ST-CHILD-18, SH-ST-CRIT-25, SH-ST-CRIT-26: terms of both schemes that two persons brought into force decide later cases', async () => {
  const fresh = await Desk.open();
  const office = new Centre(fresh);
  try {
    await office.legislate('2026-04-01', [
      { code: 'SERIOUS-ILLNESS-RATIO', kind: 'SERIOUS_ILLNESS_RATIO', scheme: 'RESIDENT', value: '0.7' },
      {
        code: 'CHILD-INPATIENT-MUTUAL-AID',
        kind: 'MUTUAL_AID_RATIO',
        value: '0.6',
        personGroup: 'STUDENT_CHILD',
        visitType: 'INPATIENT',
        qualifier: 'CHILD_INPATIENT',
      },
    ]);
    const payable = async (day: string) => {
      fresh.graph.clock.set(`${day}T02:00:00Z`);
      const insured = { scheme: 'RESIDENT', coverTo: '2026-12-31' };
      const sick = await office.register(
        await fresh.insure({ ...insured, personGroup: 'ADULT' }),
        '100000',
        ILLNESS,
      );
      const pupil = await fresh.insure({ ...insured, personGroup: 'STUDENT_CHILD' });
      const stay = await office.register(pupil, '1000000', CHILDREN);
      const calculated = [sick, stay].map(({ id }) => office.act(id, 'CALCULATE', handler()));
      return (await Promise.all(calculated)).map(result => result.payable);
    };
    expect(await payable('2026-03-31')).toEqual(['72000', '846500']);
    // 700 × 70% = 490; 3,070 × 60% = 1,842
    expect(await payable('2026-04-01')).toEqual(['79000', '877200']);
  } finally {
    await fresh.stop();
  }
});

test('other hospitals do not see the case', async () => {
  const { id } = await centre.register(await desk.insure(), '60000');
  const see = (institution: string) =>
    desk.graph.query(
      `query ($id: ID!) { reimbursement(id: $id) { id } }`,
      { id },
      { role: 'INSTITUTION', institution },
    );
  expect(ok(await see(HOSPITAL)).reimbursement.id).toBe(id);
  expect(rejected(await see(OTHER_HOSPITAL))).toBe('FORBIDDEN');
});
