import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { StoredBenefit } from '../settlement/stored-benefit.ts';
import type { ClaimState } from './claim-life.rule.ts';

export const ClaimStateEnum: { readonly [State in ClaimState]: State } = {
  REGISTERED: 'REGISTERED',
  PRE_SETTLED: 'PRE_SETTLED',
  SETTLED: 'SETTLED',
  VOIDED: 'VOIDED',
  REVERSED: 'REVERSED',
};
registerEnumType(ClaimStateEnum, {
  name: 'ClaimState',
  description: '费用单状态。Where a claim stands in its life.',
  valuesConfig: {
    REGISTERED: { description: '已登记。Fees are uploaded and may change.' },
    PRE_SETTLED: { description: '已预结算。Reckoned once, not yet settled.' },
    SETTLED: { description: '已结算。Settled; the accumulators have moved.' },
    VOIDED: { description: '已撤销。Voided by the institution.' },
    REVERSED: { description: '已冲正。Reversed because the outcome was unknown.' },
  },
});

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '费用单。The fees of a visit that are settled together.' })
@Entity({ tableName: 'claim' })
@Index({ properties: ['visitId'] })
@Index({ properties: ['personId', 'id'] })
export class Claim {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  visitId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => ClaimStateEnum, { description: '状态。Where the claim stands in its life.' })
  @Property({ type: 'string', length: 20 })
  state!: ClaimState;

  @Field(() => MoneyScalar, { description: '费用总额。Sum of the fee lines, in 分.' })
  @Property({ type: FenType })
  total!: Fen;

  /** The last pre-settlement, with the accumulators that it was reckoned from. */
  @Property({ type: 'json', nullable: true })
  preSettled!: StoredBenefit | null;
}
