import type { Dice } from '../../../ops/demo/dice.ts';
import type { Asker, Processes } from './processes.ts';

const REFUSAL = `... on Refusal { code }`;
const DECLARE = `mutation ($input: DeclareMonthInput!) { declareMonth(input: $input) {
  ... on DeclareMonthSuccess { monthlySettlement { id } } ${REFUSAL} } }`;
const ADVANCE = `mutation ($input: AdvanceMonthlySettlementInput!) { advanceMonthlySettlement(input: $input) {
  ... on AdvanceMonthlySettlementSuccess { monthlySettlement { state } } ${REFUSAL} } }`;
const ISSUE = `mutation ($input: IssueActualVoucherInput!) { issueActualVoucher(input: $input) {
  ... on IssueActualVoucherSuccess { voucher { id number payable } } ${REFUSAL} } }`;

const REVIEWER: Asker = { role: 'REVIEWER', subject: 'reviewer' };
const FINANCE: Asker = { role: 'HANDLER', subject: 'finance' };
const RETRY_MS = 100;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
type Data = any;

/** A month that was declared, approved and paid out by a voucher, as the office was told. */
export interface IssuedMonth {
  readonly monthlySettlementId: string;
  readonly number: string;
  readonly payable: string;
}

/** Where months are declared, withdrawn and declared again, approved and made into vouchers while processes die. */
export class Office {
  readonly issued: IssuedMonth[] = [];
  readonly #processes: Processes;
  readonly #month: string;
  readonly #dice: Dice;
  #serial = 0;

  constructor(processes: Processes, month: string, dice: Dice) {
    this.#processes = processes;
    this.#month = month;
    this.#dice = dice;
  }

  /** The month of one institution, up to its voucher of payment. */
  async month(institution: string): Promise<void> {
    const desk: Asker = { role: 'INSTITUTION', institution, subject: `desk-${institution}` };
    for (;;) {
      const declared = await this.#insist(DECLARE, { month: this.#month }, desk);
      if (declared.code === 'NOTHING_TO_DECLARE') return;
      const id = declared.monthlySettlement.id as string;
      const withdraw = this.#dice.chance(70);
      const [act, asker, note] = withdraw
        ? (['WITHDRAW', desk, '重新核对'] as const)
        : (['APPROVE', REVIEWER, null] as const);
      const advanced = await this.#insist(ADVANCE, { monthlySettlementId: id, act, note }, asker);
      if (!advanced.monthlySettlement) throw new Error(`${act}: ${advanced.code}`);
      if (withdraw) continue;
      const nothingHeldBack = { monthlySettlementId: id, prepaid: '0', retained: '0' };
      const { voucher } = await this.#insist(ISSUE, nothingHeldBack, FINANCE);
      this.issued.push({ monthlySettlementId: id, number: voucher.number, payable: voucher.payable });
      return;
    }
  }

  /** Sends a request under one key until it is answered. */
  async #insist(query: string, content: object, asker: Asker): Promise<Data> {
    const input = { idempotencyKey: `office-${(this.#serial += 1)}`, ...content };
    for (;;) {
      try {
        return await this.#processes.ask(this.#dice.chance(50) ? 0 : 1, query, input, asker);
      } catch (error) {
        if ((error as Error).name !== 'TypeError' && (error as Error).name !== 'SyntaxError') throw error;
        await new Promise(resolve => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
