import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SettlementServices } from '../src/services.ts';
import { Desk } from './desk.ts';

/** Insured as far as accounts go: balances, and what was set aside under which message id. */
class Accounts {
  balance = 0n;
  away = false;
  reservations = new Map<
    string,
    { amount: bigint; state: 'RESERVED' | 'CONFIRMED' | 'RELEASED' | 'RETURNED' }
  >();

  async ask<Data>(_peer: string, document: string, variables: Record<string, unknown>): Promise<Data> {
    if (this.away) throw new Error('insured is away');
    const input = variables['input'] as { msgid: string; amount?: string };
    const operation = /(reserveAccount|confirmAccountReservation|releaseAccountReservation)\(/.exec(
      document,
    )![1]!;
    return { [operation]: this.#act(operation, input) } as Data;
  }

  #act(operation: string, { msgid, amount }: { msgid: string; amount?: string }) {
    const known = this.reservations.get(msgid);
    if (operation === 'reserveAccount') {
      const wanted = BigInt(amount!);
      if (known && known.amount !== wanted) throw new Error('CONFLICT');
      if (known?.state === 'RELEASED' || known?.state === 'RETURNED') {
        return { __typename: 'ReservationClosedRefusal' };
      }
      if (known) return { __typename: 'ReserveAccountSuccess' };
      if (wanted > this.balance)
        return { __typename: 'AccountInsufficientRefusal', available: this.balance.toString() };
      this.balance -= wanted;
      this.reservations.set(msgid, { amount: wanted, state: 'RESERVED' });
      return { __typename: 'ReserveAccountSuccess' };
    }
    if (operation === 'confirmAccountReservation') {
      if (known) known.state = 'CONFIRMED';
      return { __typename: known ? 'ConfirmAccountReservationSuccess' : 'ReservationUnknownRefusal' };
    }
    if (known && (known.state === 'RESERVED' || known.state === 'CONFIRMED')) {
      this.balance += known.amount;
      known.state = known.state === 'RESERVED' ? 'RELEASED' : 'RETURNED';
    }
    return { __typename: 'ReleaseAccountReservationSuccess' };
  }
}

let desk: Desk;
const accounts = new Accounts();
beforeAll(async () => {
  desk = await Desk.open({ peers: accounts });
});
afterAll(() => desk.stop());
beforeEach(() => {
  accounts.away = false;
  accounts.balance = 30_000n;
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});

async function ready(facts: object = {}): Promise<{ person: string; claimId: string }> {
  const person = await desk.insure(facts);
  const claimId = await desk.claim(person, [
    { amount: '60000' },
    { itemCode: 'XA99ZZZ000A001010100009', amount: '1000' },
  ]);
  await desk.preSettle(claimId);
  return { person, claimId };
}

const state = (msgid: string) => accounts.reservations.get(msgid)?.state;
const services = async () =>
  (await desk.graph.subgraph.context({ requestId: 'test' })).services as SettlementServices;

describe('the personal account', () => {
  test('pays what it holds of the own share, not of what is outside the catalogue; cash takes the rest', async () => {
    const { claimId } = await ready();
    const msgid = desk.msgid();
    const { settlement } = await desk.settle(claimId, { useAccount: true, msgid });
    expect(settlement).toMatchObject({ fundPaid: '7500', accountPaid: '30000', cashPaid: '23500' });
    expect([accounts.balance, state(msgid)]).toEqual([0n, 'CONFIRMED']);
  });

  test('is debited exactly what it has to pay when it holds more', async () => {
    accounts.balance = 1_000_000n;
    const { claimId } = await ready();
    const { settlement } = await desk.settle(claimId, { useAccount: true });
    expect(settlement).toMatchObject({ accountPaid: '52500', cashPaid: '1000' });
    expect(accounts.balance).toBe(947_500n);
  });

  test('is not asked when the institution says so, nor for residents', async () => {
    const { claimId } = await ready();
    expect((await desk.settle(claimId)).settlement.accountPaid).toBe('0');
    const resident = await ready({ scheme: 'RESIDENT', personGroup: 'ADULT' });
    expect((await desk.settle(resident.claimId, { useAccount: true })).settlement.accountPaid).toBe('0');
    expect(accounts.balance).toBe(30_000n);
  });

  test('an empty account leaves all to cash', async () => {
    accounts.balance = 0n;
    const { claimId } = await ready();
    expect((await desk.settle(claimId, { useAccount: true })).settlement).toMatchObject({
      accountPaid: '0',
      cashPaid: '53500',
    });
  });

  test('a refused settlement releases what was set aside', async () => {
    const { person, claimId } = await ready();
    await desk.bill(person, '50000');
    const msgid = desk.msgid();
    expect((await desk.settle(claimId, { useAccount: true, msgid })).code).toBe('ACCUMULATOR_MOVED');
    expect([accounts.balance, state(msgid)]).toEqual([30_000n, 'RELEASED']);
  });

  test('a voided settlement gives it back', async () => {
    const { claimId } = await ready();
    const msgid = desk.msgid();
    const { settlement } = await desk.settle(claimId, { useAccount: true, msgid });
    const { opposite } = await desk.void(settlement.id);
    expect(opposite.accountPaid).toBe('-30000');
    expect([accounts.balance, state(msgid)]).toEqual([30_000n, 'RETURNED']);
  });

  test('after that the void is not reversed: the money has gone back', async () => {
    const { claimId } = await ready();
    const { settlement } = await desk.settle(claimId, { useAccount: true });
    const msgid = desk.msgid();
    await desk.void(settlement.id, { msgid });
    expect(await desk.reverse(msgid, '2208')).toMatchObject({ code: 'ACCOUNT_RETURNED' });
  });

  test('a reversed settlement gives it back too', async () => {
    const { claimId } = await ready();
    const msgid = desk.msgid();
    await desk.settle(claimId, { useAccount: true, msgid });
    await desk.reverse(msgid);
    expect([accounts.balance, state(msgid)]).toEqual([30_000n, 'RETURNED']);
  });

  test('the same message id debits once', async () => {
    const { claimId } = await ready();
    const msgid = desk.msgid();
    const first = await desk.settle(claimId, { useAccount: true, msgid });
    accounts.balance = 500n;
    expect(await desk.settle(claimId, { useAccount: true, msgid })).toEqual(first);
    expect(accounts.balance).toBe(500n);
  });
});

test('the same request many times at the same moment debits and settles once', async () => {
  const { claimId } = await ready();
  const msgid = desk.msgid();
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => desk.settle(claimId, { useAccount: true, msgid })),
  );
  expect(new Set(answers.map(answer => answer.settlement?.id)).size).toBe(1);
  expect(answers[0].settlement.accountPaid).toBe('30000');
  expect([accounts.balance, state(msgid)]).toEqual([0n, 'CONFIRMED']);
});

