import { arrayLiteral } from '#kernel/persistence/array-literal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import { formatRatio, ratio } from '#kernel/vocabulary/money';
import type { ReviewRule } from '../fee-review/fee-review.terms.ts';
import type { FeeRuleCode, FeeRuleEntry } from './fee-rule-table.rule.ts';
import { FeeRule, FeeRuleCodeRow } from './fee-rule.entity.ts';
import { SHORTEST_CODE, type FeeRuleLimit } from './fee-rule.terms.ts';

/** An entry with the place where it was read. */
export interface PlacedEntry {
  readonly entry: FeeRuleEntry;
  readonly line: number;
}

export type SaveVerdict = 'ACCEPTED' | 'UNCHANGED' | 'DUPLICATE';

/** Keeps the rule library: entries by list, subject and qualifier, codes beside them. */
export class FeeRuleStore {
  readonly #tx: EntityManager;
  readonly #now: Date;
  /** What each list holds, read once; what this run has saved is marked. */
  readonly #known = new Map<string, Map<string, { content: string; id: string | null; fresh: boolean }>>();
  readonly #codes = new Map<string, Map<string, boolean>>();

  constructor(tx: EntityManager, now: Date) {
    this.#tx = tx;
    this.#now = now;
  }

  /** Saves entries; tells for each whether it is new or changed, was there, or came twice in this run. */
  async saveEntries(placed: readonly PlacedEntry[], file: string): Promise<SaveVerdict[]> {
    const verdicts: SaveVerdict[] = [];
    const fresh: FeeRule[] = [];
    for (const { entry, line } of placed) {
      const list = await this.#listOf(entry.list);
      const key = `${entry.subject}\n${entry.qualifier}`;
      const before = list.get(key);
      const content = contentOf(entry);
      if (before?.fresh) {
        verdicts.push('DUPLICATE');
        continue;
      }
      list.set(key, { content, id: before?.id ?? null, fresh: true });
      if (before?.content === content) {
        verdicts.push('UNCHANGED');
        continue;
      }
      verdicts.push('ACCEPTED');
      const row = this.#row(entry, file, line);
      if (before?.id) await this.#tx.nativeUpdate(FeeRule, { id: before.id }, row as never);
      else fresh.push({ id: newId(), ...row } as FeeRule);
    }
    if (fresh.length > 0) await this.#tx.insertMany(FeeRule, fresh);
    const codes = placed.flatMap(({ entry }) =>
      entry.codes.map(code => ({
        list: entry.list,
        subject: entry.subject,
        code,
        qualifier: entry.qualifier,
      })),
    );
    await this.#saveCodes(codes);
    return verdicts;
  }

  /** Saves the codes of drugs, which belong to a subject and not to one entry. */
  async saveDrugCodes(codes: readonly FeeRuleCode[]): Promise<SaveVerdict[]> {
    return this.#saveCodes(codes.map(code => ({ ...code, qualifier: '' })));
  }

