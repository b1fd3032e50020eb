import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { BenefitSourceEnum } from './maternity-benefit.entity.ts';
import type { BenefitSource } from './source.rule.ts';

export type ChannelStatus = 'IN_PROGRESS' | 'PAID' | 'REJECTED';
export const ChannelStatusEnum: { readonly [Status in ChannelStatus]: Status } = {
  IN_PROGRESS: 'IN_PROGRESS',
  PAID: 'PAID',
  REJECTED: 'REJECTED',
};
registerEnumType(ChannelStatusEnum, {
  name: 'MaternityBenefitChannelStatus',
  description: '渠道状态。What the channel of a case says of it.',
  valuesConfig: {
    IN_PROGRESS: { description: '办理中。Accepted, to be paid.' },
    PAID: { description: '已支付。Paid through that channel.' },
    REJECTED: { description: '不予支付。Rejected by that channel.' },
  },
});

export type BenefitAct = 'RELEASE' | 'REJECT';
export const BenefitActEnum: { readonly [Act in BenefitAct]: Act } = { RELEASE: 'RELEASE', REJECT: 'REJECT' };
registerEnumType(BenefitActEnum, {
  name: 'MaternityBenefitAct',
  description: '人工处理。What a person decides on a case.',
  valuesConfig: {
    RELEASE: { description: '放行。It is no duplicate of what is in progress elsewhere.' },
    REJECT: { description: '不予支付。It is not paid.' },
  },
});

@InputType({ description: '生育待遇件输入。A case as its channel has it.' })
export class MaternityBenefitInput {
  @Field(() => BenefitSourceEnum, {
    nullable: true,
    description: '数据来源。Channel; when left out, recognised by the prefix of the number.',
  })
  source?: BenefitSource | null;

  @Field(() => String, {
    description: '业务编号。Number in the channel: 4 to 40 letters, digits or hyphens.',
  })
  caseNumber!: string;

  @Field(() => ID, { description: '参保人标识。Id of the person.' })
  personId!: string;

  @Field(() => CalendarDateScalar, { description: '生育或手术日期。Day of birth or operation.' })
  eventDate!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '受理日期。Day of acceptance, not after today.' })
  acceptedOn!: CalendarDate;

  @Field(() => MoneyScalar, { description: '待遇金额。Amount in 分, more than 0.' })
  amount!: Fen;

  @Field(() => ChannelStatusEnum, { description: '渠道状态。What the channel says of it now.' })
  status!: ChannelStatus;
}

@InputType({ description: '生育待遇件登记输入。Cases of any channels, at most 1,000.' })
export class RegisterMaternityBenefitsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => [MaternityBenefitInput], {
    description: '生育待遇件。The cases; one known already is brought up to date.',
  })
  benefits!: MaternityBenefitInput[];
}

@InputType({ description: '支付数据生成输入。Payment data for what is accepted.' })
export class GenerateMaternityPaymentsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;
}

@InputType({ description: '支付数据导出输入。The file of what is generated.' })
export class ExportMaternityPaymentsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;
}

@InputType({ description: '生育待遇件处理输入。What is decided on which case.' })
export class DecideMaternityBenefitInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '生育待遇件标识。Id of the case.' })
  benefitId!: string;

  @Field(() => BenefitActEnum, { description: '处理。What is decided.' })
  act!: BenefitAct;

  @Field(() => String, { description: '理由。Why, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '数据来源更正输入。From which channel a case really came.' })
export class CorrectMaternitySourceInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '生育待遇件标识。Id of the case.' })
  benefitId!: string;

  @Field(() => BenefitSourceEnum, { description: '数据来源。The channel.' })
  source!: BenefitSource;

  @Field(() => String, { description: '理由。Why, 2 to 200 characters.' })
  reason!: string;
}

@InputType({ description: '核定表生成输入。Cases paid until which day.' })
export class GenerateMaternityAssessmentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => CalendarDateScalar, { description: '截止日期。Last day of payment, not after today.' })
  paidUntil!: CalendarDate;
}

@InputType({ description: '核定表上传输入。Which form.' })
export class UploadMaternityAssessmentInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '核定表标识。Id of the form.' })
  assessmentId!: string;
}
