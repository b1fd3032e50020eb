import { divideHalfUp, type Fen, type Ratio } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { findTerm, type PolicyBook, type TermSubject } from '../policy-term/policy-term.rule.ts';
import { ITEM_CLASSES, type FeeLineFacts, type ItemClass } from '../benefit/facts.rule.ts';

const QUANTITY_UNIT = 1_000_000n;

/** How the catalogue treats an item. */
export interface CatalogueFacts {
  readonly itemClass: ItemClass;
  readonly firstSelfPayRatio: Ratio | null;
  /** Highest price of a unit that the fund recognises. */
  readonly priceLimit: Fen | null;
}

/** A line as the institution sent it. */
export interface ChargedLine {
  readonly id: string;
  readonly itemCode: string;
  /** In millionths. */
  readonly quantity: bigint;
  readonly amount: Fen;
  readonly serviceDate: CalendarDate;
}

/**
 * How a charged line is treated: by the catalogue's own entry; a medical service without one by the chapter
 * of its 15-digit national code; anything else is outside the catalogue and the person pays all of it.
 */
export function classifyLine(
  line: ChargedLine,
  entry: CatalogueFacts | undefined,
  subject: TermSubject,
  book: PolicyBook,
): FeeLineFacts {
  const { id, amount, serviceDate } = line;
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
  return {
    id,
    amount,
    serviceDate,
    itemClass: chapterClass(line, subject, book),
    firstSelfPayRatio: null,
    recognisedAmount: null,
  };
}

function chapterClass(line: ChargedLine, subject: TermSubject, book: PolicyBook): ItemClass | null {
  if (!/^\d{15}$/.test(line.itemCode)) return null;
  const term = findTerm(book, 'ITEM_CLASS', subject, line.serviceDate, line.itemCode.slice(0, 4));
  return ITEM_CLASSES.find(itemClass => itemClass === term?.value) ?? null;
}
