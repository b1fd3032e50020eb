import writeExcelFile from 'write-excel-file/node';
import { settleBenefit } from '../../../subgraphs/settlement/src/benefit/benefit.rule.ts';
import { policyBook } from '../../../subgraphs/settlement/src/policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../../../subgraphs/settlement/src/policy-term/policy-term.terms.ts';
import { REPORTS } from '../../../subgraphs/settlement/src/report/report.definitions.ts';
import { readFacts, type StoredBasis } from '../../../subgraphs/settlement/src/settlement/basis.ts';
import { readEnvironment } from '../../environment.ts';
import { again, writesOf, type Written } from './bare.ts';
import { institutionCode, LINES_OF_PAST_BILL, OPEN_MONTH, type Size } from './past.ts';
import { processorTime } from './processor.ts';
import { City } from './city.ts';

const FULL: Size = { persons: 1_000_000, institutions: 4_000 };
const SMALL: Size = { persons: 10_000, institutions: 4_000 };
const ROUNDS = 7;
const BILLS_OF_ROUND = 40;
const IMPORTED_ROWS = 2_000;
const REPORT = `query ($name: ReportName!, $from: CalendarDate!, $to: CalendarDate!) {
  report(name: $name, from: $from, to: $to) { totals } }`;

interface Figure {
  readonly question: string;
  readonly measured: number;
  readonly unit: string;
  readonly limit: number | null;
}

/**
 * Settling in a city with a past, on a real PostgreSQL: 1,000,000 persons, as many settlements, 10,000,000 fee lines.
 * `--short` with a hundredth of it; further words choose parts (`costs`, `speed`, `month`, `reports`).
 */
export async function benchSettlement(
  words: readonly string[],
  say: (line: string) => void,
): Promise<object> {
  const url = readEnvironment().DATABASE_URL;
  if (!url) {
    say('settlement: not measured, it needs a PostgreSQL in DATABASE_URL\n');
    return { notMeasured: 'needs a PostgreSQL' };
  }
  const size = words.includes('--short') ? { persons: FULL.persons / 100, institutions: 400 } : FULL;
  const figures: Figure[] = [];
  const tell = (question: string, measured: number, unit: string, limit: number | null = null): void => {
    figures.push({ question, measured, unit, limit });
    const bound = limit === null ? '' : `   (limit ${limit})`;
    say(`  ${question.padEnd(78)}${measured.toFixed(2).padStart(10)} ${unit}${bound}`);
  };
  say(
    `settlement: ${size.persons} persons, as many settlements, ${LINES_OF_PAST_BILL * size.persons} fee lines`,
  );
  const chosen = PARTS.filter(
    ({ name }) => words.every(word => word.startsWith('--')) || words.includes(name),
  );
  const small = await City.found({ ...SMALL, persons: Math.min(SMALL.persons, size.persons / 10) }, url);
  const started = performance.now();
  const city = await City.found(size, url);
  tell('loaded in', (performance.now() - started) / 1000, 's');
  try {
    for (const { measure } of chosen) await measure(city, { size, small, tell });
  } finally {
    await city.stop();
    await small.stop();
  }
  return { size, figures };
}

type Tell = (question: string, measured: number, unit: string, limit?: number | null) => void;

interface Measuring {
  readonly size: Size;
  readonly small: City;
  readonly tell: Tell;
}

const PARTS: readonly { readonly name: string; measure(city: City, given: Measuring): Promise<void> }[] = [
  { name: 'costs', measure: costs },
  { name: 'speed', measure: speed },
  { name: 'month', measure: month },
  { name: 'reports', measure: reports },
];

/** Processor time of this process and the database: ours, its writes alone, and ours with little past, in turns. */
async function costs(city: City, { small, tell }: Measuring): Promise<void> {
  const totals = { ours: [] as number[], bare: [] as number[], small: [] as number[], own: [] as number[] };
  let basis: StoredBasis | undefined;
  for (let round = -1; round < ROUNDS; round++) {
    const bills = await city.bills(BILLS_OF_ROUND);
    const written: Written[] = [];
    const ours = await spent(city, async () => {
      written.push(...(await writesOf(city.desk.graph.subgraph.kernel.orm, () => city.settleAll(bills))));
      await city.settled();
    });
    const there = await city.idsOf(bills);
    const anew = again(written, there);
    const share = Math.ceil(anew.length / BILLS_OF_ROUND);
    const bare = await spent(city, async () => {
      for (let at = 0; at < anew.length; at += share) await city.replay(anew.slice(at, at + share));
    });
    const fewer = await small.bills(BILLS_OF_ROUND);
    const little = await spent(small, async () => {
      await small.settleAll(fewer);
      await small.settled();
    });
    if (round < 0) continue;
    totals.ours.push(ours.total);
    totals.own.push(ours.own);
    totals.bare.push(bare.total);
    totals.small.push(little.total);
    basis ??= await city.basisOf(bills[0]!.claimId);
  }
  const [ours, bare] = [median(totals.ours), median(totals.bare)];
  tell('pre-settle and settle 30 lines, processor time of both', ours / BILLS_OF_ROUND, 'ms');
  tell('of which this process', median(totals.own) / BILLS_OF_ROUND, 'ms');
  tell('its SQL writes alone', bare / BILLS_OF_ROUND, 'ms');
  tell('ratio', ours / bare, '×', 2.5);
  tell('against a city with a past a hundred times smaller', ours / median(totals.small), '×', 1.2);
  const rule = ruleTime(basis!);
  tell('the rules alone', rule * 1000, 'µs');
  tell('the whole settlement against the rules', ours / BILLS_OF_ROUND / rule, '×', 50);
}

