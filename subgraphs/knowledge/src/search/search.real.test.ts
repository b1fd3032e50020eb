import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answer } from '../answer/answer.rule.ts';
import { readLawText, type LawText } from '../document/law-text.rule.ts';
import { ArticleIndex, type ArticleSource } from './article-index.ts';
import { readQuestion } from './question.rule.ts';
import { loadSegmenter } from './segmenter.ts';

const FOLDER = join(process.env.REAL_DATA ?? '../shared/data', 'policy');
const QUESTIONS = join(FOLDER, 'questions.dev.jsonl');

/** hit@1 of plain BM25 over articles on the same questions, with the same words cut, as their makers measured it. */
const PLAIN_BM25 = 0.609;

/** A question with the articles that answer it. */
interface Judged {
  readonly question: string;
  readonly kind: string;
  readonly gold: readonly { readonly doc: string; readonly article: string }[];
  readonly also?: Judged['gold'];
  readonly asOf?: string;
}

interface Measure {
  n: number;
  hitAt1: number;
  recallAt5: number;
  refused: number;
}

const present = existsSync(QUESTIONS);
if (!present) console.info(`absent: ${QUESTIONS}; retrieval is not measured`);

(present ? describe : describe.skip)('the real laws', () => {
  const laws = new Map<string, LawText>();
  const sources: (ArticleSource & { readonly paragraphs: readonly string[] })[] = [];
  const measures = new Map<string, Measure>();
  let buildMs = 0;

  beforeAll(async () => {
    for (const fileName of readdirSync(FOLDER).sort()) {
      if (!/\)\.md$/.test(fileName)) continue;
      const law = readLawText(fileName, readFileSync(join(FOLDER, fileName), 'utf8'));
      if (!law.ok) throw new Error(`${fileName}: ${law.refusal.message}`);
      laws.set(fileName, law.value);
      const { title, adoptedOn } = law.value;
      for (const { label, chapter, paragraphs } of law.value.articles) {
        const text = paragraphs.join('\n');
        sources.push({
          id: `${fileName} ${label}`,
          documentId: title,
          title,
          adoptedOn,
          chapter,
          text,
          paragraphs,
        });
      }
    }
    const began = process.cpuUsage();
    const segment = await loadSegmenter();
    const index = new ArticleIndex(sources, segment);
    buildMs = process.cpuUsage(began).user / 1000;
    const paragraphsOf = new Map(sources.map(({ id, paragraphs }) => [id, paragraphs]));
    for (const line of readFileSync(QUESTIONS, 'utf8').trim().split('\n')) {
      const judged = JSON.parse(line) as Judged;
      const question = readQuestion(judged.question, segment);
      const hits = index.search(question, judged.asOf ?? '2026-01-01', 5);
      const evidence = hits.map(({ articleId }) => ({ articleId, paragraphs: paragraphsOf.get(articleId)! }));
      const answered = answer(question, evidence, { segment, rarity: word => index.rarity(word) });
      for (const kind of [judged.kind, judged.gold.length > 0 ? 'all answerable' : null]) {
        if (kind === null) continue;
        const measure = measures.get(kind) ?? { n: 0, hitAt1: 0, recallAt5: 0, refused: 0 };
        const found = hits.map(({ articleId }) => articleId);
        measure.n++;
        measure.hitAt1 += recall(judged, found.slice(0, 1)) > 0 ? 1 : 0;
        measure.recallAt5 += recall(judged, found);
        measure.refused += answered.ok ? 0 : 1;
        measures.set(kind, measure);
      }
    }
    report(measures, sources.length, buildMs);
  });

  const share = (kind: string, part: 'hitAt1' | 'recallAt5' | 'refused') =>
    measures.get(kind)![part] / measures.get(kind)!.n;

  test('every file is read, and the one that breaks off is noticed', () => {
    expect([laws.size, sources.length]).toEqual([46, 2807]);
    const noticed = [...laws].filter(([, { findings }]) => findings.length > 0);
    expect(noticed).toEqual([[expect.stringContaining('麻醉药品'), expect.anything()]]);
    expect(noticed[0]![1].findings.map(({ code }) => code)).toEqual(['ENDS_ABRUPTLY']);
  });

  test('the index is built in well under two seconds', () => {
    expect(buildMs).toBeLessThan(2_000);
  });

  test('the first article is right more often than with plain BM25', () => {
    expect(share('all answerable', 'hitAt1')).toBeGreaterThan(PLAIN_BM25);
    expect(share('all answerable', 'hitAt1')).toBeGreaterThanOrEqual(0.85);
    expect(share('all answerable', 'recallAt5')).toBeGreaterThanOrEqual(0.9);
  });

  test.each([
    ['literal', 0.95],
    ['number', 0.95],
    ['version', 0.87],
    ['conflict', 0.75],
    ['multi', 0.95],
    ['colloquial', 0.6],
  ])('for %s questions it is right in at least %d', (kind, least) => {
    expect(share(kind, 'hitAt1')).toBeGreaterThanOrEqual(least);
  });

  test('what the laws do not answer is refused, and what they answer seldom', () => {
    expect(share('unanswerable', 'refused')).toBeGreaterThanOrEqual(0.9);
    expect(share('all answerable', 'refused')).toBeLessThanOrEqual(0.12);
  });
});

/** For one gold article its equals count as well; for several the share of those found. */
function recall({ gold, also = [] }: Judged, found: readonly string[]): number {
  const ids = gold.map(({ doc, article }) => `${doc} ${article}`);
  const equals = gold.length === 1 ? also.map(({ doc, article }) => `${doc} ${article}`) : [];
  const right = found.filter(id => ids.includes(id) || equals.includes(id)).length;
  return gold.length === 0 ? 0 : Math.min(1, right / ids.length);
}

function report(measures: ReadonlyMap<string, Measure>, articles: number, buildMs: number): void {
  const rows = [...measures].map(([kind, { n, hitAt1, recallAt5, refused }]) => {
    const answerable = kind !== 'unanswerable';
    const shown = (value: number) => (answerable ? (value / n).toFixed(3) : '–');
    return `| ${kind} | ${n} | ${shown(hitAt1)} | ${shown(recallAt5)} | ${(refused / n).toFixed(3)} |`;
  });
  const head = ['| kind | n | hit@1 | recall@5 | refused |', '|---|---|---|---|---|'];
  console.info(
    [
      `${articles} articles indexed in ${Math.round(buildMs)} ms of processor time, dictionary included`,
      ...head,
      ...rows,
    ].join('\n'),
  );
}