describe('while insured is away', () => {
  test('a settlement that needs the account is refused as retryable and nothing moves; repeated, it settles', async () => {
    const { person, claimId } = await ready();
    const msgid = desk.msgid();
    accounts.away = true;
    expect(await desk.settle(claimId, { useAccount: true, msgid })).toMatchObject({
      code: 'ACCOUNT_UNAVAILABLE',
      retryable: true,
    });
    expect(await desk.accumulators(person)).toEqual({});
    accounts.away = false;
    expect((await desk.settle(claimId, { useAccount: true, msgid })).settlement.accountPaid).toBe('30000');
  });

  test('it settles without the account when the institution says so', async () => {
    const { claimId } = await ready();
    accounts.away = true;
    expect((await desk.settle(claimId)).settlement.cashPaid).toBe('53500');
  });

  test('what could not be told is told by the sweeper', async () => {
    const { claimId } = await ready();
    const msgid = desk.msgid();
    const { settlement } = await desk.settle(claimId, { useAccount: true, msgid });
    accounts.away = true;
    await desk.void(settlement.id);
    expect(state(msgid)).toBe('CONFIRMED');
    accounts.away = false;
    desk.graph.clock.set('2026-03-16T02:03:00Z');
    await (await services()).accounts.sweep();
    expect([accounts.balance, state(msgid)]).toEqual([30_000n, 'RETURNED']);
  });

  test('what was set aside for a request that never came back is given up', async () => {
    const msgid = desk.msgid();
    const { person } = await ready();
    await (await services()).accounts.reserve(msgid, person, 10_000n);
    expect(state(msgid)).toBe('RESERVED');
    desk.graph.clock.set('2026-03-16T02:03:00Z');
    await (await services()).accounts.sweep();
    expect([accounts.balance, state(msgid)]).toEqual([30_000n, 'RELEASED']);
    const { claimId } = await ready();
    const late = await desk.settle(claimId, { useAccount: true, msgid });
    expect(late).toMatchObject({ code: 'ACCOUNT_UNAVAILABLE', retryable: false });
  });
});
