import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { PaymentBatch } from '../payment/payment.entity.ts';
import type { BenefitState } from './duplicate.rule.ts';
import { BenefitStateEnum, MaternityBenefit } from './maternity-benefit.entity.ts';

@ObjectType({ description: '登记完成。What became of the cases.' })
export class RegisterMaternityBenefitsSuccess {
  @Field(() => Int, { description: '新增数。Cases not known before.' })
  added!: number;

  @Field(() => Int, { description: '更新数。Known cases whose state changed.' })
  updated!: number;

  @Field(() => Int, { description: '双支付数。Cases found to be paid twice.' })
  doublePaid!: number;

  @Field(() => [String], {
    description:
      '内容不符的业务编号。Known cases that came with another person, day or amount; left as they are.',
  })
  conflicting!: string[];

  @Field(() => [String], {
    description: '来源无法识别的业务编号。Cases without a source whose number tells none; not taken.',
  })
  unrecognised!: string[];

  @Field(() => [String], {
    description:
      '来源存疑的业务编号。Cases marked with another source than their number tells; taken as marked.',
  })
  doubtful!: string[];
}

@ObjectType({ description: '支付数据已生成。What the check before it came to.' })
export class GenerateMaternityPaymentsSuccess {
  @Field(() => Int, { description: '生成数。Cases with payment data now.' })
  generated!: number;

  @Field(() => Int, { description: '暂缓数。Cases held.' })
  held!: number;

  @Field(() => Int, { description: '关闭数。Cases closed as duplicates.' })
  closed!: number;
}

@ObjectType({ description: '支付数据已导出。What the check before it left goes to the bank.' })
export class ExportMaternityPaymentsSuccess {
  @Field(() => PaymentBatch, {
    nullable: true,
    description: '支付批次。The file; null when the check left nothing.',
  })
  batch!: PaymentBatch | null;

  @Field(() => Int, { description: '取消数。Payments cancelled by the check.' })
  cancelled!: number;
}

@ObjectType({ implements: Refusal, description: '无可导出数据。No payment data are there.' })
export class NothingToExportRefusal extends Refusal {}

@ObjectType({ description: '处理完成。The case after the decision.' })
export class DecideMaternityBenefitSuccess {
  @Field(() => MaternityBenefit, { description: '生育待遇件。The case.' })
  benefit!: MaternityBenefit;
}

@ObjectType({ implements: Refusal, description: '状态不允许。The case does not allow this in its state.' })
export class MaternityBenefitStateRefusal extends Refusal {
  @Field(() => BenefitStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: BenefitState;
}

@ObjectType({ description: '来源已更正。The case.' })
export class CorrectMaternitySourceSuccess {
  @Field(() => MaternityBenefit, { description: '生育待遇件。The case.' })
  benefit!: MaternityBenefit;
}

@ObjectType({ implements: Refusal, description: '编号已存在。That channel has a case of this number.' })
export class CaseNumberTakenRefusal extends Refusal {}

/** The refusals of maternity benefits as GraphQL types. */
export const maternityRefusal = refusalMapper({
  NOTHING_TO_EXPORT: NothingToExportRefusal,
  BENEFIT_STATE: MaternityBenefitStateRefusal,
  CASE_NUMBER_TAKEN: CaseNumberTakenRefusal,
});

export const RegisterMaternityBenefitsResult = createUnionType({
  name: 'RegisterMaternityBenefitsResult',
  description: '登记结果。What became of the cases.',
  types: () => [RegisterMaternityBenefitsSuccess] as const,
});

export const GenerateMaternityPaymentsResult = createUnionType({
  name: 'GenerateMaternityPaymentsResult',
  description: '生成结果。What became of the cases.',
  types: () => [GenerateMaternityPaymentsSuccess] as const,
});

export const ExportMaternityPaymentsResult = createUnionType({
  name: 'ExportMaternityPaymentsResult',
  description: '导出结果。The batch, or why there is none.',
  types: () => [ExportMaternityPaymentsSuccess, NothingToExportRefusal] as const,
});

export const DecideMaternityBenefitResult = createUnionType({
  name: 'DecideMaternityBenefitResult',
  description: '处理结果。The case, or why it was not changed.',
  types: () => [DecideMaternityBenefitSuccess, MaternityBenefitStateRefusal] as const,
});

export const CorrectMaternitySourceResult = createUnionType({
  name: 'CorrectMaternitySourceResult',
  description: '更正结果。The case, or why its source stays.',
  types: () => [CorrectMaternitySourceSuccess, MaternityBenefitStateRefusal, CaseNumberTakenRefusal] as const,
});
