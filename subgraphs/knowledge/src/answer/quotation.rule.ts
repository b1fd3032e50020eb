import { conceptsIn, coverageOf, statesFigure, type Question } from '../search/question.rule.ts';

/** An article put forward as evidence. */
export interface Evidence {
  readonly articleId: string;
  readonly paragraphs: readonly string[];
}

/** Sentences of one article, verbatim and in its order. */
export interface Quotation {
  readonly articleId: string;
  readonly sentences: readonly string[];
  /** Share of the question's words, weighted by rarity, to which the sentences answer; 0 to 1. */
  readonly coverage: number;
  /** How many of the question's words they answer to. */
  readonly concepts: number;
  /** Whether they state the kind of figure asked for; true when none is asked for. */
  readonly statesFigure: boolean;
}

/** How words are cut and how rare each is; given by the index. */
export interface Lexicon {
  segment(text: string): readonly string[];
  rarity(word: string): number;
}

/** What can be quoted alone: a sentence, or the head of a list with those of its items that matter. */
interface Passage {
  readonly head: string;
  readonly items: readonly string[];
}

/** A second passage is quoted when it answers to at least this share of what the best one answers to. */
const BESIDE_THE_BEST = 0.7;
const MOST_PASSAGES = 2;
/** A sentence that states the figure asked for is preferred to one that shares more words but not the figure. */
const FIGURE_PREFERENCE = 1.5;

const ASKS_FOR_A_LIST = /哪些|哪几|哪类|哪种|什么(?:行为|情形|情况|人|费用|条件|材料)/;
const SENTENCE = /[^。！？]*[。！？][”』」）)]?|[^。！？]+$/g;
const ITEM = /^[（(][一二三四五六七八九十]+[）)]|^[一二三四五六七八九十]+、|^\d+[.、．]/;

/**
 * Selects what an article says to a question: its sentences that answer to most of the question's rare words, those with
 * the figure asked for before others. Words are never changed; an item of a list is quoted with the head of the list.
 */
export function quote(evidence: Evidence, question: Question, lexicon: Lexicon): Quotation {
  const weighed = passagesOf(evidence.paragraphs).map((whole, position) => {
    const passage = chooseItems(whole, question, lexicon);
    return { passage, position, weight: weightOf(passage, question, lexicon) };
  });
  const best = Math.max(...weighed.map(({ weight }) => weight));
  const sentences = weighed
    .filter(({ weight }) => weight >= BESIDE_THE_BEST * best)
    .sort((left, right) => right.weight - left.weight || left.position - right.position)
    .slice(0, MOST_PASSAGES)
    .sort((left, right) => left.position - right.position)
    .flatMap(({ passage }) => [passage.head, ...passage.items]);
  const text = sentences.join('');
  const words = new Set(lexicon.segment(text));
  const holds = (word: string) => words.has(word);
  return {
    articleId: evidence.articleId,
    sentences,
    coverage: coverageOf(question.concepts, holds, lexicon.rarity),
    concepts: conceptsIn(question.concepts, holds),
    statesFigure: question.figure === null || statesFigure(question.figure, text),
  };
}

function passagesOf(paragraphs: readonly string[]): Passage[] {
  const passages: (Passage & { items: string[] })[] = [];
  let list: (Passage & { items: string[] }) | null = null;
  for (const paragraph of paragraphs) {
    if (list && ITEM.test(paragraph)) {
      list.items.push(paragraph);
      continue;
    }
    for (const sentence of paragraph.match(SENTENCE) ?? []) passages.push({ head: sentence, items: [] });
    list = /[：:]$/.test(paragraph) ? passages.at(-1)! : null;
  }
  return passages;
}

/** A list is quoted whole when the question asks for one, or when none of its items says more of the question than its head. */
function chooseItems({ head, items }: Passage, question: Question, { segment }: Lexicon): Passage {
  if (ASKS_FOR_A_LIST.test(question.text)) return { head, items };
  const inHead = new Set(segment(head));
  const answering = items.filter(item =>
    segment(item).some(word => question.weights.has(word) && !inHead.has(word)),
  );
  return { head, items: answering.length > 0 ? answering : items };
}

function weightOf({ head, items }: Passage, question: Question, { segment, rarity }: Lexicon): number {
  const text = [head, ...items].join('');
  let weight = 0;
  for (const word of new Set(segment(text))) weight += (question.weights.get(word) ?? 0) * rarity(word);
  const preferred = question.figure !== null && statesFigure(question.figure, text);
  return preferred ? weight * FIGURE_PREFERENCE : weight;
}
