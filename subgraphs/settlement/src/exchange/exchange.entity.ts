import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar } from '#kernel/graphql/scalars';
import type { Circuit, CircuitState } from './circuit.rule.ts';
import {
  PARTNERS,
  SETS,
  EXCHANGE_SETS,
  type ExchangeSet,
  type Partner,
  type RecordContent,
} from './exchange.sets.ts';

const PARTNER_NAMES: Readonly<Record<Partner, string>> = {
  CITY_PLATFORM: '市医保信息平台。The information platform of the city.',
  MUTUAL_AID_FUND: "少儿住院互助基金。The children's inpatient mutual-aid fund.",
  SERIOUS_ILLNESS_OPERATOR: '居保大病承办商保机构。The insurer that runs serious-illness insurance.',
};

export const PartnerEnum = Object.fromEntries(PARTNERS.map(name => [name, name])) as {
  readonly [P in Partner]: P;
};
registerEnumType(PartnerEnum, {
  name: 'ExchangePartner',
  description: '同步对方。With whom records are exchanged.',
  valuesConfig: Object.fromEntries(PARTNERS.map(name => [name, { description: PARTNER_NAMES[name] }])),
});

export const ExchangeSetEnum = Object.fromEntries(EXCHANGE_SETS.map(name => [name, name])) as {
  readonly [S in ExchangeSet]: S;
};
registerEnumType(ExchangeSetEnum, {
  name: 'ExchangeSet',
  description: '同步数据集。A set of records that is exchanged.',
  valuesConfig: Object.fromEntries(
    EXCHANGE_SETS.map(name => {
      const english = name.toLowerCase().replaceAll('_', ' ');
      return [name, { description: `${SETS[name].title}。Records of ${english}.` }];
    }),
  ),
});

export type Direction = 'OUT' | 'IN';
export const DirectionEnum: { readonly [D in Direction]: D } = { OUT: 'OUT', IN: 'IN' };
registerEnumType(DirectionEnum, {
  name: 'ExchangeDirection',
  description: '同步方向。Which way records go.',
  valuesConfig: {
    OUT: { description: '上行。From here to the partner.' },
    IN: { description: '下行。From the partner to here.' },
  },
});

export const CircuitStateEnum: { readonly [S in CircuitState]: S } = { CLOSED: 'CLOSED', OPEN: 'OPEN' };
registerEnumType(CircuitStateEnum, {
  name: 'CircuitState',
  description: '熔断状态。Whether records pass.',
  valuesConfig: {
    CLOSED: { description: '正常。Records pass.' },
    OPEN: { description: '熔断。Nothing passes; after 60 seconds one probe does.' },
  },
});

/** The newest version of a record under its business code, whoever wrote it. */
@Entity({ tableName: 'exchange_record' })
@Index({ properties: ['sequence'] })
export class ExchangeRecord {
  @PrimaryKey({ type: 'string', length: 30 })
  set!: ExchangeSet;

  @PrimaryKey({ type: 'string', length: 80 })
  code!: string;

  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'json' })
  content!: RecordContent;

  /** The partner that wrote it; null when this side did. */
  @Property({ type: 'string', length: 30, nullable: true })
  origin!: Partner | null;

  /** Place in the order of all changes; a partner has heard of everything up to its position. */
  @Property({ type: 'bigint' })
  sequence!: string;
}

/** What became of a message that arrived, and what stood there before it: enough to take it back. */
@Entity({ tableName: 'exchange_receipt' })
@Index({ properties: ['partner', 'batchId'] })
export class ExchangeReceipt {
  @PrimaryKey({ type: 'string', length: 200 })
  messageId!: string;

  @Property({ type: 'string', length: 30 })
  partner!: Partner;

  @Property({ type: 'string', length: 100 })
  batchId!: string;

  @Property({ type: 'string', length: 30 })
  set!: ExchangeSet;

  @Property({ type: 'string', length: 80 })
  code!: string;

  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'string', length: 12 })
  state!: 'APPLIED' | 'ROLLED_BACK';

  /** The record before; null when there was none. */
  @Property({ type: 'json', nullable: true })
  before!: {
    readonly version: number;
    readonly content: RecordContent;
    readonly origin: Partner | null;
  } | null;
}

