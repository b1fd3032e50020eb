import type { CalendarDate } from '#kernel/vocabulary/calendar';
import {
  namesOf,
  type HandlingKind,
  type PolicyBook,
  type PolicyTermFacts,
} from '../policy-term/policy-term.rule.ts';

/** The dictionaries of settlement business; a code is a term of kind DICTIONARY_CODE with the qualifier DICTIONARY_CODE. */
export const DICTIONARIES = [
  'ENTRY_REASON',
  'CADRE_GROUP',
  'SPECIAL_GROUP',
  'REHABILITATION',
  'FAMILY_FUND',
] as const;
export type Dictionary = (typeof DICTIONARIES)[number];

/** A code as it stands on a day. */
export interface DictionaryWord {
  readonly dictionary: Dictionary;
  readonly code: string;
  readonly meaning: string;
  readonly effectiveFrom: CalendarDate;
  readonly effectiveTo: CalendarDate | null;
}

/** What makes an institution special, as it stands on a day. */
export interface SpecialStatus {
  readonly institutionCode: string;
  readonly kinds: readonly string[];
  readonly effectiveFrom: CalendarDate;
  readonly effectiveTo: CalendarDate | null;
}

/** Which dictionary a qualifier belongs to; null when to none. */
export function dictionaryOf(qualifier: string): Dictionary | null {
  return DICTIONARIES.find(dictionary => qualifier.startsWith(`${dictionary}_`)) ?? null;
}

/** The codes that are accepted on a day, in their order. */
export function wordsOn(book: PolicyBook, on: CalendarDate): readonly DictionaryWord[] {
  return standingTerms(book, 'DICTIONARY_CODE', on).flatMap(
    ({ qualifier, value, effectiveFrom, effectiveTo }) => {
      const dictionary = dictionaryOf(qualifier!);
      if (!dictionary) return [];
      const code = qualifier!.slice(dictionary.length + 1);
      return [{ dictionary, code, meaning: value, effectiveFrom, effectiveTo }];
    },
  );
}

/** The institutions that are special on a day, and for what. */
export function specialOn(book: PolicyBook, on: CalendarDate): readonly SpecialStatus[] {
  return standingTerms(book, 'SPECIAL_INSTITUTION', on).map(term => ({
    institutionCode: term.qualifier!,
    kinds: namesOf(term),
    effectiveFrom: term.effectiveFrom,
    effectiveTo: term.effectiveTo,
  }));
}

/**
 * What stands on a day, by qualifier: the newest version that has begun counts, and where it has ended nothing stands.
 * An older version never comes back: a code is ended by a version with a last day.
 */
export function standingTerms(
  book: PolicyBook,
  kind: HandlingKind,
  on: CalendarDate,
): readonly PolicyTermFacts[] {
  const newest = new Map<string, PolicyTermFacts>();
  for (const term of book.byKind.get(kind) ?? []) {
    if (term.qualifier === null || term.effectiveFrom > on) continue;
    const known = newest.get(term.qualifier);
    if (!known || known.effectiveFrom < term.effectiveFrom) newest.set(term.qualifier, term);
  }
  return [...newest.values()]
    .filter(({ effectiveTo }) => effectiveTo === null || on <= effectiveTo)
    .sort((a, b) => (a.qualifier! < b.qualifier! ? -1 : 1));
}
