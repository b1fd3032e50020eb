import type { Result } from '#kernel/vocabulary/result';
import { dateText, type CellFormat } from './date-cell.rule.ts';
import { plainDecimal, type CellRefusal } from './number-cell.rule.ts';
import { isTrue, MAIN, parsed } from './spreadsheet-xml.ts';
import { TableUnreadable, type TableRow } from './table.ts';

/** What every sheet of a workbook shares. */
export interface SharedParts {
  readonly texts: readonly string[];
  /** How the cells of each style show a number. */
  readonly formats: readonly CellFormat[];
  readonly epoch: 1900 | 1904;
}

/** The widest that a table may be; what stands further right is not looked for. */
const MOST_COLUMNS = 100;

/** A cell as it is stored. */
interface StoredCell {
  /** Such as `E5`. */
  readonly place: string;
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
  isFormula: boolean;
}

/** The rows of a sheet that hold anything, at most so many. */
export function readSheet(xml: string, shared: SharedParts, mostRows: number): TableRow[] {
  const rows: TableRow[] = [];
  let row: { line: number; hidden: boolean; cells: StoredCell[] } = { line: 0, hidden: false, cells: [] };
  let cell: StoredCell | null = null;
  let inValue = false;
  let inReading = false;
  const add = (text: string): void => {
    if (cell && inValue && !inReading) cell.value += text;
  };
  const open: Readonly<Record<string, (given: Readonly<Record<string, string>>) => void>> = {
    row: ({ r, hidden }) => {
      const line = r && /^\d{1,7}$/.test(r) ? Number(r) : row.line + 1;
      row = { line, hidden: isTrue(hidden), cells: [] };
    },
    c: ({ r, t = 'n', s = '0' }) => {
      const column = r ? columnOf(r) : (row.cells.at(-1)?.column ?? -1) + 1;
      if (row.cells.length >= MOST_COLUMNS) throw new TableUnreadable(`第 ${row.line} 行的单元格过多`);
      const place = r ?? `${row.line}行${column + 1}列`;
      cell = { place, column, type: t, style: Number(s), value: '', isFormula: false };
      row.cells.push(cell);
    },
    f: () => {
      if (cell) cell.isFormula = true;
    },
    v: () => (inValue = true),
    t: () => (inValue = true),
    rPh: () => (inReading = true),
    col: ({ hidden }) => {
      if (isTrue(hidden)) throw new TableUnreadable('工作表含隐藏列');
    },
    mergeCell: ({ ref = '' }) => {
      throw new TableUnreadable(`工作表含合并单元格 ${ref}`);
    },
  };
  const close: Readonly<Record<string, () => void>> = {
    row: () => {
      const read = rowOf(row, shared);
      if (!read) return;
      rows.push(read);
      if (rows.length > mostRows) throw new TableUnreadable(`须为1至${mostRows - 1}行`);
    },
    c: () => (cell = null),
    v: () => (inValue = false),
    t: () => (inValue = false),
    rPh: () => (inReading = false),
  };
  parsed(xml, parser =>
    parser
      .on('openTag', (name, attributes) => {
        if (name.startsWith(`${MAIN}:`)) open[name.slice(MAIN.length + 1)]?.(attributes());
      })
      .on('closeTag', name => {
        if (name.startsWith(`${MAIN}:`)) close[name.slice(MAIN.length + 1)]?.();
      })
      .on('text', (text, decode) => add(decode(text)))
      .on('cdata', add),
  );
  return rows;
}

/** The row as a table has it; null where it holds nothing. */
function rowOf(
  { line, hidden, cells: stored }: { line: number; hidden: boolean; cells: readonly StoredCell[] },
  shared: SharedParts,
): TableRow | null {
  const cells: string[] = [];
  let problem = hidden ? '为隐藏行' : null;
  for (const cell of stored) {
    if (cell.value === '' && !cell.isFormula) continue;
    const { text = '', wrong = null } = textOf(cell, shared);
    if (wrong !== null) problem ??= `单元格 ${cell.place} ${wrong}`;
    while (cells.length < cell.column) cells.push('');
    cells[cell.column] = text;
  }
  return cells.length > 0 ? { line, cells, problem } : null;
}

/** What a cell says, or what is wrong with it. */
function textOf(
  { type, style, value, isFormula }: StoredCell,
  { texts, formats, epoch }: SharedParts,
): { readonly text?: string; readonly wrong?: string } {
  if (isFormula) return { wrong: '为公式' };
  switch (type) {
    case 's':
      return { text: texts[Number(value)] ?? '' };
    case 'inlineStr':
    case 'str':
      return { text: value };
    case 'n': {
      const format = formats[style] ?? 'NUMBER';
      return said(format === 'NUMBER' ? plainDecimal(value) : dateText(value, format, epoch));
    }
    case 'd':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? { text: value } : { wrong: '不是可读的日期' };
    default:
      return { wrong: type === 'e' ? '为错误值' : '不是文本、数或日期' };
  }
}

function said(read: Result<string, CellRefusal>): { readonly text?: string; readonly wrong?: string } {
  return read.ok ? { text: read.value } : { wrong: read.refusal.message };
}

/** The column of a place such as `E5`, from 0. */
function columnOf(place: string): number {
  let column = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(place)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64;
  if (column < 1 || column > MOST_COLUMNS) throw new TableUnreadable(`单元格 ${place} 在表格之外`);
  return column - 1;
}
