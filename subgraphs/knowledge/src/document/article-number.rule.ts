/** The place of an article in a law: 第十二条 is { number: 12, insertion: 0 }, 第十二条之一 is { number: 12, insertion: 1 }. */
export interface ArticleNumber {
  readonly number: number;
  /** n of 之n, an article inserted by an amendment without renumbering; 0 for the article itself. */
  readonly insertion: number;
}

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

const NUMERAL = '[零〇一二两三四五六七八九十百千\\d]+';
const HEAD = new RegExp(`^第\\s*(${NUMERAL})\\s*条(?:\\s*之\\s*(${NUMERAL}))?`);

/** Reads a numeral below ten thousand, written with units (一百零二), as digits (二〇二四) or in figures (102); null for anything else. */
export function parseChineseNumeral(text: string): number | null {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  if (text === '') return null;
  if (![...text].some(character => character in UNITS)) return parsePositional(text);
  let total = 0;
  let digit: number | null = null;
  let lastUnit = Infinity;
  for (const character of text) {
    const unit = UNITS[character];
    if (unit === undefined) {
      const value = DIGITS[character];
      if (value === undefined || (digit !== null && digit !== 0)) return null;
      digit = value;
      continue;
    }
    if (unit >= lastUnit) return null;
    total += (digit || 1) * unit;
    lastUnit = unit;
    digit = null;
  }
  return total + (digit ?? 0);
}

function parsePositional(text: string): number | null {
  let total = 0;
  for (const character of text) {
    const digit = DIGITS[character];
    if (digit === undefined) return null;
    total = total * 10 + digit;
  }
  return text.length === 1 || text.length === 4 ? total : null;
}

/** Writes a number from 1 to 9,999 the way a law numbers its articles: 102 is 一百零二. */
export function formatChineseNumeral(value: number): string {
  const digits = '零一二三四五六七八九';
  let text = '';
  let rest = value;
  for (const [unit, size] of [
    ['千', 1000],
    ['百', 100],
    ['十', 10],
  ] as const) {
    const digit = Math.floor(rest / size);
    if (digit > 0) text += digits[digit]! + unit;
    else if (text !== '' && !text.endsWith('零') && rest > 0) text += '零';
    rest %= size;
  }
  if (rest > 0) text += digits[rest]!;
  return text.startsWith('一十') ? text.slice(1) : text;
}

/** The article number with which a line begins, and how many characters it takes; null when the line begins otherwise. */
export function articleNumberAt(line: string): (ArticleNumber & { readonly length: number }) | null {
  const match = HEAD.exec(line);
  if (!match) return null;
  const number = parseChineseNumeral(match[1]!);
  const insertion = match[2] === undefined ? 0 : parseChineseNumeral(match[2]);
  if (!number || insertion === null) return null;
  return { number, insertion, length: match[0].length };
}

/** How the article is cited: 第十二条之一. */
export function articleLabel({ number, insertion }: ArticleNumber): string {
  const head = `第${formatChineseNumeral(number)}条`;
  return insertion === 0 ? head : `${head}之${formatChineseNumeral(insertion)}`;
}
