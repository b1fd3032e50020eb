import { Field, ID, InputType } from 'type-graphql';
import { ErasureReasonEnum, ErasureStateEnum, type ErasureReason } from './person-erasure.entity.ts';
import type { ErasureState } from './erasure.rule.ts';

@InputType({
  description: '起草抹除的输入。Drafts the erasure of a person; a second administrator approves it.',
})
export class ErasePersonInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保人。The person.' })
  personId!: string;

  @Field(() => ErasureReasonEnum, { description: '抹除原因。Why.' })
  reason!: ErasureReason;
}

@InputType({
  description: '批准抹除的输入。Approves an erasure that somebody else drafted; it cannot be undone.',
})
export class ApprovePersonErasureInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '个人信息抹除。The erasure.' })
  erasureId!: string;
}

@InputType({ description: '撤回抹除的输入。Withdraws an erasure that has not been approved.' })
export class WithdrawPersonErasureInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '个人信息抹除。The erasure.' })
  erasureId!: string;
}

@InputType({ description: '抹除筛选条件。All conditions that are given hold together.' })
export class PersonErasureFilter {
  @Field(() => ID, { nullable: true, description: '参保人。Whose erasure.' })
  personId?: string | null;

  @Field(() => ErasureStateEnum, { nullable: true, description: '状态。Where it stands.' })
  state?: ErasureState | null;
}
