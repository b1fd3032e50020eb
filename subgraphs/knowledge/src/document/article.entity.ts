import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';

@Directive('@requiresScopes(scopes: [["knowledge:read"]])')
@ObjectType({ description: '条文。One article of one version of a document; the unit of citation.' })
@Entity({ tableName: 'article' })
@Unique({ properties: ['versionId', 'number', 'insertion'] })
@Index({ properties: ['versionId', 'ordinal'] })
export class Article {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  versionId!: string;

  @Field(() => Int, { description: '序号。Place in the text, from 1.' })
  @Property({ type: 'integer' })
  ordinal!: number;

  @Field(() => Int, { description: '条号。Number of the article; 0 for an appendix.' })
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => Int, {
    description: '增条号。n of 之n, an article inserted by an amendment; 0 for the article itself.',
  })
  @Property({ type: 'integer' })
  insertion!: number;

  @Field(() => String, { description: '条文名。How the article is cited: 第十二条.' })
  @Property({ type: 'string', length: 40 })
  label!: string;

  @Field(() => String, {
    nullable: true,
    description: '章节。Headings above the article; null without chapters.',
  })
  @Property({ type: 'string', length: 400, nullable: true })
  chapter!: string | null;

  @Field(() => [String], { description: '段落。Paragraphs, verbatim.' })
  @Property({ type: 'json' })
  paragraphs!: string[];
}

export const ArticleConnection = connectionType(Article);
