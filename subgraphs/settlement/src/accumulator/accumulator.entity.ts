import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { AccumulatorKind } from '../benefit/facts.rule.ts';
import { InsuranceSchemeEnum } from '../policy-term/policy-term.enums.ts';
import type { Scheme } from '../policy-term/policy-term.rule.ts';

export const AccumulatorKindEnum: { readonly [Kind in AccumulatorKind]: Kind } = {
  OUTPATIENT_DEDUCTIBLE: 'OUTPATIENT_DEDUCTIBLE',
  INPATIENT_DEDUCTIBLE: 'INPATIENT_DEDUCTIBLE',
  OUTPATIENT_POOLED_BASE: 'OUTPATIENT_POOLED_BASE',
  INPATIENT_POOLED_BASE: 'INPATIENT_POOLED_BASE',
  POOLED_PAID: 'POOLED_PAID',
  LARGE_AMOUNT_PAID: 'LARGE_AMOUNT_PAID',
  SERIOUS_ILLNESS_BASE: 'SERIOUS_ILLNESS_BASE',
  SERIOUS_ILLNESS_PAID: 'SERIOUS_ILLNESS_PAID',
  ASSISTANCE_PAID: 'ASSISTANCE_PAID',
  MUTUAL_AID_BASE: 'MUTUAL_AID_BASE',
  MUTUAL_AID_PAID: 'MUTUAL_AID_PAID',
};
registerEnumType(AccumulatorKindEnum, {
  name: 'AccumulatorKind',
  description: '年度累计类别。What a year keeps count of.',
  valuesConfig: {
    OUTPATIENT_DEDUCTIBLE: { description: '门诊起付累计。Deductible borne in outpatient care.' },
    INPATIENT_DEDUCTIBLE: { description: '住院起付累计。Deductible borne in hospital.' },
    OUTPATIENT_POOLED_BASE: { description: '门诊起付以上累计。Outpatient costs above the deductible.' },
    INPATIENT_POOLED_BASE: { description: '住院起付以上累计。Hospital costs above the deductible.' },
    POOLED_PAID: { description: '统筹支付累计。Paid by the pooled fund.' },
    LARGE_AMOUNT_PAID: { description: '附加基金支付累计。Paid by the supplementary fund.' },
    SERIOUS_ILLNESS_BASE: { description: '大病合规费用累计。Costs that serious-illness insurance looks at.' },
    SERIOUS_ILLNESS_PAID: { description: '大病支付累计。Paid by serious-illness insurance.' },
    ASSISTANCE_PAID: { description: '医疗救助累计。Paid by medical assistance.' },
    MUTUAL_AID_BASE: { description: '互助合规费用累计。Costs that a mutual-aid fund looks at.' },
    MUTUAL_AID_PAID: { description: '互助支付累计。Paid by a mutual-aid fund.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '年度累计。What a person has used in a year; moved only by a settlement or its opposite.',
})
@Entity({ tableName: 'accumulator' })
export class Accumulator {
  @PrimaryKey({ type: 'uuid' })
  personId!: string;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  @PrimaryKey({ type: 'string', length: 10 })
  scheme!: Scheme;

  @Field(() => Int, { description: '年度。Calendar year.' })
  @PrimaryKey({ type: 'integer' })
  year!: number;

  @Field(() => AccumulatorKindEnum, { description: '类别。What is counted.' })
  @PrimaryKey({ type: 'string', length: 40 })
  kind!: AccumulatorKind;

  @Field(() => MoneyScalar, { description: '累计金额。Amount in 分.' })
  @Property({ type: FenType })
  amount!: Fen;
}