/** Milliseconds that the pipeline takes for a bill. */
function ruleTime(basis: StoredBasis): number {
  const facts = readFacts(basis);
  const book = policyBook(DEFAULT_TERMS);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + 2; round++) {
    const start = process.cpuUsage();
    for (let turn = 0; turn < 200; turn++) if (!settleBenefit(facts, book).ok) throw new Error('refused');
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000 / 200);
  }
  return median(times.slice(2));
}

async function speed(city: City, { tell }: Measuring): Promise<void> {
  const alone = await city.timed(await city.bills(300), 1);
  tell('pre-settle and settle, one after the other', alone.perSecond, '/s');
  tell('settle, p99', percentile(alone.settle, 0.99), 'ms', 50);
  tell('settle, median', percentile(alone.settle, 0.5), 'ms');
  const many = await city.timed(await city.bills(240, at => institutionCode(at % 8)), 8);
  tell('eight institutions at once', many.perSecond, '/s');
  tell('settle among eight, p99', percentile(many.settle, 0.99), 'ms');
  const one = await city.timed(await city.bills(240, () => institutionCode(9)), 8);
  tell('eight desks of one institution (its minute of volume is one row)', one.perSecond, '/s');
  tell('settle among them, p99', percentile(one.settle, 0.99), 'ms');
}

async function month(city: City, { size: { institutions }, tell }: Measuring): Promise<void> {
  const declared = await seconds(() => city.declareAll(OPEN_MONTH, institutions));
  tell(`the month of ${institutions} institutions declared`, declared, 's', 60);
  const deductions = (series: string): string[][] => [
    ['单号', '机构编码', '月份', '类别', '金额', '事由'],
    ...Array.from({ length: IMPORTED_ROWS }, (_, at) => [
      ...[`${series}-${at}`, institutionCode(at % institutions), OPEN_MONTH],
      ...['审核扣款', '0.01', '重复收费'],
    ]),
  ];
  const csv = deductions('KK').join('\n');
  const workbook = await writeExcelFile(
    deductions('XL').map(row => row.map(value => ({ value, type: String }))),
    { sheet: '扣款' },
  ).toBuffer();
  for (const [what, work] of [
    ['imported', () => city.importDeductions({ csv })],
    ['uploaded and imported from a workbook', () => city.importWorkbook(workbook)],
  ] as const) {
    const imported = await seconds(async () => {
      const { accepted } = await work();
      if (accepted !== IMPORTED_ROWS) throw new Error(`${accepted} rows accepted`);
    });
    tell(`${IMPORTED_ROWS} deductions ${what}`, imported, 's', 1);
  }
}

/** The first page of each report, with its totals; a further page takes as long. */
async function reports(city: City, { tell }: Measuring): Promise<void> {
  for (const [from, what] of [
    ['2026-02-01', 'of February'],
    ['2025-03-16', 'of a year'],
  ] as const) {
    let worst = { name: '', took: -1 };
    for (const name of Object.keys(REPORTS)) {
      const took = await seconds(async () => {
        const variables = { name, from, to: from === '2026-02-01' ? '2026-02-28' : '2026-03-16' };
        const { errors } = await city.desk.graph.query(REPORT, variables, { role: 'ANALYST' });
        if (errors) throw new Error(JSON.stringify(errors));
      });
      if (took > worst.took) worst = { name, took };
    }
    tell(`slowest of ${Object.keys(REPORTS).length} reports ${what}: ${worst.name}`, worst.took, 's', 3);
  }
}

async function spent(city: City, work: () => Promise<void>): Promise<{ total: number; own: number }> {
  const before = processorTime(city.backend);
  await work();
  const after = processorTime(city.backend);
  const own = after.own - before.own;
  return { own, total: own + after.database - before.database };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
