/**
 * Words that count in a specification, and what they say of the thing counted.
 * Source: 医疗保障局药品分类与代码数据库 field 最小制剂单位 and 最小包装单位; s and # are hospital shorthand.
 */

/** Things taken one by one; they stand innermost: 24片. */
export const DISCRETE_WORDS = ['片', '粒', '丸', '枚', '贴', '颗', '锭', '块'] as const;

/** Metered doses out of one container: 60揿/瓶. */
export const DOSE_WORDS = ['揿', '喷', '吸', '掀', '泡'] as const;

/** Containers; the innermost one is the smallest unit of a filled form: 10ml*10支. */
export const CONTAINER_WORDS = [
  '安瓿',
  '西林瓶',
  '预充式注射器',
  '注射器',
  '小盒',
  '大盒',
  '中盒',
  '小袋',
  '小瓶',
  '泡罩',
  '软管',
  '铝管',
  '支',
  '袋',
  '瓶',
  '包',
  '管',
  '听',
  '罐',
  '板',
  '版',
  '盒',
  '桶',
  '箱',
  '条',
  '排',
  '筒',
  '卷',
  '套',
  '杯',
] as const;

/** Shorthand for tablets or capsules; the dose form tells which. */
export const SHORTHAND_WORDS = ['s', '#'] as const;

/** What a specification calls tablets or capsules where the dose form does not tell which. */
export const TABLET_OR_CAPSULE = '片粒';

/** Spellings of one and the same counted unit. */
export const WORD_SYNONYMS: Readonly<Record<string, string>> = {
  掀: '揿',
  版: '板',
  颗: '粒',
  小盒: '盒',
  大盒: '盒',
  中盒: '盒',
  小袋: '袋',
  小瓶: '瓶',
};

/** What the amount after 每… is: the weight of the unit, the crude herb it stands for, or its active content. */
export const BASIS_WORDS = [
  ['相当于总药材', 'HERB_EQUIVALENT'],
  ['相当于原生药', 'HERB_EQUIVALENT'],
  ['相当于原药材', 'HERB_EQUIVALENT'],
  ['相当于饮片', 'HERB_EQUIVALENT'],
  ['相当于', 'HERB_EQUIVALENT'],
  ['含', 'CONTENT'],
  ['重', 'WEIGHT'],
  ['装', 'WEIGHT'],
] as const;

/** Beginnings of a bracket that says how an amount is to be understood, not another amount. */
export const REMARK_BEGINNINGS = ['含', '以', '按', '相当于', '附', '内含', '带', '保险子'] as const;
