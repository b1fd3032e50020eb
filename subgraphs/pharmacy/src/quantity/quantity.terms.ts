/**
 * Units in which specifications state amounts.
 * Within a family amounts convert by a power of ten; between families they never do:
 * a biological unit (单位) is not an international unit (IU), and neither is a mass.
 * Source: 法定计量单位（国务院 1984-02-27）for mass, volume and length; 中国药典 凡例 for units of activity.
 */
export type UnitFamily =
  | 'MASS'
  | 'VOLUME'
  | 'UNIT'
  | 'IU'
  | 'LSU'
  | 'ANTI_XA'
  | 'CURIE'
  | 'BECQUEREL'
  | 'MOLE'
  | 'LENGTH'
  | 'ENERGY';

export interface UnitTerm {
  /** As written in a specification, in lower case. */
  readonly spellings: readonly string[];
  /** The spelling that the graph uses. */
  readonly unit: string;
  readonly family: UnitFamily;
  /** One of this unit in the base unit of its family, as a power of ten. */
  readonly power: number;
}

export const UNIT_TERMS: readonly UnitTerm[] = [
  { spellings: ['kg', '千克', '公斤'], unit: 'kg', family: 'MASS', power: 9 },
  { spellings: ['g', '克'], unit: 'g', family: 'MASS', power: 6 },
  { spellings: ['mg', '毫克'], unit: 'mg', family: 'MASS', power: 3 },
  { spellings: ['μg', 'ug', 'mcg', '微克'], unit: 'μg', family: 'MASS', power: 0 },
  { spellings: ['ng', '纳克'], unit: 'ng', family: 'MASS', power: -3 },
  { spellings: ['l', '升'], unit: 'L', family: 'VOLUME', power: 3 },
  { spellings: ['ml', '毫升'], unit: 'ml', family: 'VOLUME', power: 0 },
  { spellings: ['μl', 'ul', '微升'], unit: 'μl', family: 'VOLUME', power: -3 },
  { spellings: ['单位', 'u'], unit: '单位', family: 'UNIT', power: 0 },
  { spellings: ['iu', '国际单位'], unit: 'IU', family: 'IU', power: 0 },
  { spellings: ['lsu'], unit: 'LSU', family: 'LSU', power: 0 },
  { spellings: ['axaiu', 'axaicu'], unit: 'AXaIU', family: 'ANTI_XA', power: 0 },
  { spellings: ['mci'], unit: 'mCi', family: 'CURIE', power: 0 },
  { spellings: ['mbq'], unit: 'MBq', family: 'BECQUEREL', power: 0 },
  { spellings: ['gbq'], unit: 'GBq', family: 'BECQUEREL', power: 3 },
  { spellings: ['mmol', '毫摩尔'], unit: 'mmol', family: 'MOLE', power: 0 },
  { spellings: ['mm', '毫米'], unit: 'mm', family: 'LENGTH', power: 0 },
  { spellings: ['cm', '厘米'], unit: 'cm', family: 'LENGTH', power: 1 },
  { spellings: ['kcal', '千卡'], unit: 'kcal', family: 'ENERGY', power: 0 },
  { spellings: ['kj', '千焦'], unit: 'kJ', family: 'ENERGY', power: 0 },
];

/** Chinese numerals that multiply the number before them: 50万单位. */
export const NUMERALS: Readonly<Record<string, bigint>> = { 万: 10_000n, 亿: 100_000_000n };
