import type { Importer, ImportFile, RowVerdict } from '#kernel/load/importer';
import type { TestSubgraph } from '#test/subgraph';
import {
  HOSPITAL,
  INSPECTOR,
  PHARMACY,
  registerInstitution,
  registerPharmacy,
  startInspection,
} from './stage.ts';

const CHILD_DRUG = 'ZA04CAE0099010100001';
const DAILY_FEE = '001199000050000';
const PERSON = '01890000-0000-7000-8000-00000000000a';

const FILES: Readonly<Record<string, string>> = {
  'drug-age.codes.csv': `药品通用名,序号,国标代码,限定类型\n小儿试验颗粒,1,${CHILD_DRUG},限定年龄对象\n`,
  'drug-age.explained.csv':
    '药品通用名,药品说明,限定类型,限定对象\n小儿试验颗粒,用于小儿发热。,限定年龄对象,儿童\n',
  'drug-course.explained.csv':
    '药品通用名,药品说明,限定类型,限定值域\n试验注射液,单次住院最多支付14天。,限定支付疗程,15天\n',
  'item-frequency.csv': `序号,项目名称,限制数量,数量单位,项目编码\n1,试验诊查费,1,日,${DAILY_FEE}\n合计,,,,\n`,
  'item-cycle.csv': '序号,项目名称,频次上限,疗程周期,备注,项目代码\n1,试验评定,1,14,,003499000050000\n',
};

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startInspection();
  await registerInstitution(graph);
  await registerPharmacy(graph);
  for (const name of Object.keys(FILES)) await load(name);
});
afterAll(() => graph.stop());

/** Loads a file as the load command does: one transaction, verdicts by line. */
async function load(name: string, content = FILES[name]!): Promise<RowVerdict[]> {
  const verdicts: RowVerdict[] = [];
  const { kernel, importers } = graph.subgraph;
  const importer: Importer = importers.find(each => each.kind === 'rules' && each.accepts(name))!;
  const bytes = new TextEncoder().encode(content);
  const file: ImportFile = {
    name,
    size: bytes.length,
    async *open() {
      for (let from = 0; from < bytes.length; from += 7) yield bytes.subarray(from, from + 7);
    },
  };
  const { outbox, sealer, clock } = kernel;
  await kernel.transaction(tx =>
    importer.load([file], { tx, outbox, sealer, clock, report: verdict => void verdicts.push(verdict) }),
  );
  return verdicts;
}

const item = (overrides: object = {}) => ({
  id: 'line-1',
  itemCode: CHILD_DRUG,
  itemName: '小儿试验颗粒',
  quantity: '1',
  amount: '1000',
  serviceDate: '2026-03-10',
  ...overrides,
});

const REVIEW = `query ($input: ReviewFeesInput!) { reviewFees(input: $input) { stage reviewedRules
  violations { certainty itemIds rule { kind subject explanation source { file line } } evidence { label value } }
  undecided { missing itemIds rule { kind } } } }`;

const input = (overrides: object = {}) => ({
  stage: 'DURING_VISIT',
  institutionCode: HOSPITAL,
  insurance: 'EMPLOYEE',
  visitType: 'OUTPATIENT',
  birthDate: '1990-05-20',
  items: [item()],
  ...overrides,
});

const review = async (overrides: object = {}, asker: object = INSPECTOR) =>
  (await graph.data(REVIEW, { input: input(overrides) }, asker as typeof INSPECTOR)).reviewFees;

describe('a review', () => {
  test('names the rule with its source, the lines and the numbers', async () => {
    expect(await review()).toMatchObject({
      stage: 'DURING_VISIT',
      reviewedRules: 1,
      undecided: [],
      violations: [
        {
          certainty: 'CERTAIN',
          itemIds: ['line-1'],
          rule: {
            kind: 'AGE',
            subject: '小儿试验颗粒',
            explanation: '用于小儿发热。',
            source: { file: 'drug-age.explained.csv', line: 2 },
          },
          evidence: [
            { label: '服务日期', value: '2026-03-10' },
            { label: '年龄', value: '35岁' },
            { label: '限定年龄', value: '未满18岁' },
          ],
        },
      ],
    });
  });

  test('is silent about a child, and undecided where nobody told the birth date', async () => {
    expect((await review({ birthDate: '2018-05-20' })).violations).toEqual([]);
    expect(await review({ birthDate: null })).toMatchObject({
      violations: [],
      undecided: [{ missing: 'BIRTH_DATE', itemIds: ['line-1'] }],
    });
  });

  test('counts what the person had settled elsewhere in the past', async () => {
    const ASSESSMENT = '003499000050000';
    const now = { personId: PERSON, items: [item({ itemCode: ASSESSMENT, serviceDate: '2026-03-14' })] };
    expect((await review(now)).violations).toEqual([]);
    await graph.hear([
      {
        topic: 'settlement.settlement',
        name: 'ClaimSettled',
        aggregateId: PERSON,
        payload: {
          settlementId: PERSON,
          claimId: PERSON,
          visitId: PERSON,
          personId: PERSON,
          institutionCode: PHARMACY,
          institutionRegion: '310104',
          physicianCode: null,
          scheme: 'EMPLOYEE',
          visitType: 'OUTPATIENT',
          settledOn: '2026-03-01',
          total: '1',
          fundPaid: '1',
          accountPaid: '0',
          cashPaid: '0',
          items: [
            {
              feeItemId: PERSON,
              itemCode: ASSESSMENT,
              itemName: '试验评定',
              quantity: '1',
              amount: '1',
              serviceDate: '2026-03-01',
              daysOfSupply: null,
            },
          ],
        },
      },
    ]);
    expect((await review(now)).violations).toMatchObject([
      {
        rule: { kind: 'CYCLE' },
        itemIds: ['line-1'],
        evidence: expect.arrayContaining([{ label: '起止日期', value: '2026-03-01至2026-03-14' }]),
      },
    ]);
  });

  test('of any number of lines costs a constant number of statements', async () => {
    const cost = async (count: number) => {
      const items = Array.from({ length: count }, (_, at) => item({ id: `line-${at}` }));
      const { statements } = await graph.statements.during(() => review({ personId: PERSON, items }));
      return statements.length;
    };
    expect(await cost(200)).toBe(await cost(1));
    expect(await cost(200)).toBeLessThanOrEqual(6);
  });
});

