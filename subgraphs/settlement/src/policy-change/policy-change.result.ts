import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { PolicyChange, PolicyChangeStateEnum } from './policy-change.entity.ts';
import type { PolicyChangeState } from './policy-change.rule.ts';

@ObjectType({ description: '起草成功。The change is drafted and waits for a second person.' })
export class DraftPolicyChangeSuccess {
  @Field(() => PolicyChange, { description: '政策调整。The change.' })
  change!: PolicyChange;
}

@ObjectType({ description: '审批成功。The change is decided.' })
export class DecidePolicyChangeSuccess {
  @Field(() => PolicyChange, { description: '政策调整。The change.' })
  change!: PolicyChange;
}

@ObjectType({
  implements: Refusal,
  description: '生效日期已过。Terms hold from a later day than today: settled bills are never reopened.',
})
export class EffectiveDatePassedRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '生效日期。The day that was asked for.' })
  effectiveFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '今天。Today.' })
  today!: CalendarDate;
}

@ObjectType({ implements: Refusal, description: '参数版本已存在。The term has a version of that day.' })
export class TermExistsRefusal extends Refusal {
  @Field(() => [String], { description: '参数代码。Codes of the terms.' })
  codes!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '参数冲突。More than one term would hold for the same scope from the same day.',
})
export class TermsCollideRefusal extends Refusal {
  @Field(() => [String], { description: '参数代码。Codes of the terms.' })
  codes!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '分段不完整。The bands of a scope leave a gap, overlap, or do not begin at zero.',
})
export class BandsIncompleteRefusal extends Refusal {
  @Field(() => [String], { description: '参数代码。Codes of the bands.' })
  codes!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '同一人不得批准。Who drafted a change may not approve it (four eyes).',
})
export class DraftedBySamePersonRefusal extends Refusal {
  @Field(() => String, { description: '起草人。Who drafted it.' })
  draftedBy!: string;
}

@ObjectType({ implements: Refusal, description: '已经审批。The change was decided before.' })
export class PolicyChangeDecidedRefusal extends Refusal {
  @Field(() => PolicyChangeStateEnum, { description: '当前状态。Where it stands.' })
  fromState!: PolicyChangeState;
}

/** The refusals of drafting and deciding as GraphQL types. */
export const policyChangeRefusal = refusalMapper({
  EFFECTIVE_DATE_PASSED: EffectiveDatePassedRefusal,
  TERM_EXISTS: TermExistsRefusal,
  TERMS_COLLIDE: TermsCollideRefusal,
  BANDS_INCOMPLETE: BandsIncompleteRefusal,
  SAME_PERSON: DraftedBySamePersonRefusal,
  ILLEGAL_TRANSITION: PolicyChangeDecidedRefusal,
});

export const DraftPolicyChangeResult = createUnionType({
  name: 'DraftPolicyChangeResult',
  description: '起草结果。The draft, or why there is none.',
  types: () =>
    [
      DraftPolicyChangeSuccess,
      EffectiveDatePassedRefusal,
      TermExistsRefusal,
      TermsCollideRefusal,
      BandsIncompleteRefusal,
    ] as const,
});

export const DecidePolicyChangeResult = createUnionType({
  name: 'DecidePolicyChangeResult',
  description: '审批结果。The decided change, or why it was not decided.',
  types: () =>
    [
      DecidePolicyChangeSuccess,
      DraftedBySamePersonRefusal,
      PolicyChangeDecidedRefusal,
      EffectiveDatePassedRefusal,
      TermExistsRefusal,
      TermsCollideRefusal,
      BandsIncompleteRefusal,
    ] as const,
});
