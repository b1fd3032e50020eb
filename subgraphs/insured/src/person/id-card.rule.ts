import { calendarDate, parseCalendarDate, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { CHECK_CHARACTERS, CHECK_WEIGHTS, PROVINCE_CODES } from './id-card.terms.ts';

export type Gender = 'MALE' | 'FEMALE';

/** What a well-formed citizen identity number says about its holder. */
export interface IdCard {
  /** Eighteen characters, a final `x` written as `X`. */
  readonly number: string;
  /** Division of the first registration, GB/T 2260; says nothing about where a person is insured. */
  readonly divisionCode: string;
  readonly birthDate: CalendarDate;
  readonly gender: Gender;
}

export type IdCardFault = 'LENGTH' | 'CHARACTERS' | 'PROVINCE' | 'BIRTH_DATE' | 'CHECK_DIGIT';

const MESSAGES: Readonly<Record<IdCardFault, string>> = {
  LENGTH: '公民身份号码须为18位',
  CHARACTERS: '公民身份号码前17位须为数字，末位为数字或X',
  PROVINCE: '公民身份号码的省级代码不存在',
  BIRTH_DATE: '公民身份号码中的出生日期不存在或晚于当日',
  CHECK_DIGIT: '公民身份号码校验码不符',
};

/**
 * Decides whether a text is a citizen identity number, and what it says of its holder.
 * The refusal names the first fault and never repeats the number.
 *
 * Source: GB 11643-1999 Citizen identification number, clause 4; GB/T 2260-2007.
 */
export function readIdCard(
  text: string,
  today: CalendarDate,
): Result<IdCard, RefusalFacts<'MALFORMED_ID_CARD'>> {
  const number = text.toUpperCase();
  if (number.length !== 18) return malformed('LENGTH');
  if (!/^\d{17}[\dX]$/.test(number)) return malformed('CHARACTERS');
  if (!PROVINCE_CODES.has(number.slice(0, 2))) return malformed('PROVINCE');
  const born = parseCalendarDate(
    calendarDate(Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14))),
  );
  if (!born.ok || born.value > today) return malformed('BIRTH_DATE');
  if (checkCharacter(number) !== number[17]) return malformed('CHECK_DIGIT');
  return accept({
    number,
    divisionCode: number.slice(0, 6),
    birthDate: born.value,
    gender: Number(number[16]) % 2 === 1 ? 'MALE' : 'FEMALE',
  });
}

/** The eighteenth character that belongs to the first seventeen digits (ISO 7064, MOD 11-2). */
export function checkCharacter(digits: string): string {
  const total = CHECK_WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
  return CHECK_CHARACTERS.charAt(total % 11);
}

function malformed(fault: IdCardFault) {
  return refuse('MALFORMED_ID_CARD', MESSAGES[fault], { fault });
}
