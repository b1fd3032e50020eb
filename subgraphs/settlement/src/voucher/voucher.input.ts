import { Field, ID, InputType, Int } from 'type-graphql';
import { MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import { ListNameEnum, type ListName } from './institution-listing.entity.ts';

@InputType({ description: '实际支付凭证输入。What of an approved month does not go out.' })
export class IssueActualVoucherInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '月度结算标识。Id of an approved month.' })
  monthlySettlementId!: string;

  @Field(() => MoneyScalar, { description: '预付金额。Paid in advance, in 分, not negative.' })
  prepaid!: Fen;

  @Field(() => MoneyScalar, {
    description: '留存金额。Retained until the year is cleared, in 分, not negative.',
  })
  retained!: Fen;
}

@InputType({ description: '最终支付凭证输入。How a year of an institution is cleared.' })
export class IssueFinalVoucherInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '机构编码。National code of the institution.' })
  institutionCode!: string;

  @Field(() => Int, { description: '年度。A year that has ended.' })
  year!: number;

  @Field(() => MoneyScalar, { description: '退还留存金额。What of the retention is returned, in 分.' })
  returned!: Fen;

  @Field(() => MoneyScalar, {
    description: '清算调整。What the clearing adds, or takes when negative, in 分.',
  })
  adjustment!: Fen;
}

@InputType({ description: '凭证放行输入。Why a held voucher is paid.' })
export class ReleaseVoucherInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '凭证标识。Id of the voucher.' })
  voucherId!: string;

  @Field(() => String, { description: '理由。Why, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '财务拨付导出输入。The file of what is payable.' })
export class ExportDisbursementInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;
}

@InputType({ description: '名单登记输入。On which list an institution is; none takes it off.' })
export class ListInstitutionInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => String, { description: '机构编码。National code of the institution.' })
  institutionCode!: string;

  @Field(() => ListNameEnum, { nullable: true, description: '名单。Which list; null takes it off.' })
  list?: ListName | null;

  @Field(() => RatioScalar, {
    nullable: true,
    description: '预付比例。Share of last month to be prepaid; for the white list only, at most 1.',
  })
  prepaidShare?: Ratio | null;

  @Field(() => String, { description: '理由。Why, 2 to 200 characters.' })
  reason!: string;
}
