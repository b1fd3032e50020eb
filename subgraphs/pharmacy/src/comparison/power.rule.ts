import type { Fraction } from '../quantity/quantity.rule.ts';

/** Decimal places that a factor carries. */
export const FACTOR_PLACES = 60;
/** One, as a factor: factors are whole numbers of 10^-60. */
export const ONE = 10n ** BigInt(FACTOR_PLACES);

/** A positive real number in units of 10^-60. */
export type Factor = bigint;

const GUARD = 10n ** 20n;
const UNIT = ONE * GUARD;
const LN2 = naturalLog({ numerator: 2n, denominator: 1n });

/**
 * base ^ log2(x), to 60 decimal places; exact before that rounding where x is a power of two.
 * Both arguments are positive. Source: 药品差比价规则（发改价格〔2011〕2452号）, K = a^(log2 X).
 */
export function powerOfLog2(base: Fraction, x: Fraction): Factor {
  const exponent = exactLog2(x);
  if (exponent !== null) {
    const [up, down] =
      exponent >= 0 ? [base.numerator, base.denominator] : [base.denominator, base.numerator];
    const power = BigInt(Math.abs(exponent));
    return round(up ** power * ONE, down ** power);
  }
  return round(exponential((naturalLog(base) * naturalLog(x)) / LN2), GUARD);
}

/** The product of two factors, rounded to 60 places. */
export function product(a: Factor, b: Factor): Factor {
  return round(a * b, ONE);
}

/** A factor as a decimal with so many places, half-up. */
export function formatFactor(value: Factor, places: number): string {
  const scaled = round(value, 10n ** BigInt(FACTOR_PLACES - places));
  const digits = scaled.toString().padStart(places + 1, '0');
  return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}`;
}

function exactLog2(x: Fraction): number | null {
  const whole = (value: bigint) => {
    const bits = value.toString(2);
    return /^10*$/.test(bits) ? bits.length - 1 : null;
  };
  const [up, down] = [whole(x.numerator), whole(x.denominator)];
  return up === null || down === null ? null : up - down;
}

/** Natural logarithm in units of 10^-80: x = m * 2^k with m near 1, ln m = 2 artanh((m - 1) / (m + 1)). */
function naturalLog(x: Fraction): bigint {
  let [numerator, denominator, twos] = [x.numerator, x.denominator, 0n];
  for (; numerator * 2n > denominator * 3n; denominator *= 2n) twos += 1n;
  for (; numerator * 4n < denominator * 3n; numerator *= 2n) twos -= 1n;
  const z = ((numerator - denominator) * UNIT) / (numerator + denominator);
  const square = (z * z) / UNIT;
  let sum = 0n;
  let power = z;
  for (let odd = 1n; power !== 0n; odd += 2n, power = (power * square) / UNIT) sum += power / odd;
  const near = 2n * sum;
  if (twos === 0n) return near;
  return near + twos * (2n * artanhOfThird());
}

/** artanh(1/3) = ln 2 / 2. */
function artanhOfThird(): bigint {
  let sum = 0n;
  let power = UNIT / 3n;
  for (let odd = 1n; power !== 0n; odd += 2n, power /= 9n) sum += power / odd;
  return sum;
}

/** e to the power of y, both in units of 10^-80: the argument halved sixteen times, a Taylor series, squared back. */
function exponential(y: bigint): bigint {
  const halvings = 16;
  const extra = 10n ** 10n;
  const unit = UNIT * extra;
  const reduced = (y * extra) / 2n ** BigInt(halvings);
  let [sum, term] = [unit, unit];
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * reduced) / (unit * n);
    sum += term;
  }
  for (let step = 0; step < halvings; step += 1) sum = (sum * sum) / unit;
  return sum / extra;
}

function round(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}
