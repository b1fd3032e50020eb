/** A row of a table. */
export interface TableRow {
  /** Line of the text on which the row ends, or number of the row in its sheet; the header is 1. */
  readonly line: number;
  /** The cells as text, without blanks around them. */
  readonly cells: readonly string[];
  /** Why the row cannot be read, naming the cell; null when it can. */
  readonly problem: string | null;
}

/** Thrown for a file that is no table of its shape; says what is wrong with it as a whole. */
export class TableUnreadable extends Error {}
