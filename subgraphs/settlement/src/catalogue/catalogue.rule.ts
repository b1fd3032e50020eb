import { divideHalfUp, type Fen, type Ratio } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { findTerm, type PolicyBook, type TermSubject } from '../policy-term/policy-term.rule.ts';
import { ITEM_CLASSES, type FeeLineFacts, type ItemClass } from '../benefit/facts.rule.ts';

const QUANTITY_UNIT = 1_000_000n;

const OUTSIDE = { itemClass: null, firstSelfPayRatio: null, recognisedAmount: null };

/** How the catalogue treats an item. */
export interface CatalogueFacts {
  readonly itemClass: ItemClass;
  readonly firstSelfPayRatio: Ratio | null;
  /** Highest price of a unit that the fund recognises. */
  readonly priceLimit: Fen | null;
  /** First and last day on which the code holds; null where it is not limited. */
  readonly validFrom: CalendarDate | null;
  readonly validTo: CalendarDate | null;
}

export type Validity = Pick<CatalogueFacts, 'validFrom' | 'validTo'>;

/** A line as the institution sent it. */
export interface ChargedLine {
  readonly id: string;
  readonly itemCode: string;
  /** In millionths. */
  readonly quantity: bigint;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
}

/** Whether a code holds on a day; the first and the last day are among them. */
export function holdsOn({ validFrom, validTo }: Validity, day: CalendarDate): boolean {
  return (validFrom === null || validFrom <= day) && (validTo === null || day <= validTo);
}

/** Lines whose code is known, and does not hold on their day of service. */
export function linesOutOfForce<Line extends Pick<ChargedLine, 'itemCode' | 'serviceDate'>>(
  lines: readonly Line[],
  catalogue: ReadonlyMap<string, Validity>,
): readonly Line[] {
  return lines.filter(({ itemCode, serviceDate }) => {
    const known = catalogue.get(itemCode);
    return known !== undefined && !holdsOn(known, serviceDate);
  });
}

/**
 * How a charged line is treated: by the catalogue's own entry, outside the catalogue where that does not hold on the day
 * of service; a medical service without an entry by the chapter of its 15-digit national code; anything else is outside
 * the catalogue and the person pays all of it.
 */
export function classifyLine(
  line: ChargedLine,
  entry: CatalogueFacts | undefined,
  subject: TermSubject,
  book: PolicyBook,
): FeeLineFacts {
  const { id, amount, serviceDate } = line;
  if (entry && !holdsOn(entry, serviceDate)) return { id, amount, serviceDate, ...OUTSIDE };
  if (entry) {
    return {
      id,
      amount,
      serviceDate,
      itemClass: entry.itemClass,
      firstSelfPayRatio: entry.itemClass === 'C' ? null : entry.firstSelfPayRatio,
      recognisedAmount:
        entry.priceLimit === null ? null : divideHalfUp(entry.priceLimit * line.quantity, QUANTITY_UNIT),
    };
  }
  return { id, amount, serviceDate, ...OUTSIDE, itemClass: chapterClass(line, subject, book) };
}

function chapterClass(line: ChargedLine, subject: TermSubject, book: PolicyBook): ItemClass | null {
  if (!/^\d{15}$/.test(line.itemCode)) return null;
  const term = findTerm(book, 'ITEM_CLASS', subject, line.serviceDate, line.itemCode.slice(0, 4));
  return ITEM_CLASSES.find(itemClass => itemClass === term?.value) ?? null;
}
