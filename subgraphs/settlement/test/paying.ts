import { startTestSubgraph, type Answer, type Asker } from '#test/subgraph';
import { depositPaid, DepositService } from '../src/deposit/deposit.service.ts';
import { OnlinePayments } from '../src/online-payment/online-payments.service.ts';
import { OverpaymentService } from '../src/overpayment/overpayment.service.ts';
import { overpaymentPaid } from '../src/overpayment/overpayment.store.ts';
import { subgraph } from '../src/subgraph.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL } from './desk.ts';
import { StandInProvider } from './stand-in-provider.ts';

export const REFUSAL = `... on Refusal { code message }`;
export const PAYMENT = `id purpose method amount refunded state simulated payAt note person { id }
  refunds(first: 10) { nodes { amount state reason } }`;
const DEPOSIT = `id estimated minimum paid refunded used payments(first: 10) { nodes { ${PAYMENT} } } visit { id }`;
export const ADMIT = `mutation ($input: AdmitPatientInput!) { admitPatient(input: $input) {
  ... on AdmitPatientSuccess { visit { id } } ${REFUSAL} } }`;
const DISCHARGE = `mutation ($input: DischargePatientInput!) { dischargePatient(input: $input) {
  ... on DischargePatientSuccess { visit { id } } ${REFUSAL} } }`;
export const REQUIRE = `mutation ($input: RequireStayDepositInput!) { requireStayDeposit(input: $input) {
  ... on RequireStayDepositSuccess { deposit { ${DEPOSIT} } } ${REFUSAL} } }`;
export const PAY = `mutation ($input: PayStayDepositInput!) { payStayDeposit(input: $input) {
  ... on PayStayDepositSuccess { payment { ${PAYMENT} } } ${REFUSAL} ... on BelowMinimumRefusal { minimum } } }`;
export const CLOSE = `mutation ($input: CloseStayDepositInput!) { closeStayDeposit(input: $input) {
  ... on CloseStayDepositSuccess { deposit { ${DEPOSIT} } } ${REFUSAL} } }`;
const DEPOSITS = `query { stayDeposits(first: 20) { nodes { ${DEPOSIT} } } }`;
const NOTICE = `mutation ($input: TakePaymentNoticeInput!) { takePaymentNotice(input: $input) {
  ... on TakePaymentNoticeSuccess { verdict } } }`;
export const CHECK = `mutation ($input: CheckPaymentInput!) { checkPayment(input: $input) {
  ... on CheckPaymentSuccess { payment { ${PAYMENT} } } } }`;
export const HISTORY = `query ($purpose: OnlinePaymentPurpose) { onlinePayments(first: 20, purpose: $purpose) { nodes {
  amount state method overpayment { amount reason items { item amount } } } } }`;
export const CONCLUDED = `subscription ($after: Cursor) { paymentConcluded(after: $after) { paymentId purpose amount state cursor missed } }`;

export const AT_HOSPITAL: Asker = { role: 'INSTITUTION', institution: HOSPITAL };
export const as = (person: string): Asker => ({ role: 'PERSON', person, subject: `person-${person}` });

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

/** A settlement subgraph whose public pays through a stand-in provider. */
export class Paying {
  #serial = 0;

  private constructor(
    readonly desk: Desk,
    readonly provider: StandInProvider,
    readonly payments: OnlinePayments,
  ) {}

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<Paying> {
    const provider = new StandInProvider();
    let payments!: OnlinePayments;
    const graph = await startTestSubgraph(
      {
        ...subgraph,
        services: kernel => {
          payments = new OnlinePayments(kernel, provider, {
            INPATIENT_DEPOSIT: depositPaid,
            OVERPAYMENT: overpaymentPaid,
          });
          return {
            ...subgraph.services(kernel),
            onlinePayments: payments,
            deposits: new DepositService(kernel, payments),
            overpayments: new OverpaymentService(kernel, payments),
          };
        },
      },
      { settings },
    );
    const desk = new Desk(graph);
    await desk.designate(HOSPITAL);
    await desk.designate(OTHER_HOSPITAL, { level: 'TERTIARY', region: '310104' });
    return new Paying(desk, provider, payments);
  }

  /** The morning of a day on which the provider is there. */
  begin(): void {
    this.desk.graph.clock.set('2026-03-16T02:00:00Z');
    Object.assign(this.provider, { away: false, answersAreLost: false });
  }

  tryAct(document: string, input: object, asker: Asker): Promise<Answer> {
    const idempotencyKey = `payment-${(this.#serial += 1)}`;
    return this.desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
  }

  /** What an act comes to, or its refusal. */
  async act(document: string, input: object, asker: Asker): Promise<Data> {
    return Object.values(ok(await this.tryAct(document, input, asker)))[0];
  }

  async told(signed: object): Promise<string> {
    return ok(await this.desk.graph.query(NOTICE, { input: signed }, null)).takePaymentNotice.verdict;
  }

  async check(paymentId: string, asker: Asker): Promise<Data> {
    return ok(await this.desk.graph.query(CHECK, { input: { paymentId } }, asker)).checkPayment.payment;
  }

  /** A stay whose hospital asks for 5,000 yuan, at least 500 at once. */
  async stay(personId: string): Promise<Data> {
    const { visit } = ok(await this.desk.ask(ADMIT, { personId, startedOn: '2026-03-10' })).admitPatient;
    const amounts = { estimated: '500000', minimum: '50000' };
    return (await this.act(REQUIRE, { visitId: visit.id, ...amounts }, AT_HOSPITAL)).deposit;
  }

  async payIn(depositId: string, amount: string, asker: Asker): Promise<Data> {
    const paid = await this.act(PAY, { depositId, amount, method: 'WECHAT' }, asker);
    return paid.payment ?? paid;
  }

  async depositOf(person: string): Promise<Data> {
    return ok(await this.desk.graph.query(DEPOSITS, {}, as(person))).stayDeposits.nodes[0];
  }

  /** Fees of a stay from their upload to the settlement. */
  async settleStay(visitId: string, amount: string): Promise<{ id: string; cashPaid: string }> {
    const { claim } = await this.desk.upload(visitId, [{ amount, serviceDate: '2026-03-12' }]);
    await this.desk.ask(DISCHARGE, { visitId, endedOn: '2026-03-16' });
    await this.desk.preSettle(claim.id);
    return (await this.desk.settle(claim.id)).settlement;
  }
}
