import { groupedBy, inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import type { CursorCodec } from '#kernel/graphql/cursor';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { EntityManager } from '#kernel/persistence/database';
import { isId } from '#kernel/persistence/id';
import type { Children } from '#kernel/persistence/page-per-parent';
import { Article } from './article.entity.ts';
import { DocumentVersion } from './document-version.entity.ts';
import { Document } from './document.entity.ts';
import { KnowledgeBase } from './knowledge-base.entity.ts';

const DOCUMENTS_OF_BASE: Children<Document> = {
  type: Document,
  from: '"knowledge"."document"',
  parent: { column: 'knowledge_base_id', type: 'uuid' },
  order: ['id'],
  direction: 'asc',
};

const ARTICLES_OF_VERSION: Children<Article> = {
  type: Article,
  from: '"knowledge"."article"',
  parent: { column: 'version_id', type: 'uuid' },
  order: ['ordinal'],
  direction: 'asc',
};

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
  documentsOf(
    base: KnowledgeBase,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Document>> {
    return pageOfChildren(
      context,
      this.#cursors,
      'KnowledgeBase.documents',
      DOCUMENTS_OF_BASE,
      base.id,
      page,
    );
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
  articlesOf(
    version: DocumentVersion,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Article>> {
    return pageOfChildren(
      context,
      this.#cursors,
      'DocumentVersion.articles',
      ARTICLES_OF_VERSION,
      version.id,
      page,
    );
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
