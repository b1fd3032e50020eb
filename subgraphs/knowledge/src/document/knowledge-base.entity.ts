import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["knowledge:read"]])')
@ObjectType({ description: '知识库。A body of documents that is searched as a whole.' })
@Entity({ tableName: 'knowledge_base' })
export class KnowledgeBase {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '代码。Stable code, such as POLICY.' })
  @Property({ type: 'string', length: 40, unique: true })
  code!: string;

  @Field(() => String, { description: '名称。Title shown to people.' })
  @Property({ type: 'string', length: 200 })
  title!: string;
}

export const KnowledgeBaseConnection = connectionType(KnowledgeBase);
