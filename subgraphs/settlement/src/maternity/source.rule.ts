import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { standingTerms } from '../dictionary/dictionary.rule.ts';
import type { PolicyBook } from '../policy-term/policy-term.rule.ts';

export const BENEFIT_SOURCES = ['WITHOUT_APPLICATION', 'WINDOW', 'ONLINE', 'OTHER'] as const;
export type BenefitSource = (typeof BENEFIT_SOURCES)[number];

/** Who pays the cases of a channel: the centre, or the channel itself. */
export const SOURCE_PAYERS = ['CENTRE', 'CHANNEL'] as const;

export function isSource(text: string): text is BenefitSource {
  return BENEFIT_SOURCES.some(source => source === text);
}

/** Which channel a case is from by its number: that of the prefix before the first hyphen; null when nobody's. */
export function recogniseSource(
  book: PolicyBook,
  caseNumber: string,
  on: CalendarDate,
): BenefitSource | null {
  const prefix = caseNumber.split('-')[0];
  const term = standingTerms(book, 'SOURCE_PREFIX', on).find(({ qualifier }) => qualifier === prefix);
  return term && isSource(term.value) ? term.value : null;
}

/** The channels that pay their cases themselves; what no term says is paid by the centre. */
export function selfPayingSources(book: PolicyBook, on: CalendarDate): readonly BenefitSource[] {
  return standingTerms(book, 'SOURCE_PAYER', on)
    .filter(({ value }) => value === 'CHANNEL')
    .map(({ qualifier }) => qualifier!)
    .filter(isSource);
}
