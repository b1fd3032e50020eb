import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import type { RowVerdict } from '#kernel/load/importer';
import type { TestSubgraph } from '#test/subgraph';
import { reviewFees } from '../src/fee-review/fee-review.rule.ts';
import type { FeeFacts, FeeLine, ReviewRule } from '../src/fee-review/fee-review.terms.ts';
import {
  recogniseTable,
  type FeeRuleCode,
  type FeeRuleEntry,
  type TableRow,
} from '../src/fee-rule/fee-rule-table.rule.ts';
import { realData } from './environment.ts';
import { HOSPITAL, INSPECTOR, registerInstitution, startInspection } from './stage.ts';

interface LibraryFile {
  readonly file: string;
  readonly entries: readonly FeeRuleEntry[];
  readonly codes: readonly FeeRuleCode[];
  readonly malformed: readonly string[];
}

function readFolder(name: 'national' | 'local'): LibraryFile[] {
  const folder = join(realData, 'rules', name);
  if (!existsSync(folder)) {
    process.stdout.write(`absent: rules/${name}; what is tested on it is not shown by this run\n`);
    return [];
  }
  // A list of rule types is no table of rules.
  const files = readdirSync(folder).filter(file => file.endsWith('.csv') && file !== 'rule-types.csv');
  return files.map(file => readTable(file, readFileSync(join(folder, file), 'utf8')));
}

function readTable(file: string, text: string): LibraryFile {
  const rows: TableRow[] = parse(text, { columns: true, bom: true });
  const shape = recogniseTable(Object.keys(rows[0]!));
  if (!shape.ok) throw new Error(`${file}: ${shape.refusal.message}`);
  const read = rows.map(row => shape.value.read(row));
  return {
    file,
    entries: read.flatMap(each => (each.row === 'ENTRY' ? [each.entry] : [])),
    codes: read.flatMap(each => (each.row === 'CODE' ? [each.code] : [])),
    malformed: read.flatMap(each => (each.row === 'MALFORMED' ? [each.reason] : [])),
  };
}

const national = readFolder('national');
const local = readFolder('local');

const line = (itemCode: string, serviceDate: string, quantity = 1_000_000n): FeeLine => ({
  id: `${itemCode} ${serviceDate}`,
  visitId: 'visit',
  institutionCode: 'H31010100001',
  itemCode,
  itemName: itemCode,
  quantity,
  amount: 1_000n,
  listPrice: null,
  serviceDate,
  daysOfSupply: null,
});

const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);

const facts = (lines: readonly FeeLine[], overrides: Partial<FeeFacts> = {}): FeeFacts => ({
  birthDate: '1950-01-01',
  insuredAsAdult: true,
  insurance: 'EMPLOYEE',
  institutionLevel: 'PRIMARY',
  institutionSpeciality: null,
  visitId: 'visit',
  visitType: 'OUTPATIENT',
  lines,
  history: [],
  ...overrides,
});

function rulesOf(list: string): ReviewRule[] {
  const codes = national.flatMap(file => file.codes);
  return national.flatMap(file =>
    file.entries.flatMap(({ limit, ...entry }) => {
      if (limit === null || entry.list !== list) return [];
      const ofSubject = codes.filter(code => code.list === list && code.subject === entry.subject);
      const own = entry.codes.length > 0 ? entry.codes : ofSubject.map(code => code.code);
      return [{ id: `${entry.subject} ${entry.qualifier}`, codes: own, codesArePrefixes: false, limit }];
    }),
  );
}

/** Facts that break the first rule of each list, and facts that keep it. */
const LISTS: readonly (readonly [
  list: string,
  breaks: (code: string) => FeeFacts,
  keeps: (code: string) => FeeFacts,
])[] = [
  ['drug-age', c => facts([line(c, day(0))]), c => facts([line(c, day(0))], { birthDate: '2020-06-01' })],
  [
    'drug-course',
    c => facts(Array.from({ length: 15 }, (_, at) => line(c, day(at)))),
    c => facts([line(c, day(0)), line(c, day(1))]),
  ],
  [
    'drug-institution-level',
    c => facts([line(c, day(0))]),
    c => facts([line(c, day(0))], { institutionLevel: 'TERTIARY' }),
  ],
  [
    'drug-insurance-type',
    c => facts([line(c, day(0))]),
    c => facts([line(c, day(0))], { insurance: 'WORK_INJURY' }),
  ],
  [
    'drug-visit-type',
    c => facts([line(c, day(0))]),
    c => facts([line(c, day(0))], { visitType: 'INPATIENT' }),
  ],
  ['item-age', c => facts([line(c, day(0))]), c => facts([line(c, day(0))], { birthDate: '2025-12-20' })],
  ['item-age-2', c => facts([line(c, day(0))]), c => facts([line(c, day(0))], { birthDate: '1990-01-01' })],
  [
    'item-course',
    c => facts(Array.from({ length: 7 }, (_, at) => line(c, day(at * 20)))),
    c => facts([line(c, day(0)), line(c, day(14))]),
  ],
  [
    'item-cycle',
    c => facts([line(c, day(0)), line(c, day(1))]),
    c => facts([line(c, day(0)), line(c, day(15))]),
  ],
  ['item-frequency', c => facts([line(c, day(0), 25_000_000n)]), c => facts([line(c, day(0))])],
];

