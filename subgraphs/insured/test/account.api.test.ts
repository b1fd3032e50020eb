import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { yuan, type Fen } from '#kernel/vocabulary/money';
import { AccountService } from '../src/account/account.service.ts';
import { subgraph } from '../src/subgraph.ts';
import { enrol, newKey } from './builders.ts';

const SERVICE: Asker = { role: 'SERVICE', subject: 'service:settlement' };

let graph: TestSubgraph;
let accounts: AccountService;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2026-06-30T02:00:00Z',
  });
  accounts = new AccountService(graph.subgraph.kernel);
});
afterAll(() => graph.stop());

const RESERVE = `mutation ($input: ReserveAccountInput!) { reserveAccount(input: $input) { __typename
  ... on ReserveAccountSuccess { reservation { id state thisYear formerYears } available }
  ... on AccountInsufficientRefusal { code available } ... on ReservationClosedRefusal { state } } }`;
const CONFIRM = `mutation ($input: ConfirmAccountReservationInput!) { confirmAccountReservation(input: $input) {
  __typename ... on ConfirmAccountReservationSuccess { reservation { state } }
  ... on AccountInsufficientRefusal { available } ... on ReservationClosedRefusal { state } } }`;
const RELEASE = `mutation ($input: ReleaseAccountReservationInput!) { releaseAccountReservation(input: $input) {
  ... on ReleaseAccountReservationSuccess { reservation { state } } } }`;
const ACCOUNT = `query ($id: ID!) { person(id: $id) { account { thisYear formerYears reserved
  movements(first: 20) { nodes { kind thisYear formerYears occurredAt } } } } }`;

const reserve = async (msgid: string, personId: string, amount: string) =>
  (await graph.data(RESERVE, { input: { msgid, personId, amount } }, SERVICE)).reserveAccount;
const confirm = async (msgid: string) =>
  (await graph.data(CONFIRM, { input: { msgid } }, SERVICE)).confirmAccountReservation;
const release = async (msgid: string) =>
  (await graph.data(RELEASE, { input: { msgid } }, SERVICE)).releaseAccountReservation.reservation.state;
const account = async (id: string, asker?: Asker) =>
  (await graph.data(ACCOUNT, { id }, asker)).person.account;
const deposit = (personId: string, amount: Fen) =>
  graph.subgraph.kernel.transaction(tx => accounts.deposit(tx, personId, amount));

/** An employee with 300 yuan of this year's money. */
async function employee(order: number): Promise<string> {
  const wish = { order, personGroup: 'EMPLOYED', coveredYear: null, paidOn: '2020-01-05' };
  const { person } = await enrol(graph, wish);
  await deposit(person.id, yuan(300));
  return person.id;
}

describe('a personal account', () => {
  test('SH-ST-APP-50, TJ-4-INS-19: shows its person what came in and went out, newest first', async () => {
    const id = await employee(1);
    const msgid = newKey();
    await reserve(msgid, id, '10000');
    await confirm(msgid);
    const occurredAt = '2026-06-30T02:00:00.000Z';
    expect(await account(id, { role: 'PERSON', person: id })).toEqual({
      thisYear: '20000',
      formerYears: '0',
      reserved: '0',
      movements: {
        nodes: [
          { kind: 'CONFIRM', thisYear: '0', formerYears: '0', occurredAt },
          { kind: 'RESERVE', thisYear: '-10000', formerYears: '0', occurredAt },
          { kind: 'DEPOSIT', thisYear: '30000', formerYears: '0', occurredAt },
        ],
      },
    });
  });

  test('its movements are pages', async () => {
    const id = await employee(2);
    await deposit(id, 1n);
    const page = `query ($id: ID!, $after: Cursor) { person(id: $id) { account {
      movements(first: 1, after: $after) { nodes { thisYear } pageInfo { hasNextPage endCursor } } } } }`;
    const first = (await graph.data(page, { id })).person.account.movements;
    expect(first).toMatchObject({ nodes: [{ thisYear: '1' }], pageInfo: { hasNextPage: true } });
    const second = (await graph.data(page, { id, after: first.pageInfo.endCursor })).person.account.movements;
    expect(second).toMatchObject({ nodes: [{ thisYear: '30000' }], pageInfo: { hasNextPage: false } });
  });

  test('residents have none', async () => {
    const { person } = await enrol(graph, { order: 3 });
    expect(await account(person.id)).toBeNull();
  });
});

