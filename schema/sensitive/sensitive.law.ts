/**
 * The law of `@sensitive`: which classes of personal data exist, how each is masked,
 * and which scope reveals it. Read by the subgraphs, the gateway and the schema checks.
 */

export const SENSITIVE_CLASSES = [
  'NAME',
  'ID_CARD',
  'PHONE',
  'ADDRESS',
  'BIRTH_DATE',
  'BANK_CARD',
  'MEDICAL',
  'SECRET',
] as const;

export type SensitiveClass = (typeof SENSITIVE_CLASSES)[number];
export type Searchable = 'NONE' | 'EXACT' | 'LAST4';
export type SensitiveStore = 'SEALED' | 'PLAIN';

/** Common Chinese surnames of two characters; the mask keeps the surname. */
const COMPOUND_SURNAMES = new Set(
  '欧阳 上官 司马 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 端木 南宫 独孤 长孙 宇文 轩辕 闻人 百里 东郭 西门 呼延 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 万俟 赫连'.split(
    ' ',
  ),
);

const HIDDEN = '***';

/** The characters of a value: its units, unless one of them is a rare Chinese character, which takes two. */
function charactersOf(value: string): string | readonly string[] {
  return /[\ud800-\udfff]/.test(value) ? [...value] : value;
}

function textOf(characters: string | readonly string[]): string {
  return typeof characters === 'string' ? characters : characters.join('');
}

function keepEnds(value: string, head: number, tail: number): string {
  const characters = charactersOf(value);
  const hidden = characters.length - head - tail;
  if (hidden <= 0) return '*'.repeat(Math.max(characters.length, 3));
  return (
    textOf(characters.slice(0, head)) +
    '*'.repeat(hidden) +
    textOf(characters.slice(characters.length - tail))
  );
}

function maskName(value: string): string {
  const characters = charactersOf(value.trim());
  if (characters.length <= 1) return '*';
  const compound = characters.length > 2 && COMPOUND_SURNAMES.has(textOf(characters.slice(0, 2)));
  const surname = compound ? 2 : 1;
  return textOf(characters.slice(0, surname)) + '*'.repeat(characters.length - surname);
}

/** Province and city are kept: up to the first 市, else the first 省 or 自治区, else nothing. */
function maskAddress(value: string): string {
  const kept =
    /^[^市]{1,12}市(?:市辖区)?/u.exec(value)?.[0] ?? /^[^省区]{1,8}(?:省|自治区)/u.exec(value)?.[0] ?? '';
  return kept + HIDDEN;
}

/** The mask of a class; total, so that a value which cannot be parsed is hidden whole. */
export const MASKS: Readonly<Record<SensitiveClass, (clear: string) => string>> = {
  NAME: maskName,
  ID_CARD: clear => keepEnds(clear, 3, 4),
  PHONE: clear => keepEnds(clear, 3, 4),
  ADDRESS: maskAddress,
  BIRTH_DATE: clear => (/^\d{4}-\d{2}-\d{2}$/.test(clear) ? `${clear.slice(0, 4)}-**-**` : HIDDEN),
  BANK_CARD: clear => keepEnds(clear, 0, 4),
  MEDICAL: () => HIDDEN,
  SECRET: () => HIDDEN,
};

/** What everybody sees in place of a value whose person was erased. */
export const ERASED_MASK = '［已抹除］';

/** The scope that reveals a class; SECRET has none. */
export const REVEAL_SCOPES: Readonly<Record<SensitiveClass, string | null>> = {
  NAME: 'reveal:name',
  ID_CARD: 'reveal:id-card',
  PHONE: 'reveal:phone',
  ADDRESS: 'reveal:address',
  BIRTH_DATE: 'reveal:birth-date',
  BANK_CARD: 'reveal:bank-card',
  MEDICAL: 'reveal:medical',
  SECRET: null,
};

/** Clear values of other persons that one principal may read of one subgraph on one day, unless configured otherwise. */
export const REVEALS_PER_DAY = 5000;
