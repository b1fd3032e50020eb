import type { Dice } from '../../../ops/demo/dice.ts';
import type { Asker, Processes } from './processes.ts';

const REFUSAL = `... on Refusal { code }`;
const AMOUNTS = `id total fundPaid accountPaid cashPaid`;
const REGISTER = `mutation ($input: RegisterVisitInput!) { registerVisit(input: $input) {
  ... on RegisterVisitSuccess { visit { id } } ${REFUSAL} } }`;
const UPLOAD = `mutation ($input: UploadFeesInput!) { uploadFees(input: $input) {
  ... on UploadFeesSuccess { claim { id } } ${REFUSAL} } }`;
const PRE_SETTLE = `mutation ($input: PreSettleInput!) { preSettle(input: $input) {
  ... on PreSettleSuccess { claim { id } } ${REFUSAL} } }`;
const SETTLE = `mutation ($input: SettleInput!) { settle(input: $input) {
  ... on SettleSuccess { settlement { ${AMOUNTS} } } ${REFUSAL}
  ... on AccountUnavailableRefusal { retryable } } }`;
const VOID = `mutation ($input: VoidSettlementInput!) { voidSettlement(input: $input) {
  ... on VoidSettlementSuccess { opposite { ${AMOUNTS} } } ${REFUSAL} } }`;
