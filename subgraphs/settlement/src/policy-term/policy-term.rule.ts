import { ratio, type Fen, type Ratio } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export const SCHEMES = ['EMPLOYEE', 'RESIDENT'] as const;
export type Scheme = (typeof SCHEMES)[number];

export const PERSON_GROUPS = [
  'EMPLOYED',
  'RETIRED',
  'FLEXIBLE',
  'UNEMPLOYED',
  'STUDENT_CHILD',
  'ADULT',
  'SENIOR',
] as const;
export type PersonGroup = (typeof PERSON_GROUPS)[number];

export const INSTITUTION_LEVELS = ['TERTIARY', 'SECONDARY', 'PRIMARY', 'NONE'] as const;
export type InstitutionLevel = (typeof INSTITUTION_LEVELS)[number];

export const VISIT_TYPES = ['OUTPATIENT', 'EMERGENCY', 'INPATIENT', 'CHRONIC', 'PHARMACY'] as const;
export type VisitType = (typeof VISIT_TYPES)[number];

/** What decides a bill. */
export const BENEFIT_KINDS = [
  'STEP_ORDER',
  'ITEM_CLASS',
  'FIRST_SELF_PAY_RATIO',
  'DEDUCTIBLE',
  'POOLED_RATIO',
  'POOLED_CEILING',
  'LARGE_AMOUNT_RATIO',
  'SERIOUS_ILLNESS_DEDUCTIBLE',
  'SERIOUS_ILLNESS_RATIO',
  'SERIOUS_ILLNESS_CEILING',
  'ASSISTANCE_RATIO',
  'ASSISTANCE_CEILING',
  'SETTLEMENT_METHOD',
  'MUTUAL_AID_DEDUCTIBLE',
  'MUTUAL_AID_RATIO',
  'MUTUAL_AID_CEILING',
  'ACCOUNT_LAYERS',
] as const;

/** What decides how cases are handled, the same for every person. */
export const HANDLING_KINDS = [
  'REVIEW_THRESHOLD',
  'HANDLING_WORKING_DAYS',
  'FILING_MONTHS',
  'MATCH_DAYS',
  'SCHEME_OPERATOR',
  'DICTIONARY_CODE',
  'SPECIAL_INSTITUTION',
  'SOURCE_PREFIX',
  'SOURCE_PAYER',
  'SIGN_IN',
] as const;
export type HandlingKind = (typeof HANDLING_KINDS)[number];

export const TERM_KINDS = [...BENEFIT_KINDS, ...HANDLING_KINDS] as const;
export type TermKind = (typeof TERM_KINDS)[number];

