import { addMonths, daysBetween } from '#kernel/vocabulary/calendar';
import { formatYuan, sum, type Fen } from '#kernel/vocabulary/money';
import { groupBy } from '../fee-review/grouping.rule.ts';
import {
  HIGH_FREQUENCY_MONTHS,
  HIGH_FREQUENCY_PERCENTILE,
  REFILL_TOLERANCE_DAYS,
  SMALLEST_POPULATION,
  type Lead,
  type ModelParameters,
  type PurchaseThreshold,
  type SettledLine,
} from './suspicion.terms.ts';

/** Finds the indicators of one model in a person's settled lines, in order of service. */
type Model = (lines: readonly SettledLine[], parameters: ModelParameters) => Lead[];

/** The models over one person's history. A further model is a further entry. */
const MODELS: Readonly<
  Record<'DUPLICATE_ITEM_SAME_DAY' | 'REFILL_TOO_EARLY' | 'HIGH_FREQUENCY_PURCHASE', Model>
> = {
  DUPLICATE_ITEM_SAME_DAY: findDuplicates,
  REFILL_TOO_EARLY: findEarlyRefills,
  HIGH_FREQUENCY_PURCHASE: findFrequentPurchases,
};

/**
 * The indicators of a person's history in which at least one of the given claims takes part.
 * Lines of no positive quantity (returns) are no use of anything and raise nothing.
 */
export function findLeads(
  history: readonly SettledLine[],
  claimIds: ReadonlySet<string>,
  parameters: ModelParameters,
): Lead[] {
  const lines = history
    .filter(line => line.quantity > 0n)
    .sort((a, b) => compare(a.serviceDate, b.serviceDate) || compare(a.id, b.id));
  return Object.values(MODELS)
    .flatMap(model => model(lines, parameters))
    .filter(lead => lead.claimIds.some(claimId => claimIds.has(claimId)));
}

/** The same item on the same day at more than one institution. */
function findDuplicates(lines: readonly SettledLine[]): Lead[] {
  const groups = groupBy(lines, line => `${line.itemCode} ${line.serviceDate}`);
  return [...groups.values()].flatMap(group => {
    const institutions = unique(group.map(line => line.institutionCode));
    if (institutions.length < 2) return [];
    const { itemCode, itemName, serviceDate } = group[0]!;
    return [
      lead('DUPLICATE_ITEM_SAME_DAY', `${itemCode} ${serviceDate}`, group, itemCode, {
        项目: itemName,
        服务日期: serviceDate,
        机构: institutions.join('、'),
        次数: String(group.length),
      }),
    ];
  });
}

/**
 * The next fill of a substance well before the earlier supply ends: gap < days of supply − 3, in calendar days.
 * Other drugs in between do not break the sequence; fills of one day belong together.
 */
function findEarlyRefills(lines: readonly SettledLine[]): Lead[] {
  const fills = lines.filter(line => line.genericName !== null);
  return [...groupBy(fills, line => line.genericName!).values()].flatMap(ofSubstance => {
    const days = [...groupBy(ofSubstance, line => line.serviceDate).values()];
    return days.slice(1).flatMap((later, at) => {
      const earlier = days[at]!;
      const supply = earlier.reduce((total, line) => total + (line.daysOfSupply ?? 0), 0);
      const gap = daysBetween(earlier[0]!.serviceDate, later[0]!.serviceDate);
      if (gap >= supply - REFILL_TOLERANCE_DAYS) return [];
      const { genericName, itemCode, serviceDate } = later[0]!;
      return [
        lead('REFILL_TOO_EARLY', `${genericName} ${serviceDate}`, [...earlier, ...later], itemCode, {
          通用名: genericName!,
          前次配药: earlier[0]!.serviceDate,
          本次配药: serviceDate,
          间隔: `${gap}天`,
          前次用药天数: `${supply}天`,
        }),
      ];
    });
  });
}

/** Purchases of a claim's drugs: when, and at what cost. */
interface Purchase {
  readonly lines: readonly SettledLine[];
  readonly day: string;
  readonly cost: Fen;
}

/** At least so many purchases in three months, and one of them costlier than the threshold. */
function findFrequentPurchases(lines: readonly SettledLine[], parameters: ModelParameters): Lead[] {
  const all = purchases(lines);
  const leads = new Map<string, Lead>();
  for (const last of all) {
    const month = last.day.slice(0, 7);
    const threshold = parameters.highFrequency(month);
    if (threshold === null) continue;
    const from = addMonths(last.day, -HIGH_FREQUENCY_MONTHS);
    const window = all.filter(purchase => purchase.day > from && purchase.day <= last.day);
    const highest = window.reduce((cost, purchase) => (purchase.cost > cost ? purchase.cost : cost), 0n);
    if (window.length < threshold.purchases || highest <= threshold.singleCost) continue;
    // One indicator a month: the fullest window of the month stands for those that slide through it.
    leads.set(
      month,
      lead(
        'HIGH_FREQUENCY_PURCHASE',
        month,
        window.flatMap(purchase => purchase.lines),
        null,
        {
          起止日期: `${window[0]!.day}至${last.day}`,
          购药次数: `${window.length}次（阈值${threshold.purchases}次）`,
          最高单次费用: `${formatYuan(highest)}（阈值${formatYuan(threshold.singleCost)}）`,
          阈值人群: `${threshold.population}人`,
        },
      ),
    );
  }
  return [...leads.values()];
}

function purchases(lines: readonly SettledLine[]): Purchase[] {
  const drugs = lines.filter(line => line.genericName !== null && line.visitType !== 'INPATIENT');
  return [...groupBy(drugs, line => line.claimId).values()].map(ofClaim => ({
    lines: ofClaim,
    day: ofClaim[0]!.serviceDate,
    cost: sum(ofClaim.map(line => line.amount)),
  }));
}

/** What one person bought in a window: how often, and the costliest purchase. */
export interface PurchaseSummary {
  readonly purchases: number;
  readonly highestCost: Fen;
}

/** The threshold of 高频购药 for a population: its 99.5th percentiles, by nearest rank. */
export function highFrequencyThreshold(population: readonly PurchaseSummary[]): PurchaseThreshold | null {
  if (population.length < SMALLEST_POPULATION) return null;
  return {
    purchases: nearestRank(population.map(person => person.purchases)),
    singleCost: nearestRank(population.map(person => person.highestCost)),
    population: population.length,
  };
}

/** The nearest-rank percentile: the smallest value that at least 99.5% of the values do not exceed. */
export function nearestRank<T extends number | bigint>(values: readonly T[]): T {
  const sorted = [...values].sort((a, b) => compare(a, b));
  const { numerator, denominator } = HIGH_FREQUENCY_PERCENTILE;
  const position = Math.ceil((sorted.length * numerator) / denominator);
  return sorted[Math.max(position, 1) - 1]!;
}

function lead(
  model: Lead['model'],
  key: string,
  lines: readonly SettledLine[],
  itemCode: string | null,
  evidence: Readonly<Record<string, string>>,
): Lead {
  return {
    model,
    rule: model,
    key,
    claimIds: unique(lines.map(line => line.claimId)),
    lineIds: lines.map(line => line.id),
    itemCode,
    evidence: Object.entries(evidence).map(([name, value]) => ({ name, value })),
  };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
