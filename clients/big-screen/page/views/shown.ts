import type { Point } from '../live/thinning.ts';

/** How a number stands to the same of another day. */
export interface Comparison {
  readonly label: string;
  /** The part by which it has changed; null where there was nothing. */
  readonly change: number | null;
}

/** One number, as large as its panel. */
export interface Tile {
  readonly kind: 'tile';
  readonly value: string;
  readonly unit?: string;
  readonly comparisons?: readonly Comparison[];
  readonly detail?: string;
}

/** Several numbers with their names. */
export interface Figures {
  readonly kind: 'figures';
  readonly figures: readonly { readonly label: string; readonly value: string; readonly unit?: string }[];
}

/** Lines over time. */
export interface Lines {
  readonly kind: 'lines';
  readonly unit: string;
  readonly series: readonly { readonly name: string; readonly points: readonly Point[] }[];
  /** The ends of the axis where the data do not say them. */
  readonly lowest?: number;
  readonly highest?: number;
}

/** Lines over the same time, each measure in a small chart of its own. */
export interface Multiples {
  readonly kind: 'multiples';
  readonly charts: readonly (Lines & { readonly title: string })[];
}

/** Columns by category, and lines beside them for what they are compared with. */
export interface Columns {
  readonly kind: 'columns';
  readonly unit: string;
  readonly categories: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
    readonly line?: boolean;
  }[];
}

/** Names in order, each with a bar. */
export interface Ranking {
  readonly kind: 'ranking';
  readonly rows: readonly {
    readonly name: string;
    readonly value: number;
    readonly text: string;
    readonly detail?: string;
  }[];
}

/** Names with the span of their values, from the lowest over the middle one to the highest. */
export interface Spread {
  readonly kind: 'spread';
  readonly rows: readonly {
    readonly name: string;
    readonly detail: string;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
    readonly text: string;
  }[];
}

/** Cells in groups, coloured by a value from 0 to 1; null is a cell that says nothing. A cell can be chosen by its key. */
export interface Heat {
  readonly kind: 'heat';
  readonly measure: string;
  readonly groups: readonly {
    readonly name: string;
    readonly cells: readonly {
      readonly key: string;
      readonly name: string;
      readonly value: number | null;
      readonly text: string;
    }[];
  }[];
}

/** Values of the city's districts, by their code of GB/T 2260. */
export interface Cartogram {
  readonly kind: 'cartogram';
  readonly measure: string;
  readonly districts: ReadonlyMap<string, { readonly value: number; readonly text: string }>;
}

/** Rows of text. */
export interface Table {
  readonly kind: 'table';
  /** What is said when there are no rows. */
  readonly empty: string;
  readonly columns: readonly { readonly name: string; readonly number?: boolean }[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly string[] }[];
}

/** What happened, the newest first. */
export interface Ticker {
  readonly kind: 'ticker';
  readonly entries: readonly {
    readonly key: string;
    readonly title: string;
    readonly detail: string;
    readonly figure?: string;
  }[];
}

/** What a panel shows: one of the charts, and what must be said of its data. */
export type Shown = (
  Tile | Figures | Lines | Multiples | Columns | Ranking | Spread | Heat | Cartogram | Table | Ticker
) & {
  /** That the data are not of the real world: 模拟数据, 演示数据. */
  readonly mark?: string;
  /** Said beside the title. */
  readonly note?: string;
};