@Directive('@requiresScopes(scopes: [["exchange:operate"]])')
@ObjectType({ description: '同步通道。One direction of the exchange with a partner.' })
@Entity({ tableName: 'exchange_channel' })
export class ExchangeChannel implements Circuit {
  @Field(() => PartnerEnum, { description: '对方。With whom.' })
  @PrimaryKey({ type: 'string', length: 30 })
  partner!: Partner;

  @Field(() => DirectionEnum, { description: '方向。Which way.' })
  @PrimaryKey({ type: 'string', length: 3 })
  direction!: Direction;

  /** How far the exchange has come: our sequence, or the partner's own mark. */
  @Field(() => String, { nullable: true, description: '位置。How far it has come.' })
  @Property({ type: 'string', length: 100, nullable: true })
  position!: string | null;

  @Field(() => CircuitStateEnum, { description: '熔断状态。Whether records pass.' })
  @Property({ type: 'string', length: 10 })
  state!: CircuitState;

  @Field(() => Int, { description: '连续失败数。Failures one after the other.' })
  @Property({ type: 'integer' })
  failuresInRow!: number;

  @Field(() => InstantScalar, { nullable: true, description: '熔断时刻。When the circuit opened.' })
  @Property({ type: 'timestamptz', nullable: true })
  openedAt!: Date | null;

  /** Until when a process has this channel to itself. */
  @Property({ type: 'timestamptz', nullable: true })
  leasedUntil!: Date | null;
}

export type QuarantineState = 'QUARANTINED' | 'APPLIED' | 'DISCARDED';
export const QuarantineStateEnum: { readonly [S in QuarantineState]: S } = {
  QUARANTINED: 'QUARANTINED',
  APPLIED: 'APPLIED',
  DISCARDED: 'DISCARDED',
};
registerEnumType(QuarantineStateEnum, {
  name: 'QuarantineState',
  description: '隔离状态。What became of a message that was put aside.',
  valuesConfig: {
    QUARANTINED: { description: '隔离中。Nobody has decided on it.' },
    APPLIED: { description: '已重新处理。It was taken after its cause was corrected.' },
    DISCARDED: { description: '已弃置。It is not taken.' },
  },
});

/** A message on which nobody has decided. */
export const IN_QUARANTINE = {
  state: 'QUARANTINED',
  decidedBy: null,
  decidedBecause: null,
  decidedAt: null,
} as const satisfies Partial<QuarantinedMessage>;

@Directive('@requiresScopes(scopes: [["exchange:operate"]])')
@ObjectType({ description: '隔离报文。A message that could not be taken, put aside.' })
@Entity({ tableName: 'quarantined_message' })
export class QuarantinedMessage {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => PartnerEnum, { description: '对方。With whom.' })
  @Property({ type: 'string', length: 30 })
  partner!: Partner;

  @Field(() => DirectionEnum, { description: '方向。Which way it went.' })
  @Property({ type: 'string', length: 3 })
  direction!: Direction;

  @Field(() => String, { description: '批次。Batch that it came in.' })
  @Property({ type: 'string', length: 100 })
  batchId!: string;

  @Field(() => String, { nullable: true, description: '报文标识。Its id, where it could be read.' })
  @Property({ type: 'string', length: 200, nullable: true })
  messageId!: string | null;

  @Field(() => String, { description: '原因。Why it could not be taken.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;

  /** As it came, still encrypted; null for what the partner rejected. */
  @Property({ type: 'text', nullable: true })
  sealed!: string | null;

  @Field(() => InstantScalar, { description: '时刻。When.' })
  @Property({ type: 'timestamptz' })
  at!: Date;

  @Field(() => QuarantineStateEnum, { description: '状态。What became of it.' })
  @Property({ type: 'string', length: 12 })
  state!: QuarantineState;

  @Field(() => String, { nullable: true, description: '处理人。Subject of the person who decided on it.' })
  @Property({ type: 'string', length: 200, nullable: true })
  decidedBy!: string | null;

  @Field(() => String, { nullable: true, description: '处理理由。Why.' })
  @Property({ type: 'string', length: 200, nullable: true })
  decidedBecause!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '处理时刻。When it was decided on.' })
  @Property({ type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;
}
