import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { capitalAmount } from './capital-amount.rule.ts';

test.each([
  // The examples of the rule itself.
  [140_950n, '壹仟肆佰零玖元伍角'],
  [600_714n, '陆仟零柒元壹角肆分'],
  [168_032n, '壹仟陆佰捌拾元零叁角贰分'],
  [10_700_053n, '壹拾万柒仟元零伍角叁分'],
  [1_640_902n, '壹万陆仟肆佰零玖元零贰分'],
  [32_504n, '叁佰贰拾伍元零肆分'],
])('%s 分 are written %s, as the rule has it', (amount, written) => {
  expect(capitalAmount(amount)).toBe(written);
});

test.each([
  [0n, '零元整'],
  [100n, '壹元整'],
  [1_000n, '壹拾元整'],
  [5n, '伍分'],
  [50n, '伍角'],
  [55n, '伍角伍分'],
  [-12_345n, '负壹佰贰拾叁元肆角伍分'],
  [10_000_700n, '壹拾万零柒元整'],
  [100_000_700_000n, '壹拾亿零柒仟元整'],
  [10_050_000_000n, '壹亿零伍拾万元整'],
  [1_000_000_000_000n, '壹佰亿元整'],
  [123_456_789_012_345_678n, '壹仟贰佰叁拾肆万伍仟陆佰柒拾捌亿玖仟零壹拾贰万叁仟肆佰伍拾陆元柒角捌分'],
])('%s 分 are written %s', (amount, written) => {
  expect(capitalAmount(amount)).toBe(written);
});

test('every amount can be read back from its capital numerals, and none has two zeros beside each other', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), amount => {
      const written = capitalAmount(amount);
      expect(readBack(written)).toBe(amount);
      expect(written).not.toMatch(/零零|^零.+[角分]|零[万亿]/);
    }),
  );
});

const UNITS: Readonly<Record<string, bigint>> = { 拾: 10n, 佰: 100n, 仟: 1_000n };

/** What capital numerals say, in 分. */
function readBack(written: string): bigint {
  const [, yuan = '', jiao = '', fen = ''] = /^(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?整?$/.exec(written)!;
  const digit = (text: string) => BigInt('零壹贰叁肆伍陆柒捌玖'.indexOf(text || '零'));
  const number = (text: string): bigint => {
    for (const [name, size] of [
      ['亿', 100_000_000n],
      ['万', 10_000n],
    ] as const) {
      const at = text.lastIndexOf(name);
      if (at >= 0) return number(text.slice(0, at)) * size + number(text.slice(at + 1));
    }
    return [...text.matchAll(/([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)/g)].reduce(
      (sum, [, figure, unit]) => sum + digit(figure!) * (UNITS[unit!] ?? 1n),
      0n,
    );
  };
  return number(yuan) * 100n + digit(jiao) * 10n + digit(fen);
}
