/**
 * How a dose form is filled, which decides what an amount in its specification means:
 * DISCRETE units (a tablet) state what one unit contains, SEMISOLID and LIQUID forms state what a container holds,
 * POWDER forms (granules, powders) state either, and only the licence tells which.
 */
export type DoseFormKind = 'DISCRETE' | 'SEMISOLID' | 'LIQUID' | 'POWDER' | 'METERED';

export interface DoseFormTerm {
  readonly code: string;
  readonly name: string;
  readonly kind: DoseFormKind;
  /** Endings of a generic name or of a dose form that mean this form. */
  readonly endings: readonly string[];
  /** The smallest unit where a specification leaves it unnamed (`25mg*20/盒`). */
  readonly unit: string | null;
}

/**
 * Dose forms, the more particular first: 肠溶片 is asked before 片.
 * Source: 中国药典 2020年版 四部 通则0100 制剂通则; 药品差比价规则（发改价格〔2011〕2452号）附表 for the forms kept apart.
 */
export const DOSE_FORMS: readonly DoseFormTerm[] = [
  form('VAGINAL_TABLET', '阴道片', 'DISCRETE', '片', '阴道泡腾片', '阴道片'),
  form(
    'SUSTAINED_TABLET',
    '缓释控释片',
    'DISCRETE',
    '片',
    '缓释片',
    '控释片',
    '缓释咀嚼片',
    '片剂(缓释)',
    '片剂(控释)',
  ),
  form(
    'ENTERIC_TABLET',
    '肠溶片',
    'DISCRETE',
    '片',
    '肠溶片',
    '肠溶缓释片',
    '片剂(肠溶)',
    '片剂(肠溶衣)',
    '肠溶片剂',
  ),
  form('DISPERSIBLE_TABLET', '分散片', 'DISCRETE', '片', '分散片', '分散片剂'),
  form('ORODISPERSIBLE_TABLET', '口崩片', 'DISCRETE', '片', '口崩片', '口腔崩解片', '片剂(口崩片)'),
  form('CHEWABLE_TABLET', '咀嚼片', 'DISCRETE', '片', '咀嚼片'),
  form('EFFERVESCENT_TABLET', '泡腾片', 'DISCRETE', '片', '泡腾片'),
  form('LOZENGE', '含片', 'DISCRETE', '片', '含片', '含服片', '舌下片'),
  form('EXTERNAL_TABLET', '外用片', 'DISCRETE', '片', '外用片'),
  form('FILM', '膜剂', 'DISCRETE', '片', '膜', '膜剂'),
  form('SUSTAINED_CAPSULE', '缓释胶囊', 'DISCRETE', '粒', '缓释胶囊', '控释胶囊', '胶囊剂(缓释)'),
  form('ENTERIC_CAPSULE', '肠溶胶囊', 'DISCRETE', '粒', '肠溶胶囊', '肠溶软胶囊', '胶囊剂(肠溶)'),
  form('SOFT_CAPSULE', '软胶囊', 'DISCRETE', '粒', '软胶囊', '软胶囊剂', '胶丸', '胶丸剂', '胶囊剂(软胶囊)'),
  form('CAPSULE', '胶囊', 'DISCRETE', '粒', '胶囊', '胶囊剂', '胶囊剂型', '胶囊剂(硬胶囊)'),
  form('DRIPPING_PILL', '滴丸', 'DISCRETE', '丸', '滴丸', '滴丸剂'),
  form('SUPPOSITORY', '栓剂', 'DISCRETE', '枚', '栓', '栓剂'),
  form('PATCH', '贴剂', 'DISCRETE', '贴', '贴', '贴剂', '贴片', '贴膏', '贴膏剂', '膏药', '巴布膏', '橡胶膏'),
  form(
    'INHALATION_SOLUTION',
    '吸入溶液',
    'LIQUID',
    null,
    '吸入用溶液',
    '吸入用溶液剂',
    '雾化溶液剂',
    '雾化吸入溶液',
  ),
  form('INHALATION_POWDER', '吸入粉雾剂', 'METERED', null, '粉吸入剂', '吸入粉剂', '粉雾剂', '吸入粉雾剂'),
  form('INHALATION_AEROSOL', '气雾剂', 'METERED', null, '气雾剂', '吸入气雾剂', '吸入剂'),
  form('NASAL_SPRAY', '鼻喷雾剂', 'METERED', null, '鼻喷雾剂', '鼻用喷雾剂', '鼻喷剂', '喷鼻剂'),
  form('SPRAY', '喷雾剂', 'METERED', null, '喷雾剂', '喷剂'),
  form('DRY_SUSPENSION', '干混悬剂', 'POWDER', null, '干混悬剂', '干糖浆'),
  form('GRANULE', '颗粒剂', 'POWDER', null, '颗粒', '颗粒剂', '冲剂', '肠溶颗粒', '细粒剂'),
  form('INJECTION_POWDER', '注射用无菌粉末', 'POWDER', null, '注射用无菌粉末', '冻干粉针', '粉针剂', '粉针'),
  form('INJECTION', '注射液', 'LIQUID', null, '注射液', '注射剂', '小针', '大输液'),
  form('EYE_OINTMENT', '眼膏', 'SEMISOLID', null, '眼膏', '眼膏剂'),
  form('EYE_GEL', '眼用凝胶', 'SEMISOLID', null, '眼用凝胶', '眼用凝胶剂'),
  form('EYE_DROPS', '滴眼剂', 'LIQUID', null, '滴眼液', '滴眼剂', '滴眼液剂', '眼用制剂', '眼用溶液'),
  form('EAR_DROPS', '滴耳剂', 'LIQUID', null, '滴耳液', '滴耳剂'),
  form('NASAL_DROPS', '滴鼻剂', 'LIQUID', null, '滴鼻液', '滴鼻剂'),
  form('ORAL_DROPS', '滴剂', 'LIQUID', null, '滴剂', '混悬滴剂', '口服滴剂'),
  form('SYRUP', '糖浆剂', 'LIQUID', null, '糖浆', '糖浆剂'),
  form(
    'ORAL_SUSPENSION',
    '混悬剂',
    'LIQUID',
    null,
    '混悬液',
    '混悬剂',
    '口服混悬液',
    '口服混悬剂',
    '乳剂',
    '口服乳剂',
    '口服乳液',
  ),
  form(
    'ORAL_SOLUTION',
    '口服溶液',
    'LIQUID',
    null,
    '口服溶液',
    '口服溶液剂',
    '口服液',
    '口服液体剂',
    '合剂',
    '盒剂',
  ),
  form('ENEMA', '灌肠剂', 'LIQUID', null, '灌肠液', '灌肠剂'),
  form('CREAM', '乳膏剂', 'SEMISOLID', null, '乳膏', '乳膏剂', '霜', '霜剂', '乳胶剂'),
  form('OINTMENT', '软膏剂', 'SEMISOLID', null, '软膏', '软膏剂', '糊剂', '油膏'),
  form('GEL', '凝胶剂', 'SEMISOLID', null, '凝胶', '凝胶剂', '胶浆', '凝胶膏'),
  form('EXTRACT', '煎膏剂', 'SEMISOLID', null, '煎膏', '煎膏剂', '膏滋', '膏'),
  form('LINIMENT', '搽剂', 'LIQUID', null, '搽剂', '涂剂', '涂膜剂', '油剂', '油'),
  form('TINCTURE', '酊剂', 'LIQUID', null, '酊', '酊剂', '药酒', '酒剂'),
  form('LOTION', '洗剂', 'LIQUID', null, '洗剂', '洗液', '含漱液', '漱口液'),
  form('POWDER', '散剂', 'POWDER', null, '散', '散剂', '粉', '粉剂', '冻干粉'),
  form(
    'CONCENTRATED_PILL',
    '浓缩丸',
    'DISCRETE',
    '丸',
    '浓缩丸',
    '丸剂(浓缩丸)',
    '丸剂(浓缩水丸)',
    '浓缩水丸',
  ),
  form('WATER_HONEY_PILL', '水蜜丸', 'DISCRETE', '丸', '水蜜丸', '丸剂(水蜜丸)'),
  form('HONEY_PILL', '蜜丸', 'DISCRETE', '丸', '蜜丸', '大蜜丸', '小蜜丸', '丸剂(大蜜丸)', '丸剂(小蜜丸)'),
  form('WATER_PILL', '水丸', 'DISCRETE', '丸', '水丸', '丸剂(水丸)'),
  form('PILL', '丸剂', 'DISCRETE', '丸', '丸', '丸剂'),
  form('SOLUTION', '溶液剂', 'LIQUID', null, '溶液', '溶液剂', '外用溶液剂', '外用液体剂', '液'),
  form(
    'TABLET',
    '片剂',
    'DISCRETE',
    '片',
    '片',
    '片剂',
    '薄膜衣片',
    '糖衣片',
    '素片',
    '片剂(薄膜衣)',
    '片剂(糖衣)',
  ),
];

function form(
  code: string,
  name: string,
  kind: DoseFormKind,
  unit: string | null,
  ...endings: string[]
): DoseFormTerm {
  return { code, name, kind, unit, endings };
}
