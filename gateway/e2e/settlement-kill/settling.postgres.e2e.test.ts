import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '#test/subgraph';
import { AGREEMENTS, disagreements } from './books.ts';
import { settleUnderFire, type Outcome } from './settling.ts';

/** The short form of `npm run settling`. Runs where DATABASE_URL names a PostgreSQL. */
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: pg.Client;
let outcome: Outcome;

beforeAll(async () => {
  database = await createTestDatabase();
  outcome = await settleUnderFire(database.url!, 15);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
}, 300_000);
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

test('two processes that are killed while they settle lose nothing, do nothing twice and agree to the fen', () => {
  expect(outcome.disagreements).toEqual([]);
  expect(Object.keys(outcome.killed)).toEqual(expect.arrayContaining(['settlement-1', 'settlement-2']));
  expect(outcome.tally['cut off in the middle']).toBeGreaterThan(0);
  expect(outcome.records).toBeGreaterThan(outcome.bills / 2);
});

const living = `(select id from settlement.settlement where msgid is not null and kind = 'NORMAL' and state = 'SETTLED'
  order by id limit 1)`;

test.each([
  [
    'an accumulator is lost',
    `delete from settlement.accumulator where amount > 0 and ctid =
    (select ctid from settlement.accumulator where amount > 0 limit 1)`,
    /accumulators stand/,
  ],
  [
    'a fen is missing in an account',
    `update insured.personal_account set this_year = this_year + 1`,
    /every account holds/,
  ],
  [
    'a fact is told twice',
    `insert into settlement.outbox_event (topic, position, name, version, aggregate_id, aggregate_sequence, occurred_at, payload)
    select topic, position + 100000, name, version, aggregate_id, aggregate_sequence + 100, occurred_at, payload
    from settlement.outbox_event where aggregate_id = ${living}::text`,
    /every change is told/,
  ],
  [
    'a bill is paid by nobody',
    `update settlement.settlement set cash_paid = cash_paid - 1 where id = ${living}`,
    /what its payers pay/,
  ],
  ['a voucher is lost', `delete from settlement.voucher where kind = 'APPROVED'`, /an approved month/],
])('the books do not agree when %s', async (_, fault, says) => {
  await client.query('begin');
  await client.query(fault);
  const found = await disagreements(client);
  await client.query('rollback');
  expect(found.join('\n')).toMatch(says);
  expect(found.length).toBeLessThan(AGREEMENTS.length);
});
