import fc from 'fast-check';
import { doseFormOf } from '../dose-form/dose-form.rule.ts';
import { formatDecimal, type Quantity } from '../quantity/quantity.rule.ts';
import { readSpecification, totalContent, type Specification } from './specification.rule.ts';

const TABLET = doseFormOf('测试片', '片剂');
const CAPSULE = doseFormOf('测试胶囊', '胶囊剂');
const PILL = doseFormOf('测试丸', '丸剂');
const CREAM = doseFormOf('测试乳膏', '乳膏剂');
const GRANULE = doseFormOf('测试颗粒', '颗粒剂');

function write(quantity: Quantity | null): string {
  return quantity === null ? '-' : `${formatDecimal(quantity.value)}${quantity.unit}`;
}

/** `strengths | fill | count and unit`, so that a table row can state a whole reading. */
function summary(specification: Specification): string {
  const strengths = specification.strengths.map(
    ({ ingredient, amount, per }) => `${ingredient ?? ''}${write(amount)}${per ? `/${write(per)}` : ''}`,
  );
  return [
    strengths.join('+') || '-',
    write(specification.fill),
    `${specification.unitCount ?? '?'}${specification.unit ?? ''}`,
  ].join(' | ');
}

describe('a specification that states the content of discrete units', () => {
  test.each([
    ['75mg*8粒', '75mg | - | 8粒'],
    ['0.25g*24粒/盒', '0.25g | - | 24粒'],
    ['0.4g/粒*24粒/盒', '0.4g | - | 24粒'],
    ['0.3g*10粒*2板', '0.3g | - | 20粒'],
    ['0.6g*4片/板*3板', '0.6g | - | 12片'],
    ['0.75mg*2片/板/盒', '0.75mg | - | 2片'],
    ['20mg*20片/小盒*3/盒', '20mg | - | 60片'],
    ['2mg*15丸/瓶*2瓶/盒', '2mg | - | 30丸'],
    ['1.5mg/片/盒', '1.5mg | - | 1片'],
    ['50mg12粒*2板', '50mg | - | 24粒'],
    ['48片', '- | - | 48片'],
    ['50万单位*100片', '500000单位 | - | 100片'],
    ['12000IU*10粒', '12000IU | - | 10粒'],
    ['40ug*10片', '40μg | - | 10片'],
    ['60mcg*30片', '60μg | - | 30片'],
  ])('%s is read as %s', (text, expected) => {
    const specification = readSpecification(text);
    expect(summary(specification)).toBe(expected);
    expect(specification.problems).toEqual([]);
  });

  test.each([
    ['0.125g:0.15g*24片', '0.125g+0.15g | - | 24片'],
    ['81mg;22mg;11mg*12片', '81mg+22mg+11mg | - | 12片'],
    ['150mg/12.5mg*7片', '150mg+12.5mg | - | 7片'],
    ['(4mg+1.25mg)*20片', '4mg+1.25mg | - | 20片'],
    ['缬沙坦80mg:氢氯噻嗪12.5mg*7片', '缬沙坦80mg+氢氯噻嗪12.5mg | - | 7片'],
    ['每片含缬沙坦80mg、氨氯地平5mg*7片', '缬沙坦80mg+氨氯地平5mg | - | 7片'],
  ])('%s of a compound is read as %s', (text, expected) => {
    const specification = readSpecification(text);
    expect(summary(specification)).toBe(expected);
    expect(specification.problems).toEqual([]);
  });

  test('a compound contains the sum of its ingredients', () => {
    expect(write(totalContent(readSpecification('0.125g:150mg*24片')))).toBe('0.275g');
  });

  test('s and # mean tablets or capsules, as the dose form says', () => {
    expect(summary(readSpecification('0.25g*24s', CAPSULE))).toBe('0.25g | - | 24粒');
    expect(summary(readSpecification('0.2g*6#*2板', TABLET))).toBe('0.2g | - | 12片');
    expect(summary(readSpecification('0.25g*24s'))).toBe('0.25g | - | 24片粒');
  });

  test('a count without a unit takes it from the dose form, and leaves it open without one', () => {
    expect(summary(readSpecification('25mg*20/盒', TABLET))).toBe('25mg | - | 20片');
    expect(summary(readSpecification('25mg*20/盒'))).toBe('25mg | - | 20');
  });
});

