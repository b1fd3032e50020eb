import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { DelegationFacts } from './workflow.rule.ts';

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '委托。A right lent to somebody else for some days.' })
@Entity({ tableName: 'delegation' })
@Index({ properties: ['to'] })
export class Delegation implements DelegationFacts {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '委托人。Subject of whoever holds the right.' })
  @Property({ type: 'string', length: 200 })
  from!: string;

  @Field(() => String, { description: '受托人。Subject of whoever may use it.' })
  @Property({ type: 'string', length: 200 })
  to!: string;

  @Field(() => String, { description: '权限。The scope that is lent.' })
  @Property({ type: 'string', length: 60 })
  scope!: string;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day.' })
  @Property({ type: CalendarDateType })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day.' })
  @Property({ type: CalendarDateType })
  lastDay!: CalendarDate;

  @Field(() => String, { description: '事由。Why.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;
}
