import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments, type Connection } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { KnowledgeContext } from '../services.ts';
import { Article, ArticleConnection } from './article.entity.ts';
import { DocumentVersion } from './document-version.entity.ts';
import { Document, DocumentConnection } from './document.entity.ts';
import { KnowledgeBase, KnowledgeBaseConnection } from './knowledge-base.entity.ts';
import { versionInForce } from './version-in-force.rule.ts';

const KNOWLEDGE_READ = '@requiresScopes(scopes: [["knowledge:read"]])';

@Resolver(() => KnowledgeBase)
export class KnowledgeBaseResolver {
  @Directive(KNOWLEDGE_READ)
  @Query(() => KnowledgeBaseConnection, { description: '知识库列表。All knowledge bases, oldest first.' })
  knowledgeBases(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: KnowledgeContext,
  ): Promise<Connection<KnowledgeBase>> {
    return context.services.documents.knowledgeBases(context.em, page);
  }

  @FieldResolver(() => DocumentConnection, {
    description: '文件。Its documents, in the order of their import.',
  })
  documents(
    @Root() base: KnowledgeBase,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: KnowledgeContext,
  ): Promise<Connection<Document>> {
    return context.services.documents.documentsOf(base, page, context);
  }
}

@Resolver(() => Document)
export class DocumentResolver {
  @Directive(KNOWLEDGE_READ)
  @Query(() => DocumentConnection, { description: '法规列表。All documents, in the order of their import.' })
  documents(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: KnowledgeContext,
  ): Promise<Connection<Document>> {
    return context.services.documents.documents(context.em, page);
  }

  @Directive(KNOWLEDGE_READ)
  @Query(() => Document, {
    nullable: true,
    description: '法规。One document; null when there is none with this id.',
  })
  document(
    @Arg('id', () => ID, { description: '标识。Id of the document.' }) id: string,
    @Ctx() context: KnowledgeContext,
  ): Promise<Document | null> {
    return context.services.documents.document(id, context);
  }

  @FieldResolver(() => KnowledgeBase, {
    nullable: true,
    description: '知识库。The knowledge base it belongs to.',
  })
  knowledgeBase(@Root() document: Document, @Ctx() context: KnowledgeContext): Promise<KnowledgeBase | null> {
    return context.services.documents.knowledgeBase(document.knowledgeBaseId, context);
  }

  @FieldResolver(() => [DocumentVersion], { description: '全部版本。Its versions, the newest first.' })
  versions(@Root() document: Document, @Ctx() context: KnowledgeContext): Promise<DocumentVersion[]> {
    return context.services.documents.versionsOf(document.id, context);
  }

  @FieldResolver(() => DocumentVersion, {
    nullable: true,
    description: '现行版本。The version in force on a day; null before the first one.',
  })
  async versionInForce(
    @Root() document: Document,
    @Arg('asOf', () => CalendarDateScalar, {
      nullable: true,
      description: '日期。The day; today by default.',
    })
    asOf: CalendarDate | null,
    @Ctx() context: KnowledgeContext,
  ): Promise<DocumentVersion | null> {
    const versions = await context.services.documents.versionsOf(document.id, context);
    return versionInForce(versions, asOf ?? today(context.services.clock));
  }
}

@Resolver(() => DocumentVersion)
export class DocumentVersionResolver {
  @FieldResolver(() => Document, {
    nullable: true,
    description: '法规。The document of which it is a version.',
  })
  document(@Root() version: DocumentVersion, @Ctx() context: KnowledgeContext): Promise<Document | null> {
    return context.services.documents.document(version.documentId, context);
  }

  @FieldResolver(() => ArticleConnection, { description: '条文。Its articles, in the order of the text.' })
  articles(
    @Root() version: DocumentVersion,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: KnowledgeContext,
  ): Promise<Connection<Article>> {
    return context.services.documents.articlesOf(version, page, context);
  }
}

@Resolver(() => Article)
export class ArticleResolver {
  @FieldResolver(() => DocumentVersion, {
    nullable: true,
    description: '版本。The version in which it stands.',
  })
  version(@Root() article: Article, @Ctx() context: KnowledgeContext): Promise<DocumentVersion | null> {
    return context.services.documents.version(article.versionId, context);
  }
}
