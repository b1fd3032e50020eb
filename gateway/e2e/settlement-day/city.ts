import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSystem, type Answer, type Asker, type TestSystem } from '../support/system.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- scenarios walk results of any shape
export type Data = any;

/** The last day of the demo world: everything in it has happened by then, so that March begins empty. */
const BEFORE = '2026-02-27';

const REFUSAL = `... on Refusal { code message }`;
const PAID = `id kind state total fundPaid accountPaid cashPaid payments { payer amount }`;
const MONTH = `id state settlements total declared deducted approved voucherNumber`;
const RECONCILIATION = `id state found open ours { count total fundPaid accountPaid }
  differences(first: 10) { nodes { id kind reference owner outcome } }`;

/** What the actors ask for, by the name of the mutation: its input and what they read of its result. */
const MUTATIONS = {
  registerVisit: `... on RegisterVisitSuccess { visit { id } entitlement }`,
  admitPatient: `... on AdmitPatientSuccess { visit { id } entitlement }`,
  dischargePatient: `... on DischargePatientSuccess { visit { endedOn } }`,
  uploadFees: `... on UploadFeesSuccess { claim { id total } }`,
  preSettle: `... on PreSettleSuccess { preSettlement { total fundPaid personPays accountPayable } }`,
  settle: `... on SettleSuccess { settlement { ${PAID} } }`,
  voidSettlement: `... on VoidSettlementSuccess { settlement { state } opposite { ${PAID} } }`,
  reverseTransaction: `... on ReverseTransactionSuccess { outcome opposite { ${PAID} } }`,
  reconcileAccounts: `... on ReconcileAccountsSuccess { reconciliation { ${RECONCILIATION} } }`,
  reconcileDetails: `... on ReconcileDetailsSuccess { reconciliation { ${RECONCILIATION} } }`,
  assignDifference: `... on AssignDifferenceSuccess { difference { owner } }`,
  closeDifference: `... on CloseDifferenceSuccess { difference { outcome reason } }`,
  closeReconciledMonth: `... on CloseReconciledMonthSuccess { month { month closedBy } }
    ... on MonthNotCleanRefusal { openDifferences missing }`,
  registerReimbursement: `... on RegisterReimbursementSuccess { reimbursement { id state total } }`,
  advanceReimbursement: `... on AdvanceReimbursementSuccess { reimbursement { state payable history { act by }
    settlement { ${PAID} } } }`,
  declareMonth: `... on DeclareMonthSuccess { monthlySettlement { ${MONTH} } }`,
  advanceMonthlySettlement: `... on AdvanceMonthlySettlementSuccess { monthlySettlement { ${MONTH} } }`,
  importDeductions: `... on ImportDeductionsSuccess { accepted verdicts { verdict } }`,
  issueActualVoucher: `... on IssueActualVoucherSuccess { voucher { number payable lines { account debit credit } } }`,
  exportDisbursement: `... on ExportDisbursementSuccess { disbursement { count total file } }`,
} as const;
type MutationName = keyof typeof MUTATIONS;

/** Results that are never refused have no refusal to read. */
const NEVER_REFUSED: ReadonlySet<MutationName> = new Set(['importDeductions']);

/** A city whose settlement passes through the gateway, and whose clock a story moves. */
export class City {
  readonly graph: TestSystem;
  readonly clock: { now(): Date; set(instant: string): void };
  #serial = 0;

  private constructor(graph: TestSystem, clock: City['clock']) {
    this.graph = graph;
    this.clock = clock;
  }

  static async start(): Promise<City> {
    let now = new Date(`${BEFORE}T02:00:00Z`);
    const clock = { now: () => now, set: (instant: string) => void (now = new Date(instant)) };
    return new City(await startTestSystem({}, undefined, clock), clock);
  }

  /** Employees with money in their accounts and no bill in this year yet. */
  employees(count: number): string[] {
    const world = createDemoWorld({ seed: DEMO_SEED, asOf: BEFORE });
    const billed = new Set(
      world.claims.filter(claim => claim.settledOn >= '2026-01-01').map(claim => claim.personId),
    );
    return world.persons
      .filter(
        ({ id, personGroup, enrolments, account }) =>
          personGroup === 'EMPLOYED' &&
          enrolments.at(-1)!.state === 'ACTIVE' &&
          account.thisYear + account.formerYears > 100_000n &&
          !billed.has(id),
      )
      .slice(0, count)
      .map(({ id }) => id);
  }

  /** What a mutation answers somebody: the success, or the refusal. */
  async act(name: MutationName, input: object, asker: Asker): Promise<Data> {
    const answer = await this.tryAct(name, input, asker);
    if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
    return answer.data[name];
  }

  /** Like `act`, with errors. Institutions send a message id, everybody else a key. */
  tryAct(name: MutationName, input: object, asker: Asker): Promise<Answer> {
    const type = name[0]!.toUpperCase() + name.slice(1);
    const refusal = NEVER_REFUSED.has(name) ? '' : REFUSAL;
    const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ${MUTATIONS[name]} ${refusal} } }`;
    const transaction =
      asker.institution !== undefined && name !== 'declareMonth' && name !== 'advanceMonthlySettlement';
    const key = transaction
      ? { msgid: this.msgid(asker.institution) }
      : { idempotencyKey: `day-story-${this.#next()}` };
    return this.graph.query(document, { input: { ...key, ...input } }, asker);
  }

  msgid(institution: string): string {
    return `${institution}20260316090000${String(this.#next()).padStart(4, '0')}`;
  }

  stop(): Promise<void> {
    return this.graph.stop();
  }

  #next(): number {
    return (this.#serial += 1);
  }
}
