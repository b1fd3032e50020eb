import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../services.ts';
import { checkHistory, checkPeriod, HistoryArguments, Period } from '../telemetry/gpu-history.input.ts';
import { GpuOccupancy, TelemetryPoint } from '../telemetry/gpu-history.result.ts';
import { historyOf, latestSamples, occupancyIn } from '../telemetry/telemetry.reader.ts';
import { TelemetrySample } from '../telemetry/telemetry-sample.entity.ts';
import { ComputeNode } from './compute-node.entity.ts';
import { nodeLoader } from './compute-node.loader.ts';
import { Gpu } from './gpu.entity.ts';

@Resolver(() => Gpu)
export class GpuResolver {
  @FieldResolver(() => ComputeNode, {
    nullable: true,
    description: '所在节点。The node that carries the card.',
  })
  node(@Root() gpu: Gpu, @Ctx() context: Context): Promise<ComputeNode | null> {
    return nodeLoader(context).load(gpu.nodeId);
  }

  @FieldResolver(() => TelemetrySample, {
    nullable: true,
    description: '最近采样。The newest stored sample; null when the card never said anything.',
  })
  latest(@Root() gpu: Gpu, @Ctx() context: Context): Promise<TelemetrySample | null> {
    return context
      .loader<string, TelemetrySample>('latest-sample', ids => latestSamples(context.em, ids))
      .load(gpu.id);
  }

  @FieldResolver(() => [TelemetryPoint], {
    description: '历史。The samples of a period as at most `first` points of equal length, oldest first.',
  })
  history(
    @Root() gpu: Gpu,
    @Args(() => HistoryArguments) history: HistoryArguments,
    @Ctx() context: Context,
  ): Promise<TelemetryPoint[] | null> {
    checkHistory(history);
    const { from, to, first } = history;
    return context
      .loader<string, TelemetryPoint[]>(`history/${from.toISOString()}/${to.toISOString()}/${first}`, ids =>
        historyOf(context.em, ids, history),
      )
      .load(gpu.id);
  }

  @FieldResolver(() => GpuOccupancy, {
    nullable: true,
    description: '占用时长。How the card spent a period; null when its samples contradict each other.',
  })
  occupancy(
    @Root() gpu: Gpu,
    @Args(() => Period) period: Period,
    @Ctx() context: Context,
  ): Promise<GpuOccupancy | null> {
    checkPeriod(period);
    const { from, to } = period;
    return context
      .loader<string, GpuOccupancy>(`occupancy/${from.toISOString()}/${to.toISOString()}`, ids =>
        occupancyIn(context.em, ids, period),
      )
      .load(gpu.id);
  }
}
