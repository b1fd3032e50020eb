import fc from 'fast-check';
import { date } from '#kernel/vocabulary/calendar';
import { formatRatio, yuan } from '#kernel/vocabulary/money';
import { doseFormOf } from '../dose-form/dose-form.rule.ts';
import { fraction } from '../quantity/quantity.rule.ts';
import { readSpecification } from '../specification/specification.rule.ts';
import { formatFactor, ONE, powerOfLog2, product as productOf } from './power.rule.ts';
import { isStale, normalisedPrice, ratioBetween, unitPrice, type ComparedProduct } from './ratio.rule.ts';

function product(
  specification: string,
  genericName = '阿莫西林胶囊',
  statedForm = '胶囊剂',
): ComparedProduct {
  const form = doseFormOf(genericName, statedForm);
  return { genericName, form, specification: readSpecification(specification, form), chineseMedicine: false };
}

function chineseMedicine(specification: string, genericName: string): ComparedProduct {
  return { ...product(specification, genericName, ''), chineseMedicine: true };
}

function stepsOf(own: ComparedProduct, reference: ComparedProduct): Record<string, string> {
  const ratio = ratioBetween(own, reference);
  if (!ratio.ok) throw new Error(ratio.refusal.message);
  return Object.fromEntries(ratio.value.steps.map(({ step, k }) => [step, formatFactor(k, 6)]));
}

function refusalOf(own: ComparedProduct, reference: ComparedProduct): string | null {
  const ratio = ratioBetween(own, reference);
  return ratio.ok ? null : ratio.refusal.code;
}

function normalised(own: ComparedProduct, reference: ComparedProduct, price: string): bigint {
  const ratio = ratioBetween(own, reference);
  if (!ratio.ok) throw new Error(ratio.refusal.message);
  return normalisedPrice(yuan(price), ratio.value.factor);
}

describe('K = a^(log2 X) of 药品差比价规则', () => {
  test.each([
    [
      'double the strength costs 1.7 times',
      '0.5g*24粒',
      '0.25g*24粒',
      { STRENGTH: '1.700000', PACK_COUNT: '1.000000' },
    ],
    ['half the strength costs 1/1.7', '0.125g*24粒', '0.25g*24粒', { STRENGTH: '0.588235' }],
    ['four times the strength costs 1.7 squared', '1g*24粒', '0.25g*24粒', { STRENGTH: '2.890000' }],
    [
      'double the pack costs 1.95 times',
      '0.25g*48粒',
      '0.25g*24粒',
      { STRENGTH: '1.000000', PACK_COUNT: '1.950000' },
    ],
    ['1.5 times the pack: 1.95^log2(1.5)', '0.25g*36粒', '0.25g*24粒', { PACK_COUNT: '1.477949' }],
    ['boards count like one large pack', '0.25g*12粒*4板', '0.25g*24粒', { PACK_COUNT: '1.950000' }],
    ['0.25 g and 250 mg are the same strength', '250mg*24粒', '0.25g*24粒', { STRENGTH: '1.000000' }],
  ])('%s', (_, own, reference, expected) => {
    expect(stepsOf(product(own), product(reference))).toMatchObject(expected);
  });

  test('double the fill at the same concentration costs 1.9 times', () => {
    const syrup = (text: string) => product(text, '布洛芬混悬液', '混悬剂');
    expect(stepsOf(syrup('30ml:1.2g'), syrup('15ml:0.6g'))).toMatchObject({
      STRENGTH: '1.000000',
      FILL: '1.900000',
    });
    expect(stepsOf(syrup('15ml:1.2g'), syrup('15ml:0.6g'))).toMatchObject({
      STRENGTH: '1.700000',
      FILL: '1.000000',
    });
  });

  test('a percentage is compared with a content by concentration', () => {
    const cream = (text: string) => product(text, '硝酸咪康唑乳膏', '乳膏剂');
    expect(stepsOf(cream('20g(2%)'), cream('10g:0.2g'))).toMatchObject({
      STRENGTH: '1.000000',
      FILL: '1.900000',
    });
  });

  test('the doses of an inhaler are its fill', () => {
    const inhaler = (text: string) => product(text, '布地奈德气雾剂', '气雾剂');
    expect(stepsOf(inhaler('100μg/揿*200揿/瓶'), inhaler('100μg/揿*100揿/瓶'))).toMatchObject({
      FILL: '1.900000',
      PACK_COUNT: '1.000000',
    });
  });

  test('both ingredients of a compound in the same proportion are one strength', () => {
    const tablets = (text: string) => product(text, '缬沙坦氢氯噻嗪片', '片剂');
    expect(stepsOf(tablets('160mg:25mg*7片'), tablets('80mg:12.5mg*7片'))).toMatchObject({
      STRENGTH: '1.700000',
    });
    expect(refusalOf(tablets('160mg:12.5mg*7片'), tablets('80mg:12.5mg*7片'))).toBe('DIFFERENT_COMPOSITION');
  });

  test('steps come in the order of the rule', () => {
    expect(Object.keys(stepsOf(product('0.5g*12粒'), product('0.25g*24粒')))).toEqual([
      'DOSE_FORM',
      'STRENGTH',
      'FILL',
      'PACK_COUNT',
      'PACKAGING',
    ]);
  });
});

