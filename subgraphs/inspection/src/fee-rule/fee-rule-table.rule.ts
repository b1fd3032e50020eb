import { refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { SHORTEST_CODE, type FeeRuleKind, type FeeRuleLimit } from './fee-rule.terms.ts';
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
  type NotUnderstood,
} from './fee-rule-text.rule.ts';

/** A row of a table, by the names of its columns. */
export type TableRow = Readonly<Record<string, string>>;

export type RuleLibrary = 'NATIONAL' | 'LOCAL';

/** One entry of the rule library as it was read; an entry without a limit says why it is not understood. */
export interface FeeRuleEntry {
  readonly library: RuleLibrary;
  /** The list it belongs to, such as `drug-age`; the codes of drugs come in a table of their own. */
  readonly list: string;
  readonly kind: FeeRuleKind | null;
  /** The drug or item that is limited, by name. */
  readonly subject: string;
  /** What tells entries of one subject apart inside a list; empty for drugs. */
  readonly qualifier: string;
  readonly codes: readonly string[];
  /** Whether a code stands for everything that begins with it. */
  readonly codesArePrefixes: boolean;
  readonly limit: FeeRuleLimit | null;
  readonly notUnderstood: string | null;
  readonly explanation: string;
}

/** The national code of a drug that a list names. */
export interface FeeRuleCode {
  readonly list: string;
  readonly subject: string;
  readonly code: string;
}

export type LibraryRow =
  | { readonly row: 'ENTRY'; readonly entry: FeeRuleEntry }
  | { readonly row: 'CODE'; readonly code: FeeRuleCode }
  | { readonly row: 'MALFORMED'; readonly reason: string };

/** What a file looks like (its columns), and how one of its rows is read. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  read(row: TableRow): LibraryRow;
}

type Limit = Result<FeeRuleLimit, NotUnderstood>;

/** The drug lists, told apart by the column 限定类型. */
const DRUG_LISTS: Readonly<
  Record<string, { list: string; kind: FeeRuleKind; read(column: string, explanation: string): Limit }>
> = {
  限定年龄对象: { list: 'drug-age', kind: 'AGE', read: readAge },
  限定支付疗程: { list: 'drug-course', kind: 'COURSE', read: readDrugCourse },
  限定机构等级: { list: 'drug-institution-level', kind: 'INSTITUTION_LEVEL', read: readLevel },
  限定保险类型: { list: 'drug-insurance-type', kind: 'INSURANCE_TYPE', read: readInsurance },
  限定就医方式: { list: 'drug-visit-type', kind: 'VISIT_TYPE', read: readVisitType },
};

