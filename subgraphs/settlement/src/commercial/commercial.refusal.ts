import { Field, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';

@ObjectType({
  implements: Refusal,
  description: '没有此保单。The person has no such commercial policy on the day of the visit.',
})
export class NoSuchPolicyRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description:
    '商保公司暂不可用。The insurer cannot be asked now: repeat the same request, or settle without the policy.',
})
export class InsurerUnavailableRefusal extends Refusal {
  @Field(() => Boolean, {
    description: '可重试。Whether the same request may be repeated under the same key.',
  })
  retryable!: boolean;
}
