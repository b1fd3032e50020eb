import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { PolicyPromise } from './payout.rule.ts';

@Directive('@requiresScopes(scopes: [["insurer:read"], ["settlement:write"], ["declaration:handle"]])')
@ObjectType({
  description: '商保保单。A policy of a commercial insurer, shared by the insurer for direct payouts.',
})
@Entity({ tableName: 'commercial_policy' })
@Index({ properties: ['personId'] })
@Index({ properties: ['insurerCode', 'id'] })
export class CommercialPolicy implements PolicyPromise {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '承保公司。Code of the insurer.' })
  @Property({ type: 'string', length: 20 })
  insurerCode!: string;

  @Field(() => String, { description: '保单号。Policy number, unique for its insurer.' })
  @Property({ type: 'string', length: 40 })
  policyNumber!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => String, { description: '产品。Name of the product.' })
  @Property({ type: 'string', length: 100 })
  product!: string;

  @Field(() => RatioScalar, { description: '赔付比例。Share of what is left to the person.' })
  @Property({ type: FenType })
  ratio!: Ratio;

  @Field(() => MoneyScalar, { description: '年度免赔额。Deductible of the year in 分.' })
  @Property({ type: FenType })
  deductible!: Fen;

  @Field(() => MoneyScalar, { description: '年度限额。Most that it pays in a year, in 分.' })
  @Property({ type: FenType })
  yearlyLimit!: Fen;

  @Field(() => CalendarDateScalar, { description: '起保日。First day of cover.' })
  @Property({ type: CalendarDateType })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '终保日。Last day of cover.' })
  @Property({ type: CalendarDateType })
  lastDay!: CalendarDate;

  /** Day on which its insurer took it back: it was shared in error and never counted. */
  @Property({ type: CalendarDateType, nullable: true })
  withdrawnOn!: CalendarDate | null;
}
