import { inOrder } from '#kernel/graphql/context';
import { personLimit, type Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { UsageKind, UsageRecord } from './usage-record.entity.ts';

/** What each run used: one statement for any number of runs. */
export async function usageOfRuns(
  em: EntityManager,
  runIds: readonly string[],
): Promise<(UsageRecord | null)[]> {
  const records = await em.find(UsageRecord, { kind: UsageKind.AGENT_RUN, subject: { $in: [...runIds] } });
  return inOrder(runIds, records, record => record.subject);
}

/** The records that a principal may see, newest first: one more than the page, to tell whether more follow. */
export function pageOfUsage(
  em: EntityManager,
  principal: Principal,
  kind: UsageKind | null,
  first: number,
  after: readonly (string | number)[] | null,
): Promise<UsageRecord[]> {
  const personId = personLimit(principal);
  return em.find(
    UsageRecord,
    {
      ...(kind && { kind }),
      ...(personId && { personId }),
      ...(after && { id: { $lt: String(after[0]) } }),
    },
    { orderBy: { id: 'desc' }, limit: first + 1 },
  );
}
