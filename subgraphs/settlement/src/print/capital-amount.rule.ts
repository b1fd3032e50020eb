import type { Fen } from '#kernel/vocabulary/money';

const DIGITS = [...'零壹贰叁肆伍陆柒捌玖'];

/** Places with a name, largest first. */
const PLACES = [
  [100_000_000n, '亿'],
  [10_000n, '万'],
  [1_000n, '仟'],
  [100n, '佰'],
  [10n, '拾'],
] as const;

/**
 * An amount in capital numerals (大写), as papers of payment carry it beside the figures: 壹仟肆佰零玖元伍角.
 * Zeros between digits are one 零, and so is what ends the yuan in a zero or has no 角 before its 分; a 万 or 亿 that ends
 * in a zero needs none. Whole yuan end in 整.
 *
 * Source: 支付结算办法 附一 正确填写票据和结算凭证的基本规定 第三条、第四条 (1997-12-01).
 */
export function capitalAmount(amount: Fen): string {
  if (amount < 0n) return `负${capitalAmount(-amount)}`;
  const [whole, jiao, fen] = [amount / 100n, (amount / 10n) % 10n, amount % 10n];
  const yuan = whole > 0n || amount === 0n ? `${capitalNumber(whole)}元` : '';
  if (jiao === 0n && fen === 0n) return `${yuan}整`;
  const gap = yuan && (jiao === 0n || whole % 10n === 0n) ? '零' : '';
  return `${yuan}${gap}${jiao > 0n ? `${digit(jiao)}角` : ''}${fen > 0n ? `${digit(fen)}分` : ''}`;
}

function capitalNumber(value: bigint): string {
  const place = PLACES.find(([size]) => value >= size);
  if (!place) return digit(value);
  const [size, name] = place;
  const rest = value % size;
  const gap = rest < size / 10n ? '零' : '';
  return `${capitalNumber(value / size)}${name}${rest > 0n ? `${gap}${capitalNumber(rest)}` : ''}`;
}

function digit(value: bigint): string {
  return DIGITS[Number(value)]!;
}
