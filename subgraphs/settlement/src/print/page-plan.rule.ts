/** How wide a text is, in the height of its letters. */
export type Measure = (text: string) => number;

export interface PlannedColumn {
  readonly label: string;
  /** Whether its cells are numbers: set to the right, and never broken. */
  readonly numeric: boolean;
}

/** A row with the lines of each cell. */
export interface PlannedRow {
  readonly cells: readonly (readonly string[])[];
  readonly height: number;
}

/** Where everything of a table goes; lengths are points. */
export interface PagePlan {
  readonly landscape: boolean;
  readonly size: number;
  readonly widths: readonly number[];
  readonly header: PlannedRow;
  readonly pages: readonly (readonly PlannedRow[])[];
}

/** The room that a page has for the table, and what has to follow the last row on its page. */
export interface Room {
  readonly width: number;
  readonly first: number;
  readonly next: number;
  readonly tail: number;
}

export const LINE = 1.35;
export const PADDING = 3;
const SIZES = [9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5, 4.5];
/** A column of texts is wider than so many letters only where there is room left, and none is narrower than a few. */
const WIDEST_TEXT = 24;
const NARROWEST = 3;
/** What stays together on a line: a number, code or word, and whatever no line may begin with. */
const PART = /[\w.,:/+-]+[，。、；：）]*|.[，。、；：）]*/gsu;

/**
 * Lays a table out: upright where every cell fits on one line, else across; texts are broken into lines and letters made
 * smaller until the widest amount fits its column. The last row never stands apart from what follows it.
 */
export function planPages(
  columns: readonly PlannedColumn[],
  rows: readonly (readonly string[])[],
  measure: Measure,
  rooms: { readonly upright: Room; readonly across: Room },
): PagePlan {
  const spans = columns.map((column, at) => spanOf(column, rows, at, measure));
  const { landscape, size, widths } = fit(spans, rooms.upright.width, rooms.across.width);
  const room = landscape ? rooms.across : rooms.upright;
  const planned = (cells: readonly string[], broken: (at: number) => boolean): PlannedRow => {
    const lines = cells.map((cell, at) =>
      broken(at) ? breakLines(cell, (widths[at]! - 2 * PADDING) / size, measure) : [cell],
    );
    return {
      cells: lines,
      height: Math.max(...lines.map(({ length }) => length)) * size * LINE + 2 * PADDING,
    };
  };
  const header = planned(
    columns.map(({ label }) => label),
    () => true,
  );
  const body = rows.map(row => planned(row, at => !columns[at]!.numeric));
  return { landscape, size, widths, header, pages: paged(body, header.height, room) };
}

interface Span {
  /** As wide as it may get at least, and as wide as it likes to be; in the height of letters. */
  readonly least: number;
  readonly natural: number;
}

function spanOf(
  column: PlannedColumn,
  rows: readonly (readonly string[])[],
  at: number,
  measure: Measure,
): Span {
  const label = measure(column.label);
  let [widest, word] = [0, 0];
  for (const row of rows) {
    widest = Math.max(widest, measure(row[at]!));
    if (!column.numeric) for (const [part] of row[at]!.matchAll(PART)) word = Math.max(word, measure(part));
  }
  if (column.numeric) return { least: Math.max(widest, NARROWEST), natural: Math.max(widest, label) };
  const natural = Math.max(Math.min(widest, WIDEST_TEXT), label);
  return { least: Math.min(natural, Math.max(word, NARROWEST)), natural };
}

/** The way of the paper, the size of the letters and the widths of the columns, which fill the page. */
function fit(spans: readonly Span[], upright: number, across: number) {
  const needed = (of: keyof Span, size: number) =>
    spans.reduce((total, span) => total + span[of] * size + 2 * PADDING, 0);
  const filling = (width: number, of: keyof Span, size: number) => {
    const weights = spans.map(span => (of === 'natural' ? span.natural : span.natural - span.least + 0.01));
    const spare = (width - needed(of, size)) / weights.reduce((total, weight) => total + weight, 0);
    return spans.map((span, at) => span[of] * size + 2 * PADDING + weights[at]! * spare);
  };
  const size = SIZES[0]!;
  if (needed('natural', size) <= upright)
    return { landscape: false, size, widths: filling(upright, 'natural', size) };
  if (needed('natural', size) <= across)
    return { landscape: true, size, widths: filling(across, 'natural', size) };
  const smaller = SIZES.find(each => needed('least', each) <= across) ?? SIZES.at(-1)!;
  return { landscape: true, size: smaller, widths: filling(across, 'least', smaller) };
}

function paged(rows: readonly PlannedRow[], header: number, room: Room): PlannedRow[][] {
  const pages: PlannedRow[][] = [[]];
  let left = room.first - header;
  for (const row of rows) {
    if (row.height > left && pages.at(-1)!.length > 0) {
      pages.push([]);
      left = room.next - header;
    }
    pages.at(-1)!.push(row);
    left -= row.height;
  }
  const last = pages.at(-1)!;
  if (room.tail > left) pages.push(last.length > 1 ? [last.pop()!] : []);
  return pages;
}

/** Breaks a text into lines; numbers and words stay whole where a line can hold them, and no line begins with a comma. */
export function breakLines(text: string, width: number, measure: Measure): string[] {
  if (measure(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const [part] of text.matchAll(PART)) {
    for (const piece of measure(part) <= width ? [part] : part) {
      const wide = measure(piece);
      if (line && used + wide > width) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      line += piece;
      used += wide;
    }
  }
  return [...lines, line];
}
