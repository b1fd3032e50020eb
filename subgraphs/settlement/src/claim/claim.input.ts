import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { FeeLineRequest } from './fee-list.rule.ts';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({ description: '费用明细输入。One line of a fee list.' })
export class FeeItemInput implements FeeLineRequest {
  @Field(() => String, { description: '明细号。Number of the line, unique in the visit (feedetl_sn).' })
  detailNumber!: string;

  @Field(() => String, {
    description:
      '医保目录编码。National code of the drug or service; an unknown one is outside the catalogue.',
  })
  itemCode!: string;

  @Field(() => String, { description: '项目名称。Name of the item as charged, at most 200 characters.' })
  itemName!: string;

  @Field(() => RatioScalar, { description: '数量。Quantity, a positive decimal.' })
  quantity!: bigint;

  @Field(() => MoneyScalar, { description: '单价。Price of a unit in 分.' })
  unitPrice!: Fen;

  @Field(() => MoneyScalar, { description: '金额。Quantity times unit price in 分, rounded half-up.' })
  amount!: Fen;

  @Field(() => CalendarDateScalar, {
    description: '费用发生日期。Day of service, from the day of the visit until today.',
  })
  serviceDate!: CalendarDate;

  @Field(() => Int, { nullable: true, description: '用药天数。Days of supply of a dispensed drug.' })
  daysOfSupply?: number | null;
}

@InputType({ description: '费用明细上传输入。Fee lines of a visit. infno 2204.' })
export class UploadFeesInput extends TransactionInput {
  @Field(() => ID, { description: '就诊标识。Id of the visit (mdtrt_id).' })
  visitId!: string;

  @Field(() => [FeeItemInput], { description: '费用明细。1 to 500 lines.' })
  items!: FeeItemInput[];

  @Field(() => MoneyScalar, { description: '合计。Declared sum of these lines in 分.' })
  total!: Fen;
}
