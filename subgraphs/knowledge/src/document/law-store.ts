import { DOCUMENT_TOPIC } from '#schema/events/knowledge.events';
import type { Outbox } from '#kernel/events/outbox';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Clock } from '#kernel/vocabulary/calendar';
import { placeOfTitle } from '../search/place.rule.ts';
import { Article } from './article.entity.ts';
import { DocumentVersion } from './document-version.entity.ts';
import { Document } from './document.entity.ts';
import { KnowledgeBase } from './knowledge-base.entity.ts';
import type { LawArticle, LawText } from './law-text.rule.ts';

/** The one knowledge base of laws and regulations. */
const POLICY_BASE = { code: 'POLICY', title: '医保政策法规库' };

export interface LawStoreScope {
  readonly tx: EntityManager;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** What became of each article of a stored text; `REMOVED` ones stood in the former text only. */
export interface StoredLaw {
  readonly versionId: string;
  readonly changed: boolean;
  readonly articles: readonly { readonly article: LawArticle; readonly change: 'NEW' | 'CHANGED' | 'SAME' }[];
  readonly removed: number;
}

/**
 * Stores one version of a law: title and date say which. A text that is already there changes nothing; another text of the
 * same version replaces the former article by article, so that an unchanged article keeps its id and its citations.
 */
export async function storeLaw(law: LawText, scope: LawStoreScope): Promise<StoredLaw> {
  const { tx, outbox, clock } = scope;
  const document = await findOrCreateDocument(law, tx);
  const version = await tx.findOne(DocumentVersion, { documentId: document.id, adoptedOn: law.adoptedOn });
  const versionId = version?.id ?? newId();
  const former = version ? await tx.find(Article, { versionId }) : [];
  const plan = compare(law.articles, former);
  const facts = {
    effectiveFrom: law.effectiveFrom,
    history: [...law.history],
    findings: law.findings.map(finding => ({ ...finding })),
    articleCount: law.articles.length,
  };
  const changed =
    !version ||
    plan.removed.length > 0 ||
    plan.articles.some(({ change }) => change !== 'SAME') ||
    differs(version, facts);
  if (changed) {
    const revision = (version?.revision ?? 0) + 1;
    const row = { ...facts, revision, importedAt: clock.now() };
    if (version) await tx.nativeUpdate(DocumentVersion, { id: versionId }, row);
    else
      await tx.insert(DocumentVersion, {
        id: versionId,
        documentId: document.id,
        adoptedOn: law.adoptedOn,
        ...row,
      });
    await saveArticles(versionId, plan, tx);
    const payload = { documentId: document.id, versionId, articles: law.articles.length };
    await outbox.add(tx, [
      { topic: DOCUMENT_TOPIC, name: 'DocumentImported', version: 1, aggregateId: document.id, payload },
    ]);
  }
  return {
    versionId,
    changed,
    articles: plan.articles.map(({ article, change }) => ({ article, change })),
    removed: plan.removed.length,
  };
}

async function findOrCreateDocument(law: LawText, tx: EntityManager): Promise<Document> {
  let base = await tx.findOne(KnowledgeBase, { code: POLICY_BASE.code });
  if (!base) {
    await tx.insert(KnowledgeBase, { id: newId(), ...POLICY_BASE });
    base = await tx.findOneOrFail(KnowledgeBase, { code: POLICY_BASE.code });
  }
  const found = await tx.findOne(Document, { knowledgeBaseId: base.id, title: law.title });
  if (found) return found;
  const row = {
    id: newId(),
    knowledgeBaseId: base.id,
    title: law.title,
    officialTitle: law.officialTitle,
    place: placeOfTitle(law.title)?.code ?? null,
  };
  await tx.insert(Document, row);
  return Object.assign(new Document(), row);
}

interface Plan {
  readonly articles: readonly {
    readonly article: LawArticle;
    readonly ordinal: number;
    readonly former: Article | undefined;
    readonly change: 'NEW' | 'CHANGED' | 'SAME';
  }[];
  readonly removed: readonly Article[];
}

function compare(articles: readonly LawArticle[], former: readonly Article[]): Plan {
  const place = ({ number, insertion }: { number: number; insertion: number }) => `${number}/${insertion}`;
  const rest = new Map(former.map(article => [place(article), article]));
  const planned = articles.map((article, index) => {
    const ordinal = index + 1;
    const before = rest.get(place(article));
    rest.delete(place(article));
    const same =
      before?.ordinal === ordinal &&
      before.label === article.label &&
      before.chapter === article.chapter &&
      equalTexts(before.paragraphs, article.paragraphs);
    const change = !before ? ('NEW' as const) : same ? ('SAME' as const) : ('CHANGED' as const);
    return { article, ordinal, former: before, change };
  });
  return { articles: planned, removed: [...rest.values()] };
}

async function saveArticles(
  versionId: string,
  { articles, removed }: Plan,
  tx: EntityManager,
): Promise<void> {
  if (removed.length > 0) await tx.nativeDelete(Article, { id: { $in: removed.map(({ id }) => id) } });
  const rowOf = ({ article, ordinal }: Plan['articles'][number]) => ({
    versionId,
    ordinal,
    number: article.number,
    insertion: article.insertion,
    label: article.label,
    chapter: article.chapter,
    paragraphs: [...article.paragraphs],
  });
  const fresh = articles
    .filter(({ change }) => change === 'NEW')
    .map(planned => ({ id: newId(), ...rowOf(planned) }));
  if (fresh.length > 0) await tx.insertMany(Article, fresh);
  for (const planned of articles) {
    if (planned.change === 'CHANGED')
      await tx.nativeUpdate(Article, { id: planned.former!.id }, rowOf(planned));
  }
}

function differs(
  version: DocumentVersion,
  facts: Pick<DocumentVersion, 'effectiveFrom' | 'history' | 'findings'>,
): boolean {
  return (
    version.effectiveFrom !== facts.effectiveFrom ||
    !equalTexts(version.history, facts.history) ||
    !equalTexts(
      version.findings.map(({ message }) => message),
      facts.findings.map(({ message }) => message),
    )
  );
}

function equalTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}
