import { LockMode } from '@mikro-orm/core';
import type { AuditTrail } from '#kernel/audit/audit-trail';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { today, yearOf, type Clock } from '#kernel/vocabulary/calendar';
import { ZERO } from '#kernel/vocabulary/money';
import { AccountMovement, AccountPosting, PersonalAccount } from './account.entity.ts';
import { closeYear, type Balance, type LedgerAccount, type Movement } from './account.rule.ts';

/** The balances of an account in a year: what an earlier year left has become former years' money. */
export function balanceIn(account: PersonalAccount, year: number): Balance {
  return account.balanceYear < year ? closeYear(account).balance : account;
}

/** Writes movements: balance and postings in the caller's transaction, one writer per account at a time. */
export class Ledger {
  readonly #clock: Clock;
  readonly #audit: AuditTrail;

  constructor({ clock, audit }: Pick<Kernel, 'clock' | 'audit'>) {
    this.#clock = clock;
    this.#audit = audit;
  }

  /** The calendar year in which a movement happens now. */
  get year(): number {
    return yearOf(today(this.#clock));
  }

  /** Locks an account and closes the years that have ended since it was last moved. */
  async lock(tx: EntityManager, personId: string): Promise<PersonalAccount | null> {
    const account = await tx.findOne(
      PersonalAccount,
      { id: personId },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    if (account && account.balanceYear < this.year) {
      if (account.thisYear > ZERO) await this.write(tx, account, closeYear(account), null);
      account.balanceYear = this.year;
    }
    return account;
  }

  async write(
    tx: EntityManager,
    account: PersonalAccount,
    movement: Movement,
    reservationId: string | null,
  ): Promise<void> {
    const id = newId();
    const added = (...names: LedgerAccount[]) =>
      movement.postings
        .filter(({ account }) => names.includes(account))
        .reduce((sum, { amount }) => sum + amount, ZERO);
    await tx.insert(AccountMovement, {
      id,
      personId: account.id,
      kind: movement.kind,
      reservationId,
      thisYear: added('THIS_YEAR'),
      formerYears: added('FORMER_YEARS'),
      occurredAt: this.#clock.now(),
    });
    await tx.insertMany(
      AccountPosting,
      movement.postings.map(posting => ({ id: newId(), movementId: id, ...posting })),
    );
    await this.#audit.record(tx, {
      action: `PersonalAccount.${movement.kind}`,
      rowId: id,
      personId: account.id,
      details: { reservationId },
    });
    account.thisYear = movement.balance.thisYear;
    account.formerYears = movement.balance.formerYears;
    account.reserved += added('RESERVED_THIS_YEAR', 'RESERVED_FORMER_YEARS');
    await tx.flush();
  }
}
