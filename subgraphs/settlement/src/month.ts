import { badUserInput } from '#kernel/graphql/errors';
import { addMonths, type CalendarDate } from '#kernel/vocabulary/calendar';

/** The first day after a month; refuses what is no month. */
export function dayAfterMonth(month: string): CalendarDate {
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month)) throw badUserInput({ 'input.month': '月份格式须为 YYYY-MM' });
  return addMonths(`${month}-01`, 1);
}

/** The first day after a month that has ended; refuses one that has not. */
export function dayAfterEndedMonth(month: string, today: CalendarDate): CalendarDate {
  const next = dayAfterMonth(month);
  if (next > today) throw badUserInput({ 'input.month': '须为已结束的月份' });
  return next;
}
