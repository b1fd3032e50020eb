import { badUserInput, forbidden } from '#kernel/graphql/errors';
import { regionLimit, type Principal } from '#kernel/identity/principal';
import { daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';

const LONGEST_DAYS = 400;

/** Which days and which institutions are summed up. */
export interface DayFilter {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Prefix of the division of the institution. */
  readonly region: string | null;
}

/** Refuses a range that is none or too long, and a region beyond the principal's; yields the region to sum up. */
export function checkDays({ from, to, region }: DayFilter, principal: Principal): string {
  const span = daysBetween(from, to);
  if (span < 0) throw badUserInput({ to: '不得早于开始日期' });
  if (span > LONGEST_DAYS) throw badUserInput({ to: `区间不得超过${LONGEST_DAYS}天` });
  return checkRegion(region, principal);
}

/** Refuses a region that is none, or beyond the principal's; yields the prefix to sum up. */
export function checkRegion(region: string | null, principal: Principal): string {
  if (region !== null && !/^\d{2}(\d{2}(\d{2})?)?$/.test(region)) {
    throw badUserInput({ region: '须为2、4或6位区划代码' });
  }
  const limit = regionLimit(principal);
  if (limit !== null && region !== null && !region.startsWith(limit)) throw forbidden('不在您的数据范围内');
  return region ?? limit ?? '';
}
