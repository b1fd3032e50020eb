import { FileRefused, type Importer, type ImportFile, type ImportScope } from '#kernel/load/importer';
import { newId } from '#kernel/persistence/id';
import type { RefusalFacts, Result } from '#kernel/vocabulary/result';
import { inChunks, tableRows, textLines, wholeText } from '../load/table.ts';
import { CODE_TABLES, checkedCode, readTreeNode, type CodeRow } from './code-table.rule.ts';
import { Code, CodeSystem } from './code.entity.ts';

const CHUNK = 500;
const LARGEST_TREE = 32 * 1024 * 1024;
const TREE = /^icd9cm3.*\.json$/i;
const NAMES = /^disease_names.*\.txt$/i;

interface ReadCode {
  readonly line: number;
  readonly read: Result<CodeRow, RefusalFacts>;
}

/**
 * Brings code tables in. A code is known by its system, part and code; the same again is a duplicate, another name
 * for it in one file is refused with the line that used it first, and in a later file it replaces what was there.
 */
export const codeImporter: Importer = {
  kind: 'codes',
  accepts: name => TREE.test(name) || NAMES.test(name) || CODE_TABLES.some(table => table.file.test(name)),
  async load(files, scope) {
    for (const file of files) {
      const { system, codes } = codesOf(file);
      const lines = new Map<string, { readonly line: number; readonly name: string }>();
      for await (const chunk of inChunks(codes, CHUNK)) {
        const fresh = chunk.flatMap(code => judged(code, lines, scope));
        await enter(system, fresh, scope);
      }
    }
  },
};

function codesOf(file: ImportFile): { system: CodeSystem; codes: AsyncIterable<ReadCode> } {
  if (TREE.test(file.name)) return { system: CodeSystem.ICD9CM3, codes: treeCodes(file) };
  if (NAMES.test(file.name)) return { system: CodeSystem.DISEASE_NAME, codes: nameCodes(file) };
  const table = CODE_TABLES.find(each => each.file.test(file.name));
  if (!table) throw new FileRefused(`不认识的编码文件：${file.name}`);
  return { system: CodeSystem[table.system as keyof typeof CodeSystem], codes: tableCodes(file, table) };
}

async function* tableCodes(file: ImportFile, table: (typeof CODE_TABLES)[number]): AsyncGenerator<ReadCode> {
  for await (const { line, cells, broken } of tableRows(file, table.columns)) {
    yield {
      line,
      read:
        broken === null
          ? checkedCode(table.read(cells))
          : { ok: false, refusal: { code: 'BROKEN', message: broken } },
    };
  }
}

async function* nameCodes(file: ImportFile): AsyncGenerator<ReadCode> {
  for await (const { line, text } of textLines(file))
    yield { line, read: checkedCode({ code: text, name: text }) };
}

async function* treeCodes(file: ImportFile): AsyncGenerator<ReadCode> {
  const text = await wholeText(file, LARGEST_TREE);
  const tree = parsedTree(text);
  const lines = linesOfKeys(text);
  for (const [key, value] of Object.entries(tree)) {
    yield { line: lines.get(key) ?? 1, read: readTreeNode(key, value, tree) };
  }
}

function parsedTree(text: string): Readonly<Record<string, unknown>> {
  try {
    const tree: unknown = JSON.parse(text);
    if (typeof tree === 'object' && tree !== null && !Array.isArray(tree))
      return tree as Record<string, unknown>;
  } catch {
    // Said below, as for JSON that is no tree.
  }
  throw new FileRefused('不是完整的 JSON 编码树');
}

/** The line on which each entry of a pretty-printed tree begins; entries of one line all begin on line 1. */
function linesOfKeys(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const key = /^\s*"([^"]+)": \{/.exec(line)?.[1];
    if (key !== undefined && !lines.has(key)) lines.set(key, index + 1);
  }
  return lines;
}

function judged(
  { line, read }: ReadCode,
  lines: Map<string, { readonly line: number; readonly name: string }>,
  { report }: ImportScope,
): { line: number; row: CodeRow }[] {
  if (!read.ok) {
    report({ line, verdict: 'REFUSED', reason: read.refusal.message });
    return [];
  }
  const key = keyOf(read.value);
  const earlier = lines.get(key);
  if (earlier) {
    const same = earlier.name === read.value.name;
    const reason = same ? `与第 ${earlier.line} 行的编码相同` : `编码已用于第 ${earlier.line} 行的另一名称`;
    report({ line, verdict: same ? 'DUPLICATE' : 'REFUSED', reason });
    return [];
  }
  lines.set(key, { line, name: read.value.name });
  return [{ line, row: read.value }];
}

async function enter(
  system: CodeSystem,
  rows: readonly { line: number; row: CodeRow }[],
  { tx, report }: ImportScope,
): Promise<void> {
  const known = await tx.find(
    Code,
    { system, code: { $in: rows.map(({ row }) => row.code) } },
    { disableIdentityMap: true },
  );
  const byKey = new Map(known.map(code => [keyOf(code), code]));
  const added: object[] = [];
  for (const { line, row } of rows) {
    const before = byKey.get(keyOf(row));
    if (before && contentOf(before) === contentOf(row)) {
      report({ line, verdict: 'UNCHANGED' });
      continue;
    }
    if (before) await tx.nativeUpdate(Code, { id: before.id }, { ...row });
    else added.push({ ...row, id: newId(), system });
    report({ line, verdict: 'ACCEPTED', ...(before && { reason: '更新已有编码' }) });
  }
  if (added.length > 0) await tx.insertMany(Code, added as never);
}

function keyOf({ part, code }: Pick<CodeRow, 'part' | 'code'>): string {
  return JSON.stringify([part, code]);
}

function contentOf({ part, code, name, parentCode, category, level }: CodeRow): string {
  return JSON.stringify([part, code, name, parentCode, category, level]);
}
