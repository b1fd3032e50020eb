import { reviewFees } from './fee-review.rule.ts';
import type { FeeFacts, FeeLine } from './fee-review.terms.ts';
import { readLibrary } from './library.fixture.ts';

const DRUG = 'ZA04CAE0099010100001';
const OPERATION_A = '003310099010000';
const OPERATION_B = '003310099020000';

let lineNumber = 0;
function line(overrides: Partial<FeeLine> = {}): FeeLine {
  lineNumber += 1;
  return {
    id: `line-${lineNumber}`,
    visitId: 'visit',
    institutionCode: 'H31010100001',
    itemCode: DRUG,
    itemName: '试验药',
    quantity: 1_000_000n,
    amount: 1_000n,
    listPrice: null,
    serviceDate: '2026-03-10',
    daysOfSupply: null,
    ...overrides,
  };
}

function facts(overrides: Partial<FeeFacts> = {}): FeeFacts {
  return {
    birthDate: '1990-05-20',
    insuredAsAdult: true,
    insurance: 'EMPLOYEE',
    institutionLevel: 'TERTIARY',
    institutionSpeciality: null,
    visitId: 'visit',
    visitType: 'INPATIENT',
    lines: [line()],
    history: [],
    ...overrides,
  };
}

const drugList = (type: string, column: string, value: string, explanation = '') => ({
  'drug.explained.csv': [`药品通用名,药品说明,限定类型,${column}`, `试验药,${explanation},${type},${value}`],
  'drug.codes.csv': ['药品通用名,序号,国标代码,限定类型', `试验药,1,${DRUG},${type}`],
});
const itemRemark = (remark: string) => ({
  'item.csv': ['序号,项目名称,备注,项目代码', `1,试验,${remark},003402099990000`],
});
const ITEM = '003402099990000';
const on = (...days: string[]) => days.map(serviceDate => line({ itemCode: ITEM, serviceDate }));

const uses = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    line({ serviceDate: `2026-03-${String(at + 1).padStart(2, '0')}` }),
  );

/** Every file of the library: a small table of its shape, facts that break the rule, facts that keep it. */
const FILES: readonly (readonly [
  file: string,
  table: Readonly<Record<string, readonly string[]>>,
  breaks: Partial<FeeFacts>,
  evidence: readonly string[],
  keeps: Partial<FeeFacts>,
])[] = [
  [
    'drug-age',
    drugList('限定年龄对象', '限定对象', '儿童', '用于小儿发热。'),
    { birthDate: '1990-05-20' },
    ['35岁', '未满18岁'],
    { birthDate: '2015-05-20' },
  ],
  [
    'drug-course',
    drugList('限定支付疗程', '限定值域', '14天', '支付不超过14天。'),
    { lines: uses(15) },
    ['15天', '14天'],
    { lines: uses(14) },
  ],
  [
    'drug-institution-level',
    drugList('限定机构等级', '限定值域', '二级', '限二级及以上医疗机构。'),
    { institutionLevel: 'PRIMARY' },
    ['一级', '二级及以上'],
    { institutionLevel: 'SECONDARY' },
  ],
  [
    'drug-insurance-type',
    drugList('限定保险类型', '限定对象', '工伤', '工伤保险目录用药'),
    { insurance: 'RESIDENT' },
    ['居民医保', '工伤保险'],
    { insurance: 'WORK_INJURY' },
  ],
  [
    'drug-visit-type',
    drugList('限定就医方式', '限定值域', '住院', '营养不足的住院患者方予支付。'),
    { visitType: 'OUTPATIENT' },
    ['门诊', '住院'],
    { visitType: 'INPATIENT' },
  ],
  [
    'item-age',
    { 'item-age.csv': ['项目名称,国标代码,限定类型,限定对象', `试验,${ITEM},限定年龄对象,新生儿`] },
    { birthDate: '2026-02-09', lines: on('2026-03-10') },
    ['29天', '出生28天以内'],
    { birthDate: '2026-02-10', lines: on('2026-03-10') },
  ],
  [
    'item-age-2',
    itemRemark('参保人年龄超出法定就业年龄限制'),
    { birthDate: '1960-03-10', lines: on('2026-03-10') },
    ['66岁'],
    { birthDate: '1990-03-10', lines: on('2026-03-10') },
  ],
  [
    'item-course',
    itemRemark('支付不超过3天。'),
    { lines: on('2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04') },
    ['2026-03-01至2026-03-04', '4天', '3天'],
    { lines: on('2026-03-01', '2026-03-02', '2026-03-03', '2026-04-10') },
  ],
  [
    'item-cycle',
    { 'item-cycle.csv': ['序号,项目名称,频次上限,疗程周期,备注,项目代码', `1,试验,1,14,,${ITEM}`] },
    { lines: on('2026-03-14'), history: on('2026-03-01') },
    ['2026-03-01至2026-03-14', '2', '14天内1次'],
    { lines: on('2026-03-15'), history: on('2026-03-01') },
  ],
  [
    'item-frequency',
    { 'item-frequency.csv': ['序号,项目名称,限制数量,数量单位,项目编码', `1,试验,24,小时,${ITEM}`] },
    { lines: [line({ itemCode: ITEM, quantity: 25_000_000n })] },
    ['25小时', '24小时'],
    { lines: [line({ itemCode: ITEM, quantity: 24_000_000n })] },
  ],
  [
    'item-primary-secondary',
    {
      'item-primary-secondary.csv': [
        '项目名称,项目说明,国标代码,限定类型,限定值域',
        `试验术一,同一切口,${OPERATION_A},限定主次操作,胃肠手术组`,
        `试验术二,同一切口,${OPERATION_B},限定主次操作,胃肠手术组`,
      ],
    },
    {
      lines: [
        line({ itemCode: OPERATION_A, itemName: '试验术一', amount: 100_000n, listPrice: 100_000n }),
        line({ itemCode: OPERATION_B, itemName: '试验术二', amount: 80_000n, listPrice: 80_000n }),
      ],
    },
    ['胃肠手术组', '试验术一、试验术二'],
    {
      lines: [
        line({ itemCode: OPERATION_A, amount: 100_000n, listPrice: 100_000n }),
        line({ itemCode: OPERATION_B, amount: 40_000n, listPrice: 80_000n }),
      ],
    },
  ],
];

