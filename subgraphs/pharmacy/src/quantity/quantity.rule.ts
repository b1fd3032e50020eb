import { UNIT_TERMS, type UnitTerm } from './quantity.terms.ts';

/** An exact fraction in lowest terms with a positive denominator; a sixth of a gram stays a sixth. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** So much of a unit, exactly. */
export interface Quantity {
  readonly value: Fraction;
  readonly unit: string;
}

export function fraction(numerator: bigint, denominator: bigint = 1n): Fraction {
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator * sign) || 1n;
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

/** The fraction written as a decimal such as `0.125`; the caller has matched the digits. */
export function decimal(text: string): Fraction {
  const [whole = '0', places = ''] = text.split('.');
  return fraction(BigInt(whole + places), 10n ** BigInt(places.length));
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function equal(a: Fraction, b: Fraction): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Writes a fraction as a decimal: exact where it ends within so many places, else rounded to them, half-up. */
export function formatDecimal(value: Fraction, mostPlaces = 6): string {
  const places = Math.min(endsAfter(value.denominator) ?? mostPlaces, mostPlaces);
  const scale = 10n ** BigInt(places);
  const scaled = (2n * value.numerator * scale + value.denominator) / (2n * value.denominator);
  const digits = scaled.toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  const fractional = digits.slice(cut).replace(/0+$/, '');
  return fractional ? `${digits.slice(0, cut)}.${fractional}` : digits.slice(0, cut);
}

const bySpelling = new Map(
  UNIT_TERMS.flatMap(term => term.spellings.map(spelling => [spelling, term] as const)),
);
const byUnit = new Map(UNIT_TERMS.map(term => [term.unit, term]));

/** The unit that a spelling such as `mcg`, `克` or `IU` names; null where it names none. */
export function unitSpelled(spelling: string): UnitTerm | null {
  return bySpelling.get(spelling.toLowerCase()) ?? null;
}

/** The term of a unit as the graph spells it; null for a counted unit such as 揿. */
export function unitTerm(unit: string): UnitTerm | null {
  return byUnit.get(unit) ?? null;
}

/** Whether two units measure the same thing and so convert into each other. */
export function sameFamily(a: string, b: string): boolean {
  return a === b || (byUnit.get(a) !== undefined && byUnit.get(a)?.family === byUnit.get(b)?.family);
}

/** The quotient of two quantities of one family; null where they measure different things or the divisor is zero. */
export function quotient(a: Quantity, b: Quantity): Fraction | null {
  if (!sameFamily(a.unit, b.unit) || b.value.numerator === 0n) return null;
  const powers = (byUnit.get(a.unit)?.power ?? 0) - (byUnit.get(b.unit)?.power ?? 0);
  const scale = powers >= 0 ? fraction(10n ** BigInt(powers)) : fraction(1n, 10n ** BigInt(-powers));
  return times(over(a.value, b.value), scale);
}

function endsAfter(denominator: bigint): number | null {
  let [rest, twos, fives] = [denominator, 0, 0];
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  return rest === 1n ? Math.max(twos, fives) : null;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