describe('who may have fees reviewed', () => {
  test('an institution for itself, and for no other', async () => {
    const own = { role: 'INSTITUTION', institution: HOSPITAL };
    expect((await review({ stage: 'BEFORE_VISIT' }, own)).violations).toHaveLength(1);
    const answer = await graph.query(REVIEW, { input: input({ institutionCode: PHARMACY }) }, own as never);
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('another subgraph in its own name, but no insured person', async () => {
    expect((await review({}, { role: 'SERVICE', subject: 'settlement' })).violations).toHaveLength(1);
    const answer = await graph.query(REVIEW, { input: input() }, { role: 'PERSON', person: PERSON });
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test.each([
    ['no line', { items: [] }, 'items'],
    ['a line twice', { items: [item(), item()] }, 'items'],
    ['a date that is none', { items: [item({ serviceDate: '2026-02-30' })] }, 'input.items[0].serviceDate'],
    ['days of supply beyond a year', { items: [item({ daysOfSupply: 400 })] }, 'daysOfSupply'],
  ])('%s is named as bad input', async (_what, overrides, field) => {
    const answer = await graph.query(REVIEW, { input: input(overrides) }, INSPECTOR);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(Object.keys(answer.errors?.[0]?.extensions['fields'])).toEqual([field]);
  });

  test('an unknown institution is not found', async () => {
    const answer = await graph.query(
      REVIEW,
      { input: input({ institutionCode: 'H99999999999' }) },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  });
});

describe('the rule library', () => {
  const list = async (filter: object) =>
    (
      await graph.data(
        `query ($filter: FeeRuleFilter) { feeRules(first: 50, filter: $filter) {
           nodes { list subject state notUnderstood itemCodes parameters { label value } source { file line } } } }`,
        { filter },
        INSPECTOR,
      )
    ).feeRules.nodes;

  test('lists what was not understood with its reason', async () => {
    expect(await list({ state: 'NOT_UNDERSTOOD' })).toMatchObject([
      { list: 'drug-course', notUnderstood: expect.stringContaining('两者不一致'), parameters: [] },
      { list: 'item-frequency', subject: '合计', notUnderstood: expect.stringContaining('不是规则条目') },
    ]);
  });

  test('is found by the code of an item, with what was read from the text', async () => {
    expect(await list({ itemCode: CHILD_DRUG })).toMatchObject([
      {
        list: 'drug-age',
        itemCodes: [CHILD_DRUG],
        parameters: expect.arrayContaining([{ label: 'maximumYears', value: '17' }]),
      },
    ]);
    expect(await list({ itemCode: 'nothing' })).toEqual([]);
  });

  test('the same file twice changes nothing', async () => {
    const before = await list({});
    for (const name of Object.keys(FILES)) {
      expect((await load(name)).every(row => row.verdict === 'UNCHANGED')).toBe(true);
    }
    expect(await list({})).toEqual(before);
  });

  test('a row that comes twice, and one that is no code, have their verdicts; the rest is kept', async () => {
    const header = '药品通用名,序号,国标代码,限定类型';
    const rows = ['小儿甲颗粒,1,ZA04CAE0099010100002,限定年龄对象', '小儿甲颗粒,2,乱码,限定年龄对象'];
    expect(await load('more.codes.csv', [header, rows[0], rows[0], rows[1]].join('\n'))).toMatchObject(
      expect.arrayContaining([
        { line: 2, verdict: 'ACCEPTED' },
        { line: 3, verdict: 'DUPLICATE' },
        { line: 4, verdict: 'REFUSED', reason: expect.stringContaining('乱码') },
      ]),
    );
  });

  test.each([
    ['a table with other columns', '姓名,年龄\n张三,3\n', /表头/],
    ['a table broken off in the middle', `${FILES['item-cycle.csv']}2,"断开的`, /不是完整的 CSV/],
    ['a row with a column missing', `${FILES['item-cycle.csv']}2,缺列,1\n`, /第 3 行/],
    ['an empty file', '', /为空/],
  ])('%s is refused as a whole and leaves nothing', async (_what, content, reason) => {
    const before = await list({});
    await expect(load('broken.csv', content.replace('试验评定', '不应保留'))).rejects.toThrow(reason);
    expect(await list({})).toEqual(before);
  });
});
