import { Directive, Field, ID, InputType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';

@Directive('@inaccessible')
@InputType({ description: '账户预留的输入。Sets money of an account aside for a settlement.' })
export class ReserveAccountInput {
  @Field(() => String, { description: '报文标识。msgid of the request; the idempotency key.' })
  msgid!: string;

  @Field(() => ID, { description: '参保人。Whose account.' })
  personId!: string;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分, more than zero.' })
  amount!: Fen;

  @Field(() => Boolean, {
    defaultValue: false,
    description: '余额不足时预留余额。Set aside what there is when the account holds less; never nothing.',
  })
  upTo!: boolean;
}

@Directive('@inaccessible')
@InputType({ description: '账户预留确认的输入。Pays money that was set aside.' })
export class ConfirmAccountReservationInput {
  @Field(() => String, { description: '报文标识。msgid under which it was set aside.' })
  msgid!: string;
}

@Directive('@inaccessible')
@InputType({
  description: '账户预留释放的输入。Gives up money that was set aside, or returns what was paid.',
})
export class ReleaseAccountReservationInput {
  @Field(() => String, { description: '报文标识。msgid under which it was set aside.' })
  msgid!: string;
}
