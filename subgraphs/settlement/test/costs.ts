import type { Answer, Asker } from '#test/subgraph';
import { HOSPITAL, ok, type Desk } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const ENTRY = `id kind side number category state total fundPaid startedOn endedOn person { id } institution { code }
  payments { payer amount } monthlySettlement { id } history { act to by note }`;
const ENTER = `mutation ($input: EnterCostInput!) { enterCost(input: $input) {
  ... on EnterCostSuccess { entry { ${ENTRY} } } ${REFUSAL}
  ... on CodeNotInForceRefusal { category day } ... on CostEnteredRefusal { number }
  ... on CostSettledRefusal { settlementId } } }`;
const CORRECT = `mutation ($input: CorrectCostInput!) { correctCost(input: $input) {
  ... on CorrectCostSuccess { entry { ${ENTRY} } } ${REFUSAL} } }`;
const ADVANCE = `mutation ($input: AdvanceCostEntryInput!) { advanceCostEntry(input: $input) {
  ... on AdvanceCostEntrySuccess { entry { ${ENTRY} } } ${REFUSAL} } }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id settlements costEntries total declared } } ${REFUSAL} } }`;
const ADVANCE_MONTH = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { id state approved voucherNumber } } ${REFUSAL} } }`;
const REPORT = `query ($name: ReportName!, $from: CalendarDate!, $to: CalendarDate!) {
  report(name: $name, from: $from, to: $to) { title columns { label unit } rows { cells } totals csv excel pdf } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

export const CLERK: Asker = { role: 'HANDLER', subject: 'zhao' };
export const APPROVER: Asker = { role: 'REVIEWER', subject: 'wang' };
export const hospital = (institution = HOSPITAL): Asker => ({ role: 'INSTITUTION', institution });

/** The entry of costs as vouchers, as tests speak to it. */
export class Costs {
  readonly #desk: Desk;
  #serial = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  tryEnter(cost: object, asker: Asker): Promise<Answer> {
    return this.#ask(ENTER, { cost: this.#whole(cost) }, asker);
  }

  async enter(cost: object, asker: Asker = CLERK): Promise<Data> {
    const entered = ok(await this.tryEnter(cost, asker)).enterCost;
    return entered.entry ?? entered;
  }

  async correct(costEntryId: string, cost: object, asker: Asker = CLERK): Promise<Data> {
    const corrected = ok(
      await this.#ask(CORRECT, { costEntryId, cost: this.#whole(cost) }, asker),
    ).correctCost;
    return corrected.entry ?? corrected;
  }

  async act(costEntryId: string, act: string, asker: Asker, note?: string): Promise<Data> {
    const acted = ok(await this.#ask(ADVANCE, { costEntryId, act, note }, asker)).advanceCostEntry;
    return acted.entry ?? acted;
  }

  /** A cost entered by one person and confirmed by another. */
  async confirmed(cost: object, asker: Asker = CLERK): Promise<Data> {
    const { id, ...rest } = await this.enter(cost, asker);
    return id ? this.act(id, 'CONFIRM', APPROVER) : rest;
  }

  async declare(month: string, institution = HOSPITAL): Promise<Data> {
    const declared = ok(await this.#ask(DECLARE, { month }, hospital(institution))).declareMonth;
    return declared.monthlySettlement ?? declared;
  }

  async actOnMonth(monthlySettlementId: string, act: string, asker: Asker, note?: string): Promise<Data> {
    const acted = ok(await this.#ask(ADVANCE_MONTH, { monthlySettlementId, act, note }, asker));
    return acted.advanceMonthlySettlement.monthlySettlement ?? acted.advanceMonthlySettlement;
  }

  /** The lines of the voucher of a number: account → amount of debit, or of credit as negative. */
  async voucher(number: string): Promise<Record<string, string>> {
    const { vouchers } = ok(
      await this.#desk.graph.query(
        `{ vouchers(first: 100) { nodes { number lines { account debit credit } } } }`,
        {},
        APPROVER,
      ),
    );
    const { lines } = vouchers.nodes.find((voucher: Data) => voucher.number === number);
    return Object.fromEntries(
      lines.map(({ account, debit, credit }: Data) => [account, debit === '0' ? `-${credit}` : debit]),
    );
  }

  tryReport(name: string, asker: Asker = { role: 'ANALYST' }): Promise<Answer> {
    return this.#desk.graph.query(REPORT, { name, from: '2026-01-01', to: '2026-12-31' }, asker);
  }

  /** A form, its rows as labelled cells. */
  async report(name: string, asker?: Asker): Promise<Data> {
    const { report } = ok(await this.tryReport(name, asker));
    const labelled = (cells: string[]) =>
      Object.fromEntries(cells.map((cell, at) => [report.columns[at].label, cell]));
    return {
      ...report,
      rows: report.rows.map(({ cells }: Data) => labelled(cells)),
      totals: labelled(report.totals),
    };
  }

  #ask(document: string, input: object, asker: Asker): Promise<Answer> {
    const idempotencyKey = `cost-test-${(this.#serial += 1)}`;
    return this.#desk.graph.query(document, { input: { idempotencyKey, ...input } }, asker);
  }

  #whole(cost: object): object {
    const number = `PZ-${String((this.#serial += 1)).padStart(6, '0')}`;
    const days = { startedOn: '2026-03-10', endedOn: '2026-03-12' };
    return { institutionCode: HOSPITAL, number, visitType: 'INPATIENT', ...days, ...cost };
  }
}
