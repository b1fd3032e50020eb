import { Field, Float, Int, ObjectType } from 'type-graphql';
import { InstantScalar, RatioScalar } from '#kernel/graphql/scalars';
import type { Ratio } from '#kernel/vocabulary/money';

@ObjectType({
  description:
    '遥测时段。A stretch of a card’s history as one point; a measure that was never stated in it is null.',
})
export class TelemetryPoint {
  @Field(() => InstantScalar, { description: '起。Beginning of the stretch.' })
  from!: Date;

  @Field(() => InstantScalar, { description: '止。End of the stretch, not included.' })
  to!: Date;

  @Field(() => Int, {
    description: '采样数。How many samples it sums up; a stretch without any is left out.',
  })
  samples!: number;

  @Field(() => RatioScalar, { nullable: true, description: '平均利用率。Mean utilisation, 0 to 1.' })
  utilisation!: Ratio | null;

  @Field(() => RatioScalar, { nullable: true, description: '最高利用率。Highest utilisation, 0 to 1.' })
  utilisationMost!: Ratio | null;

  @Field(() => Float, { nullable: true, description: '平均显存占用。Mean card memory in use, in MiB.' })
  memoryUsedMib!: number | null;

  @Field(() => Float, { nullable: true, description: '平均功率。Mean power drawn, in watts.' })
  powerWatts!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '最高核心温度。Highest temperature of the chip, in °C.',
  })
  temperatureCelsiusMost!: number | null;
}

@ObjectType({
  description:
    '占用时长。How a card spent a period; busy, idle and unobserved seconds add up to the period exactly. Busy is a utilisation of 5 % or more.',
})
export class GpuOccupancy {
  @Field(() => Float, { description: '占用秒数。Seconds in which the card was busy.' })
  busySeconds!: number;

  @Field(() => Float, { description: '空闲秒数。Seconds in which the card was idle.' })
  idleSeconds!: number;

  @Field(() => Float, { description: '未观测秒数。Seconds of which no sample tells.' })
  unobservedSeconds!: number;
}
