import { EVERYDAY_WORDS } from './everyday.terms.ts';
import { FIGURES, type Figure } from './figure.terms.ts';
import { placesNamed } from './place.rule.ts';
import { PLACE_NAMES } from './place.terms.ts';

/** What a question asks for, as far as its words tell. */
export interface Question {
  readonly text: string;
  /** Weight of each word: 1 for the asker's own, less for a legal word that stands for an everyday one. */
  readonly weights: ReadonlyMap<string, number>;
  /** The asker's words, each followed by the legal words that count as the same thing; the measure of coverage. */
  readonly concepts: readonly (readonly string[])[];
  /** GB/T 2260 prefixes of the places it names; none means anywhere. */
  readonly places: readonly string[];
  /** The kind of figure or fact that an answer must state, when the question asks for one. */
  readonly figure: Figure | null;
}

/** A legal word inferred from an everyday one weighs less than a word that the asker wrote. */
const INFERRED_WEIGHT = 0.5;

/** Reads a question with the given segmenter: its words and their legal counterparts, its places, the figure it wants. */
export function readQuestion(text: string, segment: (text: string) => readonly string[]): Question {
  const places = placesNamed(text);
  const placeNames = new Set(places.flatMap(place => PLACE_NAMES[place]!));
  const weights = new Map<string, number>();
  const concepts = new Map<string, string[]>();
  for (const word of segment(text)) {
    if (placeNames.has(word.replace(/[省市区]$/, ''))) continue;
    weights.set(word, 1);
    concepts.set(word, [word]);
  }
  for (const { says, law } of EVERYDAY_WORDS) {
    const said = says.filter(everyday => text.includes(everyday));
    if (said.length === 0) continue;
    const legal = law.flatMap(segment);
    for (const word of legal) {
      if (!weights.has(word)) weights.set(word, INFERRED_WEIGHT);
    }
    for (const word of said.flatMap(segment)) concepts.get(word)?.push(...legal);
  }
  return { text, weights, concepts: [...concepts.values()], places, figure: figureAsked(text) };
}

function figureAsked(text: string): Figure | null {
  return FIGURES.find(({ asks }) => asks.test(text))?.figure ?? null;
}

/** Whether a text states a figure of the kind asked for. */
export function statesFigure(figure: Figure, text: string): boolean {
  return FIGURES.some(kind => kind.figure === figure && kind.states.test(text.normalize('NFKC')));
}

/** The share of a question's concepts, weighted by their rarity, to which a text with certain words answers; 0 to 1. */
export function coverageOf(
  concepts: Question['concepts'],
  holds: (word: string) => boolean,
  rarity: (word: string) => number,
): number {
  let asked = 0;
  let answered = 0;
  for (const concept of concepts) {
    const weight = rarity(concept[0]!);
    asked += weight;
    if (concept.some(holds)) answered += weight;
  }
  return asked === 0 ? 0 : answered / asked;
}

/** How many of a question's concepts a text with certain words answers to. */
export function conceptsIn(concepts: Question['concepts'], holds: (word: string) => boolean): number {
  return concepts.filter(concept => concept.some(holds)).length;
}