describe('the ratio is applied to the pack price of the product that is not the reference', () => {
  test('a price that follows the rule exactly normalises to the price of the reference', () => {
    expect(normalised(product('0.5g*24粒'), product('0.25g*24粒'), '17.00')).toBe(yuan('10.00'));
    expect(normalised(product('0.5g*48粒'), product('0.25g*24粒'), '33.15')).toBe(yuan('10.00'));
  });

  test('twice the pack at twice the price is dearer than the rule allows', () => {
    expect(normalised(product('0.25g*48粒'), product('0.25g*24粒'), '20.00')).toBe(yuan('10.26'));
  });

  test('an exact half 分 is rounded up, and a product that should be exact is', () => {
    expect(normalisedPrice(17n, powerOfLog2(fraction(17n, 10n), fraction(1n, 2n)))).toBe(10n);
    expect(normalisedPrice(1n, ONE / 2n)).toBe(1n);
    expect(normalisedPrice(3n, ONE / 2n)).toBe(2n);
  });

  test('the raw price per smallest unit stands beside it', () => {
    expect(formatRatio(unitPrice(yuan('12.34'), 24))).toBe('51.416667');
  });
});

describe('what the rule would have to guess it refuses', () => {
  test.each([
    ['another generic name', product('0.25g*24粒'), product('0.25g*24粒', '头孢拉定胶囊'), 'DIFFERENT_DRUG'],
    [
      'another dose form under one name',
      product('0.25g*24片', '阿莫西林', '片剂'),
      product('0.25g*24片', '阿莫西林', '分散片'),
      'DIFFERENT_DOSE_FORM',
    ],
    [
      'a specification not understood',
      product('0.25*24粒'),
      product('0.25g*24粒'),
      'SPECIFICATION_NOT_UNDERSTOOD',
    ],
    ['no stated content', product('24粒'), product('48粒'), 'CONTENT_NOT_STATED'],
    [
      'fills of unknown concentration',
      product('10ml*10支', '柴银口服液', '口服液'),
      product('20ml*10支', '柴银口服液', '口服液'),
      'CONTENT_NOT_STATED',
    ],
    [
      'granules of a Chinese medicine with and without sugar',
      chineseMedicine('4g*10袋', '小柴胡颗粒'),
      chineseMedicine('10g*10袋', '小柴胡颗粒'),
      'CONTENT_NOT_STATED',
    ],
    [
      'units of activity against mass',
      product('10mg*10粒', '胰酶胶囊'),
      product('10000IU*10粒', '胰酶胶囊'),
      'DIFFERENT_COMPOSITION',
    ],
  ])('%s', (_, own, reference, code) => {
    expect(refusalOf(own, reference)).toBe(code);
  });

  test('a catalogue row without a specification, and says so', () => {
    const ratio = ratioBetween(product(''), product('0.25g*24粒'));
    expect(ratio.ok || ratio.refusal.message).toBe('目录没有写明规格');
  });

  test('a Chinese medicine of the same weight is compared by its pack', () => {
    const [own, reference] = [
      chineseMedicine('10g*20袋', '小柴胡颗粒'),
      chineseMedicine('10g*10袋', '小柴胡颗粒'),
    ];
    expect(stepsOf(own, reference)).toMatchObject({ STRENGTH: '1.000000', PACK_COUNT: '1.950000' });
  });
});

describe('laws of the rule', () => {
  const pack = fc.record({
    strength: fc.integer({ min: 1, max: 2000 }),
    count: fc.integer({ min: 1, max: 1000 }),
  });
  const asProduct = ({ strength, count }: { strength: number; count: number }) =>
    product(`${strength}mg*${count}粒`);
  const price = fc.bigInt({ min: 1n, max: 100_000_000n });

  test('a product compared with itself keeps its price', () => {
    fc.assert(
      fc.property(pack, price, (own, raw) => {
        const ratio = ratioBetween(asProduct(own), asProduct(own));
        return ratio.ok && ratio.value.factor === ONE && normalisedPrice(raw, ratio.value.factor) === raw;
      }),
      { seed: 20260101, numRuns: 50 },
    );
  });

  test('there and back again is one', () => {
    fc.assert(
      fc.property(pack, pack, (a, b) => {
        const [there, back] = [
          ratioBetween(asProduct(a), asProduct(b)),
          ratioBetween(asProduct(b), asProduct(a)),
        ];
        if (!there.ok || !back.ok) return false;
        const round = productOf(there.value.factor, back.value.factor);
        const distance = round > ONE ? round - ONE : ONE - round;
        return distance < 10n ** 20n;
      }),
      { seed: 20260101, numRuns: 100 },
    );
  });

  test('a stronger or larger pack justifies a higher price, a higher price normalises higher', () => {
    fc.assert(
      fc.property(pack, pack, price, (a, b, raw) => {
        const reference = asProduct(b);
        const ratio = ratioBetween(asProduct(a), reference);
        const stronger = ratioBetween(asProduct({ ...a, strength: a.strength + 1 }), reference);
        const larger = ratioBetween(asProduct({ ...a, count: a.count + 1 }), reference);
        if (!ratio.ok || !stronger.ok || !larger.ok) return false;
        return (
          stronger.value.factor < ratio.value.factor &&
          larger.value.factor < ratio.value.factor &&
          normalisedPrice(raw + 1n, ratio.value.factor) >= normalisedPrice(raw, ratio.value.factor)
        );
      }),
      { seed: 20260101, numRuns: 100 },
    );
  });

  test('a power agrees with floating point to twelve digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }), (up, down) => {
        const exact = Number(
          formatFactor(powerOfLog2(fraction(195n, 100n), fraction(BigInt(up), BigInt(down))), 40),
        );
        const float = 1.95 ** Math.log2(up / down);
        return Math.abs(exact / float - 1) < 1e-12;
      }),
      { seed: 20260101 },
    );
  });
});

test('a quote is stale on the thirty-first day after it was given', () => {
  expect(isStale(date('2026-06-01'), date('2026-07-01'))).toBe(false);
  expect(isStale(date('2026-06-01'), date('2026-07-02'))).toBe(true);
});
