import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import { Source } from '../telemetry/telemetry-source.ts';

/** What used computing power. */
export enum UsageKind {
  AGENT_RUN = 'AGENT_RUN',
  WORKLOAD = 'WORKLOAD',
}

registerEnumType(UsageKind, {
  name: 'UsageKind',
  description: '用量类别。What used computing power.',
  valuesConfig: {
    AGENT_RUN: { description: '智能体运行。One run of an agent, told by its last event.' },
    WORKLOAD: { description: '作业。One pod of an imported cluster trace.' },
  },
});

@Directive('@requiresScopes(scopes: [["usage:read"]])')
@ObjectType({
  description: '用量记录。What one run or workload used, and what that costs at the price in force.',
})
@Entity({ tableName: 'usage_record' })
@Unique({ properties: ['kind', 'subject'] })
export class UsageRecord {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => UsageKind, { description: '用量类别。Run of an agent, or imported workload.' })
  @Property({ type: 'string', length: 20 })
  kind!: UsageKind;

  @Field(() => String, { description: '用量主体。Id of the agent run, or name of the workload.' })
  @Property({ type: 'string', length: 200 })
  subject!: string;

  /** On whose behalf it ran; decides what a PERSON sees. */
  @Property({ type: 'uuid', nullable: true })
  @Index()
  personId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: '词元数。Tokens read and written, for an extractive agent characters; null for a workload.',
  })
  @Property({ type: 'integer', nullable: true })
  tokens!: number | null;

  @Property({ type: FenType })
  gpuMs!: bigint;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '费用。Cost at the price in force when it ended, in 分; null where no price is declared.',
  })
  @Property({ type: FenType, nullable: true })
  cost!: Fen | null;

  @Field(() => String, {
    nullable: true,
    description: '价格依据。Who declared the price and what it covers; null where there is no cost.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  priceSource!: string | null;

  @Field(() => Source, { description: '数据来源。REPORTED by the agent itself, or IMPORTED.' })
  @Property({ type: 'string', length: 20 })
  source!: Source;

  @Field(() => InstantScalar, {
    description: '记录时刻。When the run ended, or when the workload was imported.',
  })
  @Property({ type: 'timestamptz' })
  recordedAt!: Date;

  @Field(() => Float, {
    description:
      '加速卡用时。Seconds of one whole card; 0 for an extractive agent, which runs on the CPU alone.',
  })
  get gpuSeconds(): number {
    return Number(this.gpuMs) / 1_000;
  }
}