describe('the national library as it was published', () => {
  test('every row of every file is an entry, a code or a refused row, and nothing is dropped', () => {
    for (const { file, entries, codes, malformed } of national) {
      const understood = entries.filter(entry => entry.limit !== null).length;
      const reasons = entries.flatMap(entry =>
        entry.notUnderstood === null ? [] : [`${entry.subject}: ${entry.notUnderstood}`],
      );
      process.stdout.write(
        `${file}: ${understood} understood, ${reasons.length} not understood, ${codes.length} codes, ${malformed.length} refused\n` +
          reasons.map(reason => `    ${reason}\n`).join(''),
      );
      expect(malformed).toEqual([]);
      if (entries.length > 0) expect(understood).toBeGreaterThan(0);
      // An explanation is missing or contradicts its column only now and then; more would be a parser's fault.
      expect(reasons.length).toBeLessThanOrEqual(3);
    }
  });

  test.each(LISTS)('%s fires and stays silent on its own first item', (list, breaks, keeps) => {
    if (national.length === 0) return;
    const rules = rulesOf(list);
    const rule = rules.find(each => each.codes.length > 0)!;
    expect(reviewFees(breaks(rule.codes[0]!), [rule]).violations).not.toEqual([]);
    expect(reviewFees(keeps(rule.codes[0]!), [rule])).toEqual({ violations: [], undecided: [] });
  });

  test('item-primary-secondary fires on two operations of a group and not on one', () => {
    if (national.length === 0) return;
    const rules = rulesOf('item-primary-secondary');
    const [first, second] = rules.map(rule => rule.codes[0]!);
    const found = reviewFees(facts([line(first!, day(0)), line(second!, day(0))]), rules).violations;
    expect(found).toMatchObject([{ certainty: 'TO_VERIFY' }]);
    expect(reviewFees(facts([line(first!, day(0))]), rules).violations).toEqual([]);
  });

  test('every drug that is explained has codes, and every code is explained', () => {
    const explained = new Set(
      national.flatMap(file => file.entries.map(entry => `${entry.list} ${entry.subject}`)),
    );
    const coded = new Set(national.flatMap(file => file.codes.map(code => `${code.list} ${code.subject}`)));
    expect([...coded].filter(key => !explained.has(key))).toEqual([]);
    expect([...explained].filter(key => key.startsWith('drug-') && !coded.has(key))).toEqual([]);
  });
});

test('local tables are read, or listed with the reason why not', () => {
  for (const { file, entries, malformed } of local) {
    const understood = entries.filter(entry => entry.limit !== null).length;
    process.stdout.write(
      `${file}: ${understood} understood, ${entries.length - understood} not understood\n`,
    );
    expect(malformed).toEqual([]);
    expect(entries.every(entry => (entry.limit === null) !== (entry.notUnderstood === null))).toBe(true);
  }
});

describe('loaded and asked over the API', () => {
  let graph: TestSubgraph;
  beforeAll(async () => {
    graph = await startInspection();
    await registerInstitution(graph);
  });
  afterAll(() => graph.stop());

  const load = async (): Promise<RowVerdict[]> => {
    const verdicts: RowVerdict[] = [];
    const { kernel, importers } = graph.subgraph;
    const { outbox, sealer, clock } = kernel;
    const folder = join(realData, 'rules/national');
    for (const name of readdirSync(folder).filter(file => file.endsWith('.csv'))) {
      const bytes = readFileSync(join(folder, name));
      const file = { name, size: bytes.length, open: () => Readable.from([bytes]) };
      await kernel.transaction(tx =>
        importers[0]!.load([file], { tx, outbox, sealer, clock, report: row => void verdicts.push(row) }),
      );
    }
    return verdicts;
  };

  test('the library is loaded whole, a second time changes nothing, and a real rule fires with its line', async () => {
    if (national.length === 0) return;
    const rows = national.reduce((count, file) => count + file.entries.length + file.codes.length, 0);
    expect((await load()).filter(row => row.verdict === 'ACCEPTED')).toHaveLength(rows);
    expect((await load()).every(row => row.verdict === 'UNCHANGED')).toBe(true);
    // 住院诊查费: one a day.
    const item = {
      itemCode: '001102000050000',
      itemName: '住院诊查费',
      amount: '5000',
      serviceDate: '2026-03-10',
    };
    const { reviewFees: review } = await graph.data(
      `query ($input: ReviewFeesInput!) { reviewFees(input: $input) { violations {
         rule { list subject source { file line } } evidence { label value } } } }`,
      {
        input: {
          stage: 'DURING_VISIT',
          institutionCode: HOSPITAL,
          insurance: 'EMPLOYEE',
          visitType: 'INPATIENT',
          items: [{ ...item, id: 'a', quantity: '2' }],
        },
      },
      INSPECTOR,
    );
    expect(review.violations).toMatchObject([
      {
        rule: {
          list: 'item-frequency',
          subject: '住院诊查费',
          source: { file: 'item-frequency.csv', line: 3 },
        },
        evidence: expect.arrayContaining([{ label: '数量', value: '2次' }]),
      },
    ]);
  });
});
