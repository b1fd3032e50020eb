import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import { RatioScalar } from '#kernel/graphql/scalars';
import type { Ratio } from '#kernel/vocabulary/money';
import { Source } from '../telemetry/telemetry-source.ts';

@Directive('@requiresScopes(scopes: [["compute:read"]])')
@ObjectType({
  description:
    '算力总览。All nodes and cards of one source now; sources are never added up, so simulated cards are not taken for real ones.',
})
export class FleetSummary {
  @Field(() => Source, { description: '数据来源。The source that is summed up.' })
  source!: Source;

  @Field(() => Int, { description: '节点数。Registered nodes.' })
  nodes!: number;

  @Field(() => Int, { description: '加速卡数。Registered cards.' })
  gpus!: number;

  @Field(() => Int, {
    description: '在报卡数。Cards of which a sample of the last minute exists; the figures below are theirs.',
  })
  gpusReporting!: number;

  @Field(() => Int, { description: '占用卡数。Reporting cards at a utilisation of 5 % or more.' })
  gpusBusy!: number;

  @Field(() => RatioScalar, {
    nullable: true,
    description: '平均利用率。Mean utilisation of the reporting cards, 0 to 1; null when none reports.',
  })
  meanUtilisation!: Ratio | null;

  @Field(() => Float, {
    nullable: true,
    description: '总功率。Power drawn by the reporting cards, in watts; null when none states it.',
  })
  powerWatts!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '显存占用。Card memory in use on the reporting cards, in MiB; null when none states it.',
  })
  memoryUsedMib!: number | null;
}