/** How sure a term is: published, a city's practice still to be verified, or decided by this product. */
export const CERTAINTIES = ['PUBLISHED', 'CITY_PRACTICE', 'DECIDED'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export type TermUnit = 'FEN' | 'RATIO' | 'TEXT' | 'COUNT';

/**
 * One parameter of the policy, in force from a day to a day (both included).
 * A dimension that is null holds for every value of it; a region is a prefix of the division code.
 */
export interface PolicyTermFacts {
  readonly code: string;
  readonly version: string;
  readonly kind: TermKind;
  readonly scheme: Scheme | null;
  readonly personGroup: PersonGroup | null;
  readonly institutionLevel: InstitutionLevel | null;
  readonly visitType: VisitType | null;
  readonly region: string | null;
  /** What else narrows the term: an item class, a prefix of item codes, a group of assistance. */
  readonly qualifier: string | null;
  /** The band of the year's amount above the deductible; `bandTo` null is open-ended. */
  readonly bandFrom: Fen | null;
  readonly bandTo: Fen | null;
  readonly unit: TermUnit;
  /** 分 or a count as an integer, a ratio as a decimal, or a list of names separated by blanks. */
  readonly value: string;
  readonly effectiveFrom: CalendarDate;
  readonly effectiveTo: CalendarDate | null;
  readonly source: string;
  readonly certainty: Certainty;
}

/** Whom and what a term is looked up for. */
export interface TermSubject {
  readonly scheme: Scheme;
  readonly personGroup: PersonGroup;
  readonly institutionLevel: InstitutionLevel;
  readonly visitType: VisitType;
  readonly region: string;
}

export type NoTermRefusal = RefusalFacts<'NO_TERM_IN_FORCE'>;

/** The terms of a deployment, ready to be asked. */
export interface PolicyBook {
  readonly byKind: ReadonlyMap<TermKind, readonly PolicyTermFacts[]>;
  /** Of each kind the terms that nothing narrows, and for each qualifier these with those that it names. */
  readonly byQualifier: ReadonlyMap<TermKind, ReadonlyMap<string | null, readonly PolicyTermFacts[]>>;
}

export function policyBook(terms: readonly PolicyTermFacts[]): PolicyBook {
  const byKind = new Map<TermKind, PolicyTermFacts[]>();
  for (const term of terms) {
    const entries = byKind.get(term.kind);
    if (entries) entries.push(term);
    else byKind.set(term.kind, [term]);
  }
  const byQualifier = new Map([...byKind].map(([kind, entries]) => [kind, narrowed(entries)]));
  return { byKind, byQualifier };
}

function narrowed(terms: readonly PolicyTermFacts[]): Map<string | null, readonly PolicyTermFacts[]> {
  const qualifiers = new Set([null, ...terms.map(({ qualifier }) => qualifier)]);
  return new Map(
    [...qualifiers].map(name => [
      name,
      terms.filter(({ qualifier }) => qualifier === null || qualifier === name),
    ]),
  );
}

/**
 * Which term of a kind holds: in force on the day, every dimension matching, the most specific one.
 * More dimensions set is more specific, then the longer region, then the later effective date, then the code.
 * Null when the book has none, which for a ceiling means that there is none.
 */
export function findTerm(
  book: PolicyBook,
  kind: TermKind,
  subject: TermSubject,
  on: CalendarDate,
  qualifier: string | null = null,
): PolicyTermFacts | null {
  let best: PolicyTermFacts | null = null;
  const ofKind = book.byQualifier.get(kind);
  for (const term of ofKind?.get(qualifier) ?? ofKind?.get(null) ?? []) {
    if (!holds(term, subject, on, qualifier)) continue;
    if (best === null || compareSpecificity(term, best) > 0) best = term;
  }
  return best;
}

/** Like `findTerm`, where the settlement cannot go on without the term. */
export function requireTerm(
  book: PolicyBook,
  kind: TermKind,
  subject: TermSubject,
  on: CalendarDate,
  qualifier: string | null = null,
): Result<PolicyTermFacts, NoTermRefusal> {
  const term = findTerm(book, kind, subject, on, qualifier);
  if (term) return accept(term);
  return refuse('NO_TERM_IN_FORCE', `没有在${on}生效的政策参数：${kind}`, {
    kind,
    on,
    ...subject,
    qualifier,
  });
}

/** The term of handling that holds on a day, the latest one; the same for everybody. Null when there is none. */
export function findHandlingTerm(
  book: PolicyBook,
  kind: HandlingKind,
  on: CalendarDate,
  qualifier: string,
): PolicyTermFacts | null {
  const [latest] = (book.byKind.get(kind) ?? [])
    .filter(term => term.qualifier === qualifier && term.effectiveFrom <= on)
    .filter(term => term.effectiveTo === null || on <= term.effectiveTo)
    .sort((a, b) => (a.effectiveFrom > b.effectiveFrom ? -1 : 1));
  return latest ?? null;
}

/**
 * The bands of a kind: the most specific term decides the dimensions and the date,
 * and all bands of just these belong together, in ascending order.
 */
export function findBands(
  book: PolicyBook,
  kind: TermKind,
  subject: TermSubject,
  on: CalendarDate,
): Result<readonly PolicyTermFacts[], NoTermRefusal> {
  const chosen = requireTerm(book, kind, subject, on);
  if (!chosen.ok) return chosen;
  const key = dimensions(chosen.value);
  const bands = (book.byKind.get(kind) ?? [])
    .filter(term => holds(term, subject, on, null) && dimensions(term) === key)
    .sort((a, b) => ((a.bandFrom ?? 0n) < (b.bandFrom ?? 0n) ? -1 : 1));
  return accept(bands);
}

/** The name of one version of a term, as settlements keep it. */
export function versionKey({ code, version }: Pick<PolicyTermFacts, 'code' | 'version'>): string {
  return `${code}@${version}`;
}

/** The terms that could have a say for a subject on any of the days, whatever narrows them further. */
export function termsFor(
  book: PolicyBook,
  subject: TermSubject,
  days: ReadonlySet<CalendarDate>,
): readonly PolicyTermFacts[] {
  return [...book.byKind.values()]
    .flat()
    .filter(term => [...days].some(day => holds(term, subject, day, term.qualifier)));
}

/** What a term is about, without its date and value: terms of one kind that are equal in it replace each other. */
export function scopeOf(term: PolicyTermFacts): string {
  return [term.kind, ...DIMENSIONS.map(dimension => term[dimension])].join('|');
}

/** The amount of a term in 分. */
export function amountOf(term: PolicyTermFacts): Fen {
  return BigInt(term.value);
}

/** The ratio of a term. */
export function ratioOf(term: PolicyTermFacts): Ratio {
  return ratio(term.value);
}

/** The count of a term. */
export function countOf(term: PolicyTermFacts): number {
  return Number(term.value);
}

/** The names that a term lists, in their order. */
export function namesOf(term: PolicyTermFacts): readonly string[] {
  return term.value.split(' ').filter(name => name !== '');
}

function holds(
  term: PolicyTermFacts,
  subject: TermSubject,
  on: CalendarDate,
  qualifier: string | null,
): boolean {
  return (
    term.effectiveFrom <= on &&
    (term.effectiveTo === null || on <= term.effectiveTo) &&
    (term.scheme === null || term.scheme === subject.scheme) &&
    (term.personGroup === null || term.personGroup === subject.personGroup) &&
    (term.institutionLevel === null || term.institutionLevel === subject.institutionLevel) &&
    (term.visitType === null || term.visitType === subject.visitType) &&
    (term.region === null || subject.region.startsWith(term.region)) &&
    (term.qualifier === null || term.qualifier === qualifier)
  );
}

function compareSpecificity(a: PolicyTermFacts, b: PolicyTermFacts): number {
  const byDimensions = dimensionsSet(a) - dimensionsSet(b);
  if (byDimensions !== 0) return byDimensions;
  const byRegion = (a.region?.length ?? 0) - (b.region?.length ?? 0);
  if (byRegion !== 0) return byRegion;
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom ? 1 : -1;
  return a.code > b.code ? 1 : -1;
}

const DIMENSIONS = [
  'scheme',
  'personGroup',
  'institutionLevel',
  'visitType',
  'region',
  'qualifier',
] as const satisfies readonly (keyof PolicyTermFacts)[];

function dimensionsSet(term: PolicyTermFacts): number {
  return DIMENSIONS.filter(dimension => term[dimension] !== null).length;
}

function dimensions(term: PolicyTermFacts): string {
  return [...DIMENSIONS.map(dimension => term[dimension]), term.effectiveFrom].join('|');
}
