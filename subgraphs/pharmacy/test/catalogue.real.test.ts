import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { doseFormOf } from '../src/dose-form/dose-form.rule.ts';
import { readDrugRow, statesAmount } from '../src/drug/drug-row.rule.ts';
import { readNationalDrugCode } from '../src/drug/national-code.rule.ts';
import { pinyinInitials } from '../src/drug/pinyin.rule.ts';
import { readSpecification } from '../src/specification/specification.rule.ts';

const folder = join(process.env.REAL_DATA ?? '../shared/data', 'drugs');

type Row = Readonly<Record<string, string>>;

function rowsOf(file: string): readonly Row[] | null {
  const path = join(folder, file);
  if (!existsSync(path)) {
    console.log(`absent: ${path}; the test on it proves nothing in this run`);
    return null;
  }
  return parse(readFileSync(path), { columns: true, bom: true }) as Row[];
}

const share = (part: number, whole: number) => `${part} of ${whole} (${((100 * part) / whole).toFixed(2)}%)`;

/** A row is clean when the amount and the count that it gives stand in its specification as they are. */
function isClean(row: Row): boolean {
  const stands = (number: string) =>
    new RegExp(`(?<![\\d.])${number!.replace('.', '\\.')}(?![\\d.])`).test(row['spec']!);
  return stands(row['dose_amount']!) && stands(row['pack_count']!);
}

test('real specifications are read as the catalogue itself counts them', () => {
  const rows = rowsOf('catalogue.csv');
  if (!rows) return;
  const read = rows.map(row => {
    const specification = readSpecification(
      row['spec']!,
      doseFormOf(row['generic_name']!, row['dose_form']!),
    );
    const count = specification.unitCount === Number(row['pack_count']);
    // The catalogue writes 4u as 4μ.
    const unit = row['dose_unit'] === 'μ' ? 'u' : row['dose_unit']!;
    const dose = statesAmount(specification, row['dose_amount']!, unit);
    return {
      clean: isClean(row),
      right: count && dose,
      count,
      dose,
      said: specification.problems.length > 0,
    };
  });
  const clean = read.filter(each => each.clean);
  const rightAndClean = clean.filter(each => each.right).length;
  const right = read.filter(each => each.right).length;
  const silent = read.filter(each => !each.right && !each.said).length;
  console.log(
    [
      `specifications of ${rows.length} rows`,
      `  clean rows read right: ${share(rightAndClean, clean.length)}`,
      `  all rows read as their amount and count: ${share(right, read.length)}`,
      `  counts alone: ${share(read.filter(each => each.count).length, read.length)}`,
      `  not understood, and said so: ${read.filter(each => each.said).length}`,
      `  other than the columns without a word (mostly content that the text does not state): ${silent}`,
    ].join('\n'),
  );
  expect(rightAndClean / clean.length).toBeGreaterThan(0.99);
  expect(right / read.length).toBeGreaterThan(0.97);
  expect(silent / read.length).toBeLessThan(0.02);
});

test('real rows are entered or refused with a reason, and the odd ones are named', () => {
  const rows = rowsOf('catalogue.csv');
  if (!rows) return;
  const read = rows.map(readDrugRow);
  const refused = read.flatMap(each => (each.ok ? [] : [each.refusal.message]));
  const noticed = read.filter(each => each.ok && each.value.notices.length > 0).length;
  console.log(
    `rows entered: ${rows.length - refused.length}, of them with a notice: ${noticed}; refused: ${refused.join('、')}`,
  );
  expect(refused).toEqual(['没有批准文号', '没有批准文号']);
  expect(noticed / rows.length).toBeLessThan(0.15);
});

test('real national codes have the shape of national codes', () => {
  const rows = rowsOf('national_drug_codes.csv');
  if (!rows) return;
  const well = rows.filter(row => readNationalDrugCode(row['nat_drug_code']!).ok).length;
  console.log(`national codes of the right shape: ${share(well, rows.length)}`);
  expect(well / rows.length).toBeGreaterThan(0.999);
});

test('real pinyin initials are those of the catalogue', () => {
  const rows = rowsOf('catalogue.csv');
  if (!rows) return;
  const plain = (text: string) => text.replace(/[^A-Z0-9]/gi, '').toUpperCase();
  const same = rows.filter(row => pinyinInitials(row['generic_name']!) === plain(row['pinyin']!)).length;
  console.log(`pinyin initials as the catalogue writes them: ${share(same, rows.length)}`);
  expect(same / rows.length).toBeGreaterThan(0.98);
});
