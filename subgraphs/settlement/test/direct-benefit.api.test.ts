import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Centre, handler, reviewer } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const ENTRY = `code version kind qualifier firstDay lastDay registeredBy`;
const REGISTER = `mutation ($input: RegisterQualificationInput!) { registerQualification(input: $input) {
  ... on RegisterQualificationSuccess { qualification { ${ENTRY} person { id } } } ${REFUSAL} } }`;
const ADMIT = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
  ... on AdmitPatientSuccess { visit { id visitType treatment } entitlement } ${REFUSAL} } }`;
const DISCHARGE = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) {
  ... on DischargePatientSuccess { visit { id endedOn } } ${REFUSAL} } }`;
const CANCEL = `mutation ($input: CancelVisitInput!) { cancelVisit(input: $input) {
  ... on CancelVisitSuccess { visit { id cancelledOn } } ... on VisitHasFeesRefusal { claims } ${REFUSAL} } }`;
const BENEFITS = `query ($id: ID!) { visit(id: $id) { benefits { scheme personGroup entitlement treatments
  assistanceGroups mutualAidFund seriousIllnessMethod mutualAidMethod } } }`;
const REPORT = `query ($name: ReportName!) { report(name: $name, from: "2026-01-01", to: "2026-12-31") {
  columns { label } rows { cells } totals } }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id state declared } } ${REFUSAL} } }`;
