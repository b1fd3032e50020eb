import {
  readAge,
  readCycle,
  readDrugCourse,
  readFrequency,
  readIncluded,
  readInsurance,
  readItemCourse,
  readLevel,
  readPrimarySecondary,
  readVisitType,
  readWorkingAge,
} from './fee-rule-text.rule.ts';

const notUnderstood = (message: RegExp) => ({
  ok: false,
  refusal: { code: 'NOT_UNDERSTOOD', message: expect.stringMatching(message) },
});

describe('the age that a drug or an item is for', () => {
  test.each([
    ['儿童', '清热解毒，用于小儿咽炎。', null, 17],
    ['婴幼儿', '', null, 2],
    ['儿童', '适用于11周岁以下患者。', null, 11],
    ['儿童', '限2岁至11岁儿童。', 2, 11],
    ['儿童', '限3-12岁患者。', 3, 12],
    ['儿童', '限5至12岁以下儿童患者。', 5, 12],
    ['儿童', '限3岁及3岁以上的儿童患者。', 3, 17],
    ['儿童', '限：1.1岁至14岁儿童哮喘；2.2岁至14岁儿童鼻炎。', 1, 14],
  ])('%s with “%s” is from %s to %s years', (target, explanation, minimumYears, maximumYears) => {
    expect(readAge(target, explanation)).toMatchObject({ ok: true, value: { minimumYears, maximumYears } });
  });

  test('a leaflet with a dosage for adults is remembered', () => {
    expect(readAge('儿童', '用于痢疾。（药品说明书包含成人用法用量）')).toMatchObject({
      value: { maximumYears: 17, leafletCoversAdults: true },
    });
  });

  test('the newborn are counted in days of life', () => {
    expect(readAge('新生儿', '')).toMatchObject({ value: { maximumYears: null, maximumDays: 28 } });
  });

  test('a group nobody named, and bounds the wrong way round, are not understood', () => {
    expect(readAge('青年', '')).toMatchObject(notUnderstood(/青年/));
    expect(readAge('儿童', '限12岁至3岁。')).toMatchObject(notUnderstood(/颠倒/));
    expect(readAge('儿童', '限60岁以上。')).toMatchObject(notUnderstood(/不一致/));
  });

  test('the working age begins at 16 and ends before 63', () => {
    expect(readWorkingAge('参保人年龄超出法定就业年龄限制')).toMatchObject({
      value: { minimumYears: 16, maximumYears: 62 },
    });
    expect(readWorkingAge('年龄另行规定')).toMatchObject(notUnderstood(/年龄另行规定/));
  });
});

describe('the course that is paid', () => {
  test.each([
    ['14天', '限急性期，支付不超过14天。', 14, 'PAID_DAYS', 'COURSE'],
    ['14天', '单次住院最多支付14天。', 14, 'PAID_DAYS', 'STAY'],
    ['3天', '单次住院支付不超过3天。', 3, 'PAID_DAYS', 'STAY'],
    ['365天', '支付不超过12个月。', 365, 'SPAN', 'COURSE'],
    ['14天', '应在发作48小时内开始使用，支付不超过14天。', 14, 'PAID_DAYS', 'COURSE'],
  ])('%s with “%s” is %d days of %s in one %s', (column, explanation, maximumDays, measure, scope) => {
    expect(readDrugCourse(column, explanation)).toMatchObject({ value: { maximumDays, measure, scope } });
  });

  test('a column that says fifteen days beside a text that says fourteen is not understood', () => {
    expect(readDrugCourse('15天', '单次住院最多支付14天。')).toMatchObject(notUnderstood(/15天.*14天/));
  });

  test.each([
    ['支付不超过30天。', 30, 'PAID_DAYS', null],
    ['一个疾病过程支付不超过90天。', 90, 'PAID_DAYS', null],
    ['总时间不超过90天，评定间隔时间不短于14天。', 90, 'SPAN', { count: 1, days: 14 }],
    ['支付不超过一年，每周最多支付一次。', 365, 'SPAN', { count: 1, days: 7 }],
  ])('“%s” is %d days', (remark, maximumDays, measure, cycle) => {
    expect(readItemCourse(remark)).toMatchObject({ value: { maximumDays, measure, cycle } });
  });

  test('a remark without a number of days is not understood', () => {
    expect(readItemCourse('按需支付。')).toMatchObject(notUnderstood(/按需支付/));
    expect(readDrugCourse('两周', '')).toMatchObject(notUnderstood(/两周/));
  });
});