/** Every shape of file that the library consists of; a file is recognised by its columns, not by its name. */
export const TABLE_SHAPES: readonly TableShape[] = [
  drugNames('限定对象'),
  drugNames('限定值域'),
  {
    name: '药品编码',
    columns: ['药品通用名', '序号', '国标代码', '限定类型'],
    read(row) {
      const list = DRUG_LISTS[cell(row, '限定类型')];
      if (!list) return malformed(`未识别的限定类型“${cell(row, '限定类型')}”`);
      const subject = cell(row, '药品通用名');
      const code = cell(row, '国标代码');
      if (!subject) return malformed('药品通用名为空');
      if (!isDrugCode(code)) return malformed(`国标代码“${code}”不是药品编码`);
      return { row: 'CODE', code: { list: list.list, subject, code } };
    },
  },
  nationalItems({
    name: '项目限定年龄',
    columns: ['项目名称', '国标代码', '限定类型', '限定对象'],
    code: '国标代码',
    list: () => ['item-age', 'AGE'],
    read: row => readAge(cell(row, '限定对象'), ''),
    explanation: row => `${cell(row, '限定类型')}：${cell(row, '限定对象')}`,
  }),
  nationalItems({
    name: '项目备注（疗程或就业年龄）',
    columns: ['序号', '项目名称', '备注', '项目代码'],
    code: '项目代码',
    list: row => (cell(row, '备注').includes('年龄') ? ['item-age-2', 'AGE'] : ['item-course', 'COURSE']),
    read: row =>
      cell(row, '备注').includes('年龄')
        ? readWorkingAge(cell(row, '备注'))
        : readItemCourse(cell(row, '备注')),
    explanation: row => cell(row, '备注'),
  }),
  nationalItems({
    name: '项目频次周期',
    columns: ['序号', '项目名称', '频次上限', '疗程周期', '备注', '项目代码'],
    code: '项目代码',
    list: () => ['item-cycle', 'CYCLE'],
    read: row => readCycle(cell(row, '频次上限'), cell(row, '疗程周期'), cell(row, '备注')),
    explanation: row => cell(row, '备注'),
  }),
  nationalItems({
    name: '项目每日限量',
    columns: ['序号', '项目名称', '限制数量', '数量单位', '项目编码'],
    code: '项目编码',
    list: () => ['item-frequency', 'FREQUENCY'],
    read: row => readFrequency(cell(row, '限制数量'), cell(row, '数量单位')),
    explanation: row => `每日不超过${cell(row, '限制数量')}${cell(row, '数量单位')}`,
  }),
  nationalItems({
    name: '主次操作',
    columns: ['项目名称', '项目说明', '国标代码', '限定类型', '限定值域'],
    code: '国标代码',
    list: () => ['item-primary-secondary', 'PRIMARY_SECONDARY'],
    read: row => readPrimarySecondary(cell(row, '限定值域'), null),
    explanation: row => cell(row, '项目说明'),
    qualifier: row => cell(row, '限定值域'),
  }),
  localTable('item-primary', ['主次组别', '主次折率'], 'PRIMARY_SECONDARY', row =>
    readPrimarySecondary(cell(row, '主次组别'), cell(row, '主次折率')),
  ),
  localTable('item-duplicate', ['从项编码', '从项名称'], 'INCLUDED_ITEM', row =>
    readIncluded(cell(row, '主项编码'), cell(row, '从项编码')),
  ),
  localTable('item-combo', ['子项编码', '子项名称'], 'INCLUDED_ITEM', row =>
    readIncluded(cell(row, '主项编码'), cell(row, '子项编码')),
  ),
  localTable('item-split', ['分项编码', '分项名称'], 'INCLUDED_ITEM', row =>
    readIncluded(cell(row, '主项编码'), cell(row, '分项编码')),
  ),
  localTable('item-swap', ['小项编码', '小项名称'], null, () => undecidable('串换项目须核对实际开展的项目')),
  localTable('item-link', ['关联编码', '关联名称'], null, () =>
    undecidable('关联缺失须核对整次就诊的全部收费'),
  ),
  localTable('item-surcharge', ['从项编码', '从项名称', '加收限制'], null, () =>
    undecidable('加收项目须核对加收条件'),
  ),
  localTable('item-phantom', ['排查机构', '排查部门', '排查数量'], null, () =>
    undecidable('虚记项目须核对实际消耗'),
  ),
  {
    name: '地方药品限制',
    columns: [
      ...['药品编码', '药品名称', '险种限制', '机构限制', '就医限制', '专科限制', '性别限制', '年龄限制'],
      ...['疾病限制', '阶梯限制', '极量限制', '疗程限制', '总额限制', '领域标识'],
    ],
    read(row) {
      const code = cell(row, '药品编码');
      const [kind, limit] = readRestriction(row);
      return {
        row: 'ENTRY',
        entry: {
          ...listed('LOCAL', 'drug-restrict', kind, cell(row, '药品名称'), limit),
          qualifier: code,
          codes: isCodePrefix(code) ? [code] : [],
          codesArePrefixes: true,
          explanation: restrictionsOf(row)
            .map(column => `${column}：${cell(row, column)}`)
            .join('；'),
        },
      };
    },
  },
];

/** The shape of the file that has these columns. */
export function recogniseTable(
  columns: readonly string[],
): Result<TableShape, RefusalFacts<'UNKNOWN_TABLE'>> {
  const found = TABLE_SHAPES.find(
    shape => shape.columns.join() === columns.map(column => column.trim()).join(),
  );
  if (found) return { ok: true, value: found };
  return refuse('UNKNOWN_TABLE', `表头不属于规则库的任何一种表：${columns.join(',')}`);
}

/** The columns of the local table of drugs that a fee list can be checked against. */
const RESTRICTIONS: Readonly<Record<string, readonly [kind: FeeRuleKind, read: (value: string) => Limit]>> = {
  险种限制: ['INSURANCE_TYPE', readInsurance],
  机构限制: ['INSTITUTION_LEVEL', value => readLevel(value, '')],
  就医限制: ['VISIT_TYPE', value => readVisitType(value, '')],
  年龄限制: ['AGE', value => readAge(value, '')],
  疗程限制: ['COURSE', value => readDrugCourse(value, '')],
};

function restrictionsOf(row: TableRow): string[] {
  return Object.keys(row).filter(column => column.endsWith('限制') && cell(row, column) !== '');
}

