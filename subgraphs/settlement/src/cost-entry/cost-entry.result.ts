import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { CostEntry } from './cost-entry.entity.ts';
import { CostEntryActEnum, CostEntryStateEnum } from './cost-entry.enums.ts';
import type { CostEntryAct, CostEntryState } from './cost-entry.rule.ts';

@ObjectType({ description: '录入成功。The entry.' })
export class EnterCostSuccess {
  @Field(() => CostEntry, { description: '录入凭证。The entry.' })
  entry!: CostEntry;
}

@ObjectType({ description: '更正成功。The entry, to be confirmed again.' })
export class CorrectCostSuccess {
  @Field(() => CostEntry, { description: '录入凭证。The entry.' })
  entry!: CostEntry;
}

@ObjectType({ description: '办理成功。The entry after the step.' })
export class AdvanceCostEntrySuccess {
  @Field(() => CostEntry, { description: '录入凭证。The entry.' })
  entry!: CostEntry;
}

@ObjectType({
  implements: Refusal,
  description: '代码未生效。The category is no code of the dictionary, or not in force on the last day.',
})
export class CodeNotInForceRefusal extends Refusal {
  @Field(() => String, { description: '类别代码。The category.' })
  category!: string;

  @Field(() => CalendarDateScalar, { description: '日期。The day.' })
  day!: CalendarDate;
}

@ObjectType({ implements: Refusal, description: '非选定机构。The institution is not chosen for such costs.' })
export class InstitutionNotChosenRefusal extends Refusal {
  @Field(() => String, { description: '机构编码。The institution.' })
  institutionCode!: string;

  @Field(() => CalendarDateScalar, { description: '日期。The day.' })
  day!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '不享受待遇。The person has no such benefit on the first day.',
})
export class PersonNotCoveredRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '日期。The day.' })
  day!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '重复录入。The voucher, or these days of the person, are entered.',
})
export class CostEnteredRefusal extends Refusal {
  @Field(() => String, { description: '凭证号。Number of the other entry.' })
  number!: string;
}

@ObjectType({ implements: Refusal, description: '已联网结算。The visit is settled; it is not paid twice.' })
export class CostSettledRefusal extends Refusal {
  @Field(() => ID, { description: '结算单标识。The settlement.' })
  settlementId!: string;
}

@ObjectType({
  implements: Refusal,
  description: '已申报。The entry went with a declaration; that is withdrawn first.',
})
export class CostDeclaredRefusal extends Refusal {}

@ObjectType({ implements: Refusal, description: '状态不允许。The entry does not allow this in its state.' })
export class CostEntryTransitionRefusal extends Refusal {
  @Field(() => CostEntryStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: CostEntryState;

  @Field(() => [CostEntryActEnum], { description: '可办操作。What is possible now.' })
  allowed!: CostEntryAct[];
}

@ObjectType({ implements: Refusal, description: '无权办理此环节。The right for this step is missing.' })
export class CostEntryActNotYoursRefusal extends Refusal {
  @Field(() => String, { description: '所需权限。Scope that is needed.' })
  scope!: string;
}

@ObjectType({ implements: Refusal, description: '同一人不得再办。Whoever entered it does not confirm it.' })
export class CostEntrySamePersonRefusal extends Refusal {
  @Field(() => CostEntryActEnum, { description: '此前操作。The earlier step.' })
  earlierAct!: CostEntryAct;
}

@ObjectType({ implements: Refusal, description: '须说明理由。This step has to say why.' })
export class CostEntryNoteMissingRefusal extends Refusal {
  @Field(() => CostEntryActEnum, { description: '操作。The step.' })
  act!: CostEntryAct;
}

/** The refusals of entered costs as GraphQL types. */
export const costEntryRefusal = refusalMapper({
  CODE_NOT_IN_FORCE: CodeNotInForceRefusal,
  INSTITUTION_NOT_CHOSEN: InstitutionNotChosenRefusal,
  PERSON_NOT_COVERED: PersonNotCoveredRefusal,
  COST_ENTERED: CostEnteredRefusal,
  COST_SETTLED: CostSettledRefusal,
  COST_DECLARED: CostDeclaredRefusal,
  ILLEGAL_TRANSITION: CostEntryTransitionRefusal,
  ACT_NOT_YOURS: CostEntryActNotYoursRefusal,
  SAME_PERSON_AGAIN: CostEntrySamePersonRefusal,
  NOTE_MISSING: CostEntryNoteMissingRefusal,
});

const CONTENT_REFUSALS = [
  ...[CodeNotInForceRefusal, InstitutionNotChosenRefusal, PersonNotCoveredRefusal],
  ...[CostEnteredRefusal, CostSettledRefusal],
] as const;

export const EnterCostResult = createUnionType({
  name: 'EnterCostResult',
  description: '录入结果。The entry, or why it was not taken.',
  types: () => [EnterCostSuccess, ...CONTENT_REFUSALS] as const,
});

export const CorrectCostResult = createUnionType({
  name: 'CorrectCostResult',
  description: '更正结果。The entry, or why it was not corrected.',
  types: () =>
    [
      CorrectCostSuccess,
      ...CONTENT_REFUSALS,
      CostEntryTransitionRefusal,
      CostEntryActNotYoursRefusal,
    ] as const,
});

export const AdvanceCostEntryResult = createUnionType({
  name: 'AdvanceCostEntryResult',
  description: '办理结果。The entry after the step, or why the step was not made.',
  types: () =>
    [
      AdvanceCostEntrySuccess,
      CostDeclaredRefusal,
      CostEntryTransitionRefusal,
      CostEntryActNotYoursRefusal,
      CostEntrySamePersonRefusal,
      CostEntryNoteMissingRefusal,
    ] as const,
});
