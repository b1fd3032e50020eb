/** A value as it is read from afar: a short number, and what it counts. */
export interface Readable {
  readonly value: string;
  readonly unit: string;
}

const WAN = 10_000n;
const YI = 100_000_000n;
const GROUPS = /\B(?=(\d{3})+$)/g;

/** An amount in 分 as 元, 万元 or 亿元 with two decimals, rounded half away from zero. */
export function money(fen: string | bigint): Readable {
  const amount = BigInt(fen);
  const size = amount < 0n ? -amount : amount;
  const [divisor, unit] = size >= YI * 100n ? [YI, '亿元'] : size >= WAN * 100n ? [WAN, '万元'] : [1n, '元'];
  const hundredths = (size + divisor / 2n) / divisor;
  const whole = String(hundredths / 100n).replaceAll(GROUPS, ',');
  const cents = String(hundredths % 100n).padStart(2, '0');
  return { value: `${amount < 0n ? '−' : ''}${whole}.${cents}`, unit };
}

/** An amount in 分 as one text. */
export function moneyText(fen: string | bigint): string {
  const { value, unit } = money(fen);
  return `${value} ${unit}`;
}

/** An amount in 分 as a number of 元 for an axis, where the last digits cannot be seen. */
export function yuan(fen: string): number {
  return Number(fen) / 100;
}

/** A whole number: in full up to a million, then in 万 and 亿. */
export function count(number: number): string {
  if (number >= 1e8) return `${(number / 1e8).toFixed(2)} 亿`;
  if (number >= 1e6) return `${(number / 1e4).toFixed(1)} 万`;
  return String(Math.round(number)).replaceAll(GROUPS, ',');
}

/** A ratio as a percentage with one decimal. */
export function percent(ratio: string | number): string {
  return `${(Number(ratio) * 100).toFixed(1)}%`;
}

/** By what part a number has changed; null where there was nothing to compare with. */
export function change(now: number | bigint, before: number | bigint): number | null {
  return Number(before) === 0 ? null : (Number(now) - Number(before)) / Number(before);
}