describe('reserveAccount', () => {
  test('sets money aside once per msgid', async () => {
    const id = await employee(10);
    const msgid = newKey();
    const first = await reserve(msgid, id, '12000');
    expect(first).toMatchObject({
      reservation: { state: 'RESERVED', thisYear: '12000' },
      available: '18000',
    });
    expect(await reserve(msgid, id, '12000')).toEqual(first);
    expect(await account(id)).toMatchObject({ thisYear: '18000', reserved: '12000' });
    const other = await graph.query(RESERVE, { input: { msgid, personId: id, amount: '1' } }, SERVICE);
    expect(other.errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  test('never makes an account negative', async () => {
    const id = await employee(11);
    expect(await reserve(newKey(), id, '30001')).toEqual({
      __typename: 'AccountInsufficientRefusal',
      code: 'ACCOUNT_INSUFFICIENT',
      available: '30000',
    });
    const both = await Promise.all([reserve(newKey(), id, '20000'), reserve(newKey(), id, '20000')]);
    expect(both.map(answer => answer.__typename).sort()).toEqual([
      'AccountInsufficientRefusal',
      'ReserveAccountSuccess',
    ]);
  });

  test('sets aside up to an amount where that is asked, and the same again under the same msgid', async () => {
    const id = await employee(13);
    const input = { msgid: newKey(), personId: id, amount: '99999', upTo: true };
    const first = (await graph.data(RESERVE, { input }, SERVICE)).reserveAccount;
    expect(first).toMatchObject({ reservation: { state: 'RESERVED', thisYear: '30000' }, available: '0' });
    expect((await graph.data(RESERVE, { input }, SERVICE)).reserveAccount).toEqual(first);
    const empty = { ...input, msgid: newKey() };
    expect((await graph.data(RESERVE, { input: empty }, SERVICE)).reserveAccount).toMatchObject({
      available: '0',
    });
    expect(await account(id)).toMatchObject({ thisYear: '0', reserved: '30000' });
  });

  test('a person without an account is refused', async () => {
    const { person } = await enrol(graph, { order: 12 });
    expect((await reserve(newKey(), person.id, '1')).__typename).toBe('AccountMissingRefusal');
    expect((await reserve(newKey(), 'nobody', '1')).__typename).toBe('AccountMissingRefusal');
  });

  test.each([
    ['0', 'input.amount'],
    ['-1', 'input.amount'],
    ['1.5', 'input.amount'],
  ])('an amount of %s is BAD_USER_INPUT', async (amount, field) => {
    const input = { msgid: newKey(), personId: 'x', amount };
    expect((await graph.query(RESERVE, { input }, SERVICE)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.any(String) },
    });
  });

  test('is for services only', async () => {
    const input = { msgid: newKey(), personId: 'x', amount: '1' };
    expect((await graph.query(RESERVE, { input })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('confirm and release', () => {
  test('a released reservation gives the money back, once', async () => {
    const id = await employee(20);
    const msgid = newKey();
    await reserve(msgid, id, '12000');
    expect([await release(msgid), await release(msgid)]).toEqual(['RELEASED', 'RELEASED']);
    expect(await account(id)).toMatchObject({ thisYear: '30000', reserved: '0' });
    expect(await confirm(msgid)).toMatchObject({ __typename: 'ReservationClosedRefusal', state: 'RELEASED' });
  });

  test('a confirmed one pays, once, and a release afterwards returns the payment', async () => {
    const id = await employee(21);
    const msgid = newKey();
    await reserve(msgid, id, '12000');
    expect([await confirm(msgid), await confirm(msgid)].map(one => one.reservation.state)).toEqual([
      'CONFIRMED',
      'CONFIRMED',
    ]);
    expect(await account(id)).toMatchObject({ thisYear: '18000', reserved: '0' });
    expect([await release(msgid), await release(msgid)]).toEqual(['RETURNED', 'RETURNED']);
    expect(await account(id)).toMatchObject({ thisYear: '30000', reserved: '0' });
  });

  test('a release that comes first closes the msgid for its reservation', async () => {
    const id = await employee(22);
    const msgid = newKey();
    expect(await release(msgid)).toBe('RELEASED');
    expect(await reserve(msgid, id, '12000')).toMatchObject({ __typename: 'ReservationClosedRefusal' });
    expect(await account(id)).toMatchObject({ thisYear: '30000' });
  });

  test('an unknown msgid is not confirmed', async () => {
    expect((await confirm(newKey())).__typename).toBe('ReservationUnknownRefusal');
  });
});

describe('a reservation left behind', () => {
  test('is swept up after its time and not before, and a late confirmation sets it aside anew', async () => {
    const id = await employee(30);
    const [late, lost] = [newKey(), newKey()];
    await reserve(late, id, '20000');
    expect(await accounts.sweep()).toBe(0);
    graph.clock.set('2026-06-30T02:30:00Z');
    await accounts.sweep();
    expect(await account(id)).toMatchObject({ thisYear: '30000', reserved: '0' });
    expect((await confirm(late)).reservation.state).toBe('CONFIRMED');
    expect(await account(id)).toMatchObject({ thisYear: '10000', reserved: '0' });

    await reserve(lost, id, '10000');
    graph.clock.set('2026-06-30T03:30:00Z');
    await accounts.sweep();
    await reserve(newKey(), id, '1');
    expect(await confirm(lost)).toMatchObject({
      __typename: 'AccountInsufficientRefusal',
      available: '9999',
    });
    expect(await release(lost)).toBe('RELEASED');
  });
});

describe('the turn of the year', () => {
  test("makes this year's money former years', also what is set aside", async () => {
    const id = await employee(40);
    const msgid = newKey();
    await reserve(msgid, id, '10000');
    graph.clock.set('2027-01-01T02:00:00Z');
    expect(await account(id)).toMatchObject({ thisYear: '0', formerYears: '20000', reserved: '10000' });
    await release(msgid);
    await deposit(id, 500n);
    expect(await account(id)).toMatchObject({ thisYear: '500', formerYears: '30000', reserved: '0' });
    const balance = await graph.data(
      `query ($id: ID!) { accountBalance(personId: $id) { available thisYear formerYears } }`,
      { id },
      SERVICE,
    );
    expect(balance.accountBalance).toEqual({ available: '30500', thisYear: '500', formerYears: '30000' });
  });
});

test('after all this every movement is balanced, and every balance is what its postings say', async () => {
  const em = graph.subgraph.kernel.em();
  expect(
    await em.execute(
      'select movement_id from insured.account_posting group by movement_id having sum(amount) <> 0',
    ),
  ).toEqual([]);
  expect(
    await em.execute(
      `select a.id from insured.personal_account a
       left join insured.account_movement m on m.person_id = a.id
       left join insured.account_posting p on p.movement_id = m.id
         and p.account in ('THIS_YEAR', 'FORMER_YEARS', 'RESERVED_THIS_YEAR', 'RESERVED_FORMER_YEARS')
       group by a.id, a.this_year, a.former_years, a.reserved
       having coalesce(sum(p.amount), 0) <> a.this_year + a.former_years + a.reserved`,
    ),
  ).toEqual([]);
});
