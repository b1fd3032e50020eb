import fc from 'fast-check';
import { sum, yuan, ZERO } from '#kernel/vocabulary/money';
import type { Result } from '#kernel/vocabulary/result';
import {
  available,
  closeYear,
  confirm,
  deposit,
  moveReservation,
  release,
  reserve,
  returnPayment,
  type Balance,
  type Movement,
} from './account.rule.ts';

const BALANCE: Balance = { thisYear: yuan(300), formerYears: yuan(500) };

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

describe('money set aside for a settlement', () => {
  test("is taken from this year's deposits first", () => {
    expect(done(reserve(BALANCE, yuan(450)))).toMatchObject({
      part: { thisYear: yuan(300), formerYears: yuan(150) },
      balance: { thisYear: ZERO, formerYears: yuan(350) },
    });
  });

  test.each([
    ['a fen more than there is', yuan('800.01'), 'ACCOUNT_INSUFFICIENT'],
    ['nothing', ZERO, 'AMOUNT_NOT_POSITIVE'],
    ['a negative amount', -1n, 'AMOUNT_NOT_POSITIVE'],
  ])('of %s is refused', (_case, amount, code) => {
    expect(reserve(BALANCE, amount)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('comes back to the years it came from when it is released', () => {
    const { balance, part } = done(reserve(BALANCE, yuan(450)));
    expect(release(balance, part, true).balance).toEqual(BALANCE);
  });

  test('leaves when it is confirmed, and a voided settlement brings it back', () => {
    const { balance, part } = done(reserve(BALANCE, yuan(450)));
    const paid = confirm(balance, part);
    expect(paid.balance).toEqual(balance);
    expect(returnPayment(paid.balance, part, true).balance).toEqual(BALANCE);
  });

  test("comes back as former years' money after the turn of the year", () => {
    const { balance, part } = done(reserve(BALANCE, yuan(100)));
    const nextYear = closeYear(balance).balance;
    expect(release(nextYear, part, false).balance).toEqual({ thisYear: ZERO, formerYears: yuan(800) });
  });
});

test('the turn of the year moves what is left to the former years', () => {
  expect(closeYear(BALANCE).balance).toEqual({ thisYear: ZERO, formerYears: yuan(800) });
});

test('a deposit is positive and belongs to this year', () => {
  expect(done(deposit(BALANCE, yuan(20))).balance).toEqual({ thisYear: yuan(320), formerYears: yuan(500) });
  expect(deposit(BALANCE, ZERO)).toMatchObject({ refusal: { code: 'AMOUNT_NOT_POSITIVE' } });
});

test('confirmed money is not released, released money not confirmed', () => {
  expect(moveReservation('CONFIRMED', 'RELEASE')).toMatchObject({ ok: false });
  expect(moveReservation('RELEASED', 'CONFIRM')).toMatchObject({ ok: false });
  expect(moveReservation('CONFIRMED', 'RETURN')).toEqual({ ok: true, value: 'RETURNED' });
});

describe('any run of movements', () => {
  const act = fc.record({
    kind: fc.constantFrom('deposit', 'reserve', 'confirm', 'release', 'return', 'year'),
    amount: fc.bigInt({ min: 1n, max: 100_000n }),
  });

  test('balances every movement to zero, loses no 分 and never goes below zero', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), acts => {
        let balance: Balance = { thisYear: ZERO, formerYears: ZERO };
        const ledger = new Map<string, bigint>();
        const reserved: { part: Balance; year: number }[] = [];
        const paid: { part: Balance; year: number }[] = [];
        let year = 0;
        const book = (moved: Movement) => {
          expect(sum(moved.postings.map(posting => posting.amount))).toBe(ZERO);
          for (const { account, amount } of moved.postings) {
            ledger.set(account, (ledger.get(account) ?? ZERO) + amount);
          }
          balance = moved.balance;
        };
        for (const { kind, amount } of acts) {
          if (kind === 'deposit') book(done(deposit(balance, amount)));
          if (kind === 'year') {
            book(closeYear(balance));
            year++;
          }
          if (kind === 'reserve' && amount <= available(balance)) {
            const moved = done(reserve(balance, amount));
            book(moved);
            reserved.push({ part: moved.part, year });
          }
          const open = kind === 'confirm' || kind === 'release' ? reserved.pop() : undefined;
          if (open && kind === 'confirm') {
            book(confirm(balance, open.part));
            paid.push(open);
          }
          if (open && kind === 'release') book(release(balance, open.part, open.year === year));
          const gone = kind === 'return' ? paid.pop() : undefined;
          if (gone) book(returnPayment(balance, gone.part, gone.year === year));
        }
        expect(balance.thisYear).toBe(ledger.get('THIS_YEAR') ?? ZERO);
        expect(balance.formerYears).toBe(ledger.get('FORMER_YEARS') ?? ZERO);
        for (const [account, amount] of ledger) {
          if (account !== 'CONTRIBUTIONS') expect(amount).toBeGreaterThanOrEqual(ZERO);
        }
      }),
    );
  });
});
