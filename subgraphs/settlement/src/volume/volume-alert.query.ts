import type { EntityManager, Row } from '#kernel/persistence/database';
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
        ...{ kind: 'SILENT' as const, institutionCode: String(row['code']), since, actual: 0, usual },
        explanation: `${SILENCE.minutes}分钟内没有结算，前${SILENCE.weeks}周同一时段平均${usual}笔`,
      }),
    ];
  });
}
