import { createUnionType, Field, ObjectType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { DeclarationStateEnum } from '../declaration/declaration.enums.ts';
import type { DeclarationState } from '../declaration/declaration-workflow.rule.ts';
import { InstitutionListing } from './institution-listing.entity.ts';
import { Disbursement, Voucher } from './voucher.entity.ts';

@ObjectType({ description: '实际支付凭证已生成。The voucher.' })
export class IssueActualVoucherSuccess {
  @Field(() => Voucher, { description: '凭证。The voucher.' })
  voucher!: Voucher;
}

@ObjectType({ description: '最终支付凭证已生成。The voucher.' })
export class IssueFinalVoucherSuccess {
  @Field(() => Voucher, { description: '凭证。The voucher.' })
  voucher!: Voucher;
}

@ObjectType({
  implements: Refusal,
  description: '未核定。The month is not approved, or its payment has begun without a voucher.',
})
export class MonthNotApprovedRefusal extends Refusal {
  @Field(() => DeclarationStateEnum, { description: '当前状态。Where the month stands.' })
  fromState!: DeclarationState;
}

@ObjectType({ implements: Refusal, description: '凭证已生成。The period has this kind of voucher.' })
export class VoucherIssuedRefusal extends Refusal {
  @Field(() => String, { description: '凭证号。Its number.' })
  number!: string;
}

@ObjectType({
  implements: Refusal,
  description: '年度已清算。The final voucher of the year stands: no month of it is paid any more.',
})
export class YearClearedRefusal extends Refusal {
  @Field(() => String, { description: '最终凭证号。Number of the final voucher.' })
  number!: string;
}

@ObjectType({ implements: Refusal, description: '退还超过留存。More would be returned than was retained.' })
export class ReturnAboveRetentionRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '留存金额。What was retained in the year, in 分.' })
  retained!: string;
}

@ObjectType({ description: '凭证已放行。The voucher.' })
export class ReleaseVoucherSuccess {
  @Field(() => Voucher, { description: '凭证。The voucher.' })
  voucher!: Voucher;
}

@ObjectType({
  implements: Refusal,
  description: '已拨付。The voucher went to finance, or has nothing to be paid.',
})
export class VoucherNotPayableRefusal extends Refusal {}

@ObjectType({ description: '财务拨付已导出。The file.' })
export class ExportDisbursementSuccess {
  @Field(() => Disbursement, { description: '财务拨付。The disbursement.' })
  disbursement!: Disbursement;
}

@ObjectType({
  implements: Refusal,
  description: '无可拨付凭证。No voucher is payable that somebody else issued and nobody holds.',
})
export class NothingToDisburseRefusal extends Refusal {}

@ObjectType({ description: '名单已更新。The listing as it stands; null when the institution is on no list.' })
export class ListInstitutionSuccess {
  @Field(() => InstitutionListing, { nullable: true, description: '名单记录。The listing.' })
  listing!: InstitutionListing | null;
}

/** The refusals of vouchers as GraphQL types. */
export const voucherRefusal = refusalMapper({
  MONTH_NOT_APPROVED: MonthNotApprovedRefusal,
  VOUCHER_ISSUED: VoucherIssuedRefusal,
  YEAR_CLEARED: YearClearedRefusal,
  RETURN_ABOVE_RETENTION: ReturnAboveRetentionRefusal,
  VOUCHER_NOT_PAYABLE: VoucherNotPayableRefusal,
  NOTHING_TO_DISBURSE: NothingToDisburseRefusal,
});

export const IssueActualVoucherResult = createUnionType({
  name: 'IssueActualVoucherResult',
  description: '生成结果。The voucher, or why there is none.',
  types: () =>
    [IssueActualVoucherSuccess, MonthNotApprovedRefusal, VoucherIssuedRefusal, YearClearedRefusal] as const,
});

export const IssueFinalVoucherResult = createUnionType({
  name: 'IssueFinalVoucherResult',
  description: '生成结果。The voucher, or why there is none.',
  types: () => [IssueFinalVoucherSuccess, VoucherIssuedRefusal, ReturnAboveRetentionRefusal] as const,
});

export const ReleaseVoucherResult = createUnionType({
  name: 'ReleaseVoucherResult',
  description: '放行结果。The voucher, or why it was not released.',
  types: () => [ReleaseVoucherSuccess, VoucherNotPayableRefusal] as const,
});

export const ExportDisbursementResult = createUnionType({
  name: 'ExportDisbursementResult',
  description: '导出结果。The disbursement, or why there is none.',
  types: () => [ExportDisbursementSuccess, NothingToDisburseRefusal] as const,
});

export const ListInstitutionResult = createUnionType({
  name: 'ListInstitutionResult',
  description: '登记结果。The listing.',
  types: () => [ListInstitutionSuccess] as const,
});
