import { Field, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';

@ObjectType({
  implements: Refusal,
  description: '交易已冲正。The transaction was reversed before it arrived and is not carried out.',
})
export class TransactionReversedRefusal extends Refusal {
  @Field(() => String, { description: '报文ID。Message id that was reversed.' })
  msgid!: string;
}

@ObjectType({
  implements: Refusal,
  description:
    '未签到。The operator has not signed in, or not under this number; the same msgid may be sent again.',
})
export class NotSignedInRefusal extends Refusal {}
