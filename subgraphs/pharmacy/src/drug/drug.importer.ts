import type { EntityManager } from '#kernel/persistence/database';
import { FileRefused, type Importer, type ImportFile, type ImportScope } from '#kernel/load/importer';
import { newId } from '#kernel/persistence/id';
import { plainName } from '../comparison/ratio.rule.ts';
import { inChunks, tableRows, type TableRow } from '../load/table.ts';
import { catalogueDrugs, recatalogueDrug } from './drug-catalogue.ts';
import {
  CATALOGUE_COLUMNS,
  NATIONAL_CODE_COLUMNS,
  productKey,
  readDrugRow,
  type DrugRow,
  type ReadDrugRow,
} from './drug-row.rule.ts';
import { DataSource, Drug } from './drug.entity.ts';
import { pinyinInitials } from './pinyin.rule.ts';

const CHUNK = 500;

const TABLES = [
  { name: /^catalogue[\w.-]*\.csv$/i, columns: CATALOGUE_COLUMNS, key: 'catalogueCode' },
  { name: /^national_drug_codes[\w.-]*\.csv$/i, columns: NATIONAL_CODE_COLUMNS, key: 'nationalCode' },
] as const;

/** What one file has said so far; later rows are held against it. */
interface Seen {
  readonly lineOfKey: Map<string, { readonly line: number; readonly row: string }>;
  readonly lineOfProduct: Map<string, number>;
}

/** A row that can be entered. */
interface Entry extends ReadDrugRow {
  readonly line: number;
  readonly key: string;
}

/**
 * Brings drug tables into the catalogue. A row is known by its code: the same code with the same content is a
 * duplicate, with other content in one file it is refused with the line that used it first, and in a later file
 * it replaces what was there. What is odd about a row is said in its verdict.
 */
export const drugImporter: Importer = {
  kind: 'drugs',
  accepts: fileName => TABLES.some(table => table.name.test(fileName)),
  async load(files, scope) {
    for (const file of files) await loadFile(file, scope);
  },
};

async function loadFile(file: ImportFile, scope: ImportScope): Promise<void> {
  const table = TABLES.find(each => each.name.test(file.name));
  if (!table) throw new FileRefused(`不认识的药品文件：${file.name}`);
  const seen: Seen = { lineOfKey: new Map(), lineOfProduct: new Map() };
  for await (const rows of inChunks(tableRows(file, table.columns), CHUNK)) {
    const entries = rows.flatMap(row => judged(row, table.key, seen, scope));
    await enter(entries, table.key, scope);
  }
}

/** The row as an entry; none, with the verdict told, where it is refused or said before. */
function judged(
  { line, cells, broken }: TableRow,
  key: 'catalogueCode' | 'nationalCode',
  seen: Seen,
  { report }: ImportScope,
): Entry[] {
  const read = broken === null ? readDrugRow(cells) : null;
  if (read === null || !read.ok) {
    report({
      line,
      verdict: 'REFUSED',
      reason: broken ?? (read && !read.ok ? read.refusal.message : undefined),
    });
    return [];
  }
  const code = read.value.row[key];
  if (code === null) {
    report({ line, verdict: 'REFUSED', reason: '没有编码' });
    return [];
  }
  const content = contentOf(read.value.row);
  const earlier = seen.lineOfKey.get(code);
  if (earlier) {
    const same = earlier.row === content;
    const reason = same
      ? `与第 ${earlier.line} 行相同`
      : `编码 ${code} 已用于第 ${earlier.line} 行的另一药品`;
    report({ line, verdict: same ? 'DUPLICATE' : 'REFUSED', reason });
    return [];
  }
  seen.lineOfKey.set(code, { line, row: content });
  const product = productKey(read.value.row);
  const twin = product === null ? undefined : seen.lineOfProduct.get(product);
  if (product !== null && twin === undefined) seen.lineOfProduct.set(product, line);
  const notices =
    twin === undefined ? read.value.notices : [...read.value.notices, `批准文号和规格与第 ${twin} 行相同`];
  return [{ row: read.value.row, notices, line, key: code }];
}

async function enter(
  entries: readonly Entry[],
  key: 'catalogueCode' | 'nationalCode',
  scope: ImportScope,
): Promise<void> {
  const { tx, outbox, report } = scope;
  const known = await knownDrugs(tx, key, entries);
  const added: Drug[] = [];
  for (const { row, notices, line, key: code } of entries) {
    const before = known.get(code);
    const merged = before ? merge(row, before) : row;
    const reasons = [...notices];
    if (before && contentOf(before) === contentOf(merged)) {
      report({ line, verdict: 'UNCHANGED', ...reasonOf(reasons) });
      continue;
    }
    const drug = toDrug(merged, before?.id ?? newId());
    if (before) {
      await recatalogueDrug(tx, outbox, drug);
      reasons.unshift('更新已有药品');
    } else {
      added.push(drug);
    }
    report({ line, verdict: 'ACCEPTED', ...reasonOf(reasons) });
  }
  await catalogueDrugs(tx, outbox, added);
}

async function knownDrugs(
  tx: EntityManager,
  key: 'catalogueCode' | 'nationalCode',
  entries: readonly Entry[],
): Promise<Map<string, Drug>> {
  const codes = entries.map(entry => entry.key);
  const drugs = await tx.find(Drug, { [key]: { $in: codes } }, { disableIdentityMap: true });
  return new Map(drugs.map(drug => [drug[key]!, drug]));
}

/** A table that does not state something erases nothing that another one stated. */
function merge(row: DrugRow, before: Drug): DrugRow {
  const stated = Object.entries(row).filter(([, value]) => value !== null);
  return { ...factsOf(before), ...Object.fromEntries(stated) };
}

function factsOf(drug: DrugRow | Drug): DrugRow {
  const { nationalCode, catalogueCode, genericName, tradeName, specificationText, statedDoseForm } = drug;
  const { manufacturer, licenceNumber, itemClass, firstSelfPayRatio, priceLimit, validFrom, validTo } = drug;
  return {
    nationalCode,
    catalogueCode,
    genericName,
    tradeName,
    specificationText,
    statedDoseForm,
    manufacturer,
    licenceNumber,
    itemClass,
    firstSelfPayRatio,
    priceLimit,
    validFrom,
    validTo,
  };
}

function toDrug(row: DrugRow, id: string): Drug {
  return Object.assign(new Drug(), {
    ...row,
    id,
    comparableName: plainName(row.genericName),
    pinyinInitials: pinyinInitials(row.genericName),
    source: DataSource.IMPORTED,
  });
}

/** Everything that a row says, in one writing; equal for equal content. */
function contentOf(row: DrugRow | Drug): string {
  const { firstSelfPayRatio, priceLimit, ...texts } = factsOf(row);
  return JSON.stringify([texts, String(firstSelfPayRatio), String(priceLimit)]);
}

function reasonOf(reasons: readonly string[]): { reason?: string } {
  return reasons.length === 0 ? {} : { reason: reasons.join('；') };
}