describe('a specification that states what a container holds', () => {
  test.each([
    ['15ml:0.6g', '0.6g | 15ml | 1'],
    ['0.6g:15ml/瓶', '0.6g | 15ml | 1瓶'],
    ['10ml*10支', '- | 10ml | 10支'],
    ['10ml/支*6支/盒', '- | 10ml | 6支'],
    ['10ml;1g*10支/盒', '1g | 10ml | 10支'],
    ['(160mg:10ml)*10支', '160mg | 10ml | 10支'],
    ['100ml(60mg/ml)/瓶', '60mg/1ml | 100ml | 1瓶'],
    ['40mg/ml*30ml', '40mg/1ml | 30ml | 1'],
    ['2.5ml(5%)/瓶', '5g/100ml | 2.5ml | 1瓶'],
    ['500ml:3%', '3g/100ml | 500ml | 1'],
    ['3%100ml', '3g/100ml | 100ml | 1'],
    ['150ml(100ml:66.7g)', '66.7g/100ml | 150ml | 1'],
    ['1ml:1mg*100ml', '1mg/1ml | 100ml | 1'],
    ['5%(60ml:3g)/瓶', '3g | 60ml | 1瓶'],
    ['5ml:7.5mg(0.15%)/瓶', '7.5mg | 5ml | 1瓶'],
    ['0.4ml:2mg*30支/盒', '2mg | 0.4ml | 30支'],
  ])('%s is read as %s', (text, expected) => {
    const specification = readSpecification(text);
    expect(summary(specification)).toBe(expected);
    expect(specification.problems).toEqual([]);
  });

  test.each([
    ['15g', '- | 15g | 1'],
    ['5g:5mg', '5mg | 5g | 1'],
    ['15mg/15g支/盒', '15mg | 15g | 1支'],
    ['15g(0.05％)/管/盒', '0.05g/100g | 15g | 1管'],
    ['20g;10万IU/支', '100000IU | 20g | 1支'],
    ['15g 1%', '1g/100g | 15g | 1'],
    ['2%(5g:0.1g),5g/支', '0.1g | 5g | 1支'],
    ['15g(1g:0.5mg)/支/盒', '0.5mg/1g | 15g | 1支'],
    ['甲成分(0.05%)乙成分(1%)*10g/支', '甲成分0.05g/100g+乙成分1g/100g | 10g | 1支'],
    ['15g(甲成分50μg/g，乙成分0.5mg/g)', '甲成分50μg/1g+乙成分0.5mg/1g | 15g | 1'],
    ['50克(2.5%)/支', '2.5g/100g | 50g | 1支'],
  ])('%s of a cream is read as %s', (text, expected) => {
    const specification = readSpecification(text, CREAM);
    expect(summary(specification)).toBe(expected);
    expect(specification.problems).toEqual([]);
  });

  test('an inhaler states its content per dose and its doses per bottle', () => {
    expect(summary(readSpecification('125μg/揿*60揿/瓶'))).toBe('125μg/1揿 | - | 60揿');
    expect(summary(readSpecification('(160μg+4.5μg)*60吸'))).toBe('160μg+4.5μg | - | 60吸');
  });

  test('how often a bottle sprays is a remark, not a count of packs', () => {
    const specification = readSpecification('10ml:5mg(100揿)');
    expect(summary(specification)).toBe('5mg | 10ml | 1');
    expect(specification.remarks).toEqual(['100揿']);
  });
});

describe('a specification of a Chinese medicine', () => {
  test.each([
    ['每粒装0.45g*30粒', '0.45g | - | 30粒', 'WEIGHT'],
    ['每10丸重2.5g*60丸/瓶', '0.25g | - | 60丸', 'WEIGHT'],
    ['每8丸相当于原生药3克*200丸', '0.375g | - | 200丸', 'HERB_EQUIVALENT'],
    ['每6丸重1g，360丸/瓶', '0.166667g | - | 360丸', 'WEIGHT'],
    ['每10丸重2.5g*52.5g(210丸)', '0.25g | - | 210丸', 'WEIGHT'],
    ['每片含干浸膏0.5g*36片', '干浸膏0.5g | - | 36片', 'CONTENT'],
    ['每袋装5g*9袋(无糖)', '5g | - | 9袋', 'WEIGHT'],
  ])('%s is read as %s, an amount of %s', (text, expected, basis) => {
    const specification = readSpecification(text, PILL);
    expect(summary(specification)).toBe(expected);
    expect(specification.strengths[0]?.basis).toBe(basis);
    expect(specification.problems).toEqual([]);
  });

  test('a sixth of a gram stays exact', () => {
    const [strength] = readSpecification('每6丸重1g*360丸', PILL).strengths;
    expect(strength?.amount.value).toEqual({ numerator: 1n, denominator: 6n });
  });

  test('remarks are kept and count nothing', () => {
    expect(readSpecification('18μg*10粒(附1个吸入器)').remarks).toEqual(['附1个吸入器']);
    expect(readSpecification('12g*12袋/盒,无糖型').remarks).toEqual(['无糖型']);
    expect(readSpecification('5mg*7片/盒(分包装)').unitCount).toBe(7);
  });
});

