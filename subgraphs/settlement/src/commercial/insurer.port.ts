import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { CommercialPolicy } from './commercial-policy.entity.ts';
import type { PolicyUse } from './payout.rule.ts';

/** One payout as an insurer's ledger has it. */
export interface LedgerEntry {
  readonly msgid: string;
  readonly amount: Fen;
}

/** One fee line as the insurer is told of it while the bill is settled (费用明细实时传输). */
export interface ToldFeeLine {
  readonly itemCode: string;
  readonly itemName: string;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
}

/** What an insurer is asked to decide. */
export interface PayoutRequest {
  readonly msgid: string;
  readonly policy: CommercialPolicy;
  readonly day: CalendarDate;
  readonly total: Fen;
  /** What medical insurance leaves to the person, or the whole bill of a self-paying one. */
  readonly leftToPerson: Fen;
  readonly items: readonly ToldFeeLine[];
}

/** What became of the bill (医保结算信息推送). */
export interface SettledBill {
  readonly settlementId: string | null;
  readonly total: Fen;
  readonly fundPaid: Fen;
  readonly accountPaid: Fen;
  readonly commercialPaid: Fen;
  readonly cashPaid: Fen;
}

/**
 * A commercial insurer's side. Every call is keyed by the request's msgid, may be repeated, and rejects when the
 * insurer is away; never inside a transaction.
 */
export interface InsurerPort {
  /** Whether no insurer answers but this product in its place. */
  readonly simulated: boolean;
  /** Whether the insurer knows the policy and its holder. */
  verify(policy: CommercialPolicy): Promise<boolean>;
  /** What the policy has seen and paid in a year. */
  use(policy: CommercialPolicy, year: number): Promise<PolicyUse>;
  /** Sets a payout aside and says how much. */
  agree(request: PayoutRequest): Promise<Fen>;
  confirm(msgid: string, bill: SettledBill): Promise<void>;
  /** Gives up what was set aside, or takes back what was confirmed. */
  release(msgid: string): Promise<void>;
  /** The insurer's own ledger of a day. */
  ledger(insurerCode: string, day: CalendarDate): Promise<readonly LedgerEntry[]>;
  /** Tells what a payout stands at after a correction. */
  correct(msgid: string, standing: Fen): Promise<void>;
}

/** For deployments that no insurer is connected to: every question stays without an answer. */
export const NO_INSURER: InsurerPort = {
  simulated: false,
  verify: absent,
  use: absent,
  agree: absent,
  confirm: absent,
  release: absent,
  ledger: absent,
  correct: absent,
};

function absent(): Promise<never> {
  return Promise.reject(new Error('no insurer is connected'));
}
