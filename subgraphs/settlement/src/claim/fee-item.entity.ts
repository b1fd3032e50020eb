import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import { CalendarDateType, FenType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '费用明细。One line of a fee list. infno 2204.' })
@Entity({ tableName: 'fee_item' })
@Index({ properties: ['claimId'] })
export class FeeItem {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  claimId!: string;

  @Field(() => String, { description: '明细号。Number of the line, unique in the visit (feedetl_sn).' })
  @Property({ type: 'string', length: 30 })
  detailNumber!: string;

  @Field(() => String, { description: '医保目录编码。National code of the drug or service (med_list_codg).' })
  @Property({ type: 'string', length: 32 })
  itemCode!: string;

  @Field(() => String, { description: '项目名称。Name of the item as charged.' })
  @Property({ type: 'string', length: 200 })
  itemName!: string;

  /** In millionths. */
  @Field(() => RatioScalar, { description: '数量。Quantity, a decimal.' })
  @Property({ type: FenType })
  quantity!: bigint;

  @Field(() => MoneyScalar, { description: '单价。Price of a unit in 分.' })
  @Property({ type: FenType })
  unitPrice!: Fen;

  @Field(() => MoneyScalar, { description: '金额。Quantity times unit price, rounded half-up to the 分.' })
  @Property({ type: FenType })
  amount!: Fen;

  @Field(() => CalendarDateScalar, { description: '费用发生日期。Day of service.' })
  @Property({ type: CalendarDateType })
  serviceDate!: CalendarDate;

  @Field(() => Int, { nullable: true, description: '用药天数。Days of supply of a dispensed drug.' })
  @Property({ type: 'integer', nullable: true })
  daysOfSupply!: number | null;
}
