import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Entitlement } from '../benefit/facts.rule.ts';
import type { Layer, Payer, StepName } from '../benefit/state.rule.ts';

export const PayerEnum: { readonly [P in Payer]: P } = {
  POOLED_FUND: 'POOLED_FUND',
  LARGE_AMOUNT_FUND: 'LARGE_AMOUNT_FUND',
  SERIOUS_ILLNESS_FUND: 'SERIOUS_ILLNESS_FUND',
  ASSISTANCE_FUND: 'ASSISTANCE_FUND',
  MUTUAL_AID_FUND: 'MUTUAL_AID_FUND',
  COMMERCIAL_INSURER: 'COMMERCIAL_INSURER',
  PERSONAL_ACCOUNT: 'PERSONAL_ACCOUNT',
  FAMILY_ACCOUNT: 'FAMILY_ACCOUNT',
  CASH: 'CASH',
};
registerEnumType(PayerEnum, {
  name: 'Payer',
  description: '支付方。Who pays a part of a bill.',
  valuesConfig: {
    POOLED_FUND: { description: '统筹基金。Pooled fund.' },
    LARGE_AMOUNT_FUND: { description: '职工大额（附加基金）。Large-amount subsidy for employees.' },
    SERIOUS_ILLNESS_FUND: { description: '居民大病保险。Serious-illness insurance for residents.' },
    ASSISTANCE_FUND: { description: '医疗救助。Medical assistance.' },
    MUTUAL_AID_FUND: { description: '互助基金。Mutual-aid fund.' },
    COMMERCIAL_INSURER: { description: '商业保险。Commercial insurer.' },
    PERSONAL_ACCOUNT: { description: '个人账户。Own personal account.' },
    FAMILY_ACCOUNT: { description: '家庭共济账户。Account of the family network.' },
    CASH: { description: '个人现金。The person, in cash.' },
  },
});

export const LayerEnum: { readonly [L in Layer]: L } = {
  EXCLUDED: 'EXCLUDED',
  NOT_ENTITLED: 'NOT_ENTITLED',
  OUT_OF_CATALOGUE: 'OUT_OF_CATALOGUE',
  OVER_LIMIT: 'OVER_LIMIT',
  FIRST_SELF_PAY: 'FIRST_SELF_PAY',
  DEDUCTIBLE: 'DEDUCTIBLE',
  CO_PAYMENT: 'CO_PAYMENT',
  ABOVE_CEILING: 'ABOVE_CEILING',
  IN_SCOPE: 'IN_SCOPE',
};
registerEnumType(LayerEnum, {
  name: 'CostLayer',
  description: '费用分层。What a part of a bill is called before somebody pays it.',
  valuesConfig: {
    EXCLUDED: { description: '医保不予支付。Not borne by medical insurance.' },
    NOT_ENTITLED: { description: '待遇等待或暂停。Incurred while benefits had not begun or were suspended.' },
    OUT_OF_CATALOGUE: { description: '全自费。Outside the catalogue.' },
    OVER_LIMIT: { description: '超限价。Above the recognised price.' },
    FIRST_SELF_PAY: { description: '先自付。Paid first by the person, by item class.' },
    DEDUCTIBLE: { description: '起付线。Deductible of the year.' },
    CO_PAYMENT: { description: '分段自负。The share of the person in a band.' },
    ABOVE_CEILING: { description: '超封顶线。Above the ceiling of the pooled fund.' },
    IN_SCOPE: { description: '政策范围内。In scope of the pooled fund.' },
  },
});

export const StepEnum: { readonly [S in StepName]: S } = {
  EXCLUSIONS: 'EXCLUSIONS',
  CATALOGUE: 'CATALOGUE',
  FIRST_SELF_PAY: 'FIRST_SELF_PAY',
  DEDUCTIBLE: 'DEDUCTIBLE',
  POOLED_FUND: 'POOLED_FUND',
  LARGE_AMOUNT: 'LARGE_AMOUNT',
  SERIOUS_ILLNESS: 'SERIOUS_ILLNESS',
  ASSISTANCE: 'ASSISTANCE',
  MUTUAL_AID: 'MUTUAL_AID',
  COMMERCIAL_INSURANCE: 'COMMERCIAL_INSURANCE',
  PERSONAL_ACCOUNT: 'PERSONAL_ACCOUNT',
  CASH: 'CASH',
  IMPORTED: 'IMPORTED',
};
registerEnumType(StepEnum, {
  name: 'SettlementStep',
  description: '结算步骤。Step of a settlement.',
  valuesConfig: {
    EXCLUSIONS: { description: '不予支付与待遇资格。Exclusions and entitlement.' },
    CATALOGUE: { description: '目录与限价。Catalogue and price limits.' },
    FIRST_SELF_PAY: { description: '先自付。First self-payment by item class.' },
    DEDUCTIBLE: { description: '起付线。Deductible.' },
    POOLED_FUND: { description: '统筹支付。Pooled fund, in bands.' },
    LARGE_AMOUNT: { description: '职工大额。Large-amount subsidy for employees.' },
    SERIOUS_ILLNESS: { description: '居民大病。Serious-illness insurance for residents.' },
    ASSISTANCE: { description: '医疗救助。Medical assistance.' },
    MUTUAL_AID: { description: '互助。Mutual aid.' },
    COMMERCIAL_INSURANCE: { description: '商保。Commercial insurance.' },
    PERSONAL_ACCOUNT: { description: '个人账户。Personal account, then family network.' },
    CASH: { description: '现金。Cash.' },
    IMPORTED: { description: '导入。Settled elsewhere and taken over as it was.' },
  },
});

export const EntitlementEnum: { readonly [E in Entitlement]: E } = {
  ENTITLED: 'ENTITLED',
  WAITING: 'WAITING',
  SUSPENDED: 'SUSPENDED',
};
registerEnumType(EntitlementEnum, {
  name: 'Entitlement',
  description: '待遇资格。Whether the scheme pays on the day of the visit.',
  valuesConfig: {
    ENTITLED: { description: '享受待遇。The scheme pays.' },
    WAITING: { description: '等待期内。A waiting period runs; the person pays all.' },
    SUSPENDED: { description: '暂停待遇。Cover is suspended; the person pays all.' },
  },
});

@ObjectType({
  description:
    '结算明细行。One line of the account that a settlement gives of itself: with a payer the amount was paid, without one it was put into a layer.',
})
export class SettlementLine {
  @Field(() => StepEnum, { description: '步骤。Step that made the line.' })
  step!: StepName;

  @Field(() => MoneyScalar, { description: '基数。Amount that the step looked at, in 分.' })
  base!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount that it paid or put into the layer, in 分.' })
  amount!: string;

  @Field(() => PayerEnum, { nullable: true, description: '支付方。Who paid; null where nobody did.' })
  payer!: Payer | null;

  @Field(() => LayerEnum, { nullable: true, description: '分层。Layer concerned; null for several.' })
  layer!: Layer | null;

  @Field(() => String, { description: '规则。Code of the policy term or rule applied.' })
  ruleId!: string;

  @Field(() => String, { description: '参数版本。Version of the parameter applied.' })
  parameterVersion!: string;
}

@ObjectType({ description: '支付构成。What one payer paid of a bill.' })
export class Payment {
  @Field(() => PayerEnum, { description: '支付方。Who paid.' })
  payer!: Payer;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: bigint;
}

@ObjectType({ description: '个人自付构成。A part of what the person paid in cash, by layer.' })
export class CashPart {
  @Field(() => LayerEnum, { description: '分层。What the part is.' })
  layer!: Layer;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: bigint;
}
