import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Dice } from './dice.ts';
import type { DemoGender } from './world.types.ts';

/** An id shaped like a UUIDv7 of that instant; ids of later instants sort after it. */
export function uuidAt(milliseconds: number, dice: Dice): string {
  const time = Math.floor(milliseconds / 0x10000);
  const [a, b, c] = [dice.bits(), dice.bits(), dice.bits()];
  const low = hex4(milliseconds % 0x10000);
  const version = hex4(0x7000 | (a & 0xfff));
  const variant = hex4(0x8000 | ((a >>> 12) & 0x3fff));
  return `${hex4(time >>> 16)}${hex4(time)}-${low}-${version}-${variant}-${hex4(b >>> 16)}${hex4(b)}${hex4(c)}`;
}

/** The lowest sixteen bits in four digits. */
function hex4(value: number): string {
  return (0x10000 | (value & 0xffff)).toString(16).slice(1);
}

/** The instant of a time of day in Asia/Shanghai. */
export function instantAt(day: CalendarDate, minuteOfDay: number): number {
  return Date.parse(`${day}T00:00:00Z`) + (minuteOfDay - 8 * 60) * 60_000;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of the first seventeen digits. Source: GB 11643-1999, ISO 7064 MOD 11-2. */
export function idCardCheckCharacter(seventeen: string): string {
  const weighted = WEIGHTS.reduce((total, weight, index) => total + weight * Number(seventeen[index]), 0);
  return '10X98765432'[weighted % 11]!;
}

/** The division code of the city as a whole: well-formed, and never issued to a person. */
const CITY_LEVEL = '310000';

/** Writes id cards that nobody holds, each once. */
export class IdCards {
  private readonly written = new Set<string>();

  constructor(private readonly dice: Dice) {}

  next(birthDate: CalendarDate, gender: DemoGender): string {
    for (;;) {
      // The sequence number is odd for men and even for women.
      const sequence = this.dice.between(1, 498) * 2 + (gender === 'MALE' ? 1 : 0);
      const seventeen = `${CITY_LEVEL}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
      const idCard = seventeen + idCardCheckCharacter(seventeen);
      if (!this.written.has(idCard)) {
        this.written.add(idCard);
        return idCard;
      }
    }
  }
}

/** The number range 154 is assigned to no operator: well-formed mobile numbers that nobody answers. */
export function phoneNumber(serial: number): string {
  return `154${String(serial).padStart(8, '0')}`;
}
