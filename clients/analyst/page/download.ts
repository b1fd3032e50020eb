import writeExcel from 'write-excel-file/universal';
import type { AnsweredFile } from './files.ts';
import { csvOf, type Table } from './table.ts';

export function downloadCsv(table: Table, name: string): void {
  download(new Blob([csvOf(table)], { type: 'text/csv;charset=utf-8' }), `${name}.csv`);
}

/** A workbook of one sheet. A text is a cell of type text, which no spreadsheet takes for a formula. */
export async function downloadExcel({ columns, rows }: Table, name: string): Promise<void> {
  const head = columns.map(value => ({ value, type: String, fontWeight: 'bold' as const }));
  const body = rows.map(row =>
    row.map(value => (typeof value === 'string' ? { value, type: String } : value)),
  );
  download(await writeExcel([head, ...body], { sheet: '结果', stickyRowsCount: 1 }).toBlob(), `${name}.xlsx`);
}

export function downloadJson(value: unknown, name: string): void {
  download(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }), `${name}.json`);
}

export function downloadFile({ name, type, base64 }: AnsweredFile): void {
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
  download(new Blob([bytes], { type }), name);
}

function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