const ADVANCE = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { state } } ${REFUSAL} } }`;
const YEAR = { coverFrom: '2026-01-01', coverTo: '2026-12-31' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let centre: Centre;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
  centre = new Centre(desk);
});
afterAll(() => desk.stop());

const hospital = (institution = HOSPITAL) => ({ role: 'INSTITUTION' as const, institution });
const child = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', ...YEAR });
const adult = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });

async function qualify(personId: string, kind: string, qualifier: string, input: object = {}): Promise<Data> {
  const code = `REG-${String((serial += 1)).padStart(6, '0')}`;
  const days = { firstDay: '2026-01-01', lastDay: kind === 'MUTUAL_AID_MEMBER' ? '2026-12-31' : null };
  const whole = { idempotencyKey: `qualify-${serial}`, code, kind, personId, qualifier, ...days, ...input };
  const answer = ok(await desk.graph.query(REGISTER, { input: whole })).registerQualification;
  return answer.qualification ?? answer;
}

const admit = async (input: object): Promise<Data> => {
  const whole = { startedOn: '2026-03-10', ...input };
  return ok(await desk.ask(ADMIT, whole)).admitPatient;
};
const discharge = async (visitId: string, endedOn = '2026-03-16'): Promise<Data> =>
  ok(await desk.ask(DISCHARGE, { visitId, endedOn })).dischargePatient;
const cancel = async (visitId: string): Promise<Data> => ok(await desk.ask(CANCEL, { visitId })).cancelVisit;
const benefits = async (visitId: string, asker: object = hospital()): Promise<Data> =>
  ok(await desk.graph.query(BENEFITS, { id: visitId }, asker as never)).visit.benefits;

/** A stay from admission to settlement; what was settled. */
async function stay(personId: string, amount: string, input: object = {}): Promise<Data> {
  const { visit } = await admit({ personId, ...input });
  const { claim } = await desk.upload(visit.id, [{ amount, serviceDate: '2026-03-12' }]);
  await discharge(visit.id);
  await desk.preSettle(claim.id);
  return (await desk.settle(claim.id)).settlement;
}

/** An outpatient bill for a treatment, settled. */
async function treated(personId: string, amount: string, treatment: string | null): Promise<Data> {
  const claimId = await desk.claim(personId, [{ amount }], { treatment });
  await desk.preSettle(claimId);
  return (await desk.settle(claimId)).settlement;
}

const paidBy = (settlement: Data, payer: string): string =>
  settlement.payments.find((part: Data) => part.payer === payer)?.amount ?? '0';

function addsUp(settlement: Data): void {
  const paid = settlement.payments.map((part: Data) => BigInt(part.amount));
  expect(paid.reduce((a: bigint, b: bigint) => a + b)).toBe(BigInt(settlement.total));
}

describe('serious illness at the counter', () => {
  test('SH-ST-CRIT-01, SH-ST-CRIT-28: a filed treatment is paid on the spot, 60% of deductible and co-payment', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    const settlement = await treated(person, '100000', 'DIALYSIS');
    // 500 deductible, 500 × 60% = 300; burden 700 × 60% = 420
    expect(paidBy(settlement, 'POOLED_FUND')).toBe('30000');
    expect(paidBy(settlement, 'SERIOUS_ILLNESS_FUND')).toBe('42000');
    expect(settlement.cashPaid).toBe('28000');
    addsUp(settlement);
    expect(await desk.accumulators(person)).toMatchObject({
      SERIOUS_ILLNESS_BASE: '70000',
      SERIOUS_ILLNESS_PAID: '42000',
    });
  });

  test('SH-ST-CRIT-27: whoever is assisted has the higher ratio, and assistance pays of what is left', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    await qualify(person, 'ASSISTANCE_PERSON', 'MINIMUM_LIVING');
    const settlement = await treated(person, '100000', 'DIALYSIS');
    // 700 × 65% = 455; 245 × 70% = 171.50
    expect(paidBy(settlement, 'SERIOUS_ILLNESS_FUND')).toBe('45500');
    expect(paidBy(settlement, 'ASSISTANCE_FUND')).toBe('17150');
    addsUp(settlement);
  });

  test('SH-ST-CRIT-27: the same person’s visit for something else is an ordinary bill', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    expect(paidBy(await treated(person, '100000', null), 'SERIOUS_ILLNESS_FUND')).toBe('0');
  });

  test.each([
    ['no filing at all', []],
    ['a filing of another treatment', [['MALIGNANT_TUMOUR', {}]]],
    ['a filing that has ended', [['DIALYSIS', { lastDay: '2026-03-15' }]]],
    ['a filing from tomorrow', [['DIALYSIS', { firstDay: '2026-03-17' }]]],
  ] as const)('SH-ST-CRIT-28: a treatment with %s is not registered', async (_, filings) => {
    const person = await adult();
    for (const [qualifier, input] of filings)
      await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', qualifier, input);
    expect(await desk.register({ personId: person, treatment: 'DIALYSIS' })).toMatchObject({
      code: 'TREATMENT_NOT_FILED',
    });
  });

  test('SH-ST-CRIT-02: a hospital treatment is paid at discharge by the ratio of the hospital and 60% of the rest', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'MALIGNANT_TUMOUR');
    const settlement = await stay(person, '100000', { treatment: 'MALIGNANT_TUMOUR' });
    // 100 deductible, 900 × 70% = 630; 370 × 60% = 222
    expect(paidBy(settlement, 'POOLED_FUND')).toBe('63000');
    expect(paidBy(settlement, 'SERIOUS_ILLNESS_FUND')).toBe('22200');
    addsUp(settlement);
  });

  test('a stay is settled after its discharge and not before', async () => {
    const { visit } = await admit({ personId: await adult() });
    const { claim } = await desk.upload(visit.id, [{ amount: '100000', serviceDate: '2026-03-12' }]);
    await desk.preSettle(claim.id);
    expect(await desk.settle(claim.id)).toMatchObject({ code: 'NOT_DISCHARGED' });
    expect(await discharge(visit.id, '2026-03-09')).toMatchObject({ code: 'NOT_DISCHARGEABLE' });
    expect((await discharge(visit.id)).visit.endedOn).toBe('2026-03-16');
    expect(await discharge(visit.id)).toMatchObject({ code: 'NOT_DISCHARGEABLE' });
    expect((await desk.settle(claim.id)).settlement.state).toBe('SETTLED');
  });

  test('SH-ST-CRIT-29: a registration is cancelled while nothing was charged, and takes no fees afterwards', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    const { visit } = await desk.register({ personId: person, treatment: 'DIALYSIS' });
    expect((await cancel(visit.id)).visit.cancelledOn).toBe('2026-03-16');
    expect(await cancel(visit.id)).toMatchObject({ code: 'VISIT_CANCELLED' });
    expect(await desk.upload(visit.id, [{ amount: '100' }])).toMatchObject({ code: 'VISIT_CANCELLED' });
  });

  test('SH-ST-CRIT-29: with fees that count it is not, and once they are voided it is', async () => {
    const person = await adult();
    const settlement = await desk.bill(person, '60000');
    const visitId = (
      await desk.graph.data(`{ claim(id: "${settlement.claimId}") { visit { id } } }`, {}, hospital())
    ).claim.visit.id;
    expect(await cancel(visitId)).toMatchObject({ code: 'VISIT_HAS_FEES', claims: 1 });
    await desk.void(settlement.id);
    expect((await cancel(visitId)).visit.id).toBe(visitId);
  });

  test('another hospital neither cancels nor discharges', async () => {
    const { visit } = await admit({ personId: await adult() });
    const foreign = (document: string, input: object) => desk.ask(document, input, OTHER_HOSPITAL);
    expect(rejected(await foreign(CANCEL, { visitId: visit.id }))).toBe('FORBIDDEN');
    expect(rejected(await foreign(DISCHARGE, { visitId: visit.id, endedOn: '2026-03-16' }))).toBe(
      'FORBIDDEN',
    );
  });

  test('SH-ST-CRIT-30: one message sent twice registers one visit, with other content it is a conflict', async () => {
    const person = await adult();
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
    const input = { personId: person, treatment: 'DIALYSIS', msgid: desk.msgid() };
    const [first, again] = [await desk.register(input), await desk.register(input)];
    expect(again.visit.id).toBe(first.visit.id);
    expect(rejected(await desk.tryRegister({ ...input, treatment: null }))).toBe('CONFLICT');
  });
});

describe('a child’s stay', () => {
  test('SH-ST-CHILD-01, SH-ST-CHILD-20: insurance and then the mutual-aid fund pay in one transaction, to the fen', async () => {
    const person = await child();
    await qualify(person, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
    const settlement = await stay(person, '1000033');
    // 9,900.33 × 70% = 6,930.23; half of the remaining 3,070.10
    expect(paidBy(settlement, 'POOLED_FUND')).toBe('693023');
    expect(paidBy(settlement, 'MUTUAL_AID_FUND')).toBe('153505');
    expect(settlement.cashPaid).toBe('153505');
    addsUp(settlement);
    const { trace } = (
      await desk.graph.data(
        `{ settlement(id: "${settlement.id}") { trace { step payer base amount ruleId } } }`,
      )
    ).settlement;
    const steps = trace.filter((line: Data) => line.payer).map((line: Data) => line.step);
    expect(steps).toEqual(['POOLED_FUND', 'MUTUAL_AID', 'CASH', 'CASH']);
  });

  test('a child who is no member is settled without the fund', async () => {
    expect(paidBy(await stay(await child(), '1000000'), 'MUTUAL_AID_FUND')).toBe('0');
  });

  test('SH-ST-CHILD-19: from a deductible on, by the level of the hospital, the fund pays above it once a year', async () => {
    const person = await child();
    await qualify(person, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
    desk.graph.clock.set('2026-03-15T02:00:00Z');
    await centre.legislate('2026-03-16', [
      {
        code: 'CHILD-INPATIENT-MUTUAL-AID-DEDUCTIBLE-SECONDARY',
        kind: 'MUTUAL_AID_DEDUCTIBLE',
        value: '200000',
        institutionLevel: 'SECONDARY',
        qualifier: 'CHILD_INPATIENT',
      },
    ]);
    desk.graph.clock.set('2026-03-16T02:00:00Z');
    // burden 3,070, of which 2,000 are the child’s: half of 1,070
    expect(paidBy(await stay(person, '1000000'), 'MUTUAL_AID_FUND')).toBe('53500');
    // 10,000 × 70%; the deductible is borne: half of 3,000
    expect(paidBy(await stay(person, '1000000'), 'MUTUAL_AID_FUND')).toBe('150000');
    expect(await desk.accumulators(person)).toMatchObject({
      MUTUAL_AID_BASE: '607000',
      MUTUAL_AID_PAID: '203500',
    });
  });

  test('undoing the stay gives the fund back what it paid', async () => {
    const person = await child();
    await qualify(person, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
    const { id } = await stay(person, '1000000');
    await desk.void(id);
    expect(await desk.accumulators(person)).toEqual({});
  });
});

describe('how a benefit is settled', () => {
  test.each([
    ['SH-ST-CRIT-24', 'SERIOUS_ILLNESS', 'SERIOUS_ILLNESS_FUND'],
    ['SH-ST-CHILD-16', 'CHILD_INPATIENT', 'MUTUAL_AID_FUND'],
  ] as const)(
    '%s: from the day on which %s is reimbursed the counter pays nothing of it',
    async (id, benefit, payer) => {
      const [first, second] = id === 'SH-ST-CRIT-24' ? ['04-01', '04-02'] : ['04-03', '04-04'];
      const person = await (benefit === 'CHILD_INPATIENT' ? child() : adult());
      if (benefit === 'CHILD_INPATIENT') await qualify(person, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
      else await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
      const bill = () =>
        benefit === 'CHILD_INPATIENT' ? stay(person, '2000000') : treated(person, '200000', 'DIALYSIS');
      desk.graph.clock.set(`2026-${first}T02:00:00Z`);
      await centre.legislate(`2026-${second}`, [
        {
          code: `METHOD-${benefit.replace('_', '-')}`,
          kind: 'SETTLEMENT_METHOD',
          value: 'REIMBURSEMENT',
          scheme: 'RESIDENT',
          qualifier: benefit,
        },
      ]);
      expect(paidBy(await bill(), payer)).not.toBe('0');
      desk.graph.clock.set(`2026-${second}T02:00:00Z`);
      expect(paidBy(await bill(), payer)).toBe('0');
      desk.graph.clock.set('2026-03-16T02:00:00Z');
    },
  );

  test('SH-ST-CRIT-31, SH-ST-CHILD-21: before the bill the hospital asks what is open to it, of its own visits only', async () => {
    const person = await child();
    await qualify(person, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
    await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'MENTAL_ILLNESS');
    await qualify(person, 'ASSISTANCE_PERSON', 'LOW_INCOME');
    const { visit } = await admit({ personId: person });
    expect(await benefits(visit.id)).toEqual({
      scheme: 'RESIDENT',
      personGroup: 'STUDENT_CHILD',
      entitlement: 'ENTITLED',
      treatments: ['MENTAL_ILLNESS'],
      assistanceGroups: ['LOW_INCOME'],
      mutualAidFund: 'CHILD_INPATIENT',
      seriousIllnessMethod: 'DIRECT',
      mutualAidMethod: 'DIRECT',
    });
    const foreign = await desk.graph.query(BENEFITS, { id: visit.id }, hospital(OTHER_HOSPITAL));
    expect(rejected(foreign)).toBe('FORBIDDEN');
    const analyst = await desk.graph.query(BENEFITS, { id: visit.id }, { role: 'ANALYST' });
    expect(rejected(analyst)).toBe('FORBIDDEN');
  });
});

describe('declaration of what the special funds paid', () => {
  const read = async (name: string, asker: object = { role: 'HANDLER' }) =>
    desk.graph.query(REPORT, { name }, asker as never);
  const labelled = (report: Data) =>
    report.rows.map((row: Data) =>
      Object.fromEntries(report.columns.map((column: Data, at: number) => [column.label, row.cells[at]])),
    );

  test(
    'SH-ST-CRIT-04, SH-ST-CRIT-05, SH-ST-CRIT-08, SH-ST-CRIT-09, SH-ST-CHILD-02, SH-ST-CHILD-03: a declared month ' +
      'says what each fund owes, and what of it was paid',
    async () => {
      const own = await Desk.open();
      const [before, beforeCentre] = [desk, centre];
      desk = own;
      centre = new Centre(own);
      try {
        const [ill, kid] = [await adult(), await child()];
        await qualify(ill, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS');
        await qualify(kid, 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT');
        await treated(ill, '100000', 'DIALYSIS');
        await stay(kid, '1000000');
        await centre.legislate('2026-03-17', [
          {
            code: 'OPERATOR-SERIOUS-ILLNESS',
            kind: 'SCHEME_OPERATOR',
            value: 'INSURER01',
            qualifier: 'SERIOUS_ILLNESS',
          },
        ]);
        own.graph.clock.set('2026-04-02T02:00:00Z');
        const input = { idempotencyKey: 'declare-march', month: '2026-03' };
        const declared = ok(await own.graph.query(DECLARE, { input }, hospital())).declareMonth
          .monthlySettlement;
        // 300 + 420 of the treatment; 6,930 + 1,535 of the stay
        expect(declared.declared).toBe('918500');

        const [illness] = labelled(ok(await read('SERIOUS_ILLNESS_DECLARATIONS', hospital())).report);
        expect(illness).toMatchObject({
          申报月份: '2026-03',
          笔数: '1',
          费用总额: '100000',
          统筹基金申请: '30000',
          大病基金申请: '42000',
        });
        const [stays] = labelled(ok(await read('CHILD_STAY_DECLARATIONS', hospital())).report);
        expect(stays).toMatchObject({ 统筹基金申请: '693000', 互助基金申请: '153500', 互助基金实付: '0' });
        expect(labelled(ok(await read('CHILD_STAY_DECLARATIONS', hospital(OTHER_HOSPITAL))).report)).toEqual(
          [],
        );

        const act = async (what: string, asker: object, note?: string) => {
          const step = { idempotencyKey: centre.key(), monthlySettlementId: declared.id, act: what, note };
          return ok(await own.graph.query(ADVANCE, { input: step }, asker as never)).advanceMonthlySettlement;
        };
        const due = async () =>
          labelled(ok(await read('SERIOUS_ILLNESS_APPLIED_AND_PAID')).report)[0] as Record<string, string>;
        expect(await due()).toMatchObject({ 大病基金申请: '42000', 大病基金核定: '0', 大病基金实付: '0' });
        await act('APPROVE', reviewer('wang'));
        await act('PAY', handler());
        await act('CONFIRM_PAYMENT', reviewer('wang'), '凭证2026-1');
        expect(await due()).toMatchObject({ 大病基金核定: '42000', 大病基金实付: '42000' });

        const insurer = (institution: string) => ({ role: 'INSURER', institution });
        const runs = ok(await read('SERIOUS_ILLNESS_DECLARATIONS', insurer('INSURER01')));
        expect(labelled(runs.report)[0]).toMatchObject({ 大病基金申请: '42000' });
        expect(rejected(await read('SERIOUS_ILLNESS_DECLARATIONS', insurer('INSURER02')))).toBe('FORBIDDEN');
        expect(rejected(await read('CHILD_STAY_DECLARATIONS', insurer('INSURER01')))).toBe('FORBIDDEN');
      } finally {
        desk = before;
        centre = beforeCentre;
        await own.stop();
      }
    },
  );
});
