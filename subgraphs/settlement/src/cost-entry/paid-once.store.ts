import type { EntityManager, Row } from '#kernel/persistence/database';
import type { Statement } from '#kernel/persistence/statement';
import type { Visit } from '../visit/visit.entity.ts';
import { CostEntry } from './cost-entry.entity.ts';
import type { CostFacts } from './cost-entry.rule.ts';

/** The number of another entry that says the same: the same voucher, or days of the same person at the institution. */
export async function enteredBefore(
  tx: EntityManager,
  { kind, institutionCode, number, personId, startedOn, endedOn }: CostFacts,
  own: string | null,
): Promise<string | null> {
  const days = { personId, startedOn: { $lte: endedOn }, endedOn: { $gte: startedOn } };
  const same = personId === null ? [{ number }] : [{ number }, days];
  const counting = { kind, institutionCode, state: { $ne: 'CANCELLED' as const } };
  const [found] = await tx.find(
    CostEntry,
    { ...counting, ...(own && { id: { $ne: own } }), $or: same },
    { limit: 1 },
  );
  return found?.number ?? null;
}

/** The settlement that has paid a visit of the person at the institution in these days. */
export async function settledBefore(
  tx: EntityManager,
  { institutionCode, personId, startedOn, endedOn }: CostFacts,
): Promise<string | null> {
  if (personId === null) return null;
  const rows: Row[] = await tx.execute(
    `select s.id from "settlement"."settlement" s join "settlement"."visit" v on v.id = s.visit_id
     where s.person_id = ? and s.institution_code = ? and s.kind = 'NORMAL' and s.state = 'SETTLED'
       and v.started_on <= ? and coalesce(v.ended_on, v.started_on) >= ? limit 1`,
    [personId, institutionCode, endedOn, startedOn],
  );
  return rows[0] ? String(rows[0]['id']) : null;
}

/**
 * Reads the number of the entry that pays these days of the person at the institution; the counter then does not pay them
 * again.
 */
export function entryOf({ personId, institutionCode, startedOn, endedOn }: Visit): Statement {
  return {
    text: `select number from "settlement"."cost_entry" where person_id = ? and institution_code = ?
      and state <> 'CANCELLED' and started_on <= ? and ended_on >= ? limit 1`,
    parameters: [personId, institutionCode, endedOn ?? startedOn, startedOn],
  };
}
