import type { EntityManager } from '#kernel/persistence/database';
import type { Source } from '../telemetry/telemetry-source.ts';
import { ComputeNode } from './compute-node.entity.ts';

/** The nodes after a position in the order of host name and id: one more than the page, to tell whether more follow. */
export function pageOfNodes(
  em: EntityManager,
  source: Source | null,
  first: number,
  after: readonly (string | number)[] | null,
): Promise<ComputeNode[]> {
  const [hostname, id] = (after ?? []).map(String);
  return em.find(
    ComputeNode,
    {
      ...(source && { source }),
      ...(after && { $or: [{ hostname: { $gt: hostname } }, { hostname, id: { $gt: id } }] }),
    },
    { orderBy: { hostname: 'asc', id: 'asc' }, limit: first + 1 },
  );
}
