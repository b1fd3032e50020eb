import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { patientId } from '../src/claim-import/claim.importer.ts';
import { Desk, ok } from './desk.ts';
import { importFile, load, syntheaFolder, type SyntheaFolder } from './synthea.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

const take = (folder: SyntheaFolder) =>
  load(
    desk.graph,
    Object.entries(folder).map(([name, text]) => importFile(name, text)),
  );
const count = async () =>
  (
    await desk.graph.subgraph.kernel
      .em()
      .execute(
        `select count(*)::int as n, coalesce(sum(total), 0)::text as total from "settlement"."settlement"`,
      )
  )[0];

test('a file that breaks off, lacks a column or is missing leaves nothing behind', async () => {
  const folder = syntheaFolder(3);
  const broken = { ...folder, 'encounters.csv': `${folder['encounters.csv']}e9,"2021-01-01T03:00:00Z` };
  expect((await take(broken)).refused).toContain('Quote');
  const { 'patients.csv': _, ...incomplete } = folder;
  expect((await take(incomplete)).refused).toBe('missing beside the others: patients.csv');
  expect((await take({ ...folder, 'claims.csv': 'Id,NUMBER\nc0,1\n' })).refused).toBe(
    'claims.csv lacks the columns APPOINTMENTID, STATUS1',
  );
  expect(await count()).toEqual({ n: 0, total: '0' });
});

describe('a folder of claims', () => {
  test('each encounter gets a verdict; what is refused says why and the rest is taken', async () => {
    const folder = syntheaFolder(6);
    const rows = folder['encounters.csv']!.split('\n');
    rows[2] = rows[2]!.replace('100.00', 'many');
    rows[3] = rows[3]!.replace(',p0,', ',p7,');
    rows[4] = rows[4]!.replace('60.50', '130.01');
    rows.splice(6, 0, rows[5]!);
    const { verdicts, refused } = await take({ ...folder, 'encounters.csv': rows.join('\n') });
    expect(refused).toBeNull();
    const byLine = [...verdicts].sort((a, b) => a.line - b.line);
    expect(byLine).toEqual([
      { line: 2, verdict: 'ACCEPTED' },
      { line: 3, verdict: 'REFUSED', reason: '时间或金额无法识别' },
      { line: 4, verdict: 'REFUSED', reason: 'patients.csv does not know the patient' },
      { line: 5, verdict: 'REFUSED', reason: '支付金额超过费用总额' },
      { line: 6, verdict: 'ACCEPTED' },
      { line: 7, verdict: 'DUPLICATE', reason: 'the encounter stands in an earlier line' },
      { line: 8, verdict: 'ACCEPTED' },
    ]);
    expect(await count()).toEqual({ n: 3, total: '32660' });
  });

  test('SH-AI-TECH-10: two thousand records are taken in one load, every bill adds up, and the same load changes nothing', async () => {
    const before = (await count())!;
    const folder = syntheaFolder(2_003);
    const fresh = (await take(folder)).verdicts;
    expect(fresh.filter(({ verdict }) => verdict === 'ACCEPTED')).toHaveLength(2_000);
    expect(fresh.filter(({ verdict }) => verdict === 'UNCHANGED')).toHaveLength(Number(before['n']));
    const wrong = await desk.graph.subgraph.kernel.em().execute(
      `select s.id from "settlement"."settlement" s where s.total <> s.fund_paid + s.cash_paid
       or s.total <> (select sum(f.amount) from "settlement"."fee_item" f where f.claim_id = s.claim_id)`,
    );
    expect(wrong).toEqual([]);
    const after = await count();
    const again = (await take(folder)).verdicts;
    expect(new Set(again.map(({ verdict }) => verdict))).toEqual(new Set(['UNCHANGED']));
    expect(await count()).toEqual(after);
    expect(await desk.graph.announced('settlement.settlement')).toHaveLength(2_003);
  });

  test('an imported settlement says that it was settled elsewhere, and moves no accumulator', async () => {
    const [row] = await desk.graph.subgraph.kernel
      .em()
      .execute(
        `select s.id, s.person_id from "settlement"."settlement" s join "settlement"."fee_item" f using (claim_id) where f.item_code = 'RXNORM198405' limit 1`,
      );
    const data = ok(
      await desk.graph.query(
        `query ($id: ID!) { settlement(id: $id) { total fundPaid cashPaid trace { step ruleId } visit { diagnosis visitType } claim { items { itemCode amount } } } }`,
        { id: row!['id'] },
      ),
    );
    expect(data.settlement).toMatchObject({
      total: '12660',
      fundPaid: '6050',
      cashPaid: '6610',
      trace: [
        { step: 'IMPORTED', ruleId: 'SETTLED-ELSEWHERE' },
        { step: 'IMPORTED', ruleId: 'SETTLED-ELSEWHERE' },
      ],
      visit: { diagnosis: '***', visitType: 'OUTPATIENT' },
    });
    expect(await desk.accumulators(String(row!['person_id']))).toEqual({});
  });

  test('what belongs to a person who was erased is refused with its reason, and the rest is taken', async () => {
    const { kernel } = desk.graph.subgraph;
    const others = Object.fromEntries(
      Object.entries(syntheaFolder(4)).map(([name, text]) => [
        name,
        text.replaceAll(/\b([pec])(\d)\b/g, '$1-other-$2'),
      ]),
    );
    await kernel.transaction(tx => kernel.salts.destroy(tx, patientId('p-other-0'), kernel.clock.now()));
    const { verdicts, refused } = await take(others);
    expect(refused).toBeNull();
    const reason = 'the data of the patient were erased';
    expect([...verdicts].sort((a, b) => a.line - b.line)).toEqual([
      { line: 2, verdict: 'REFUSED', reason },
      { line: 3, verdict: 'ACCEPTED' },
      { line: 4, verdict: 'REFUSED', reason },
      { line: 5, verdict: 'ACCEPTED' },
    ]);
  });
});
