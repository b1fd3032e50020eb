import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { FleetSummary } from '../fleet/fleet-summary.result.ts';
import type { Context } from '../services.ts';
import { summariseFleet } from '../telemetry/telemetry.reader.ts';
import { Source } from '../telemetry/telemetry-source.ts';
import { ComputeNode } from './compute-node.entity.ts';
import { gpusOfNodeLoader, nodeLoader } from './compute-node.loader.ts';
import { pageOfNodes } from './compute-node.reader.ts';
import { Gpu } from './gpu.entity.ts';

const ComputeNodeConnection = connectionType(ComputeNode);

@Resolver(() => ComputeNode)
export class ComputeNodeResolver {
  @Directive('@requiresScopes(scopes: [["compute:read"]])')
  @Query(() => ComputeNodeConnection, { description: '算力节点列表。Nodes by host name.' })
  async computeNodes(
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Arg('source', () => Source, { nullable: true, description: '数据来源。Nodes of one source only.' })
    source: Source | null,
    @Ctx() context: Context,
  ): Promise<Connection<ComputeNode>> {
    const { cursors } = context.services.kernel;
    const binding = `computeNodes:${source ?? ''}:hostname`;
    const rows = await pageOfNodes(context.em, source, page.first, positionAfter(cursors, binding, page));
    return pageOf(cursors, binding, page, rows, node => [node.hostname, node.id]);
  }

  @Directive('@requiresScopes(scopes: [["compute:read"]])')
  @Query(() => ComputeNode, {
    nullable: true,
    description: '算力节点。One node; null when there is none of this id.',
  })
  computeNode(
    @Arg('id', () => ID, { description: '标识。Id of the node.' }) id: string,
    @Ctx() context: Context,
  ): Promise<ComputeNode | null> {
    return nodeLoader(context).load(id);
  }

  @Directive('@requiresScopes(scopes: [["compute:read"]])')
  @Query(() => [FleetSummary], {
    description: '算力总览。The estate now, one entry for each source that has cards; for the big screen.',
  })
  fleetSummary(@Ctx() context: Context): Promise<FleetSummary[]> {
    return summariseFleet(context.em, context.services.kernel.clock.now());
  }

  @FieldResolver(() => [Gpu], { description: '加速卡。The cards of the node, by slot.' })
  gpus(@Root() node: ComputeNode, @Ctx() context: Context): Promise<Gpu[] | null> {
    return gpusOfNodeLoader(context).load(node.id);
  }
}
