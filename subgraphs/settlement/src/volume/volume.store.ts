import type { EntityManager } from '#kernel/persistence/database';

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
     on conflict (minute, institution_code, channel, visit_type) do update set
       settlements = kept.settlements + excluded.settlements, undone = kept.undone + excluded.undone,
       total = kept.total + excluded.total, fund_paid = kept.fund_paid + excluded.fund_paid`,
    [JSON.stringify(settlementIds)],
  );
}
