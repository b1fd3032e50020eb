import type { EntityManager, Row } from '#kernel/persistence/database';
import { addMonths, dateInShanghai, startOfDay } from '#kernel/vocabulary/calendar';
import { differencesGrow } from '../reconciliation/reconciliation.rule.ts';
import { GROWTH_LEAST } from '../reconciliation/reconciliation.terms.ts';
import { isSilent, MINUTE_MS } from './volume.rule.ts';
import { SILENCE } from './volume.terms.ts';
import { VolumeAlert } from './volume-alert.type.ts';

/** Institutions of a region that settled nothing in the hour before an instant, in hours that are theirs. */
export async function silentInstitutions(
  em: EntityManager,
  at: Date,
  region: string,
): Promise<VolumeAlert[]> {
  const to = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
  const since = new Date(to.getTime() - SILENCE.minutes * MINUTE_MS);
  const rows: Row[] = await em.execute(
    `select code, coalesce(sum(settled) filter (where weeks = 0), 0)::int as actual,
       coalesce(json_agg(settled) filter (where weeks > 0), '[]') as earlier
     from (select kept.institution_code as code, ago.weeks, sum(kept.settlements)::int as settled
       from generate_series(0, ?::int) ago (weeks)
       join "settlement"."volume_minute" kept
         on kept.minute >= ?::timestamptz - make_interval(weeks => ago.weeks)
         and kept.minute < ?::timestamptz - make_interval(weeks => ago.weeks)
       where kept.institution_region like ? || '%' group by 1, 2) counted
     group by code order by code`,
    [SILENCE.weeks, since.toISOString(), to.toISOString(), region],
  );
  return rows.flatMap(row => {
    const earlier = row['earlier'] as number[];
    if (!isSilent(Number(row['actual']), earlier)) return [];
    const usual = Math.round(earlier.reduce((sum, week) => sum + week, 0) / earlier.length);
    return [
      Object.assign(new VolumeAlert(), {
        kind: 'SILENT' as const,
        institutionCode: String(row['code']),
        since,
        actual: 0,
        usual,
        explanation: `${SILENCE.minutes}分钟内没有结算，前${SILENCE.weeks}周同一时段平均${usual}笔`,
      }),
    ];
  });
}

/** Institutions of a region whose newest reconciliation, of the month before an instant, differs more than the one before it. */
export async function growingDifferences(
  em: EntityManager,
  at: Date,
  region: string,
): Promise<VolumeAlert[]> {
  const day = dateInShanghai(at);
  const rows: Row[] = await em.execute(
    `select party, max(from_day) filter (where age = 1)::text as since,
       max(found) filter (where age = 1) as now, coalesce(max(found) filter (where age = 2), 0) as before
     from (select party, from_day, sum(found)::int as found,
         row_number() over (partition by party order by from_day desc) as age
       from "settlement"."reconciliation"
       where party_kind = 'INSTITUTION' and state <> 'SUPERSEDED' and region like ? || '%'
         and from_day between ? and ?
       group by party, from_day) counted
     where age <= 2 group by party order by party`,
    [region, addMonths(day, -1), day],
  );
  return rows.flatMap(row => {
    const [now, before] = [Number(row['now']), Number(row['before'])];
    if (!differencesGrow(now, before, GROWTH_LEAST)) return [];
    return [
      Object.assign(new VolumeAlert(), {
        kind: 'DIFFERENCES_GROW' as const,
        institutionCode: String(row['party']),
        since: startOfDay(String(row['since'])),
        actual: now,
        usual: before,
        explanation: `最近一期对账差异${now}笔，上一期${before}笔`,
      }),
    ];
  });
}
