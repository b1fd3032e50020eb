import { Arg, Args, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ConnectionArguments } from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { Article } from '../document/article.entity.ts';
import type { KnowledgeContext } from '../services.ts';
import { PolicyHit, PolicySearchConnection } from './policy-search.result.ts';

@Resolver(() => PolicyHit)
export class PolicySearchResolver {
  @Directive('@requiresScopes(scopes: [["knowledge:read"]])')
  @Directive('@cost(weight: 20)')
  @Query(() => PolicySearchConnection, {
    description:
      '政策检索。Searches the articles in force on a day; lexical (BM25), with everyday words understood.',
  })
  searchPolicy(
    @Arg('query', () => String, { description: '检索词或问题。Words or a question, at most 500 characters.' })
    query: string,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('asOf', () => CalendarDateScalar, {
      nullable: true,
      description: '日期。Search the versions in force on this day; today by default.',
    })
    asOf: CalendarDate | null,
    @Ctx() context: KnowledgeContext,
  ): Promise<PolicySearchConnection> {
    return context.services.search.search(query, asOf, page, context);
  }

  @FieldResolver(() => Article, { nullable: true, description: '条文。The article found.' })
  article(@Root() hit: PolicyHit, @Ctx() context: KnowledgeContext): Promise<Article | null> {
    return context.services.documents.article(hit.articleId, context);
  }

  @FieldResolver(() => [String], {
    description: '引文。The sentences of the article that answer to the question, verbatim.',
  })
  quotation(@Root() hit: PolicyHit, @Ctx() context: KnowledgeContext): Promise<readonly string[]> {
    return context.services.search.quotation(hit, context);
  }
}
