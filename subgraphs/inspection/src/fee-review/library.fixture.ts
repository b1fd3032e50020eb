import { recogniseTable, type FeeRuleEntry } from '../fee-rule/fee-rule-table.rule.ts';
import type { ReviewRule } from './fee-review.terms.ts';

/** Reads tables as the loader does and joins the drugs' codes: files by name, each a header and its rows. */
export function readLibrary(files: Readonly<Record<string, readonly string[]>>): {
  entries: FeeRuleEntry[];
  rules: ReviewRule[];
} {
  const entries: FeeRuleEntry[] = [];
  const codes = new Map<string, string[]>();
  for (const lines of Object.values(files)) {
    const columns = lines[0]!.split(',');
    const shape = recogniseTable(columns);
    if (!shape.ok) throw new Error(shape.refusal.message);
    for (const line of lines.slice(1)) {
      const cells = line.split(',');
      const read = shape.value.read(
        Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ''])),
      );
      if (read.row === 'MALFORMED') throw new Error(read.reason);
      if (read.row === 'ENTRY') entries.push(read.entry);
      else {
        const key = `${read.code.list} ${read.code.subject}`;
        codes.set(key, [...(codes.get(key) ?? []), read.code.code]);
      }
    }
  }
  const rules = entries.flatMap(entry => {
    if (entry.limit === null) return [];
    return [
      {
        id: `${entry.list} ${entry.subject}`,
        codes: entry.codes.length > 0 ? entry.codes : (codes.get(`${entry.list} ${entry.subject}`) ?? []),
        codesArePrefixes: entry.codesArePrefixes,
        limit: entry.limit,
      },
    ];
  });
  return { entries, rules };
}
