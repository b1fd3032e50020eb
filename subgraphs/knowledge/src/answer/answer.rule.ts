import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { FIGURES } from '../search/figure.terms.ts';
import type { Question } from '../search/question.rule.ts';
import { quote, type Evidence, type Lexicon, type Quotation } from './quotation.rule.ts';

export type AnswerRefusal = RefusalFacts<'NO_MATCH' | 'WEAK_EVIDENCE' | 'NO_FIGURE'>;

/** Below this share of the question's words (by rarity) what was found is not about the question. */
export const LEAST_COVERAGE = 0.2;
/** A wrong figure does more harm than none: a question for one needs a closer article. */
export const LEAST_COVERAGE_FOR_A_FIGURE = 1 / 3;
/** A question of several words is not answered by an article that shares only one of them. */
export const LEAST_CONCEPTS = 2;
/** The first article of a law repeats its subject and decides nothing; it answers a question for the purpose only. */
const PURPOSE_CLAUSE = /^(?:为|根据).*本(?:法|条例|规定|办法|规则|细则)/;
const ASKS_FOR_PURPOSE = /目的|宗旨|依据|为什么|为何/;
/** A further article is quoted when it answers to at least this share of what the best one answers to. */
const BESIDE_THE_BEST = 0.75;
const MOST_QUOTATIONS = 3;
/** The figure may stand in the second article, for a question in two parts, if that one is not far from the question. */
const FIGURE_AMONG = 2;
const FIGURE_COVERAGE = 0.5;

/**
 * Answers a question with what the articles found say, word for word, or refuses. It refuses when nothing was found
 * (NO_MATCH), when the best article shares too little with the question (WEAK_EVIDENCE), and when the question asks for a
 * figure (a ratio, an amount, a time limit …) that the articles do not state (NO_FIGURE). The evidence comes best first.
 * Source: ours; the two thresholds were set on the development questions, see README.md.
 */
export function answer(
  question: Question,
  evidence: readonly Evidence[],
  lexicon: Lexicon,
): Result<readonly Quotation[], AnswerRefusal> {
  const asksForPurpose = ASKS_FOR_PURPOSE.test(question.text);
  const quotations = evidence
    .filter(({ paragraphs }) => asksForPurpose || !PURPOSE_CLAUSE.test(paragraphs[0] ?? ''))
    .map(article => quote(article, question, lexicon));
  const best = quotations[0];
  if (!best) return refuse('NO_MATCH', '现有法规中未检索到与问题相关的条文');
  const enough = best.concepts >= Math.min(LEAST_CONCEPTS, question.concepts.length);
  const least = question.figure === null ? LEAST_COVERAGE : LEAST_COVERAGE_FOR_A_FIGURE;
  if (best.coverage < least || !enough) {
    return refuse('WEAK_EVIDENCE', '检索到的条文与问题关联不足，无法据此回答', {
      coverage: best.coverage,
      articleId: best.articleId,
    });
  }
  const stating = quotations
    .slice(0, FIGURE_AMONG)
    .find(quotation => quotation.statesFigure && quotation.coverage >= FIGURE_COVERAGE * best.coverage);
  if (!stating) {
    const figure = FIGURES.find(kind => kind.figure === question.figure)!;
    return refuse('NO_FIGURE', `检索到的条文未载明所问的${figure.name}，无法据此回答`, {
      figure: figure.figure,
      articleId: best.articleId,
    });
  }
  const chosen = quotations.filter(
    quotation =>
      quotation === best ||
      quotation === stating ||
      (quotation.statesFigure && quotation.coverage >= BESIDE_THE_BEST * best.coverage),
  );
  return accept(chosen.slice(0, MOST_QUOTATIONS));
}
