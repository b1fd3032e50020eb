import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { DataSource } from '../drug/drug.entity.ts';

/** What an institution asked for a pack on a day; of one institution and drug the latest counts. */
@Directive('@requiresScopes(scopes: [["pharmacy:read"]])')
@ObjectType({ description: '药品报价。What an institution asks for one pack of a drug, from a day on.' })
@Entity({ tableName: 'price_quote' })
export class PriceQuote {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  drugId!: string;

  @Property({ type: 'string', length: 20 })
  institutionCode!: string;

  @Field(() => String, { description: '行政区划。Division of the institution, six digits (GB/T 2260).' })
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Field(() => MoneyScalar, { description: '零售价。Price of a pack in 分, as quoted.' })
  @Property({ type: FenType })
  price!: Fen;

  @Field(() => CalendarDateScalar, { description: '报价日期。The day of the quote.' })
  @Property({ type: CalendarDateType })
  quotedOn!: CalendarDate;

  @Field(() => DataSource, {
    description: '数据来源。Where the quote comes from: DEMO is an invented price.',
  })
  @Property({ type: 'string', length: 10 })
  source!: DataSource;
}
