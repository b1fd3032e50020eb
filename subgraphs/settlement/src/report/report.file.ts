import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { inYuan } from '#kernel/vocabulary/money';
import type { Report, ReportUnit } from './report.type.ts';

const BOM = '\uFEFF';

/** A report as CSV in UTF-8 for a spreadsheet: header, rows, totals; amounts in yuan. */
export function reportCsv(report: Report): string {
  const lines = tableOf(report).map(row => row.map(quoted).join(','));
  return `${BOM}${lines.join('\r\n')}\r\n`;
}

/** A report as an Excel workbook (xlsx): title, header, rows, totals. Texts are cells of text and are never evaluated. */
export function reportExcel(report: Report): Promise<Buffer> {
  const units = report.columns.map(({ unit }) => unit);
  const [header, ...rows] = tableOf(report);
  const bold = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
  const data: SheetData = [
    [bold(report.title)],
    [{ value: `${report.from} 至 ${report.to}`, type: String }],
    header!.map(bold),
    ...rows.map(row =>
      row.map((cell, at) =>
        units[at] === 'TEXT' || cell === ''
          ? { value: cell, type: String }
          : { value: Number(cell), type: Number, format: units[at] === 'FEN' ? '#,##0.00' : '#,##0' },
      ),
    ),
  ];
  return writeExcelFile(data, { sheet: report.title.slice(0, 31) }).toBuffer();
}

/** Header, rows and totals as texts; an amount of the largest size still fits a spreadsheet's number to the 分. */
function tableOf(report: Report): string[][] {
  const { columns, rows } = report;
  const header = columns.map(({ label, unit }) => (unit === 'FEN' ? `${label}（元）` : label));
  const units = columns.map(({ unit }) => unit);
  return [
    header,
    ...[...rows.map(({ cells }) => cells), totalsOf(report)].map(cells => printed(cells, units)),
  ];
}

/** The last row of a file: the totals, which are of all rows also where the file has a part of them. */
export function totalsOf({ totals, isWhole }: Report): string[] {
  const label = isWhole ? '合计' : '全表合计';
  return totals.map((cell, at) => (at === 0 && cell === '' ? label : cell));
}

function printed(cells: readonly string[], units: readonly ReportUnit[]): string[] {
  return cells.map((cell, at) => {
    if (units[at] === 'FEN') return inYuan(BigInt(cell));
    return units[at] === 'TEXT' ? harmless(cell) : cell;
  });
}

/** A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
