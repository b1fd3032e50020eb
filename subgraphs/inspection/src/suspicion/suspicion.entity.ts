import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { connectionType } from '#kernel/graphql/connection';
import { InstantScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { Evidence } from '../fee-review/fee-review.terms.ts';
import { publishedEnum } from '../published-enum.ts';
import type { SuspicionModel, SuspicionState } from './suspicion.terms.ts';

export const SuspicionModelEnum = publishedEnum<SuspicionModel>(
  'SuspicionModel',
  '疑点模型。Model that raised an indicator.',
  {
    DUPLICATE_ITEM_SAME_DAY:
      '同人同项目同日跨机构。The same item for one person on one day at several institutions.',
    REFILL_TOO_EARLY:
      '提前续配。The next fill of a drug more than three days before the earlier supply ends.',
    HIGH_FREQUENCY_PURCHASE: '高频购药。Very many purchases in three months with one very costly.',
    FEE_RULE: '规则库。An entry of the rule library does not hold.',
  },
);

export const SuspicionStateEnum = publishedEnum<SuspicionState>(
  'SuspicionState',
  '疑点状态。How far the verification of an indicator is.',
  {
    LEAD: '线索。Raised, not yet verified.',
    VERIFYING: '核查中。Being verified.',
    CONFIRMED: '已确认。Confirmed by people.',
    DISMISSED: '已排除。Dismissed.',
    RECOVERED: '已追回。The amount was recovered.',
  },
);

@ObjectType({ description: '证据。One thing that was measured.' })
export class MeasuredEvidence {
  @Field(() => String, { description: '指标。What was measured.' })
  label!: string;

  @Field(() => String, { description: '数值。What it was.' })
  value!: string;

  static of(evidence: readonly Evidence[]): MeasuredEvidence[] {
    return evidence.map(({ name, value }) => Object.assign(new MeasuredEvidence(), { label: name, value }));
  }
}

@Directive('@requiresScopes(scopes: [["suspicion:read"]])')
@ObjectType({
  description:
    '疑点。An indicator raised from settled claims, to be verified by people; never a finding of guilt.',
})
@Entity({ tableName: 'suspicion' })
@Unique({ properties: ['model', 'personId', 'key'] })
export class Suspicion {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => SuspicionModelEnum, { description: '疑点模型。Model that raised it.' })
  @Property({ type: 'string', length: 30 })
  model!: SuspicionModel;

  @Field(() => String, {
    description: '规则。What does not hold: the model, or list and subject of an entry of the rule library.',
  })
  @Property({ type: 'string', length: 600 })
  rule!: string;

  @Property({ type: 'uuid', nullable: true })
  feeRuleId!: string | null;

  @Index()
  @Property({ type: 'uuid' })
  personId!: string;

  /** The same indicator found again has the same key. */
  @Property({ type: 'string', length: 600 })
  key!: string;

  @Field(() => String, {
    nullable: true,
    description: '项目编码。National code of the drug or item that it is about.',
  })
  @Index()
  @Property({ type: 'string', length: 40, nullable: true })
  itemCode!: string | null;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  /** District of the institution, kept for the data range. */
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Property({ type: 'json' })
  evidence!: Evidence[];

  @Field(() => SuspicionStateEnum, { description: '状态。How far its verification is.' })
  @Property({ type: 'string', length: 20 })
  state!: SuspicionState;

  @Field(() => String, {
    nullable: true,
    description: '排除原因。Why it was dismissed; null while it stands.',
  })
  @Property({ type: 'string', length: 500, nullable: true })
  dismissal!: string | null;

  @Field(() => InstantScalar, { description: '产生时刻。When it was raised.' })
  @Property({ type: 'timestamptz' })
  raisedAt!: Date;
}

export const SuspicionConnection = connectionType(Suspicion);

/** The claims that take part in an indicator. */
@Entity({ tableName: 'suspicion_claim' })
@Index({ properties: ['claimId'] })
export class SuspicionClaim {
  @PrimaryKey({ type: 'uuid' })
  suspicionId!: string;

  @PrimaryKey({ type: 'uuid' })
  claimId!: string;
}

/** The monthly thresholds of 高频购药. */
@Entity({ tableName: 'high_frequency_threshold' })
export class HighFrequencyThreshold {
  /** The month in which purchases are compared with it, `2026-03`. */
  @PrimaryKey({ type: 'string', length: 7 })
  month!: string;

  @Property({ type: 'integer' })
  purchases!: number;

  @Property({ type: FenType })
  singleCost!: Fen;

  @Property({ type: 'integer' })
  population!: number;

  @Property({ type: 'timestamptz' })
  computedAt!: Date;
}
