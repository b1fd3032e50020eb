import { expect, test } from '@jest/globals';
import { MASKS, SENSITIVE_CLASSES, type SensitiveClass } from './sensitive.law.ts';

test.each<[SensitiveClass, string, string]>([
  ['NAME', '张三', '张*'],
  ['NAME', '张三丰', '张**'],
  ['NAME', '欧阳修', '欧阳*'],
  ['NAME', '欧阳修远', '欧阳**'],
  ['NAME', '张', '*'],
  ['NAME', '𠮷田', '𠮷*'],
  ['NAME', '王𠮷', '王*'],
  ['ID_CARD', '310000198705121234', '310***********1234'],
  ['PHONE', '13800131234', '138****1234'],
  ['PHONE', '110', '***'],
  ['PHONE', '138𠮷𠮷𠮷1234', '138***1234'],
  ['ADDRESS', '上海市黄浦区人民大道200号', '上海市***'],
  ['ADDRESS', '浙江省杭州市西湖区1号', '浙江省杭州市***'],
  ['ADDRESS', '某村七组', '***'],
  ['BIRTH_DATE', '1987-05-12', '1987-**-**'],
  ['BIRTH_DATE', '1987/05/12', '***'],
  ['BANK_CARD', '6222020000001234', '************1234'],
  ['MEDICAL', '高血压', '***'],
  ['SECRET', 'anything', '***'],
])('the mask of %s %s is %s', (sensitiveClass, clear, mask) => {
  expect(MASKS[sensitiveClass](clear)).toBe(mask);
});

test('no mask of any class shows the whole of any value', () => {
  for (const sensitiveClass of SENSITIVE_CLASSES) {
    for (const clear of ['张', '12', '张三', '上海市', '0000', '1234567890']) {
      if (sensitiveClass === 'ADDRESS' && clear === '上海市') continue;
      expect(MASKS[sensitiveClass](clear)).not.toBe(clear);
    }
  }
});
