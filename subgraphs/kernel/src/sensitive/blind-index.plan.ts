import type { MikroORM } from '@mikro-orm/sql';
import type { Searchable, SensitiveClass } from '#schema/sensitive/sensitive.law';
import { sensitiveColumnsOf } from './sensitive-columns.ts';

/** Rows for which the indexes of a deployment are planned: every person of a city. */
export const PLANNED_ROWS = 20_000_000;

/**
 * Rows that a look-up may open in vain, unless as many rows really match: one opened in vain costs some
 * microseconds, and is what keeps an index from naming its value.
 */
const OPENED_IN_VAIN = 20;

/** How the values of a searchable field spread over its rows, as somebody from outside may know it. */
export interface ValueSpace {
  /** Values in use, when none is rarer than another; `ROWS` where every row has its own. */
  readonly values: number | 'ROWS';
  /** Share of the rows that the commonest value has; 0 where every row has its own. */
  readonly commonest: number;
}

/** What is known of the values of each class, by what of them is searched. */
export function valueSpaceOf(sensitiveClass: SensitiveClass, searchable: Searchable): ValueSpace {
  if (searchable === 'LAST4') return { values: 10_000, commonest: 1 / 10_000 };
  // The commonest name of the country has about 290,000 bearers of 1.4 billion (公安部 全国姓名报告).
  if (sensitiveClass === 'NAME') return { values: 'ROWS', commonest: 290_000 / 1_400_000_000 };
  return { values: 'ROWS', commonest: 0 };
}

export interface BlindIndexPlan {
  /** Bits kept of the HMAC. */
  readonly bits: number;
  /** Rows that really match a look-up of a value that is no commoner than others. */
  readonly matches: number;
  /** Rows with the same index and another value. */
  readonly falsePositives: number;
  /** Of the rows with one index, the share that holds one value: what a guess is worth, even with the key. */
  readonly certainty: number;
  /** The same for the commonest value: near 1, its rows stand out by their number alone. */
  readonly certaintyOfCommonest: number;
}

/**
 * Decides how much of an index is kept: as few bits as possible, so that values share an index and a leak of the
 * column confirms none of them, and enough that a look-up opens no more rows in vain than rows that match, or 20.
 * Shorter hides more and costs more; the commonest values of a field can be told by their number in any case.
 *
 * Source: the bounds of CipherSweet's planner (2 ≤ coincidences < √rows) hold for what it chooses at 20,000,000 rows.
 */
export function planBlindIndex(rows: number, space: ValueSpace): BlindIndexPlan {
  const values = space.values === 'ROWS' ? rows : Math.min(space.values, rows);
  const matches = rows / values;
  const allowed = Math.max(OPENED_IN_VAIN, matches);
  const bits = Math.max(1, Math.ceil(Math.log2(rows / allowed)));
  const falsePositives = rows / 2 ** bits;
  const commonest = Math.max(matches, rows * space.commonest);
  return {
    bits,
    matches,
    falsePositives,
    certainty: matches / (matches + falsePositives),
    certaintyOfCommonest: commonest / (commonest + falsePositives),
  };
}

/** A searchable field of a subgraph with what its index keeps, and what that tells. */
export interface PlannedField {
  readonly subgraph: string;
  /** `Type.field`. */
  readonly field: string;
  readonly searchable: Searchable;
  readonly plan: BlindIndexPlan;
}

/** The plans of all searchable fields of one subgraph. */
export function plannedFieldsOf(name: string, orm: MikroORM): PlannedField[] {
  return sensitiveColumnsOf(orm, name)
    .filter(({ indexColumn }) => indexColumn !== null)
    .map(({ type, field, declaration }) => ({
      subgraph: name,
      field: `${type.name}.${field}`,
      searchable: declaration.searchable,
      plan: planBlindIndex(PLANNED_ROWS, valueSpaceOf(declaration.class, declaration.searchable)),
    }));
}
