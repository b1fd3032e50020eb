import {
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import { CursorScalar, InstantScalar } from '#kernel/graphql/scalars';
import { isId } from '#kernel/persistence/id';
import { TELEMETRY_TOPIC, type TelemetryCollected } from '#schema/events/compute.events';
import { gpuLoader, nodeLoader } from '../compute-node/compute-node.loader.ts';
import { Gpu } from '../compute-node/gpu.entity.ts';
import type { Context } from '../services.ts';
import { TelemetrySample } from './telemetry-sample.entity.ts';
import { Source } from './telemetry-source.ts';
import { sampleFrom } from './telemetry.reader.ts';

/** Most nodes that one subscription may name. */
const MOST_NODES = 200;

@ObjectType({
  description: '遥测读数。What the cards say now; a gauge, so a slow reader gets the latest only.',
})
export class GpuTelemetry {
  @Field(() => CursorScalar, { description: '游标。Pass it as `after` to resume, at the latest value.' })
  cursor!: string;

  @Field(() => Int, { description: '遗漏数。Values that were passed over because this reader was slow.' })
  missed!: number;

  @Field(() => InstantScalar, { description: '时刻。When the newest samples were taken.' })
  at!: Date;

  @Field(() => Source, {
    nullable: true,
    description:
      '数据来源。The source of all samples of this event; null when they differ or there are none, then each sample says its own.',
  })
  source!: Source | null;

  @Field(() => [TelemetrySample], {
    description: '采样。The newest sample of every card asked for that still reports.',
  })
  samples!: TelemetrySample[];
}

interface Arguments {
  readonly nodeIds?: readonly string[] | null;
  readonly after?: string | null;
}

@Resolver(() => TelemetrySample)
export class GpuTelemetryResolver {
  @Directive('@requiresScopes(scopes: [["compute:read"]])')
  @Directive('@tag(name: "gauge")')
  @Subscription(() => GpuTelemetry, {
    description:
      '加速卡遥测。What the cards say, every other second; begins and resumes at the latest value.',
    subscribe: ({ args, context }) => openTelemetry(args as Arguments, context as unknown as Context),
  })
  gpuTelemetry(
    @Root() event: GpuTelemetry,
    @Arg('nodeIds', () => [ID], {
      nullable: true,
      description: '算力节点。Cards of these nodes only; all when left out.',
    })
    _nodeIds: string[] | null,
    @Arg('after', () => CursorScalar, { nullable: true, description: '游标。The last cursor seen.' })
    _after: string | null,
  ): GpuTelemetry {
    return event;
  }

  @FieldResolver(() => Gpu, { nullable: true, description: '加速卡。The card that said so.' })
  gpu(@Root() sample: TelemetrySample, @Ctx() context: Context): Promise<Gpu | null> {
    return gpuLoader(context).load(sample.gpuId);
  }
}

async function openTelemetry({ nodeIds, after }: Arguments, context: Context) {
  const wanted = nodeIds ? new Set(nodeIds) : null;
  if (wanted) await checkNodes(wanted, context);
  return context.services.kernel.streams.gauges(
    TELEMETRY_TOPIC,
    (collected: TelemetryCollected) => telemetryOf(collected, wanted),
    after,
  );
}

async function checkNodes(nodeIds: ReadonlySet<string>, context: Context): Promise<void> {
  if (nodeIds.size === 0 || nodeIds.size > MOST_NODES) {
    throw badUserInput({ nodeIds: `须为 1 到 ${MOST_NODES} 个节点` });
  }
  if (![...nodeIds].every(isId)) throw badUserInput({ nodeIds: '节点标识格式有误' });
  const nodes = await nodeLoader(context).loadMany([...nodeIds]);
  if (nodes.includes(null)) throw notFound('算力节点');
}

function telemetryOf({ at, samples }: TelemetryCollected, wanted: ReadonlySet<string> | null) {
  const chosen = wanted ? samples.filter(sample => wanted.has(sample.nodeId)) : samples;
  const sources = new Set(chosen.map(sample => sample.source));
  const [source] = sources;
  return Object.assign(new GpuTelemetry(), {
    at: new Date(at),
    source: sources.size === 1 ? (source as Source) : null,
    samples: chosen.map(({ nodeId: _, source: of, ...facts }) =>
      sampleFrom({ ...facts, source: of as Source }),
    ),
  });
}
