import { Readable } from 'node:stream';
import { parse, type CastingContext } from 'csv-parse';
import { FileRefused, type ImportFile } from '#kernel/load/importer';

export interface TableRow {
  /** Line of the file on which the row ends; the header is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  /** Why the row cannot be read as one of this table; null when it can. */
  readonly broken: string | null;
}

/** A row of sound files has far less; a quote that is never closed would swallow the rest of the file. */
const LONGEST_ROW = 20_000;

/**
 * Streams the rows of a CSV file with a header. A row with too many or too few cells, or with control characters,
 * comes as broken; a file without the columns, or with a quote that is never closed, is refused as a whole.
 */
export async function* tableRows(file: ImportFile, columns: readonly string[]): AsyncGenerator<TableRow> {
  const parser = parse({
    bom: true,
    columns: (header: string[]) => checkedHeader(header, columns),
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_ROW,
  });
  const rows = Readable.from(file.open())
    .on('error', error => parser.destroy(error))
    .pipe(parser);
  try {
    for await (const { info, record } of rows as AsyncIterable<{
      info: CastingContext;
      record: Record<string, string>;
    }>) {
      const width = Object.keys(record).length;
      const inconsistent = info.error !== undefined || width < columns.length;
      const unreadable = Object.values(record).some(cell =>
        /[\u0000-\u0008\u000b-\u001f\u007f\ufffd]/.test(cell),
      );
      yield {
        line: info.lines,
        cells: record,
        broken: inconsistent ? '列数与表头不符' : unreadable ? '含有控制字符或乱码' : null,
      };
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (!code?.startsWith('CSV_')) throw error;
    throw new FileRefused(`第 ${lines ?? '?'} 行附近的 CSV 已损坏（${code}）`);
  }
}

function checkedHeader(header: string[], columns: readonly string[]): string[] {
  const missing = columns.filter(column => !header.includes(column));
  if (missing.length > 0) throw new FileRefused(`表头缺少列：${missing.join('、')}`);
  return header;
}

/** Streams the lines of a text file, numbered from 1, without blank ones. */
export async function* textLines(file: ImportFile): AsyncGenerator<{ line: number; text: string }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let line = 0;
  for await (const chunk of file.open()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const text of lines) {
      line += 1;
      if (text.trim() !== '') yield { line, text: text.trim() };
    }
  }
  if (rest.trim() !== '') yield { line: line + 1, text: rest.trim() };
}

/** The whole text of a file that can only be read at once, such as JSON. */
export async function wholeText(file: ImportFile, largest: number): Promise<string> {
  if (file.size > largest) throw new FileRefused(`文件过大，上限 ${largest} 字节`);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  for await (const chunk of file.open()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Gathers a stream into lists of a size at which one statement serves them all. */
export async function* inChunks<Row>(rows: AsyncIterable<Row>, size: number): AsyncGenerator<Row[]> {
  let chunk: Row[] = [];
  for await (const row of rows) {
    chunk.push(row);
    if (chunk.length === size) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
