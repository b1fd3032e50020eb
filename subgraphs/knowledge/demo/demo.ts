import type { DemoAgentRun, DemoWorld } from '../../../ops/demo/world.types.ts';
import {
  AGENT_RUN_TOPIC,
  type AgentRunFinished,
  type AgentRunStarted,
} from '#schema/events/knowledge.events';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { dateInShanghai } from '#kernel/vocabulary/calendar';
import { AgentRun } from '../src/agent-run/agent-run.entity.ts';
import { AgentStep } from '../src/agent-run/agent-step.entity.ts';
import type { StoredCitation } from '../src/agent-run/citation.rule.ts';
import { answer } from '../src/answer/answer.rule.ts';
import { Article } from '../src/document/article.entity.ts';
import { readLawText, type LawText } from '../src/document/law-text.rule.ts';
import { storeLaw } from '../src/document/law-store.ts';
import { ArticleIndex, type ArticleSource } from '../src/search/article-index.ts';
import { EVIDENCE_ARTICLES } from '../src/search/policy-search.service.ts';
import { readQuestion } from '../src/search/question.rule.ts';
import { loadSegmenter, type Segmenter } from '../src/search/segmenter.ts';
import type { KnowledgeServices } from '../src/services.ts';
import { DEMO_POLICY_TEXTS } from './policy-texts.ts';

/** Stores the demo's policy set and answers the demo's questions from it, as the agent would have on their days. */
export async function loadDemo(
  world: DemoWorld,
  tx: EntityManager,
  _services: KnowledgeServices,
  kernel: Kernel,
): Promise<void> {
  const articles = new Map<string, DemoArticle>();
  for (const { fileName, text } of DEMO_POLICY_TEXTS) {
    const law = readLawText(fileName, text);
    if (!law.ok) throw new Error(`${fileName}: ${law.refusal.message}`);
    const { versionId } = await storeLaw(law.value, { tx, outbox: kernel.outbox, clock: kernel.clock });
    for (const row of await tx.find(Article, { versionId }, { orderBy: { ordinal: 'asc' } })) {
      articles.set(row.id, { row, law: law.value });
    }
  }
  const segment = await loadSegmenter();
  const index = new ArticleIndex([...articles.values()].map(sourceOf), segment);
  await kernel.sealer.prepare(
    tx,
    world.agentRuns.flatMap(({ personId }) => personId ?? []),
  );
  for (const past of world.agentRuns) await storeRun(past, { articles, index, segment }, tx, kernel);
}

interface DemoArticle {
  readonly row: Article;
  readonly law: LawText;
}

interface DemoBase {
  readonly articles: ReadonlyMap<string, DemoArticle>;
  readonly index: ArticleIndex;
  readonly segment: Segmenter;
}

function sourceOf({ row, law }: DemoArticle): ArticleSource {
  const { title, adoptedOn } = law;
  return {
    id: row.id,
    documentId: title,
    title,
    adoptedOn,
    chapter: row.chapter,
    text: row.paragraphs.join('\n'),
  };
}

async function storeRun(
  past: DemoAgentRun,
  base: DemoBase,
  tx: EntityManager,
  kernel: Kernel,
): Promise<void> {
  const startedAt = new Date(past.startedAt);
  const finishedAt = new Date(past.finishedAt);
  const elapsedMs = finishedAt.getTime() - startedAt.getTime();
  const { found, cited, refusal } = answerOf(past, base);
  const { id: runId, personId, agent, inputTokens, outputTokens } = past;
  const state = refusal ? 'REFUSED' : 'ANSWERED';
  const sealed = await kernel.sealer.seal(
    tx,
    AgentRun,
    { rowId: runId, personId },
    { question: past.question },
  );
  await tx.insert(AgentRun, {
    id: runId,
    personId,
    agent,
    state,
    startedAt,
    finishedAt,
    elapsedMs,
    inputTokens,
    outputTokens,
    asOf: dateInShanghai(startedAt),
    evidence: refusal?.code ?? 'SUFFICIENT',
    refusalMessage: refusal?.message ?? null,
    citations: cited,
    attempts: 1,
    ...sealed,
  } as never);
  const steps = [
    { step: 'STARTED', takenAt: startedAt, citations: [] },
    { step: 'RETRIEVED', takenAt: startedAt, citations: found },
    { step: 'SELECTED', takenAt: finishedAt, citations: cited },
    { step: state, takenAt: finishedAt, citations: cited },
  ] as const;
  await tx.insertMany(
    AgentStep,
    steps.map(step => ({ id: newId(), runId, elapsedMs: 0, ...step, citations: [...step.citations] })),
  );
  const started: AgentRunStarted = { runId, personId, agent, step: 'STARTED' };
  const finished: AgentRunFinished = {
    runId,
    personId,
    agent,
    step: state,
    inputTokens,
    outputTokens,
    elapsedMs,
    finishedAt: past.finishedAt,
  };
  const fact = { topic: AGENT_RUN_TOPIC, version: 1, aggregateId: runId };
  await kernel.outbox.add(tx, [
    { ...fact, name: 'AgentRunStarted', payload: started },
    { ...fact, name: 'AgentRunFinished', payload: finished },
  ]);
}

function answerOf({ question: text, startedAt }: DemoAgentRun, { articles, index, segment }: DemoBase) {
  const question = readQuestion(text, segment);
  const hits = index.search(question, dateInShanghai(new Date(startedAt)), EVIDENCE_ARTICLES);
  const found = hits.map(({ articleId, score }): StoredCitation => {
    const { row, law } = articles.get(articleId)!;
    const { title: documentTitle, adoptedOn } = law;
    return {
      articleId,
      documentTitle,
      adoptedOn,
      label: row.label,
      score: Math.round(score * 1000) / 1000,
      sentences: [],
      incomplete: false,
    };
  });
  const evidence = hits.map(({ articleId }) => ({
    articleId,
    paragraphs: articles.get(articleId)!.row.paragraphs,
  }));
  const answered = answer(question, evidence, { segment, rarity: word => index.rarity(word) });
  if (!answered.ok) return { found, cited: [], refusal: answered.refusal };
  const cited = answered.value.map(({ articleId, sentences }) => ({
    ...found.find(citation => citation.articleId === articleId)!,
    sentences,
  }));
  return { found, cited, refusal: null };
}
