import { createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { DeclarationActEnum, DeclarationStateEnum } from './declaration.enums.ts';
import type { DeclarationAct, DeclarationState } from './declaration-workflow.rule.ts';
import { MonthlySettlement } from './monthly-settlement.entity.ts';

@ObjectType({ description: '申报成功。The month is declared.' })
export class DeclareMonthSuccess {
  @Field(() => MonthlySettlement, { description: '月度结算。The declared month.' })
  monthlySettlement!: MonthlySettlement;
}

@ObjectType({ description: '办理成功。The month has moved on.' })
export class AdvanceMonthlySettlementSuccess {
  @Field(() => MonthlySettlement, { description: '月度结算。The declared month.' })
  monthlySettlement!: MonthlySettlement;
}

@ObjectType({ implements: Refusal, description: '当月未结束。A month is declared when it has ended.' })
export class MonthNotEndedRefusal extends Refusal {
  @Field(() => String, { description: '月份。The month.' })
  month!: string;
}

@ObjectType({ implements: Refusal, description: '已申报。The month is declared and not withdrawn.' })
export class MonthDeclaredRefusal extends Refusal {
  @Field(() => String, { description: '月份。The month.' })
  month!: string;

  @Field(() => DeclarationStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: DeclarationState;
}

@ObjectType({
  implements: Refusal,
  description: '无可申报结算。Nothing is left to be declared until that month.',
})
export class NothingToDeclareRefusal extends Refusal {
  @Field(() => String, { description: '月份。The month.' })
  month!: string;
}

@ObjectType({ implements: Refusal, description: '状态不允许。The month does not allow this in its state.' })
export class MonthlySettlementTransitionRefusal extends Refusal {
  @Field(() => DeclarationStateEnum, { description: '当前状态。Where the month stands.' })
  fromState!: DeclarationState;

  @Field(() => [DeclarationActEnum], { description: '可办操作。What is possible now.' })
  allowed!: DeclarationAct[];
}

@ObjectType({ implements: Refusal, description: '无权办理此环节。The right for this step is missing.' })
export class MonthlySettlementActNotYoursRefusal extends Refusal {
  @Field(() => String, { description: '所需权限。Scope that is needed.' })
  scope!: string;
}

@ObjectType({
  implements: Refusal,
  description: '同一人不得再办。Whoever did an earlier step may not do this one.',
})
export class MonthlySettlementSamePersonRefusal extends Refusal {
  @Field(() => DeclarationActEnum, { description: '此前操作。The earlier step.' })
  earlierAct!: DeclarationAct;
}

@ObjectType({
  implements: Refusal,
  description: '须说明理由。This step has to say why, or by which voucher.',
})
export class MonthlySettlementNoteMissingRefusal extends Refusal {
  @Field(() => DeclarationActEnum, { description: '操作。The step.' })
  act!: DeclarationAct;
}

export const DEDUCTION_VERDICTS = ['ACCEPTED', 'REFUSED', 'DUPLICATE'] as const;
export type DeductionVerdictName = (typeof DEDUCTION_VERDICTS)[number];
export const DeductionVerdictEnum: { readonly [V in DeductionVerdictName]: V } = {
  ACCEPTED: 'ACCEPTED',
  REFUSED: 'REFUSED',
  DUPLICATE: 'DUPLICATE',
};
registerEnumType(DeductionVerdictEnum, {
  name: 'DeductionVerdict',
  description: '导入结论。What became of a row.',
  valuesConfig: {
    ACCEPTED: { description: '已导入。Taken.' },
    REFUSED: { description: '未导入。Not taken; the reason is said.' },
    DUPLICATE: { description: '重复。Its number was taken before.' },
  },
});

@ObjectType({ description: '导入行结论。What became of one row.' })
export class DeductionRowVerdict {
  @Field(() => Int, { description: '行号。Line of the file; the header is 1.' })
  line!: number;

  @Field(() => DeductionVerdictEnum, { description: '结论。What became of it.' })
  verdict!: DeductionVerdictName;

  @Field(() => String, { nullable: true, description: '原因。Why it was not taken.' })
  reason!: string | null;
}

@ObjectType({ description: '扣款导入完成。Every row has its verdict; what is taken is taken together.' })
export class ImportDeductionsSuccess {
  @Field(() => Int, { description: '已导入行数。Rows taken.' })
  accepted!: number;

  @Field(() => [DeductionRowVerdict], { description: '逐行结论。Verdicts, by line.' })
  verdicts!: DeductionRowVerdict[];
}

/** The refusals of declared months as GraphQL types. */
export const declarationRefusal = refusalMapper({
  MONTH_NOT_ENDED: MonthNotEndedRefusal,
  MONTH_DECLARED: MonthDeclaredRefusal,
  NOTHING_TO_DECLARE: NothingToDeclareRefusal,
  ILLEGAL_TRANSITION: MonthlySettlementTransitionRefusal,
  ACT_NOT_YOURS: MonthlySettlementActNotYoursRefusal,
  SAME_PERSON_AGAIN: MonthlySettlementSamePersonRefusal,
  NOTE_MISSING: MonthlySettlementNoteMissingRefusal,
});

export const DeclareMonthResult = createUnionType({
  name: 'DeclareMonthResult',
  description: '申报结果。The declared month, or why it was not declared.',
  types: () =>
    [DeclareMonthSuccess, MonthNotEndedRefusal, MonthDeclaredRefusal, NothingToDeclareRefusal] as const,
});

export const AdvanceMonthlySettlementResult = createUnionType({
  name: 'AdvanceMonthlySettlementResult',
  description: '办理结果。The month after the step, or why the step was not made.',
  types: () =>
    [
      AdvanceMonthlySettlementSuccess,
      MonthlySettlementTransitionRefusal,
      MonthlySettlementActNotYoursRefusal,
      MonthlySettlementSamePersonRefusal,
      MonthlySettlementNoteMissingRefusal,
    ] as const,
});

export const ImportDeductionsResult = createUnionType({
  name: 'ImportDeductionsResult',
  description: '扣款导入结果。The verdicts.',
  types: () => [ImportDeductionsSuccess] as const,
});
