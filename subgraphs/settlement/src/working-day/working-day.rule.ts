import { addDays, daysBetween, type CalendarDate } from '#kernel/vocabulary/calendar';
import { HOLIDAYS, type HolidayFacts } from './working-day.terms.ts';

/** Whether a day is worked: Monday to Friday but for public holidays, and the adjusted weekend days. */
export function isWorkingDay(day: CalendarDate, holidays: readonly HolidayFacts[] = HOLIDAYS): boolean {
  if (holidays.some(({ worked }) => worked.includes(day))) return true;
  if (holidays.some(({ from, to }) => from <= day && day <= to)) return false;
  // 2024-01-01 was a Monday.
  const weekday = (((daysBetween('2024-01-01', day) % 7) + 7) % 7) + 1;
  return weekday <= 5;
}

/** The day so many working days after a day, which is not counted itself. */
export function addWorkingDays(
  day: CalendarDate,
  count: number,
  holidays: readonly HolidayFacts[] = HOLIDAYS,
): CalendarDate {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = addDays(reached, 1);
    if (isWorkingDay(reached, holidays)) left -= 1;
  }
  return reached;
}

/** Working days from a day, not counted, to a later one, counted; negative when `to` is earlier. */
export function workingDaysBetween(
  from: CalendarDate,
  to: CalendarDate,
  holidays: readonly HolidayFacts[] = HOLIDAYS,
): number {
  if (to < from) return -workingDaysBetween(to, from, holidays);
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
    if (isWorkingDay(day, holidays)) count += 1;
  }
  return count;
}
