import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { Desk, ok } from './desk.ts';

let desk: Desk;
let world: DemoWorld;
beforeAll(async () => {
  desk = await Desk.open();
  world = createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-16' });
  await desk.graph.subgraph.loadDemo(world);
});
afterAll(() => desk.stop());

const rows = (sql: string) => desk.graph.subgraph.kernel.em().execute(sql);

test('the demo world is mapped once', async () => {
  expect(await desk.graph.subgraph.loadDemo(world)).toBe(false);
  const [count] = await rows(`select count(*)::int as settlements from "settlement"."settlement"`);
  expect(count).toEqual({ settlements: world.claims.length });
});

test('in every settlement the payers add up to the bill', async () => {
  const wrong = await rows(
    `select id from "settlement"."settlement" s
     where total <> fund_paid + account_paid + commercial_paid + cash_paid or cash_paid < 0 or fund_paid < 0
       or total <> (select sum(amount) from "settlement"."fee_item" f where f.claim_id = s.claim_id)`,
  );
  expect(wrong).toEqual([]);
});

test('the accumulators are what the settlements moved', async () => {
  const wrong = await rows(
    `select a.person_id, a.kind from "settlement"."accumulator" a
     where a.amount <> (select coalesce(sum((s.moved ->> a.kind)::bigint), 0) from "settlement"."settlement" s
       where s.person_id = a.person_id and s.scheme = a.scheme and extract(year from s.settled_on) = a.year)`,
  );
  expect(wrong).toEqual([]);
  const [sum] = await rows(
    `select sum(amount)::text as paid from "settlement"."accumulator" where kind = 'POOLED_PAID'`,
  );
  expect(BigInt(String(sum!['paid']))).toBeGreaterThan(0n);
});

test('a diagnosis is stored sealed and shown masked', async () => {
  const claim = world.claims.at(-1)!;
  const data = ok(
    await desk.graph.query(
      `query ($id: ID!) { visit(id: $id) { diagnosis diagnosisCode claims { id settlement { id } } } }`,
      { id: claim.visitId },
    ),
  );
  expect(data.visit).toEqual({
    diagnosis: '***',
    diagnosisCode: '***',
    claims: [{ id: claim.id, settlement: { id: claim.settlementId } }],
  });
  const [visit] = await rows(
    `select encode(diagnosis, 'hex') as hex from "settlement"."visit" where id = '${claim.visitId}'`,
  );
  expect(String(visit!['hex'])).not.toContain(Buffer.from(claim.diagnosis.text).toString('hex'));
});

test('the days of the year add up to the demo claims', async () => {
  const data = ok(
    await desk.graph.query(
      `{ settlementsByDay(from: "2025-03-01", to: "2026-03-16") { count total } }`,
      {},
      { role: 'SCREEN' },
    ),
  );
  const count = data.settlementsByDay.reduce((sum: number, day: { count: number }) => sum + day.count, 0);
  expect(count).toBe(world.claims.length);
});

test('months that pharmacies declared add up to their settlements; some are overdue, and some accounts differ', async () => {
  const wrong = await rows(
    `select m.id from "settlement"."monthly_settlement" m
     where (m.settlements, m.total, m.declared) <> (select count(*), sum(total), sum(fund_paid + account_paid)
       from "settlement"."settlement" s where s.monthly_settlement_id = m.id)`,
  );
  expect(wrong).toEqual([]);
  const { monthlySettlementAgeing, openReconciliations } = ok(
    await desk.graph.query(
      `{ monthlySettlementAgeing { due state count }
         openReconciliations { detailsAwaited different differences { kind count } } }`,
      {},
      { role: 'SCREEN' },
    ),
  );
  expect(monthlySettlementAgeing).toEqual([
    { due: 'OVERDUE', state: 'DECLARED', count: 2 },
    { due: 'IN_TIME', state: 'DECLARED', count: expect.any(Number) },
  ]);
  expect(openReconciliations).toEqual({
    detailsAwaited: 1,
    different: 1,
    differences: [
      { kind: 'AMOUNTS_DIFFER', count: 1 },
      { kind: 'ONLY_CENTRE', count: 1 },
    ],
  });
});
