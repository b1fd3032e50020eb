import { Entity, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["knowledge:read"]])')
@ObjectType({ description: '法规文件。A law or regulation, with all its versions.' })
@Entity({ tableName: 'document' })
@Unique({ properties: ['knowledgeBaseId', 'title'] })
export class Document {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  knowledgeBaseId!: string;

  @Field(() => String, { description: '简称。Short title, the same for all versions.' })
  @Property({ type: 'string', length: 300 })
  title!: string;

  @Field(() => String, { description: '全称。Title as the newest imported text carries it.' })
  @Property({ type: 'string', length: 300 })
  officialTitle!: string;

  @Field(() => String, {
    nullable: true,
    description: '适用地区。GB/T 2260 prefix of the place whose rule it is; null for a national one.',
  })
  @Property({ type: 'string', length: 6, nullable: true })
  place!: string | null;
}

export const DocumentConnection = connectionType(Document);
