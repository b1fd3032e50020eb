import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager, Row } from '#kernel/persistence/database';
import { checkRegion } from '../day-range.ts';
import { checkPeriod, MINUTE_MS, VOLUME_STEPS, type VolumePeriod } from './volume.rule.ts';
import { LAST_WEEK_DAYS, LAST_YEAR_DAYS } from './volume.terms.ts';
import {
  TransactionVolume,
  VolumeComparison,
  VolumeFigures,
  VolumePoint,
  VolumeSlice,
  type VolumeDimension,
} from './volume.type.ts';

/** Which period of which institutions. */
export interface VolumeFilter extends VolumePeriod {
  /** Prefix of the division of the institutions; empty for all. */
  readonly region: string;
  readonly institution: string | null;
}

/** What is asked for, limited to what the principal may see. */
export function volumeFilter(
  period: VolumePeriod,
  { region, institution }: { readonly region: string | null; readonly institution: string | null },
  principal: Principal,
): VolumeFilter {
  const checked = checkPeriod(period);
  if (!checked.ok) throw badUserInput({ [checked.refusal.code]: checked.refusal.message });
  return { ...period, region: checkRegion(region, principal), institution };
}

/** The periods that stand beside each other, as `(which, days earlier)`. */
const PERIODS = `(values ('current', 0), ('lastWeek', ${LAST_WEEK_DAYS}), ('lastYear', ${LAST_YEAR_DAYS})) period (which, days)
  join "settlement"."volume_minute" kept
    on kept.minute >= ?::timestamptz - make_interval(days => period.days)
    and kept.minute < ?::timestamptz - make_interval(days => period.days)
  where kept.institution_region like ? || '%' and (?::text is null or kept.institution_code = ?)`;

const FIGURES = `sum(settlements)::int as settlements, sum(undone)::int as undone,
  sum(total)::text as total, sum(fund_paid)::text as fund_paid`;

const DIMENSIONS: Readonly<Record<VolumeDimension, string>> = {
  INSTITUTION: 'kept.institution_code',
  DISTRICT: 'kept.institution_region',
  CHANNEL: 'kept.channel',
  VISIT_TYPE: 'kept.visit_type',
};

/** Reads a period with its comparisons, point by point, in one statement. */
export async function readVolume(em: EntityManager, filter: VolumeFilter): Promise<TransactionVolume> {
  const { from, to, step } = filter;
  const stepMs = VOLUME_STEPS[step] * MINUTE_MS;
  const rows: Row[] = await em.execute(
    `select period.which, ${FIGURES},
       floor(extract(epoch from kept.minute + make_interval(days => period.days) - ?::timestamptz) / ?)::int as point
     from ${PERIODS} group by 1, point`,
    [from.toISOString(), stepMs / 1000, ...parametersOf(filter)],
  );
  const tally = new Tally<number>();
  for (const row of rows) tally.add(Number(row['point']), row);
  const steps = Math.ceil((to.getTime() - from.getTime()) / stepMs);
  const points = Array.from({ length: steps }, (_, index) =>
    Object.assign(new VolumePoint(), {
      at: new Date(from.getTime() + index * stepMs),
      compared: tally.of(index),
    }),
  );
  return Object.assign(new TransactionVolume(), { filter, from, to, step, compared: tally.whole, points });
}

/** The parts of a period by a dimension, the largest first, in one statement. */
export async function readSlices(
  em: EntityManager,
  filter: VolumeFilter,
  by: VolumeDimension,
  first: number,
): Promise<VolumeSlice[]> {
  const rows: Row[] = await em.execute(
    `select period.which, ${DIMENSIONS[by]} as key, ${FIGURES} from ${PERIODS} group by 1, 2`,
    parametersOf(filter),
  );
  const tally = new Tally<string>();
  for (const row of rows) tally.add(String(row['key']), row);
  return tally
    .entries()
    .map(([key, compared]) =>
      Object.assign(new VolumeSlice(), { key, compared, byInstitution: by === 'INSTITUTION' }),
    )
    .sort(
      (a, b) => b.compared.current.settlements - a.compared.current.settlements || (a.key < b.key ? -1 : 1),
    )
    .slice(0, first);
}

function parametersOf({ from, to, region, institution }: VolumeFilter): (string | null)[] {
  return [from.toISOString(), to.toISOString(), region, institution, institution];
}

/** Adds up rows of figures by key, and all of them. */
class Tally<Key> {
  readonly whole = nothing();
  readonly #byKey = new Map<Key, VolumeComparison>();

  add(key: Key, row: Row): void {
    const compared = this.#byKey.get(key) ?? nothing();
    this.#byKey.set(key, compared);
    for (const { [row['which'] as keyof VolumeComparison]: figures } of [compared, this.whole]) {
      figures.settlements += Number(row['settlements']);
      figures.undone += Number(row['undone']);
      figures.total += BigInt(String(row['total']));
      figures.fundPaid += BigInt(String(row['fund_paid']));
    }
  }

  of(key: Key): VolumeComparison {
    return this.#byKey.get(key) ?? nothing();
  }

  entries(): [Key, VolumeComparison][] {
    return [...this.#byKey];
  }
}

function nothing(): VolumeComparison {
  const figures = () =>
    Object.assign(new VolumeFigures(), { settlements: 0, undone: 0, total: 0n, fundPaid: 0n });
  return Object.assign(new VolumeComparison(), {
    current: figures(),
    lastWeek: figures(),
    lastYear: figures(),
  });
}