const REVERSE = `mutation ($input: ReverseTransactionInput!) { reverseTransaction(input: $input) {
  ... on ReverseTransactionSuccess { outcome opposite { ${AMOUNTS} } } ${REFUSAL} } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
type Data = any;

/** What a hospital was told of a record, and has noted down. */
export interface Noted {
  readonly id: string;
  readonly msgid: string;
  readonly total: string;
  readonly fundPaid: string;
  readonly accountPaid: string;
  readonly cashPaid: string;
  state: 'SETTLED' | 'VOIDED' | 'REVERSED';
}

/** What hospitals went through, by how often. */
export type Tally = Record<string, number>;

const CONSULTATION = '001102000010000';
const RETRY_MS = 100;

/**
 * The billing desk of a hospital while processes die under it. Whatever gets no answer is sent again under the same
 * message id, to either process, or taken back by a reversal; what it was told it keeps in its journal.
 */
export class Hospital {
  readonly journal = new Map<string, Noted>();
  readonly #processes: Processes;
  readonly #asker: Asker;
  readonly #dice: Dice;
  readonly #tally: Tally;
  readonly #day: string;
  #serial = 0;

  constructor(processes: Processes, code: string, day: string, dice: Dice, tally: Tally) {
    this.#processes = processes;
    this.#asker = { role: 'INSTITUTION', institution: code, subject: `desk-${code}` };
    this.#day = day;
    this.#dice = dice;
    this.#tally = tally;
  }

  /** One bill of a person, from the registration to the settlement, and now and then back again. */
  async bill(personId: string): Promise<void> {
    const visit = { personId, visitType: 'OUTPATIENT', startedOn: this.#day };
    const registered = await this.#insist(REGISTER, this.#message(visit));
    const items = Array.from({ length: this.#dice.between(1, 4) }, (_, at) => this.#fee(at));
    const total = items.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
    const fees = this.#message({ visitId: registered.visit.id, items, total });
    const { claim } = await this.#insist(UPLOAD, fees);
    const settled = await this.#settle(claim.id);
    if (settled && this.#dice.chance(30)) await this.#void(settled);
  }

  #fee(at: number) {
    const amount = String(this.#dice.between(500, 60_000));
    return {
      detailNumber: `${at + 1}`,
      itemCode: CONSULTATION,
      itemName: '诊察费',
      quantity: '1',
      unitPrice: amount,
      amount,
      serviceDate: this.#day,
    };
  }

  /** Settles, reckoning anew while others move the person's year; null when it took the settlement back itself. */
  async #settle(claimId: string): Promise<Noted | null> {
    for (;;) {
      await this.#insist(PRE_SETTLE, this.#message({ claimId }));
      const message = this.#message({ claimId, useAccount: this.#dice.chance(60) });
      if (this.#dice.chance(25)) {
        const answer = await this.#once(SETTLE, message);
        if (answer === null) return this.#takeBack(message);
        if (answer.settlement) return this.#note(message.msgid, answer.settlement);
      }
      const twins = this.#dice.chance(30) ? 2 : 1;
      const answers = await Promise.all(Array.from({ length: twins }, () => this.#insist(SETTLE, message)));
      const ids = new Set(answers.map(answer => answer.settlement?.id ?? answer.code));
      if (ids.size > 1) throw new Error(`one message, two answers: ${JSON.stringify(answers)}`);
      const [answer] = answers;
      if (answer.settlement) return this.#note(message.msgid, answer.settlement);
      this.#count(answer.code);
      if (answer.code !== 'ACCUMULATOR_MOVED' && answer.code !== 'ACCOUNT_UNAVAILABLE')
        throw new Error(`not settled: ${answer.code}`);
    }
  }

  /** Nobody knows what became of a settlement: it is reversed, and settles never if it had not arrived. */
  async #takeBack(message: { readonly msgid: string; readonly claimId: string }): Promise<Noted | null> {
    const reversal = this.#message({ originalMsgid: message.msgid, originalInfno: '2207' });
    const answer = await this.#insist(REVERSE, reversal);
    this.#count(`unknown outcome: ${answer.outcome ?? answer.code}`);
    const late = await this.#insist(SETTLE, message);
    if (answer.code === 'USED_BY_LATER') return this.#note(message.msgid, late.settlement);
    if (answer.outcome === 'NEVER_ARRIVED') {
      if (late.code !== 'TRANSACTION_REVERSED') throw new Error(`settled after all: ${JSON.stringify(late)}`);
      return this.#settle(message.claimId);
    }
    if (answer.outcome === 'REVERSED') {
      this.#note(message.msgid, late.settlement).state = 'REVERSED';
      this.#note(reversal.msgid, answer.opposite);
    }
    return null;
  }

  async #void(settled: Noted): Promise<void> {
    const message = this.#message({ settlementId: settled.id });
    const answer = await this.#insist(VOID, message);
    if (!answer.opposite) return this.#count(answer.code);
    settled.state = 'VOIDED';
    const opposite = this.#note(message.msgid, answer.opposite);
    if (!this.#dice.chance(30)) return;
    const reversal = this.#message({ originalMsgid: message.msgid, originalInfno: '2208' });
    const undone = await this.#insist(REVERSE, reversal);
    if (!undone.opposite) return this.#count(undone.code);
    settled.state = 'SETTLED';
    opposite.state = 'REVERSED';
    this.#note(reversal.msgid, undone.opposite);
  }

  #note(msgid: string, record: Omit<Noted, 'msgid' | 'state'>): Noted {
    const noted: Noted = { ...record, msgid, state: 'SETTLED' };
    this.journal.set(noted.id, noted);
    return noted;
  }

  #message<Content extends object>(content: Content): Content & { readonly msgid: string } {
    this.#serial += 1;
    const [minute, rest] = [Math.floor(this.#serial / 10_000), this.#serial % 10_000];
    const time = `${this.#day.replaceAll('-', '')}00${String(minute).padStart(2, '0')}00`;
    return { msgid: `${this.#asker.institution}${time}${String(rest).padStart(4, '0')}`, ...content };
  }

  /** Sends a message until it is answered. */
  async #insist(query: string, message: object): Promise<Data> {
    for (;;) {
      const answer = await this.#once(query, message);
      if (answer !== null && !answer.retryable) return answer;
      await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Sends a message to one of the two; null when no answer comes. */
  async #once(query: string, message: object): Promise<Data> {
    try {
      return await this.#processes.ask(this.#dice.chance(50) ? 0 : 1, query, message, this.#asker);
    } catch (error) {
      // The process is away, or went while it worked (jest's realm has a TypeError of its own).
      if ((error as Error).name !== 'TypeError' && (error as Error).name !== 'SyntaxError') throw error;
      const { cause } = error as { cause?: { code?: string } };
      this.#count(cause?.code === 'ECONNREFUSED' ? 'sent to nobody' : 'cut off in the middle');
      return null;
    }
  }

  #count(what: string): void {
    this.#tally[what] = (this.#tally[what] ?? 0) + 1;
  }
}