describe('every file of the national library', () => {
  test.each(FILES)('%s is broken by facts outside it, with the numbers', (_file, table, breaks, evidence) => {
    const { rules } = readLibrary(table);
    const { violations } = reviewFees(facts(breaks), rules);
    expect(violations).toHaveLength(1);
    expect(violations[0]!.evidence.map(entry => entry.value)).toEqual(expect.arrayContaining([...evidence]));
    expect(violations[0]!.lineIds.length).toBeGreaterThan(0);
  });

  test.each(FILES)('%s is silent about facts inside it', (_file, table, _breaks, _evidence, keeps) => {
    expect(reviewFees(facts(keeps), readLibrary(table).rules)).toEqual({ violations: [], undecided: [] });
  });

  test.each(FILES)('%s is silent about items that it does not name', (_file, table, breaks) => {
    const others = facts(breaks).lines.map(each => ({ ...each, itemCode: '009999999990000' }));
    expect(reviewFees(facts({ ...breaks, lines: others }), readLibrary(table).rules).violations).toEqual([]);
  });
});

describe('what is not known is not held against anybody', () => {
  const childrensDrug = readLibrary(drugList('限定年龄对象', '限定对象', '儿童')).rules;

  test('without a birth date a child may have had the drug', () => {
    expect(reviewFees(facts({ birthDate: null, insuredAsAdult: false }), childrensDrug)).toMatchObject({
      violations: [],
      undecided: [{ missing: 'BIRTH_DATE' }],
    });
  });

  test('somebody insured as an adult is an indicator to verify even without a birth date', () => {
    expect(reviewFees(facts({ birthDate: null }), childrensDrug).violations).toMatchObject([
      { certainty: 'TO_VERIFY' },
    ]);
  });

  test('an adult and a children’s drug with a dosage for adults is to be verified', () => {
    const { rules } = readLibrary(
      drugList('限定年龄对象', '限定对象', '儿童', '（药品说明书包含成人用法用量）'),
    );
    expect(reviewFees(facts(), rules).violations).toMatchObject([{ certainty: 'TO_VERIFY' }]);
  });

  test('an institution of unknown level is undecided', () => {
    const { rules } = readLibrary(drugList('限定机构等级', '限定值域', '二级'));
    expect(reviewFees(facts({ institutionLevel: null }), rules)).toMatchObject({
      violations: [],
      undecided: [{ missing: 'INSTITUTION_LEVEL' }],
    });
  });
});

