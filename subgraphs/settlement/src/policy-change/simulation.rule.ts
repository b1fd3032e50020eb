import { sum, ZERO, type Fen } from '#kernel/vocabulary/money';
import { accept, type Result } from '#kernel/vocabulary/result';
import { settleBenefit, type BenefitRefusal } from '../benefit/benefit.rule.ts';
import { ACCUMULATOR_KINDS, type Accumulators, type BenefitFacts } from '../benefit/facts.rule.ts';
import { FUND_PAYERS, PAYERS, type Payer } from '../benefit/state.rule.ts';
import type { PersonGroup, PolicyBook, Scheme } from '../policy-term/policy-term.rule.ts';

/** A settlement that counts, as a simulation reads it. */
export interface SettledBill {
  /** Person, scheme and year: the bills that share accumulators. */
  readonly ledger: string;
  readonly institutionCode: string;
  readonly facts: BenefitFacts;
  readonly moved: Accumulators;
  readonly paid: Readonly<Record<Payer, Fen>>;
  /** Whether it is reported, or only carries its accumulators on to later bills. */
  readonly reported: boolean;
}

/** What some payer, group or institution came to, and what it would have come to. */
export interface Difference {
  readonly bills: number;
  readonly before: Fen;
  readonly after: Fen;
}

/** Sums of a simulation. Every bill is in each of the three once; `group` and `institution` hold what the funds pay. */
export interface SimulationSums {
  readonly bills: number;
  readonly changed: number;
  readonly byPayer: ReadonlyMap<Payer, Difference>;
  readonly byGroup: ReadonlyMap<`${Scheme}/${PersonGroup}`, Difference>;
  readonly byInstitution: ReadonlyMap<string, Difference>;
}

/**
 * Settles the bills of a period once more under another book, in the order in which they were settled.
 * What a bill would have moved otherwise is carried on to the later bills of the same person's year.
 * The personal account offers what was reserved on it at the time.
 */
export class Simulation {
  readonly #book: PolicyBook;
  #ledger = '';
  #shift: Accumulators = {};
  #bills = 0;
  #changed = 0;
  readonly #byPayer = new Map<Payer, Difference>();
  readonly #byGroup = new Map<`${Scheme}/${PersonGroup}`, Difference>();
  readonly #byInstitution = new Map<string, Difference>();

  constructor(book: PolicyBook) {
    this.#book = book;
  }

  /** Adds the next bill; the bills of a ledger come one after the other. */
  add(bill: SettledBill): Result<true, BenefitRefusal> {
    if (bill.ledger !== this.#ledger) {
      this.#ledger = bill.ledger;
      this.#shift = {};
    }
    const accumulators = combine(bill.facts.accumulators, this.#shift, (a, b) => a + b);
    const benefit = settleBenefit({ ...bill.facts, accumulators }, this.#book);
    if (!benefit.ok) return benefit;
    const { moved, paid } = benefit.value;
    this.#shift = combine(
      this.#shift,
      combine(moved, bill.moved, (a, b) => a - b),
      (a, b) => a + b,
    );
    if (bill.reported) this.#count(bill, paid);
    return accept(true);
  }

  sums(): SimulationSums {
    return {
      bills: this.#bills,
      changed: this.#changed,
      byPayer: this.#byPayer,
      byGroup: this.#byGroup,
      byInstitution: this.#byInstitution,
    };
  }

  #count({ facts, institutionCode, paid: before }: SettledBill, after: Readonly<Record<Payer, Fen>>): void {
    this.#bills += 1;
    if (PAYERS.some(payer => before[payer] !== after[payer])) this.#changed += 1;
    for (const payer of PAYERS) {
      if (before[payer] !== ZERO || after[payer] !== ZERO)
        tally(this.#byPayer, payer, before[payer], after[payer]);
    }
    const { scheme, personGroup } = facts.subject;
    tally(this.#byGroup, `${scheme}/${personGroup}`, byFunds(before), byFunds(after));
    tally(this.#byInstitution, institutionCode, byFunds(before), byFunds(after));
  }
}

function tally<Key>(sums: Map<Key, Difference>, key: Key, before: Fen, after: Fen): void {
  const known = sums.get(key) ?? { bills: 0, before: ZERO, after: ZERO };
  sums.set(key, { bills: known.bills + 1, before: known.before + before, after: known.after + after });
}

function byFunds(paid: Readonly<Record<Payer, Fen>>): Fen {
  return sum(FUND_PAYERS.map(payer => paid[payer]));
}

function combine(a: Accumulators, b: Accumulators, by: (a: Fen, b: Fen) => Fen): Accumulators {
  return Object.fromEntries(ACCUMULATOR_KINDS.map(kind => [kind, by(a[kind] ?? ZERO, b[kind] ?? ZERO)]));
}