describe('writing', () => {
  test.each([
    ['２５ｍｇ×２０片', '25mg | - | 20片'],
    ['0.5g X 72粒/瓶', '0.5g | - | 72粒'],
    ['5ml：15mg', '15mg | 5ml | 1'],
    ['20mg/片 *20片/盒', '20mg | - | 20片'],
    ['  10MG*7片', '10mg | - | 7片'],
  ])('%s is the same as its half-width form: %s', (text, expected) => {
    expect(summary(readSpecification(text))).toBe(expected);
  });
});

describe('what is not understood is said with its reason and left out', () => {
  test.each([
    ['', null, '未见含量、装量或数量'],
    ['详见说明书', null, '未见含量、装量或数量'],
    ['0.2*20片', TABLET, '数字没有单位'],
    ['0.228.5g*12片', TABLET, '数字不成形'],
    ['100m*3支', null, '单位不识'],
    ['10mg*30片(', TABLET, '括号不成对'],
    ['4mg', TABLET, '未写明包装数量'],
    ['50mg*0片', TABLET, '数量不是正整数'],
    ['50mg*2.5片', TABLET, '数量不是正整数'],
    ['50mg*99999999片', TABLET, '数量过大'],
    ['50mg*2板*12片', TABLET, '最小单位应写在最前'],
    ['250mg:8mg*6袋', GRANULE, '并列的重量可能是装量与含量，也可能是复方成分'],
    ['2μg*10g', CREAM, '乘号后的重量或容量未能解析'],
    ['125mg*1粒+80mg*2粒', CAPSULE, '组合包装未能解析'],
    ['10ml:5mg(1%)', null, '与同一规格中的含量不符'],
    ['5ml:2mg:10ml', null, '装量前后不一'],
    ['每0丸重2g*20丸', PILL, '“每”后的数量为零'],
  ])('"%s" is not read: %3$s', (text, form, reason) => {
    const specification = readSpecification(text, form);
    expect(specification.problems.map(problem => problem.reason)).toContain(reason);
  });

  test('the count of a pack is still read where only its content is doubtful', () => {
    const specification = readSpecification('250mg:8mg*6袋', GRANULE);
    expect(summary(specification)).toBe('- | - | 6袋');
  });

  test.each(['((((', '***', ':::;;', '1e9mg*7片', '每每每', '))', '*7片', '%%', '💊*7'])(
    'nonsense such as "%s" is refused without an exception',
    text => {
      expect(readSpecification(text).text).toBe(text);
    },
  );
});

describe('laws of reading', () => {
  const piece = fc.constantFrom(
    ...['0.25', '10', '3%', 'mg', 'g', 'ml', '片', '粒', '支', '盒', '*', ':', ';', '/', ',', '+', '(', ')'],
    ...['每', '10丸重', '含', '复方', ' ', '万', 'IU', 's', '#', '无糖型', '揿', '0', '.', '计'],
  );

  test('no text whatever makes it throw, and what it counts is a positive whole number', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(piece, { maxLength: 14 }).map(all => all.join('')),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(null, TABLET, CREAM, GRANULE, PILL), (text, form) => {
        const { unitCount, strengths, problems } = readSpecification(text, form);
        return (
          (unitCount === null ? problems.length > 0 : Number.isInteger(unitCount) && unitCount > 0) &&
          strengths.every(({ amount }) => amount.value.denominator > 0n)
        );
      }),
      { seed: 20260101, numRuns: 2000 },
    );
  });

  test('a long text is refused, not searched', () => {
    expect(readSpecification('('.repeat(100_000)).problems).toEqual([
      { part: '((((((((((((((((((((…', reason: '规格过长' },
    ]);
  });

  test('what is written by the common pattern is read back exactly', () => {
    const count = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), count, count, (micrograms, tablets, boards) => {
        const { strengths, unitCount, problems } = readSpecification(
          `${micrograms / 100}mg*${tablets}片*${boards}板/盒`,
        );
        return (
          problems.length === 0 &&
          unitCount === tablets * boards &&
          strengths.length === 1 &&
          formatDecimal(strengths[0]!.amount.value) === String(micrograms / 100)
        );
      }),
      { seed: 20260101 },
    );
  });
});