describe('the fine print', () => {
  test('the day of the eighteenth birthday ends childhood', () => {
    const { rules } = readLibrary(drugList('限定年龄对象', '限定对象', '儿童'));
    expect(reviewFees(facts({ birthDate: '2008-03-11' }), rules).violations).toEqual([]);
    expect(reviewFees(facts({ birthDate: '2008-03-10' }), rules).violations).toHaveLength(1);
  });

  test('a level for the first prescription only does not bind the next one', () => {
    const { rules } = readLibrary(
      drugList('限定机构等级', '限定值域', '二级', '首次处方时需由二级及以上医疗机构专科医师开具处方。'),
    );
    expect(reviewFees(facts({ institutionLevel: 'PRIMARY' }), rules).violations).toHaveLength(1);
    const earlier = [line({ serviceDate: '2026-01-02' })];
    expect(reviewFees(facts({ institutionLevel: 'PRIMARY', history: earlier }), rules).violations).toEqual(
      [],
    );
  });

  test('a secondary eye hospital may give what otherwise needs a tertiary hospital', () => {
    const { rules } = readLibrary(
      drugList('限定机构等级', '限定值域', '三级', '需三级综合医院眼科或二级及以上眼科专科医院医师处方。'),
    );
    const at = (institutionLevel: 'SECONDARY' | 'PRIMARY', institutionSpeciality: string | null) =>
      reviewFees(facts({ institutionLevel, institutionSpeciality }), rules).violations.map(
        each => each.certainty,
      );
    expect(at('SECONDARY', '眼科')).toEqual([]);
    expect(at('SECONDARY', null)).toEqual(['TO_VERIFY']);
    expect(at('SECONDARY', '骨科')).toEqual(['CERTAIN']);
    expect(at('PRIMARY', '眼科')).toEqual(['CERTAIN']);
  });

  test('an employee’s drug of the maternity list is to be verified, because the two funds are one', () => {
    const { rules } = readLibrary(drugList('限定保险类型', '限定对象', '生育'));
    const certainty = (insurance: 'EMPLOYEE' | 'RESIDENT') =>
      reviewFees(facts({ insurance }), rules).violations.map(each => each.certainty);
    expect(certainty('EMPLOYEE')).toEqual(['TO_VERIFY']);
    expect(certainty('RESIDENT')).toEqual(['CERTAIN']);
  });

  test('one dispensing for thirty days is longer than a course of fourteen', () => {
    const { rules } = readLibrary(drugList('限定支付疗程', '限定值域', '14天', '支付不超过14天。'));
    expect(reviewFees(facts({ lines: [line({ daysOfSupply: 30 })] }), rules).violations).toHaveLength(1);
  });

  test('a limit for one stay does not add up two stays, a limit for a course does', () => {
    const history = uses(10).map(use => ({ ...use, visitId: 'earlier' }));
    const now = { lines: [line({ serviceDate: '2026-03-20', daysOfSupply: 10 })], history };
    const stay = readLibrary(drugList('限定支付疗程', '限定值域', '14天', '单次住院最多支付14天。'));
    const course = readLibrary(drugList('限定支付疗程', '限定值域', '14天', '支付不超过14天。'));
    expect(reviewFees(facts(now), stay.rules).violations).toEqual([]);
    expect(reviewFees(facts(now), course.rules).violations).toHaveLength(1);
  });

  test('a returned quantity takes the excess of a day away', () => {
    const { rules } = readLibrary({
      'item-frequency.csv': ['序号,项目名称,限制数量,数量单位,项目编码', `1,试验,1,日,${ITEM}`],
    });
    const twice = [
      line({ itemCode: ITEM, quantity: 2_000_000n }),
      line({ itemCode: ITEM, quantity: -1_000_000n }),
    ];
    expect(reviewFees(facts({ lines: twice.slice(0, 1) }), rules).violations).toHaveLength(1);
    expect(reviewFees(facts({ lines: twice }), rules).violations).toEqual([]);
  });

  test('two institutions may each charge a daily fee on one day', () => {
    const { rules } = readLibrary({
      'item-frequency.csv': ['序号,项目名称,限制数量,数量单位,项目编码', `1,试验,1,日,${ITEM}`],
    });
    const elsewhere = [line({ itemCode: ITEM, institutionCode: 'H31010400002' })];
    expect(
      reviewFees(facts({ lines: [line({ itemCode: ITEM })], history: elsewhere }), rules).violations,
    ).toEqual([]);
  });

  test('two operations that share several groups are one indicator', () => {
    const { rules } = readLibrary({
      'item-primary-secondary.csv': [
        '项目名称,项目说明,国标代码,限定类型,限定值域',
        ...['胃肠手术组', '肝胆手术组'].flatMap(group => [
          `试验术一,同一切口,${OPERATION_A},限定主次操作,${group}`,
          `试验术二,同一切口,${OPERATION_B},限定主次操作,${group}`,
        ]),
      ],
    });
    const both = [line({ itemCode: OPERATION_A }), line({ itemCode: OPERATION_B })];
    expect(reviewFees(facts({ lines: both }), rules).violations).toMatchObject([{ certainty: 'TO_VERIFY' }]);
  });

  test('an item contained in another of the same day is to be verified; on another day it is not', () => {
    const { rules } = readLibrary({
      'local.csv': [
        '主项编码,主项名称,从项编码,从项名称,来源标识,领域标识',
        '003105990250000,试验固定术,(00310599016),(预备),诊疗,口腔',
      ],
    });
    const main = line({ itemCode: '003105990250000', itemName: '试验固定术' });
    const part = line({ itemCode: '003105990160000', itemName: '预备' });
    expect(reviewFees(facts({ lines: [main, part] }), rules).violations).toMatchObject([
      { certainty: 'TO_VERIFY', lineIds: [main.id, part.id] },
    ]);
    const later = { ...part, serviceDate: '2026-03-11' };
    expect(reviewFees(facts({ lines: [main, later] }), rules).violations).toEqual([]);
  });

  test('history alone is not reported again', () => {
    const { rules } = readLibrary({
      'item-cycle.csv': ['序号,项目名称,频次上限,疗程周期,备注,项目代码', `1,试验,1,14,,${ITEM}`],
    });
    expect(
      reviewFees(facts({ lines: on('2026-06-01'), history: on('2026-03-01', '2026-03-02') }), rules)
        .violations,
    ).toEqual([]);
  });
});
