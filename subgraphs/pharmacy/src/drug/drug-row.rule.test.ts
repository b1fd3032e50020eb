import { ratio, yuan } from '#kernel/vocabulary/money';
import { readDrugRow } from './drug-row.rule.ts';

const ROW = {
  code: '0010',
  generic_name: '阿莫西林胶囊',
  spec: '0.25g*24粒/盒',
  dose_form: '胶囊剂',
  manufacturer: '申岚制药',
  licence_no: '国药准字H99000001',
};

function read(cells: Record<string, string>) {
  const result = readDrugRow({ ...ROW, ...cells });
  return result.ok ? result.value : result.refusal.message;
}

test('a sound row has no notices, and no class that it does not state', () => {
  expect(read({})).toMatchObject({
    row: {
      catalogueCode: '0010',
      nationalCode: null,
      itemClass: null,
      firstSelfPayRatio: null,
      priceLimit: null,
    },
    notices: [],
  });
});

test.each([
  ['甲', '', ratio('0')],
  ['丙类', '', ratio('1')],
  ['乙', '0.15', ratio('0.15')],
  ['B', '1', ratio('1')],
])(
  'class %s with a first self-payment of "%s" is %s millionths',
  (item_class, first_self_pay_ratio, expected) => {
    expect(read({ item_class, first_self_pay_ratio, price_limit: '12.5' })).toMatchObject({
      row: { firstSelfPayRatio: expected, priceLimit: yuan('12.5') },
    });
  },
);

test.each([
  [{ generic_name: '' }, '没有通用名'],
  [{ generic_name: '123' }, '没有通用名'],
  [{ generic_name: '药'.repeat(201) }, 'generic_name 超过 200 个字符'],
  [{ code: ' ' }, '没有目录编码'],
  [{ licence_no: '' }, '没有批准文号'],
  [{ nat_drug_code: 'XJ01' }, '不是国家药品编码：XJ01'],
  [{ item_class: '丁' }, '甲乙丙类不识：丁'],
  [{ item_class: '乙' }, '乙类药品没有先自付比例'],
  [{ item_class: '甲', first_self_pay_ratio: '0.1' }, '甲类药品的先自付比例须为 0'],
  [{ item_class: '乙', first_self_pay_ratio: '1.5' }, '先自付比例不是 0 到 1：1.5'],
  [{ price_limit: '-1' }, '医保支付标准不是金额：-1'],
  [{ valid_to: '2026-02-30' }, '有效期不是日期：2026-02-30'],
  [{ valid_from: '2026-02-01', valid_to: '2026-01-31' }, '生效日期晚于失效日期'],
])('a row with %p is refused: %s', (cells, message) => {
  expect(read(cells)).toBe(message);
});

test.each([
  [{ licence_no: 'H20000478' }, ['批准文号格式不符：H20000478']],
  [{ generic_name: '阿莫西林?胶囊' }, ['通用名含有异常字符']],
  [{ spec: '0.25*24粒' }, ['规格未能解析：0.25（数字没有单位）']],
  [{ spec: '' }, ['没有规格']],
  [{ generic_name: '口服补液盐', dose_form: '其他', spec: '5g*6袋' }, ['剂型未识别']],
  [{ dose_amount: '0.5', dose_unit: 'g' }, ['剂量 0.5g 与规格不符']],
  [{ dose_amount: '250', dose_unit: 'mg', pack_count: '24' }, []],
  [{ pack_count: '20' }, ['包装数量 20 与规格中的 24 不符']],
])('a row with %p is entered with the notices %p', (cells, notices) => {
  expect(read(cells)).toMatchObject({ notices });
});
