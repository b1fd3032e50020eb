import { createUnionType, Field, ID, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { InstantScalar } from '#kernel/graphql/scalars';
import { SameApproverRefusal } from '../erasure/person-erasure.result.ts';
import { EmergencyReadingType } from './emergency.type.ts';

@ObjectType({ description: '开始成功。The emergency has begun.' })
export class BeginEmergencyReadingSuccess {
  @Field(() => EmergencyReadingType, { description: '紧急查阅。The emergency.' })
  emergency!: EmergencyReadingType;
}

@ObjectType({ description: '结束成功。The emergency is over.' })
export class EndEmergencyReadingSuccess {
  @Field(() => EmergencyReadingType, { description: '紧急查阅。The emergency.' })
  emergency!: EmergencyReadingType;
}

@ObjectType({ description: '复核成功。The review is written down.' })
export class ReviewEmergencyReadingSuccess {
  @Field(() => EmergencyReadingType, { description: '紧急查阅。The emergency.' })
  emergency!: EmergencyReadingType;
}

@ObjectType({
  implements: Refusal,
  description: '上次尚未复核。The emergency before was not reviewed yet; one’s own review follows first.',
})
export class ReviewOutstandingRefusal extends Refusal {
  @Field(() => ID, { description: '紧急查阅。Which emergency waits.' })
  emergencyId!: string;
}

@ObjectType({ implements: Refusal, description: '尚未结束。It is reviewed when it is over.' })
export class EmergencyRunningRefusal extends Refusal {
  @Field(() => InstantScalar, { description: '到期时刻。When it ends by itself.' })
  until!: Date;
}

@ObjectType({ implements: Refusal, description: '已复核。It was reviewed before.' })
export class ReviewedAlreadyRefusal extends Refusal {}

export const BeginEmergencyReadingResult = createUnionType({
  name: 'BeginEmergencyReadingResult',
  description: '开始紧急查阅的结果。Success or refusal.',
  types: () => [BeginEmergencyReadingSuccess, ReviewOutstandingRefusal] as const,
});

export const EndEmergencyReadingResult = createUnionType({
  name: 'EndEmergencyReadingResult',
  description: '结束紧急查阅的结果。Success; one that is over stays as it is.',
  types: () => [EndEmergencyReadingSuccess] as const,
});

export const ReviewEmergencyReadingResult = createUnionType({
  name: 'ReviewEmergencyReadingResult',
  description: '复核紧急查阅的结果。Success or refusal.',
  types: () =>
    [
      ReviewEmergencyReadingSuccess,
      SameApproverRefusal,
      EmergencyRunningRefusal,
      ReviewedAlreadyRefusal,
    ] as const,
});

export const emergencyRefusal = refusalMapper({
  REVIEW_OUTSTANDING: ReviewOutstandingRefusal,
  SAME_APPROVER: SameApproverRefusal,
  EMERGENCY_RUNNING: EmergencyRunningRefusal,
  REVIEWED_ALREADY: ReviewedAlreadyRefusal,
});
