import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { LedgerAccount } from './voucher.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export type VoucherKind = 'APPROVED' | 'ACTUAL' | 'FINAL';
export const VoucherKindEnum: EnumOf<VoucherKind> = {
  APPROVED: 'APPROVED',
  ACTUAL: 'ACTUAL',
  FINAL: 'FINAL',
};
registerEnumType(VoucherKindEnum, {
  name: 'VoucherKind',
  description: '凭证类别。What a voucher says.',
  valuesConfig: {
    APPROVED: { description: '核定支付凭证。What funds owe for a month, after deductions.' },
    ACTUAL: { description: '实际支付凭证。What of it goes out: less prepaid, retained and carried forward.' },
    FINAL: { description: '最终支付凭证。What the clearing of the year adds or takes.' },
  },
});

export const LedgerAccountEnum: EnumOf<LedgerAccount> = {
  POOLED_FUND: 'POOLED_FUND',
  LARGE_AMOUNT_FUND: 'LARGE_AMOUNT_FUND',
  SERIOUS_ILLNESS_FUND: 'SERIOUS_ILLNESS_FUND',
  ASSISTANCE_FUND: 'ASSISTANCE_FUND',
  MUTUAL_AID_FUND: 'MUTUAL_AID_FUND',
  CADRE_CARE_FUND: 'CADRE_CARE_FUND',
  WORK_INJURY_FUND: 'WORK_INJURY_FUND',
  PERSONAL_ACCOUNT: 'PERSONAL_ACCOUNT',
  FAMILY_ACCOUNT: 'FAMILY_ACCOUNT',
  DEDUCTION: 'DEDUCTION',
  PAYABLE: 'PAYABLE',
  PREPAYMENT: 'PREPAYMENT',
  RETENTION: 'RETENTION',
  CARRIED_FORWARD: 'CARRIED_FORWARD',
  YEAR_ADJUSTMENT: 'YEAR_ADJUSTMENT',
  BANK: 'BANK',
  RECEIVABLE: 'RECEIVABLE',
};
registerEnumType(LedgerAccountEnum, {
  name: 'LedgerAccount',
  description: '会计科目。Account of a line of a voucher.',
  valuesConfig: {
    POOLED_FUND: { description: '统筹基金待遇支出。Benefits of the pooled fund.' },
    LARGE_AMOUNT_FUND: { description: '附加基金待遇支出。Benefits of the supplementary fund.' },
    SERIOUS_ILLNESS_FUND: { description: '居民大病待遇支出。Benefits of serious-illness insurance.' },
    ASSISTANCE_FUND: { description: '医疗救助支出。Benefits of medical assistance.' },
    MUTUAL_AID_FUND: { description: '互助基金支出。Benefits of a mutual-aid fund.' },
    CADRE_CARE_FUND: { description: '干部保健经费支出。Costs of cadre health care.' },
    WORK_INJURY_FUND: { description: '工伤保险基金支出。Benefits of work-injury insurance.' },
    PERSONAL_ACCOUNT: { description: '个人账户支出。Paid by personal accounts.' },
    FAMILY_ACCOUNT: { description: '家庭共济账户支出。Paid by accounts of family networks.' },
    DEDUCTION: { description: '扣款。Deducted from what was declared or retained.' },
    PAYABLE: { description: '应付定点机构款。Owed to institutions.' },
    PREPAYMENT: { description: '预付款。Paid in advance.' },
    RETENTION: { description: '质量保证金。Retained until the year is cleared.' },
    CARRIED_FORWARD: { description: '结转。Owed by the institution, set off against its next month.' },
    YEAR_ADJUSTMENT: { description: '年终清算调整。Adjustment of the year.' },
    BANK: { description: '支出户存款。Goes out.' },
    RECEIVABLE: { description: '应收定点机构款。To be paid back by the institution.' },
  },
});

/** A line as it is stored; amounts as texts. */
@ObjectType('VoucherLine', { description: '凭证分录。One line of a voucher, in 分.' })
export class StoredVoucherLine {
  @Field(() => LedgerAccountEnum, { description: '科目。Account.' })
  account!: LedgerAccount;

  @Field(() => MoneyScalar, { description: '借方。Debit.' })
  debit!: string;

  @Field(() => MoneyScalar, { description: '贷方。Credit.' })
  credit!: string;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '支付凭证。A voucher of what an institution is paid; its debit and credit are the same.',
})
@Entity({ tableName: 'voucher' })
@Unique({ properties: ['number'] })
@Index({ properties: ['institutionCode', 'id'] })
@Index({ properties: ['disbursementId'] })
export class Voucher {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '凭证号。Number.' })
  @Property({ type: 'string', length: 40 })
  number!: string;

  @Field(() => VoucherKindEnum, { description: '类别。Kind.' })
  @Property({ type: 'string', length: 10 })
  kind!: VoucherKind;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => String, { description: '期间。Month YYYY-MM, or year YYYY of a final one.' })
  @Property({ type: 'string', length: 7 })
  period!: string;

  @Field(() => [StoredVoucherLine], { description: '分录。Lines; debit and credit add up to the same.' })
  @Property({ type: 'json' })
  lines!: readonly StoredVoucherLine[];

  @Field(() => MoneyScalar, { description: '应拨付金额。What goes out by it, in 分.' })
  @Property({ type: FenType })
  payable!: Fen;

  @Field(() => MoneyScalar, {
    description: '留存金额。What is retained by it until the year is cleared, in 分.',
  })
  @Property({ type: FenType })
  retained!: Fen;

  @Field(() => MoneyScalar, { description: '结转金额。What the institution owes after it, in 分.' })
  @Property({ type: FenType })
  carriedForward!: Fen;

  @Field(() => String, {
    nullable: true,
    description: '放行理由。Why it was released although its institution is blacklisted.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  releasedBecause!: string | null;

  /** The file with which it went to finance. */
  @Property({ type: 'uuid', nullable: true })
  disbursementId!: string | null;

  @Field(() => String, { description: '制证人。Subject of the person who issued it.' })
  @Property({ type: 'string', length: 200 })
  issuedBy!: string;

  @Field(() => InstantScalar, { description: '制证时刻。When it was issued.' })
  @Property({ type: 'timestamptz' })
  issuedAt!: Date;
}

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '财务拨付。A file of vouchers that finance pays; it adds up to the total.' })
@Entity({ tableName: 'disbursement' })
export class Disbursement {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => Int, { description: '笔数。Vouchers in it.' })
  @Property({ type: 'integer' })
  count!: number;

  @Field(() => MoneyScalar, { description: '总额。Sum in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  @Field(() => Int, { description: '暂缓笔数。Vouchers held back because their institution is blacklisted.' })
  @Property({ type: 'integer' })
  held!: number;

  @Field(() => String, { description: '文件摘要。SM3 of the file, in hexadecimal characters.' })
  @Property({ type: 'string', length: 64 })
  digest!: string;

  @Field(() => String, { description: '导出人。Subject of the person who exported it.' })
  @Property({ type: 'string', length: 200 })
  exportedBy!: string;

  @Field(() => InstantScalar, { description: '导出时刻。When it was exported.' })
  @Property({ type: 'timestamptz' })
  exportedAt!: Date;
}
