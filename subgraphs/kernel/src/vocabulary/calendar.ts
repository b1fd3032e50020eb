import { accept, refuse, type RefusalFacts, type Result } from './result.ts';

/** A calendar date in Asia/Shanghai, `YYYY-MM-DD`; such strings order as dates do. */
export type CalendarDate = string & { readonly __calendarDate?: never };

/** Tells the present; injected everywhere, so that a test decides what day it is. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const DAY_MS = 86_400_000;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** Reads a date that exists in the calendar, between 1900 and 2199. */
export function parseCalendarDate(text: string): Result<CalendarDate, RefusalFacts<'INVALID_DATE'>> {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    if (exists && year >= 1900 && year <= 2199) return accept(text);
  }
  return refuse('INVALID_DATE', '日期须为存在的日历日期，格式 YYYY-MM-DD');
}

/** The date written in a literal; for terms and tests. */
export function date(text: string): CalendarDate {
  const parsed = parseCalendarDate(text);
  if (!parsed.ok) throw new RangeError(`not a date: ${text}`);
  return parsed.value;
}

/** The calendar date in Asia/Shanghai (no daylight saving time since 1991) of an instant. */
export function dateInShanghai(instant: Date): CalendarDate {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** Today in Asia/Shanghai. */
export function today(clock: Clock): CalendarDate {
  return dateInShanghai(clock.now());
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function yearOf(day: CalendarDate): number {
  return Number(day.slice(0, 4));
}

export function monthOf(day: CalendarDate): number {
  return Number(day.slice(5, 7));
}

export function calendarDate(year: number, month: number, day: number): CalendarDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function toDayNumber(day: CalendarDate): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function addDays(day: CalendarDate, days: number): CalendarDate {
  return new Date((toDayNumber(day) + days) * DAY_MS).toISOString().slice(0, 10);
}

/** Adds calendar months; the day is clamped to the month's end (31 January + 1 month = 28 February). */
export function addMonths(day: CalendarDate, months: number): CalendarDate {
  const index = yearOf(day) * 12 + (monthOf(day) - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return calendarDate(year, month, Math.min(Number(day.slice(8, 10)), daysInMonth(year, month)));
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return toDayNumber(to) - toDayNumber(from);
}

export function earlier(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a < b ? a : b;
}

export function later(a: CalendarDate, b: CalendarDate): CalendarDate {
  return a > b ? a : b;
}

/** Completed years of life on a day; a birthday on 29 February counts from 1 March in common years. */
export function ageOn(birthDate: CalendarDate, day: CalendarDate): number {
  const years = yearOf(day) - yearOf(birthDate);
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The instant at which a calendar date begins in Asia/Shanghai. */
export function startOfDay(day: CalendarDate): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_OFFSET_MS);
}
