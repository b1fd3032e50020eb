import type { EntityManager } from '#kernel/persistence/database';
import type { Statement } from '#kernel/persistence/statement';
import type { Settlement } from '../settlement/settlement.entity.ts';

const ADDED = `on conflict (minute, institution_code, channel, visit_type) do update set
  settlements = kept.settlements + excluded.settlements, undone = kept.undone + excluded.undone,
  total = kept.total + excluded.total, fund_paid = kept.fund_paid + excluded.fund_paid`;

/** The write that counts one settlement into the minute of its institution, beside the write that stores it. */
export function countedMinute(settlement: Settlement): Statement {
  const { settledAt, institutionCode, channel, visitType, institutionRegion, total, fundPaid } = settlement;
  return {
    text: `insert into "settlement"."volume_minute" as kept
        (minute, institution_code, channel, visit_type, institution_region, settlements, undone, total, fund_paid)
      values (date_trunc('minute', ?::timestamptz), ?, ?, ?, ?, 1, 0, ?::bigint, ?::bigint) ${ADDED}`,
    parameters: [
      ...[settledAt.toISOString(), institutionCode, channel, visitType, institutionRegion],
      ...[String(total), String(fundPaid)],
    ],
  };
}

/**
 * Counts records just stored into the minutes of their institutions, in the same transaction: the roll-ups agree with
 * the settlements to the 分. Rows are locked in one order, and only until the commit.
 */
export async function countVolume(tx: EntityManager, settlementIds: readonly string[]): Promise<void> {
  await tx.execute(
    `insert into "settlement"."volume_minute" as kept
       (minute, institution_code, channel, visit_type, institution_region, settlements, undone, total, fund_paid)
     select date_trunc('minute', settled_at), institution_code, channel, visit_type, max(institution_region),
       count(*) filter (where kind = 'NORMAL'), count(*) filter (where kind <> 'NORMAL'), sum(total), sum(fund_paid)
     from "settlement"."settlement"
     where id in (select value::uuid from json_array_elements_text(?::json))
     group by 1, 2, 3, 4 order by 1, 2, 3, 4
     ${ADDED}`,
    [JSON.stringify(settlementIds)],
  );
}
