import type DataLoader from 'dataloader';
import { groupedBy, inOrder } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import type { Context } from '../services.ts';
import { ComputeNode } from './compute-node.entity.ts';
import { Gpu } from './gpu.entity.ts';

/** Nodes by id. */
export function nodeLoader(context: Context): DataLoader<string, ComputeNode | null> {
  return context.loader<string, ComputeNode>('compute-node', async ids =>
    inOrder(ids, await context.em.find(ComputeNode, { id: { $in: ids.filter(isId) } }), node => node.id),
  );
}

/** Cards by id. */
export function gpuLoader(context: Context): DataLoader<string, Gpu | null> {
  return context.loader<string, Gpu>('gpu', async ids =>
    inOrder(ids, await context.em.find(Gpu, { id: { $in: ids.filter(isId) } }), gpu => gpu.id),
  );
}

/** The cards of each node, by slot. */
export function gpusOfNodeLoader(context: Context): DataLoader<string, Gpu[] | null> {
  return context.loader<string, Gpu[]>('gpus-of-node', async nodeIds => {
    const gpus = await context.em.find(
      Gpu,
      { nodeId: { $in: [...nodeIds] } },
      { orderBy: { slot: 'asc', uuid: 'asc' } },
    );
    return groupedBy(nodeIds, gpus, gpu => gpu.nodeId);
  });
}
