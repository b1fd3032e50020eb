import type { SubgraphContext } from '#kernel/graphql/context';
import { pageOf, positionAfter, type ConnectionArguments } from '#kernel/graphql/connection';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { badUserInput } from '#kernel/graphql/errors';
import { today, type CalendarDate, type Clock } from '#kernel/vocabulary/calendar';
import { withoutIdentifiers } from '../agent-run/privacy.rule.ts';
import { answer } from '../answer/answer.rule.ts';
import { quote, type Lexicon } from '../answer/quotation.rule.ts';
import type { Article } from '../document/article.entity.ts';
import type { DocumentService } from '../document/document.service.ts';
import type { Hit } from './article-index.ts';
import type { PolicyIndexes } from './policy-index.ts';
import { PolicyHit, PolicySearchConnection } from './policy-search.result.ts';
import { readQuestion, type Question } from './question.rule.ts';
import { readQuestionText } from './question-text.rule.ts';

/** How many of the articles found are put forward as evidence for an answer. */
export const EVIDENCE_ARTICLES = 5;

/** Searches the articles in force on a day. */
export class PolicySearchService {
  readonly #indexes: PolicyIndexes;
  readonly #documents: DocumentService;
  readonly #cursors: CursorCodec;
  readonly #clock: Clock;

  constructor(indexes: PolicyIndexes, documents: DocumentService, cursors: CursorCodec, clock: Clock) {
    this.#indexes = indexes;
    this.#documents = documents;
    this.#cursors = cursors;
    this.#clock = clock;
  }

  /** A page of the ranking. The query is refused when it is empty, longer than 500 characters or not printable. */
  async search(
    query: string,
    asOf: CalendarDate | null,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<PolicySearchConnection> {
    const text = readQuestionText(query);
    if (!text.ok) throw badUserInput({ query: text.refusal.message });
    const day = asOf ?? today(this.#clock);
    const binding = `searchPolicy:${day}:${text.value}`;
    const after = Number(positionAfter(this.#cursors, binding, page)?.[0] ?? 0);
    const policy = await this.#indexes.current();
    const question = readQuestion(withoutIdentifiers(text.value), policy.segment);
    const hits = policy.index.search(question, day, Math.max(after + page.first + 1, EVIDENCE_ARTICLES));
    const ranked = hits.slice(after, after + page.first + 1);
    const evidence = hits.slice(0, EVIDENCE_ARTICLES);
    const articles = await this.#articlesOf([...evidence, ...ranked], context);
    const nodes = ranked.map((hit, index) => hitOf(hit, after + index + 1, { question, lexicon: policy }));
    return Object.assign(new PolicySearchConnection(), {
      ...pageOf(this.#cursors, binding, page, nodes, ({ rank }) => [rank]),
      asOf: day,
      ...judge(
        question,
        evidence.flatMap(({ articleId }) => articles.get(articleId) ?? []),
        policy,
      ),
    });
  }

  /** The sentences of an article found that answer to the question, verbatim. */
  async quotation(hit: PolicyHit, context: SubgraphContext): Promise<readonly string[]> {
    const article = await this.#documents.article(hit.articleId, context);
    if (!article) return [];
    const { question, lexicon } = hit.asked;
    return quote({ articleId: article.id, paragraphs: article.paragraphs }, question, lexicon).sentences;
  }

  async #articlesOf(hits: readonly Hit[], context: SubgraphContext): Promise<Map<string, Article>> {
    const articles = await Promise.all(
      hits.map(({ articleId }) => this.#documents.article(articleId, context)),
    );
    return new Map(articles.flatMap(article => (article ? [[article.id, article]] : [])));
  }
}

function judge(question: Question, articles: readonly Article[], lexicon: Lexicon) {
  const evidence = articles.map(({ id, paragraphs }) => ({ articleId: id, paragraphs }));
  const answered = answer(question, evidence, lexicon);
  if (answered.ok) return { evidence: 'SUFFICIENT' as const, evidenceMessage: null };
  return { evidence: answered.refusal.code, evidenceMessage: answered.refusal.message };
}

function hitOf(hit: Hit, rank: number, asked: PolicyHit['asked']): PolicyHit {
  return Object.assign(new PolicyHit(), {
    rank,
    score: Math.round(hit.score * 1000) / 1000,
    coverage: BigInt(Math.round(hit.coverage * 1_000_000)),
    articleId: hit.articleId,
    asked,
  });
}