/** A drug with one restriction is that limit; several may be alternatives, so that none is applied by itself. */
function readRestriction(row: TableRow): readonly [FeeRuleKind | null, Limit] {
  const columns = restrictionsOf(row);
  const [column] = columns;
  if (column === undefined) return [null, undecidable('没有填写任何限制')];
  if (columns.length > 1) return [null, undecidable(`同时有多项限制：${columns.join('、')}`)];
  const restriction = RESTRICTIONS[column];
  if (!restriction) return [null, undecidable(`${column}不能仅凭费用明细判断`)];
  const [kind, read] = restriction;
  return [kind, read(cell(row, column))];
}

function drugNames(valueColumn: '限定对象' | '限定值域'): TableShape {
  return {
    name: `药品说明（${valueColumn}）`,
    columns: ['药品通用名', '药品说明', '限定类型', valueColumn],
    read(row) {
      const list = DRUG_LISTS[cell(row, '限定类型')];
      if (!list) return malformed(`未识别的限定类型“${cell(row, '限定类型')}”`);
      const subject = cell(row, '药品通用名');
      if (!subject) return malformed('药品通用名为空');
      const explanation = cell(row, '药品说明');
      const limit = list.read(cell(row, valueColumn), explanation);
      return {
        row: 'ENTRY',
        entry: { ...listed('NATIONAL', list.list, list.kind, subject, limit), explanation },
      };
    },
  };
}

function nationalItems(shape: {
  name: string;
  columns: readonly string[];
  code: string;
  list(row: TableRow): readonly [list: string, kind: FeeRuleKind];
  read(row: TableRow): Limit;
  explanation(row: TableRow): string;
  qualifier?(row: TableRow): string;
}): TableShape {
  return {
    name: shape.name,
    columns: shape.columns,
    read(row) {
      const [list, kind] = shape.list(row);
      const code = cell(row, shape.code);
      const subject = cell(row, '项目名称');
      if (subject === '' && code === '') {
        // Totals and remarks at the foot of a table are no rules, but they are shown, not dropped.
        const text = Object.values(row).find(value => value.trim() !== '') ?? '';
        const limit = undecidable('合计行或备注行，不是规则条目');
        return {
          row: 'ENTRY',
          entry: { ...listed('NATIONAL', list, null, text.trim(), limit), explanation: text },
        };
      }
      if (subject === '') return malformed('项目名称为空');
      const limit = isItemCode(code) ? shape.read(row) : undecidable(`项目代码“${code}”不是15位编码`);
      return {
        row: 'ENTRY',
        entry: {
          ...listed('NATIONAL', list, kind, subject, limit),
          qualifier: [code, shape.qualifier?.(row) ?? ''].filter(part => part !== '').join(' '),
          codes: isItemCode(code) ? [code] : [],
          explanation: shape.explanation(row),
        },
      };
    },
  };
}

function localTable(
  list: string,
  middle: readonly string[],
  kind: FeeRuleKind | null,
  read: (row: TableRow) => Limit,
): TableShape {
  return {
    name: `地方 ${list}`,
    columns: ['主项编码', '主项名称', ...middle, '来源标识', '领域标识'],
    read(row) {
      const code = cell(row, '主项编码');
      return {
        row: 'ENTRY',
        entry: {
          ...listed('LOCAL', list, kind, cell(row, '主项名称'), read(row)),
          qualifier: `${code} ${cell(row, middle[0]!)}`.trim().slice(0, 400),
          codes: isCodePrefix(code) ? [code] : [],
          codesArePrefixes: true,
          explanation: middle.map(column => `${column}：${cell(row, column)}`).join('；'),
        },
      };
    },
  };
}

function listed(
  library: RuleLibrary,
  list: string,
  kind: FeeRuleKind | null,
  subject: string,
  limit: Limit,
): FeeRuleEntry {
  return {
    library,
    list,
    kind,
    subject,
    qualifier: '',
    codes: [],
    codesArePrefixes: false,
    limit: limit.ok ? limit.value : null,
    notUnderstood: limit.ok ? null : limit.refusal.message,
    explanation: '',
  };
}

function cell(row: TableRow, column: string): string {
  return (row[column] ?? '').trim();
}

function malformed(reason: string): LibraryRow {
  return { row: 'MALFORMED', reason };
}

function undecidable(reason: string): Limit {
  return refuse('NOT_UNDERSTOOD', reason);
}

/** Whether a code is long enough to stand for the items whose codes begin with it. */
function isCodePrefix(code: string): boolean {
  return /^[0-9A-Z]+$/.test(code) && code.length >= SHORTEST_CODE;
}

function isDrugCode(code: string): boolean {
  return /^[XZT][A-Z0-9]{19,22}$/.test(code);
}

function isItemCode(code: string): boolean {
  return /^\d{15}$/.test(code);
}
