import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { LedgerAccount, MovementKind, ReservationState } from './account.rule.ts';

/** Balances as they stood in `balanceYear`; in a later year this year's money has become former years'. */
@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({
  description:
    "个人账户。Personal account of a person in employee insurance; this year's and former years' money apart, in 分.",
})
@Entity({ tableName: 'personal_account' })
export class PersonalAccount {
  @Field(() => ID, { description: '标识。Id of the person whose account it is.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: FenType, check: 'this_year >= 0' })
  thisYear!: Fen;

  @Property({ type: FenType, check: 'former_years >= 0' })
  formerYears!: Fen;

  @Field(() => MoneyScalar, {
    description: '预留金额。Set aside for settlements under way; no part of the balances.',
  })
  @Property({ type: FenType, check: 'reserved >= 0' })
  reserved!: Fen;

  @Property({ type: 'integer' })
  balanceYear!: number;
}

export const MovementKindEnum: { readonly [Kind in MovementKind]: Kind } = {
  DEPOSIT: 'DEPOSIT',
  YEAR_END: 'YEAR_END',
  RESERVE: 'RESERVE',
  CONFIRM: 'CONFIRM',
  RELEASE: 'RELEASE',
  RETURN: 'RETURN',
};
registerEnumType(MovementKindEnum, {
  name: 'AccountMovementKind',
  description: '账户变动类别。What moved money in an account.',
  valuesConfig: {
    DEPOSIT: { description: '计入。Deposit of a contribution.' },
    YEAR_END: { description: '年度结转。What was left of the year joined the former years.' },
    RESERVE: { description: '预留。Set aside for a settlement.' },
    CONFIRM: { description: '支付。Paid for a settlement.' },
    RELEASE: { description: '释放。Set aside no longer.' },
    RETURN: { description: '退回。Came back from a voided settlement.' },
  },
});

@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({ description: '账户变动。One movement of an account; its postings add up to zero.' })
@Entity({ tableName: 'account_movement' })
@Index({ properties: ['personId', 'id'] })
export class AccountMovement {
  @Field(() => ID, { description: '凭证号。Voucher number of the movement.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => MovementKindEnum, { description: '变动类别。What it was.' })
  @Property({ type: 'string', length: 10 })
  kind!: MovementKind;

  /** The reservation that it served; null for deposits and the turn of the year. */
  @Property({ type: 'uuid', nullable: true })
  reservationId!: string | null;

  @Field(() => MoneyScalar, { description: "本年变动。Change of this year's balance." })
  @Property({ type: FenType })
  thisYear!: Fen;

  @Field(() => MoneyScalar, { description: "历年变动。Change of the former years' balance." })
  @Property({ type: FenType })
  formerYears!: Fen;

  @Field(() => InstantScalar, { description: '发生时刻。When it happened.' })
  @Property({ type: 'timestamptz' })
  occurredAt!: Date;
}

/** One side of a movement; double entry. */
@Entity({ tableName: 'account_posting' })
@Index({ properties: ['movementId'] })
export class AccountPosting {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  movementId!: string;

  @Property({ type: 'string', length: 30 })
  account!: LedgerAccount;

  @Property({ type: FenType })
  amount!: Fen;
}

export const ReservationStateEnum: { readonly [State in ReservationState]: State } = {
  RESERVED: 'RESERVED',
  CONFIRMED: 'CONFIRMED',
  RELEASED: 'RELEASED',
  RETURNED: 'RETURNED',
  EXPIRED: 'EXPIRED',
};
registerEnumType(ReservationStateEnum, {
  name: 'AccountReservationState',
  description: '预留状态。State of money set aside.',
  valuesConfig: {
    RESERVED: { description: '已预留。Set aside, waiting for confirmation.' },
    CONFIRMED: { description: '已支付。Paid.' },
    RELEASED: { description: '已释放。Given up.' },
    RETURNED: { description: '已退回。Paid and come back.' },
    EXPIRED: { description: '已过期。Left behind and swept up; a late confirmation sets it aside anew.' },
  },
});

@Directive('@requiresScopes(scopes: [["account:service"]])')
@Directive('@inaccessible')
@ObjectType({
  description: '账户预留。Money of an account set aside for one settlement, keyed by its msgid.',
})
@Entity({ tableName: 'account_reservation' })
@Unique({ properties: ['msgid'] })
@Index({ properties: ['state', 'expiresAt'] })
export class AccountReservation {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '报文标识。msgid of the request that it serves.' })
  @Property({ type: 'string', length: 100 })
  msgid!: string;

  /** Null when a release came before its reservation. */
  @Property({ type: 'uuid', nullable: true })
  personId!: string | null;

  @Field(() => MoneyScalar, { description: "本年部分。Part out of this year's money." })
  @Property({ type: FenType })
  thisYear!: Fen;

  @Field(() => MoneyScalar, { description: "历年部分。Part out of former years' money." })
  @Property({ type: FenType })
  formerYears!: Fen;

  @Field(() => ReservationStateEnum, { description: '状态。State.' })
  @Property({ type: 'string', length: 10 })
  state!: ReservationState;

  /** What was asked for; more than the parts where less was there. */
  @Property({ type: FenType })
  requested!: Fen;

  /** Calendar year of the parts. */
  @Property({ type: 'integer' })
  year!: number;

  @Field(() => InstantScalar, { description: '过期时刻。When it is swept up unless confirmed.' })
  @Property({ type: 'timestamptz' })
  expiresAt!: Date;
}
