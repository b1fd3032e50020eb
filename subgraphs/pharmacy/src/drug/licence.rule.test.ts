import { readLicence } from './licence.rule.ts';

test.each([
  ['国药准字H44021351', '国药准字H44021351', 'CHEMICAL', 'DOMESTIC'],
  ['国药准字Z20026497', '国药准字Z20026497', 'CHINESE_MEDICINE', 'DOMESTIC'],
  ['国药准字S19980004', '国药准字S19980004', 'BIOLOGICAL', 'DOMESTIC'],
  ['国药准字J20130081', '国药准字J20130081', 'REPACKED_IMPORT', 'DOMESTIC'],
  ['国药准字HJ20210012', '国药准字HJ20210012', 'CHEMICAL', 'IMPORTED'],
  ['国药准字SC20220003', '国药准字SC20220003', 'BIOLOGICAL', 'HONG_KONG_MACAO_TAIWAN'],
  ['进口药品注册证号H20090976', '进口药品注册证H20090976', 'CHEMICAL', 'IMPORTED'],
  ['医药产品注册证HC20140031', '医药产品注册证HC20140031', 'CHEMICAL', 'HONG_KONG_MACAO_TAIWAN'],
  [' 国药准字ｈ20052098 ', '国药准字H20052098', 'CHEMICAL', 'DOMESTIC'],
])('%s is the licence %s: %s, %s', (text, number, kind, origin) => {
  expect(readLicence(text)).toMatchObject({ ok: true, value: { number, kind, origin } });
});

test('a repacked import names the certificates that it repacks', () => {
  expect(readLicence('国药准字J20140104（H20140274/H20140273）')).toMatchObject({
    ok: true,
    value: { number: '国药准字J20140104', certificates: ['H20140274', 'H20140273'] },
  });
  expect(readLicence('国药准字J20100056(H20140184/20140185)')).toMatchObject({
    ok: true,
    value: { certificates: ['H20140184', 'H20140185'] },
  });
});

test.each([
  ['', '没有批准文号'],
  ['H20000478', '批准文号格式不符：H20000478'],
  ['国药准字H2009026', '批准文号格式不符：国药准字H2009026'],
  ['国药准字X20090261', '批准文号格式不符：国药准字X20090261'],
  ['进口药品注册标准H20130425', '批准文号格式不符：进口药品注册标准H20130425'],
])('"%s" is refused: %s', (text, message) => {
  expect(readLicence(text)).toMatchObject({ ok: false, refusal: { code: 'INVALID_LICENCE', message } });
});
