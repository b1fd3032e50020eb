import { accept, refuse, type RefusalFacts, type Result } from './result.ts';

/** An amount in whole 分 (1 yuan = 100). Never a float. */
export type Fen = bigint;

/** A dimensionless decimal in millionths: `600_000n` is 0.6. */
export type Ratio = bigint & { readonly __ratio?: never };

export const ZERO: Fen = 0n;

/** The largest amount that the graph accepts: 10^12 分 (ten billion yuan). */
export const LARGEST_AMOUNT: Fen = 1_000_000_000_000n;

const RATIO_UNIT = 1_000_000n;

/** Reads an amount from its wire form, a decimal integer of 分: `"12345"` is 123.45 yuan. */
export function parseFen(text: string): Result<Fen, RefusalFacts<'INVALID_MONEY'>> {
  if (!/^-?(0|[1-9]\d{0,15})$/.test(text) || text === '-0') {
    return refuse('INVALID_MONEY', '金额须为以分为单位的整数');
  }
  return accept(BigInt(text));
}

/** Amount of so many yuan given as a decimal with at most two places; for terms and tests. */
export function yuan(text: string | number): Fen {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(text));
  if (!match) throw new RangeError(`not an amount in yuan: ${text}`);
  const fen = BigInt(match[2]!) * 100n + BigInt((match[3] ?? '').padEnd(2, '0') || '0');
  return match[1] ? -fen : fen;
}

/** Reads a ratio such as `"0.6"` or `"1"`; at most six decimal places. */
export function ratio(text: string): Ratio {
  const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text);
  if (!match) throw new RangeError(`not a ratio: ${text}`);
  return BigInt(match[1]!) * RATIO_UNIT + BigInt((match[2] ?? '').padEnd(6, '0'));
}

/** Writes a ratio as a decimal string without trailing zeros. */
export function formatRatio(value: Ratio): string {
  const sign = value < 0n ? '-' : '';
  const magnitude = value < 0n ? -value : value;
  const fraction = (magnitude % RATIO_UNIT).toString().padStart(6, '0').replace(/0+$/, '');
  return `${sign}${magnitude / RATIO_UNIT}${fraction ? `.${fraction}` : ''}`;
}

/** Quotient rounded half-up (away from zero at the half); the divisor is positive. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const doubled = 2n * (dividend < 0n ? -dividend : dividend) + divisor;
  const quotient = doubled / (2n * divisor);
  return dividend < 0n ? -quotient : quotient;
}

/** The share of an amount, rounded once, half-up, to the 分. */
export function shareOf(amount: Fen, share: Ratio): Fen {
  return divideHalfUp(amount * share, RATIO_UNIT);
}

/** Sum of amounts. */
export function sum(amounts: Iterable<Fen>): Fen {
  let total = ZERO;
  for (const amount of amounts) total += amount;
  return total;
}

/** The smaller of two amounts. */
export function atMost(amount: Fen, limit: Fen): Fen {
  return amount < limit ? amount : limit;
}

/** The larger of two amounts. */
export function atLeast(amount: Fen, floor: Fen): Fen {
  return amount > floor ? amount : floor;
}

/** Writes an amount in yuan with two places, as files carry it: `-123.45`. */
export function inYuan(amount: Fen): string {
  const magnitude = amount < 0n ? -amount : amount;
  return `${amount < 0n ? '-' : ''}${magnitude / 100n}.${(magnitude % 100n).toString().padStart(2, '0')}`;
}

/** Writes an amount for people: `123.45元`. */
export function formatYuan(amount: Fen): string {
  return `${inYuan(amount)}元`;
}
