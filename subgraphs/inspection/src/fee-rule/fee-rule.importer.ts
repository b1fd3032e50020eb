import { Readable } from 'node:stream';
import { parse, type Info } from 'csv-parse';
import { FileRefused, type Importer, type ImportFile, type ImportScope } from '#kernel/load/importer';
import { recogniseTable, type FeeRuleCode, type TableRow, type TableShape } from './fee-rule-table.rule.ts';
import { FeeRuleStore, type PlacedEntry } from './fee-rule.store.ts';

const BATCH = 500;

/**
 * Loads tables of the rule library. A table is recognised by its columns, so the order of files does not
 * matter; a file that is broken anywhere is refused as a whole. Loading the same file again changes nothing.
 */
export const feeRuleImporter: Importer = {
  kind: 'rules',
  accepts: fileName => fileName.endsWith('.csv'),
  async load(files, scope) {
    for (const file of files) await loadTable(file, scope);
  },
};

interface Batch {
  readonly entries: PlacedEntry[];
  readonly codes: { readonly code: FeeRuleCode; readonly line: number }[];
}

async function loadTable(file: ImportFile, scope: ImportScope): Promise<void> {
  const store = new FeeRuleStore(scope.tx, scope.clock.now());
  let batch: Batch = { entries: [], codes: [] };
  for await (const { row, line, shape } of rowsOf(file)) {
    const read = shape.read(row);
    if (read.row === 'MALFORMED') scope.report({ line, verdict: 'REFUSED', reason: read.reason });
    else if (read.row === 'ENTRY') batch.entries.push({ entry: read.entry, line });
    else batch.codes.push({ code: read.code, line });
    if (batch.entries.length + batch.codes.length >= BATCH) {
      await save(batch, file.name, store, scope);
      batch = { entries: [], codes: [] };
    }
  }
  await save(batch, file.name, store, scope);
}

async function save(batch: Batch, file: string, store: FeeRuleStore, scope: ImportScope): Promise<void> {
  const entries = await store.saveEntries(batch.entries, file);
  for (const [at, verdict] of entries.entries()) {
    const { entry, line } = batch.entries[at]!;
    const reason = entry.notUnderstood === null ? undefined : `未解析：${entry.notUnderstood}`;
    scope.report({ line, verdict, reason });
  }
  const codes = await store.saveDrugCodes(batch.codes.map(({ code }) => code));
  for (const [at, verdict] of codes.entries()) scope.report({ line: batch.codes[at]!.line, verdict });
}

async function* rowsOf(file: ImportFile): AsyncGenerator<{ row: TableRow; line: number; shape: TableShape }> {
  let shape: TableShape | undefined;
  const recognise = (columns: readonly string[]): string[] => {
    const recognised = recogniseTable(columns);
    if (!recognised.ok) throw new FileRefused(recognised.refusal.message);
    shape = recognised.value;
    return columns.map(column => column.trim());
  };
  const source = Readable.from(textOf(file));
  const parser = source.pipe(parse({ columns: recognise, bom: true, info: true, skip_empty_lines: true }));
  source.on('error', error => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: TableRow; info: Info }>) {
      yield { row: record, line: info.lines, shape: shape! };
    }
  } catch (error) {
    if (error instanceof FileRefused || !isCsvError(error)) throw error;
    throw new FileRefused(`第 ${error.lines ?? '?'} 行不是完整的 CSV 记录`);
  }
  if (!shape) throw new FileRefused('文件为空');
}

async function* textOf(file: ImportFile): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.open()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new FileRefused('文件不是 UTF-8 编码');
    throw error;
  }
}

function isCsvError(error: unknown): error is Error & { lines?: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}
