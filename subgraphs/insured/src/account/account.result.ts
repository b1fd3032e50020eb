import { createUnionType, Directive, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { MoneyScalar } from '#kernel/graphql/scalars';
import type { Fen } from '#kernel/vocabulary/money';
import { AccountReservation, ReservationStateEnum } from './account.entity.ts';
import type { ReservationState } from './account.rule.ts';

@Directive('@inaccessible')
@ObjectType({
  description: '账户余额。What an account could pay now, in 分; money set aside is no part of it.',
})
export class AccountBalance {
  @Field(() => MoneyScalar, { description: '可用余额。Both parts together.' })
  available!: Fen;

  @Field(() => MoneyScalar, { description: "本年余额。This year's deposits." })
  thisYear!: Fen;

  @Field(() => MoneyScalar, { description: "历年余额。Former years' money." })
  formerYears!: Fen;
}

@Directive('@inaccessible')
@ObjectType({ description: '预留成功。The money is set aside.' })
export class ReserveAccountSuccess {
  @Field(() => AccountReservation, { description: '账户预留。The reservation.' })
  reservation!: AccountReservation;

  @Field(() => MoneyScalar, { description: '可用余额。What the account could still pay.' })
  available!: Fen;
}

@Directive('@inaccessible')
@ObjectType({ description: '确认成功。The money is paid.' })
export class ConfirmAccountReservationSuccess {
  @Field(() => AccountReservation, { description: '账户预留。The reservation.' })
  reservation!: AccountReservation;
}

@Directive('@inaccessible')
@ObjectType({ description: '释放成功。The money is back in the account, or never left it.' })
export class ReleaseAccountReservationSuccess {
  @Field(() => AccountReservation, { description: '账户预留。The reservation.' })
  reservation!: AccountReservation;
}

@Directive('@inaccessible')
@ObjectType({ implements: Refusal, description: '余额不足。The account cannot pay the amount.' })
export class AccountInsufficientRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '可用余额。What it could pay, in 分.' })
  available!: Fen;
}

@Directive('@inaccessible')
@ObjectType({ implements: Refusal, description: '无个人账户。The person has no personal account.' })
export class AccountMissingRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '预留已终结。The reservation was given up or returned before.',
})
export class ReservationClosedRefusal extends Refusal {
  @Field(() => ReservationStateEnum, { description: '预留状态。State in which it is.' })
  state!: ReservationState;
}

@Directive('@inaccessible')
@ObjectType({ implements: Refusal, description: '预留不存在。Nothing was set aside under this msgid.' })
export class ReservationUnknownRefusal extends Refusal {}

export const accountRefusal = refusalMapper({
  ACCOUNT_INSUFFICIENT: AccountInsufficientRefusal,
  ACCOUNT_MISSING: AccountMissingRefusal,
  RESERVATION_CLOSED: ReservationClosedRefusal,
  RESERVATION_UNKNOWN: ReservationUnknownRefusal,
});

export const ReserveAccountResult = createUnionType({
  name: 'ReserveAccountResult',
  description: '账户预留的结果。Success or refusal.',
  types: () =>
    [
      ReserveAccountSuccess,
      AccountInsufficientRefusal,
      AccountMissingRefusal,
      ReservationClosedRefusal,
    ] as const,
});

export const ConfirmAccountReservationResult = createUnionType({
  name: 'ConfirmAccountReservationResult',
  description: '账户预留确认的结果。Success or refusal.',
  types: () =>
    [
      ConfirmAccountReservationSuccess,
      AccountInsufficientRefusal,
      ReservationClosedRefusal,
      ReservationUnknownRefusal,
    ] as const,
});

export const ReleaseAccountReservationResult = createUnionType({
  name: 'ReleaseAccountReservationResult',
  description: '账户预留释放的结果。Always success; giving up is never refused.',
  types: () => [ReleaseAccountReservationSuccess] as const,
});
