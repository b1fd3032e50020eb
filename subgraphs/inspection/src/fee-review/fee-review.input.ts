import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { Fen, Ratio } from '#kernel/vocabulary/money';
import type { InsuranceType, VisitType } from '../fee-rule/fee-rule.terms.ts';
import { publishedEnum } from '../published-enum.ts';

export type FeeReviewStage = 'BEFORE_VISIT' | 'DURING_VISIT';

export const FeeReviewStageEnum = publishedEnum<FeeReviewStage>(
  'FeeReviewStage',
  '审核阶段。When fees are reviewed.',
  {
    BEFORE_VISIT: '事前提醒。While prescribing. infno 3101.',
    DURING_VISIT: '事中预警。Before the settlement. infno 3102.',
  },
);

export const ReviewInsuranceEnum = publishedEnum<InsuranceType>(
  'ReviewInsurance',
  '结算险种。Insurance that is to pay (insutype).',
  {
    EMPLOYEE: '职工医保。Basic insurance of employees.',
    RESIDENT: '居民医保。Basic insurance of residents.',
    WORK_INJURY: '工伤保险。Work-injury insurance.',
    MATERNITY: '生育保险。Maternity insurance.',
  },
);

export const ReviewVisitTypeEnum = publishedEnum<VisitType>(
  'ReviewVisitType',
  '就医方式。Kind of the visit (med_type).',
  {
    OUTPATIENT: '门诊。Outpatient.',
    EMERGENCY: '急诊。Emergency.',
    INPATIENT: '住院。Hospital stay.',
    CHRONIC: '门诊慢特病。Chronic or special disease.',
    PHARMACY: '药店购药。Purchase at a pharmacy.',
  },
);

@InputType({ description: '待审费用明细。One line of the fee list under review.' })
export class ReviewFeeItemInput {
  @Field(() => ID, { description: '明细标识。The caller’s id of the line, repeated in the answer.' })
  id!: string;

  @Field(() => String, { description: '项目编码。National code of the drug or service.' })
  itemCode!: string;

  @Field(() => String, { description: '项目名称。What the fee list calls it.' })
  itemName!: string;

  @Field(() => RatioScalar, { description: '数量。Packs, times or hours.' })
  quantity!: Ratio;

  @Field(() => MoneyScalar, { description: '金额。Amount of the line.' })
  amount!: Fen;

  @Field(() => MoneyScalar, { nullable: true, description: '全价。What one unit costs in full, if known.' })
  listPrice?: Fen | null;

  @Field(() => CalendarDateScalar, { description: '服务日期。Day of the service.' })
  serviceDate!: string;

  @Field(() => Int, {
    nullable: true,
    description: '用药天数。Days of supply of a dispensed drug, if known.',
  })
  daysOfSupply?: number | null;
}

@InputType({ description: '费用审核的输入。What is known of the person, the visit and the fee list.' })
export class ReviewFeesInput {
  @Field(() => FeeReviewStageEnum, { description: '审核阶段。3101 before or 3102 during the visit.' })
  stage!: FeeReviewStage;

  @Field(() => String, { description: '机构编码。National code of the institution that charges.' })
  institutionCode!: string;

  @Field(() => ID, {
    nullable: true,
    description: '参保人标识。With it, settled fees of the past are taken into account.',
  })
  personId?: string | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '出生日期。Without it, rules on age stay undecided.',
  })
  birthDate?: string | null;

  @Field(() => ReviewInsuranceEnum, { description: '结算险种。Insurance that is to pay.' })
  insurance!: InsuranceType;

  @Field(() => ID, {
    nullable: true,
    description: '就诊标识。The visit, so that its settled lines count as one stay.',
  })
  visitId?: string | null;

  @Field(() => ReviewVisitTypeEnum, { description: '就医方式。Kind of the visit.' })
  visitType!: VisitType;

  @Field(() => [ReviewFeeItemInput], { description: '费用明细。1 to 500 lines.' })
  items!: ReviewFeeItemInput[];
}
