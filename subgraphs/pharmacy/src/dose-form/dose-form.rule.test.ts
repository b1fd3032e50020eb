import { doseFormOf } from './dose-form.rule.ts';

test.each([
  ['阿莫西林胶囊', '胶囊剂', 'CAPSULE'],
  ['柳氮磺吡啶肠溶片', '片剂', 'ENTERIC_TABLET'],
  ['阿莫西林克拉维酸钾(7:1)分散片', '片剂', 'DISPERSIBLE_TABLET'],
  ['阿司匹林片', '片剂（肠溶）', 'ENTERIC_TABLET'],
  ['六味地黄丸', '丸剂（浓缩丸）', 'CONCENTRATED_PILL'],
  ['注射用头孢曲松钠', '冻干粉针', 'INJECTION_POWDER'],
  ['吸入用布地奈德混悬液', '溶液剂', 'INHALATION_SOLUTION'],
  ['培哚普利吲达帕胺片(II)', '', 'TABLET'],
  ['口服葡萄糖', '散剂', 'POWDER'],
  ['云南白药', '散剂', 'POWDER'],
])('%s, stated as %s, is a %s', (genericName, stated, code) => {
  expect(doseFormOf(genericName, stated)?.code).toBe(code);
});

test('an unknown form stays unknown', () => {
  expect(doseFormOf('口服补液盐Ⅲ', '其他')).toBeNull();
});