  async #saveCodes(codes: readonly (FeeRuleCode & { qualifier: string })[]): Promise<SaveVerdict[]> {
    const fresh: FeeRuleCodeRow[] = [];
    const verdicts: SaveVerdict[] = [];
    for (const code of codes) {
      const known = await this.#codesOf(code.list);
      const key = `${code.subject}\n${code.qualifier}\n${code.code}`;
      const savedHere = known.get(key);
      verdicts.push(savedHere === undefined ? 'ACCEPTED' : savedHere ? 'DUPLICATE' : 'UNCHANGED');
      known.set(key, true);
      if (savedHere === undefined) fresh.push(code);
    }
    if (fresh.length > 0) await this.#tx.insertMany(FeeRuleCodeRow, fresh);
    return verdicts;
  }

  async #listOf(list: string) {
    let known = this.#known.get(list);
    if (!known) {
      const rows = await this.#tx.find(FeeRule, { list });
      known = new Map(
        rows.map(row => [
          `${row.subject}\n${row.qualifier}`,
          { content: contentOfRow(row), id: row.id, fresh: false },
        ]),
      );
      this.#known.set(list, known);
    }
    return known;
  }

  async #codesOf(list: string): Promise<Map<string, boolean>> {
    let known = this.#codes.get(list);
    if (!known) {
      const rows: FeeRuleCodeRow[] = await this.#tx.execute(
        'select list, subject, qualifier, code from inspection.fee_rule_code where list = ?',
        [list],
      );
      known = new Map(rows.map(row => [`${row.subject}\n${row.qualifier}\n${row.code}`, false]));
      this.#codes.set(list, known);
    }
    return known;
  }

  #row(entry: FeeRuleEntry, sourceFile: string, sourceLine: number): Omit<FeeRule, 'id'> {
    return {
      library: entry.library,
      list: entry.list,
      kind: entry.kind,
      subject: entry.subject,
      qualifier: entry.qualifier,
      state: entry.limit === null ? 'NOT_UNDERSTOOD' : 'UNDERSTOOD',
      notUnderstood: entry.notUnderstood,
      limit: limitToJson(entry.limit),
      codesArePrefixes: entry.codesArePrefixes,
      explanation: entry.explanation,
      sourceFile,
      sourceLine,
      loadedAt: this.#now,
    };
  }
}

/** A rule that may apply to some items, with where it stands. */
export interface ApplicableRule extends ReviewRule {
  readonly list: string;
  readonly subject: string;
}

/** The understood rules that name any of the item codes, in one statement. */
export async function rulesForItems(
  em: EntityManager,
  itemCodes: readonly string[],
): Promise<ApplicableRule[]> {
  const rows: {
    id: string;
    list: string;
    subject: string;
    limit: unknown;
    codes_are_prefixes: boolean;
    codes: string;
  }[] = await em.execute(
    `select r.id, r.list, r.subject, r."limit", r.codes_are_prefixes, string_agg(c.code, ',') as codes
     from inspection.fee_rule_code c
     join inspection.fee_rule r on r.list = c.list and r.subject = c.subject and r.qualifier = c.qualifier
     where r.state = 'UNDERSTOOD' and c.code = any(?::varchar[])
     group by r.id order by r.list, r.id`,
    [arrayLiteral(itemCodes.filter(isPlainCode).flatMap(withPrefixes))],
  );
  return rows.map(row => ({
    id: row.id,
    list: row.list,
    subject: row.subject,
    limit: limitFromJson(typeof row.limit === 'string' ? JSON.parse(row.limit) : row.limit),
    codes: row.codes.split(','),
    codesArePrefixes: row.codes_are_prefixes,
  }));
}

/** Item codes are letters and digits; anything else names no item. */
function isPlainCode(code: string): boolean {
  return /^[0-9A-Za-z.-]{1,40}$/.test(code);
}

function withPrefixes(code: string): string[] {
  const prefixes = [code];
  for (let length = SHORTEST_CODE; length < code.length; length += 1) prefixes.push(code.slice(0, length));
  return prefixes;
}

function limitToJson(limit: FeeRuleLimit | null): Record<string, unknown> | null {
  if (limit === null) return null;
  if (limit.kind !== 'PRIMARY_SECONDARY') return { ...limit };
  return { ...limit, share: limit.share === null ? null : formatRatio(limit.share) };
}

function limitFromJson(json: unknown): FeeRuleLimit {
  const stored = json as { kind: string; share?: string | null };
  if (stored.kind !== 'PRIMARY_SECONDARY') return json as FeeRuleLimit;
  return { ...stored, share: stored.share ? ratio(stored.share) : null } as FeeRuleLimit;
}

/** What counts as a change of an entry; its line in the file does not. */
function contentOf(entry: FeeRuleEntry): string {
  return canonical([
    entry.library,
    entry.kind,
    limitToJson(entry.limit),
    entry.notUnderstood,
    entry.explanation,
  ]);
}

function contentOfRow(row: FeeRule): string {
  return canonical([row.library, row.kind, row.limit, row.notUnderstood, row.explanation]);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