describe('how often an item is paid', () => {
  test('once in seven days, with a remark that agrees or says nothing of it', () => {
    expect(readCycle('1', '7', '每周最多支付一次。')).toMatchObject({ value: { count: 1, days: 7 } });
    expect(readCycle('1', '15', '反映近2-3个月的平均水平。')).toMatchObject({
      value: { count: 1, days: 15 },
    });
  });

  test('columns that contradict the remark, or are no numbers, are not understood', () => {
    expect(readCycle('1', '7', '评定间隔时间不短于14天。')).toMatchObject(notUnderstood(/不一致/));
    expect(readCycle('若干', '7', '')).toMatchObject(notUnderstood(/若干/));
  });

  test.each([
    ['1', '日', 1, 'DAY'],
    ['1', '天', 1, 'DAY'],
    ['24', '小时', 24, 'HOUR'],
  ])('%s%s is at most %d a day', (limit, unit, perDay, read) => {
    expect(readFrequency(limit, unit)).toMatchObject({ value: { perDay, unit: read } });
  });

  test('a unit that is no time is not understood', () => {
    expect(readFrequency('1', '部位')).toMatchObject(notUnderstood(/部位/));
  });
});

describe('where and for whom a drug is paid', () => {
  test.each([
    ['二级', '限二级及以上医疗机构。', 'SECONDARY', null, false],
    ['二级', '首次处方时需由二级及以上医疗机构专科医师开具处方。', 'SECONDARY', null, true],
    ['三级', '需三级综合医院眼科或二级及以上眼科专科医院医师处方。', 'TERTIARY', '眼科', false],
  ])('%s with “%s” needs %s', (column, explanation, minimum, speciality, firstPrescriptionOnly) => {
    expect(readLevel(column, explanation)).toMatchObject({
      value: { minimum, speciality, firstPrescriptionOnly },
    });
  });

  test('a level beside a text with another level is not understood', () => {
    expect(readLevel('二级', '限三级医疗机构。')).toMatchObject(notUnderstood(/不一致/));
    expect(readLevel('三级', '限三级医院或经备案的二级医院。')).toMatchObject(notUnderstood(/另有条件/));
    expect(readLevel('社区', '')).toMatchObject(notUnderstood(/社区/));
  });

  test('“急诊或住院” allows both although the column names one', () => {
    expect(readVisitType('住院', '限急诊或住院患者。')).toMatchObject({
      value: { allowed: ['EMERGENCY', 'INPATIENT'] },
    });
    expect(readVisitType('住院', '营养不足的住院患者。')).toMatchObject({
      value: { allowed: ['INPATIENT'] },
    });
    expect(readVisitType('上门', '')).toMatchObject(notUnderstood(/上门/));
  });

  test('a drug of the work-injury or maternity list is paid by that fund only', () => {
    expect(readInsurance('工伤')).toMatchObject({ value: { only: 'WORK_INJURY' } });
    expect(readInsurance('生育')).toMatchObject({ value: { only: 'MATERNITY' } });
    expect(readInsurance('商业')).toMatchObject(notUnderstood(/商业/));
  });
});

describe('operations and contained items', () => {
  test('a group of operations, with the share where the list states one', () => {
    expect(readPrimarySecondary('胃肠手术组', null)).toMatchObject({
      value: { group: '胃肠手术组', share: null },
    });
    expect(readPrimarySecondary('胃肠手术组', '0.5')).toMatchObject({ value: { share: 500_000n } });
    expect(readPrimarySecondary('胃肠', null)).toMatchObject(notUnderstood(/胃肠/));
    expect(readPrimarySecondary('胃肠手术组', '五折')).toMatchObject(notUnderstood(/五折/));
  });

  test('codes that name only a class are not understood', () => {
    expect(readIncluded('003105110250000', '(00310511016|00310511017)')).toMatchObject({
      value: { includedCodes: ['00310511016', '00310511017'] },
    });
    expect(readIncluded('C034510107', '(C)')).toMatchObject(notUnderstood(/“C”/));
  });
});
