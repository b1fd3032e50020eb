import { recogniseTable, TABLE_SHAPES, type LibraryRow } from './fee-rule-table.rule.ts';

function read(columns: string, line: string): LibraryRow {
  const shape = recogniseTable(columns.split(','));
  if (!shape.ok) throw new Error(shape.refusal.message);
  const cells = line.split(',');
  return shape.value.read(
    Object.fromEntries(columns.split(',').map((column, at) => [column, cells[at] ?? ''])),
  );
}

describe('the tables of the rule library', () => {
  test('no two shapes have the same columns, so that a file is recognised without its name', () => {
    const headers = TABLE_SHAPES.map(shape => shape.columns.join());
    expect(new Set(headers).size).toBe(headers.length);
  });

  test('a file with other columns is refused as a whole', () => {
    expect(recogniseTable(['姓名', '年龄'])).toMatchObject({ ok: false, refusal: { code: 'UNKNOWN_TABLE' } });
  });

  test('an explained drug is an entry of the list that its type names; its codes come apart', () => {
    expect(
      read('药品通用名,药品说明,限定类型,限定对象', '小儿试验颗粒,用于小儿发热。,限定年龄对象,儿童'),
    ).toMatchObject({
      row: 'ENTRY',
      entry: {
        list: 'drug-age',
        kind: 'AGE',
        subject: '小儿试验颗粒',
        codes: [],
        limit: { maximumYears: 17 },
      },
    });
    expect(
      read('药品通用名,序号,国标代码,限定类型', '小儿试验颗粒,1,ZA04CAE0099010100001,限定年龄对象'),
    ).toEqual({
      row: 'CODE',
      code: { list: 'drug-age', subject: '小儿试验颗粒', code: 'ZA04CAE0099010100001' },
    });
  });

  test('a code that is no drug code, and a type nobody knows, are malformed rows', () => {
    expect(read('药品通用名,序号,国标代码,限定类型', '试验片,1,ZA04,限定年龄对象').row).toBe('MALFORMED');
    expect(read('药品通用名,药品说明,限定类型,限定值域', '试验片,说明,限定颜色,红').row).toBe('MALFORMED');
  });

  test('the same columns hold courses and the working age', () => {
    const columns = '序号,项目名称,备注,项目代码';
    expect(read(columns, '1,试验训练,支付不超过30天。,003402000990000')).toMatchObject({
      entry: { list: 'item-course', kind: 'COURSE' },
    });
    expect(read(columns, '1,试验训练,参保人年龄超出法定就业年龄限制,003402000990000')).toMatchObject({
      entry: { list: 'item-age-2', kind: 'AGE' },
    });
  });

  test('totals and remarks at the foot are listed as not understood, not dropped', () => {
    const columns = '序号,项目名称,限制数量,数量单位,项目编码';
    for (const line of ['合计,,,,', '备注：各省可以细化。,,,,']) {
      expect(read(columns, line)).toMatchObject({
        row: 'ENTRY',
        entry: {
          limit: null,
          notUnderstood: expect.stringContaining('不是规则条目'),
          explanation: line.split(',')[0],
        },
      });
    }
  });

  test('an item whose code has not fifteen digits is listed as not understood', () => {
    expect(read('项目名称,国标代码,限定类型,限定对象', '试验,0031,限定年龄对象,儿童')).toMatchObject({
      entry: { limit: null, notUnderstood: expect.stringContaining('0031'), codes: [] },
    });
  });

  test('one operation in two groups makes two entries', () => {
    const columns = '项目名称,项目说明,国标代码,限定类型,限定值域';
    const first = read(columns, '试验切除术,说明,003310099990000,限定主次操作,胃肠手术组');
    const second = read(columns, '试验切除术,说明,003310099990000,限定主次操作,肝胆手术组');
    expect([first, second]).toMatchObject([
      { entry: { qualifier: '003310099990000 胃肠手术组' } },
      { entry: { qualifier: '003310099990000 肝胆手术组' } },
    ]);
  });

  test('local tables that fees alone decide are read, the others listed with the reason', () => {
    expect(
      read(
        '主项编码,主项名称,从项编码,从项名称,来源标识,领域标识',
        '003105990250000,试验术,(00310599016),(预备),诊疗,口腔',
      ),
    ).toMatchObject({ entry: { library: 'LOCAL', kind: 'INCLUDED_ITEM', codesArePrefixes: true } });
    expect(
      read('主项编码,主项名称,小项编码,小项名称,来源标识,领域标识', '00120500001,大,(0012),(小),诊疗,护理'),
    ).toMatchObject({
      entry: { library: 'LOCAL', limit: null, notUnderstood: expect.stringContaining('串换') },
    });
  });

  test('a local drug with one restriction is that limit; with several, or one that fees do not tell, it is listed', () => {
    const columns =
      '药品编码,药品名称,险种限制,机构限制,就医限制,专科限制,性别限制,年龄限制,疾病限制,阶梯限制,极量限制,疗程限制,总额限制,领域标识';
    expect(read(columns, 'ZA06CAX09910,试验糖浆,,,,,,儿童,,,,,,')).toMatchObject({
      entry: { kind: 'AGE', codes: ['ZA06CAX09910'], codesArePrefixes: true, limit: { maximumYears: 17 } },
    });
    expect(read(columns, 'ZA06CAX09910,试验糖浆,,二级,,,,,(癌),,,,,')).toMatchObject({
      entry: { limit: null, notUnderstood: expect.stringContaining('多项限制') },
    });
    expect(read(columns, 'ZA06CAX09910,试验糖浆,,,,,女,,,,,,,')).toMatchObject({
      entry: { limit: null, notUnderstood: expect.stringContaining('性别限制') },
    });
  });
});
