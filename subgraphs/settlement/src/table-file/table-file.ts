import { parse } from 'csv-parse/sync';
import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import { EncodingScan } from '#kernel/load/encoding';
import type { EntityManager } from '#kernel/persistence/database';
import { MEDIA_TYPES } from '#kernel/upload/file-content';
import type { UploadedFile, UploadRoom } from '#kernel/upload/upload-room';
import type { TableFileInput } from './table-file.input.ts';
import { TableUnreadable, type TableRow } from './table.ts';
import { readWorkbook } from './workbook.ts';

/** What a file must look like to be read as a table. */
export interface TableShape {
  readonly header: readonly string[];
  readonly mostRows: number;
}

/** A table as somebody handed it in. */
export interface TableFile {
  /** What it is by its content, for the comparison of idempotency keys. */
  readonly content: object;
  readonly rows: readonly TableRow[];
  /** Uses the uploaded file up, in the transaction that takes its rows. */
  take(tx: EntityManager): Promise<void>;
}

/**
 * Opens the table of an input: CSV text in place, or the handle of an uploaded CSV file or workbook. BAD_USER_INPUT where
 * it is no table of the shape.
 */
export async function openTable(
  uploads: UploadRoom,
  { csv, file: handle, sheet }: TableFileInput,
  shape: TableShape,
  principal: Principal,
): Promise<TableFile> {
  if ((csv ?? null) === null) {
    if ((handle ?? null) === null) throw badUserInput({ 'input.file': '须给出 file 或 csv' });
    return uploadedTable(uploads, await uploads.find(principal, handle!), sheet ?? null, shape);
  }
  if ((handle ?? null) !== null) throw badUserInput({ 'input.file': 'file 与 csv 只能给出一个' });
  const rows = refusing('csv', () => readText(csv!, shape));
  return { content: { csv }, rows, take: async () => undefined };
}

async function uploadedTable(
  uploads: UploadRoom,
  file: UploadedFile,
  sheet: string | null,
  shape: TableShape,
): Promise<TableFile> {
  const take = (tx: EntityManager): Promise<void> => uploads.use(tx, file);
  const content = { file: file.digest, sheet };
  // Whoever repeats a request whose answer was lost names a file that it has used: there is nothing to read any more.
  if (file.used) return { content, rows: [], take };
  const bytes = await uploads.read(file);
  const rows = refusing('file', () => {
    if (file.mediaType === MEDIA_TYPES.XLSX) {
      // A sheet leaves the empty cells at the end of a row out.
      const rows = withShape(readWorkbook(bytes, sheet, shape.mostRows), shape);
      return rows.map(row => ({
        ...row,
        cells: [...row.cells, ...shape.header.slice(row.cells.length).fill('')],
      }));
    }
    if (file.mediaType === MEDIA_TYPES.CSV) return readText(decoded(bytes), shape);
    throw new TableUnreadable('须为 CSV 文件或 XLSX 工作簿');
  });
  return { content, rows, take };
}

function refusing<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TableUnreadable) throw badUserInput({ [`input.${field}`]: error.message });
    throw error;
  }
}

function decoded(bytes: Buffer): string {
  const scan = new EncodingScan();
  scan.feed(bytes);
  return new TextDecoder(scan.finish()).decode(bytes);
}

function readText(csv: string, shape: TableShape): TableRow[] {
  if (csv.startsWith('PK')) throw new TableUnreadable('须为CSV文件，不是Excel工作簿');
  // What was written in GB18030 and read as UTF-8 holds the mark of what could not be read.
  if (csv.includes('\uFFFD')) throw new TableUnreadable('文件编码须为UTF-8');
  let records: { readonly info: { readonly lines: number }; readonly record: string[] }[];
  try {
    records = parse(csv, { bom: true, relaxColumnCount: true, skipEmptyLines: true, info: true }) as never;
  } catch {
    throw new TableUnreadable('不是可读的CSV');
  }
  const rows = records.map(({ info, record }) => ({ line: info.lines, cells: record, problem: null }));
  return withShape(rows, shape);
}

/** The rows below the header of their shape. */
function withShape([head, ...rows]: readonly TableRow[], { header, mostRows }: TableShape): TableRow[] {
  if (head?.problem) throw new TableUnreadable(`表头${head.problem}`);
  if (head?.cells.map(cell => cell.trim()).join() !== header.join())
    throw new TableUnreadable(`表头须为：${header.join()}`);
  if (rows.length < 1 || rows.length > mostRows) throw new TableUnreadable(`须为1至${mostRows}行`);
  return rows.map(row => ({ ...row, cells: row.cells.map(cell => cell.trim()) }));
}
