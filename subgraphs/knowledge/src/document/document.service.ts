import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import {
  checkPage,
  pageOf,
  positionAfter,
  type Connection,
  type ConnectionArguments,
} from '#kernel/graphql/connection';
import type { CursorCodec } from '#kernel/graphql/cursor';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import { connectionOf, pagesPerParent } from '../page-per-parent.ts';
import { Article } from './article.entity.ts';
import { DocumentVersion } from './document-version.entity.ts';
import { Document } from './document.entity.ts';
import { KnowledgeBase } from './knowledge-base.entity.ts';

/** Reads the laws of the knowledge base; many keys asked in one request are one statement each. */
export class DocumentService {
  readonly #cursors: CursorCodec;

  constructor(cursors: CursorCodec) {
    this.#cursors = cursors;
  }

  /** All knowledge bases, oldest first. */
  async knowledgeBases(em: EntityManager, page: ConnectionArguments): Promise<Connection<KnowledgeBase>> {
    const after = positionAfter(this.#cursors, 'knowledgeBases', page);
    const rows = await em.find(KnowledgeBase, after ? { id: { $gt: String(after[0]) } } : {}, {
      orderBy: { id: 'asc' },
      limit: page.first + 1,
    });
    return pageOf(this.#cursors, 'knowledgeBases', page, rows, ({ id }) => [id]);
  }

  /** All documents, in the order of their first import. */
  async documents(em: EntityManager, page: ConnectionArguments): Promise<Connection<Document>> {
    const after = positionAfter(this.#cursors, 'documents', page);
    const rows = await em.find(Document, after ? { id: { $gt: String(after[0]) } } : {}, {
      orderBy: { id: 'asc' },
      limit: page.first + 1,
    });
    return pageOf(this.#cursors, 'documents', page, rows, ({ id }) => [id]);
  }

  /** Documents of a knowledge base, in the order of their first import. */
  async documentsOf(
    base: KnowledgeBase,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Document>> {
    const binding = `knowledgeBase.documents:${base.id}`;
    const after = positionAfter(this.#cursors, binding, page);
    const position = after ? String(after[0]) : null;
    const rows = await context
      .loader<string, Document[]>(`documentsOfBase:${page.first}:${position}`, parents =>
        pagesPerParent(
          context.em,
          Document,
          {
            table: '"knowledge"."document"',
            parentColumn: 'knowledge_base_id',
            orderColumn: 'id',
            direction: 'asc',
          },
          parents,
          { first: page.first, after: position },
        ),
      )
      .load(base.id);
    return connectionOf(this.#cursors, binding, page, rows ?? [], ({ id }) => id);
  }

  knowledgeBase(id: string, context: SubgraphContext): Promise<KnowledgeBase | null> {
    return this.#byId(KnowledgeBase, id, context);
  }

  document(id: string, context: SubgraphContext): Promise<Document | null> {
    return this.#byId(Document, id, context);
  }

  version(id: string, context: SubgraphContext): Promise<DocumentVersion | null> {
    return this.#byId(DocumentVersion, id, context);
  }

  article(id: string, context: SubgraphContext): Promise<Article | null> {
    return this.#byId(Article, id, context);
  }

  /** All versions of a document, the newest first. */
  async versionsOf(documentId: string, context: SubgraphContext): Promise<DocumentVersion[]> {
    const versions = await context
      .loader<string, DocumentVersion[]>('versionsOfDocument', async keys => {
        const rows = await context.em.find(
          DocumentVersion,
          { documentId: { $in: [...keys] } },
          { orderBy: { adoptedOn: 'desc' } },
        );
        return groupedBy(keys, rows, row => row.documentId);
      })
      .load(documentId);
    return versions ?? [];
  }

  /** Articles of a version, in the order of the text. */
  async articlesOf(
    version: DocumentVersion,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Article>> {
    checkPage(page);
    const binding = `version.articles:${version.id}`;
    const after = positionAfter(this.#cursors, binding, page);
    const position = after ? Number(after[0]) : null;
    const rows = await context
      .loader<string, Article[]>(`articlesOfVersion:${page.first}:${position}`, parents =>
        pagesPerParent(
          context.em,
          Article,
          {
            table: '"knowledge"."article"',
            parentColumn: 'version_id',
            orderColumn: 'ordinal',
            direction: 'asc',
          },
          parents,
          { first: page.first, after: position },
        ),
      )
      .load(version.id);
    return connectionOf(this.#cursors, binding, page, rows ?? [], ({ ordinal }) => ordinal);
  }

  async #byId<Row extends { id: string }>(
    type: new () => Row,
    id: string,
    context: SubgraphContext,
  ): Promise<Row | null> {
    if (!isId(id)) return null;
    return context
      .loader<string, Row>(`${type.name}ById`, async keys => {
        const rows = (await context.em.find(type, { id: { $in: [...keys] } } as never)) as Row[];
        return inOrder(keys, rows, row => row.id);
      })
      .load(id.toLowerCase());
  }
}
