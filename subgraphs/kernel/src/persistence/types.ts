import { Type } from '@mikro-orm/core';
import type { CalendarDate } from '../vocabulary/calendar.ts';
import type { Fen } from '../vocabulary/money.ts';

/** A `date` column as a calendar date string, whatever the driver makes of it. */
export class CalendarDateType extends Type<CalendarDate | null, string | null> {
  override convertToJSValue(value: unknown): CalendarDate | null {
    if (value === null || value === undefined) return null;
    // A driver's Date stands for midnight of the day, in UTC or in the zone of the process.
    if (value instanceof Date) {
      const utcMidnight = value.getUTCHours() === 0 && value.getUTCMinutes() === 0;
      const [year, month, day] = utcMidnight
        ? [value.getUTCFullYear(), value.getUTCMonth(), value.getUTCDate()]
        : [value.getFullYear(), value.getMonth(), value.getDate()];
      return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
    }
    return String(value).slice(0, 10);
  }

  override convertToDatabaseValue(value: unknown): string | null {
    return value === null || value === undefined ? null : String(value).slice(0, 10);
  }

  override getColumnType(): string {
    return 'date';
  }

  override compareAsType(): string {
    return 'string';
  }

  override get runtimeType(): string {
    return 'string';
  }
}

/** A `bigint` column as exact 分 (or any whole number that must not become a float). */
export class FenType extends Type<Fen | null, string | null> {
  override convertToJSValue(value: unknown): Fen | null {
    return value === null || value === undefined ? null : BigInt(value as string | number | bigint);
  }

  override convertToDatabaseValue(value: unknown): string | null {
    return value === null || value === undefined ? null : String(value);
  }

  override getColumnType(): string {
    return 'bigint';
  }

  override compareAsType(): string {
    return 'string';
  }

  override get runtimeType(): string {
    return 'bigint';
  }
}
