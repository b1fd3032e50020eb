import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Desk } from './desk.ts';
import { importFile, load } from './synthea.ts';

const DATA = process.env['REAL_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const FOLDER = join(DATA, 'claims/synthea');
const present = existsSync(FOLDER);

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

test('the Synthea claims are taken over, every bill adds up, and a second load changes nothing', async () => {
  if (!present) {
    console.log(`absent: ${FOLDER}`);
    return;
  }
  const names = readdirSync(FOLDER).filter(name => desk.graph.subgraph.importers[0]!.accepts(name));
  const files = () => names.map(name => importFile(name, readFileSync(join(FOLDER, name), 'utf8')));
  const first = await load(desk.graph, files());
  expect(first.refused).toBeNull();
  const tally = new Map<string, number>();
  for (const { verdict, reason } of first.verdicts) {
    const key = `${verdict} ${reason ?? ''}`.trim();
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  console.log([...tally].map(([verdict, rows]) => `${rows} ${verdict}`).join('\n'));
  const accepted = tally.get('ACCEPTED') ?? 0;
  expect(accepted / first.verdicts.length).toBeGreaterThan(0.98);
  const em = desk.graph.subgraph.kernel.em();
  const [sums] = await em.execute(
    `select count(*)::int as n, count(*) filter (where total <> fund_paid + cash_paid
       or total <> (select sum(f.amount) from "settlement"."fee_item" f where f.claim_id = s.claim_id))::int as wrong
     from "settlement"."settlement" s`,
  );
  expect(sums).toEqual({ n: accepted, wrong: 0 });
  const again = await load(desk.graph, files());
  expect(again.verdicts.filter(({ verdict }) => verdict === 'ACCEPTED')).toEqual([]);
}, 120_000);
