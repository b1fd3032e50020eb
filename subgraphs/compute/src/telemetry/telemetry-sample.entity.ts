import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { InstantScalar, RatioScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Ratio } from '#kernel/vocabulary/money';
import { Source } from './telemetry-source.ts';

@Directive('@requiresScopes(scopes: [["compute:read"]])')
@ObjectType({
  description: '遥测采样。What one card said at one instant; a measure that it did not state is null.',
})
@Entity({ tableName: 'telemetry_sample' })
export class TelemetrySample {
  @Field(() => ID, { description: '加速卡标识。Id of the card.' })
  @PrimaryKey({ type: 'uuid' })
  gpuId!: string;

  @Field(() => InstantScalar, { description: '采样时刻。When the card said so.' })
  @PrimaryKey({ type: 'timestamptz' })
  @Index()
  at!: Date;

  @Field(() => Source, {
    description: '数据来源。SIMULATED: invented; DCGM: measured; IMPORTED: of another cluster.',
  })
  @Property({ type: 'string', length: 20 })
  source!: Source;

  /** So long the sample stands for, in milliseconds. */
  @Property({ type: 'integer' })
  spanMs!: number;

  @Field(() => RatioScalar, {
    nullable: true,
    description: '利用率。Share of the time in which the card worked, 0 to 1.',
  })
  @Property({ type: FenType, nullable: true })
  utilisation!: Ratio | null;

  @Field(() => Float, { nullable: true, description: '显存占用。Card memory in use, in MiB.' })
  @Property({ type: 'double', nullable: true })
  memoryUsedMib!: number | null;

  @Field(() => Float, { nullable: true, description: '功率。Power drawn, in watts.' })
  @Property({ type: 'double', nullable: true })
  powerWatts!: number | null;

  @Field(() => Float, { nullable: true, description: '核心温度。Temperature of the chip, in °C.' })
  @Property({ type: 'double', nullable: true })
  temperatureCelsius!: number | null;

  @Field(() => Float, { nullable: true, description: '显存温度。Temperature of the card memory, in °C.' })
  @Property({ type: 'double', nullable: true })
  memoryTemperatureCelsius!: number | null;

  @Field(() => Float, { nullable: true, description: '计算频率。Clock of the compute units, in MHz.' })
  @Property({ type: 'double', nullable: true })
  smClockMhz!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: '最近XID错误。Code of the last XID error of the driver; 0 when there was none.',
  })
  @Property({ type: 'integer', nullable: true })
  xidError!: number | null;
}
