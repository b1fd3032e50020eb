/** A value as a cell holds it. */
export type Cell = string | number | boolean | null;

/** One list of an answer: a row for each entry, a column for each value within it. */
export interface Table {
  /** Where the list stands in the answer: `persons.nodes`; empty for an answer without lists, which is one row. */
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Entry = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tables of a result as GraphQL answers it, the longest first. Values are taken over as they are shown. */
export function tablesOf(data: unknown): readonly Table[] {
  const lists = listsIn(data, '').map(([path, entries]) => tableOf(path, entries));
  if (lists.length > 0) return lists.toSorted((a, b) => b.rows.length - a.rows.length);
  return isObject(data) ? [tableOf('', [data])] : [];
}

/** Lists of objects that do not stand in an entry of another list. */
function listsIn(value: unknown, path: string): [string, readonly Entry[]][] {
  if (Array.isArray(value)) return value.some(isObject) ? [[path, value.filter(isObject)]] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => listsIn(inner, path ? `${path}.${name}` : name));
}

export function tableOf(path: string, entries: readonly unknown[]): Table {
  const flat = entries.map(entry => new Map(flattened(entry, '')));
  const columns = [...new Set(flat.flatMap(row => [...row.keys()]))];
  return { path, columns, rows: flat.map(row => columns.map(column => row.get(column) ?? null)) };
}

/** A nested object becomes columns, a nested list one cell of JSON: nothing of it is left out. */
function flattened(value: unknown, path: string): [string, Cell][] {
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      flattened(inner, path ? `${path}.${name}` : name),
    );
  }
  return [[path, Array.isArray(value) ? JSON.stringify(value) : (value as Cell)]];
}

/**
 * A table as CSV (RFC 4180) with the mark by which Excel knows UTF-8. A text that a spreadsheet would take for a formula
 * begins with an apostrophe; a plain number, such as an amount in 分, does not.
 * Source: OWASP, CSV Injection.
 */
export function csvOf({ columns, rows }: Table): string {
  const lines = [columns, ...rows].map(row => row.map(csvCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? inert(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function inert(text: string): string {
  const isNumber = /^[-+]?\d+(?:\.\d+)?$/.test(text);
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber ? `'${text}` : text;
}
