import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import type { SubgraphContext } from '#kernel/graphql/context';
import type { Kernel } from '#kernel/server/subgraph';
import { checkedSearch, literal } from '../search/search-text.ts';
import { Code, type CodeSystem } from './code.entity.ts';

export interface CodeFilter {
  readonly system: CodeSystem;
  readonly part: string | null;
  readonly parentCode: string | null;
  readonly search: string | null;
}

/** Finds entries of a code system, in the order of their codes. */
export class CodeService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async find(
    filter: CodeFilter,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Code>> {
    const { cursors } = this.#kernel;
    const { system, part, parentCode } = filter;
    const text = filter.search === null ? null : checkedSearch(filter.search);
    const binding = `codes:${JSON.stringify([system, part, parentCode, text])}`;
    const after = positionAfter(cursors, binding, page);
    const rows: Record<string, unknown>[] = await context.em.execute(
      `select * from "pharmacy"."code"
       where system = ?
         ${part === null ? '' : 'and part = ?'}
         ${parentCode === null ? '' : 'and parent_code = ?'}
         ${text === null ? '' : 'and (upper(code) like ? or name ilike ?)'}
         ${after ? 'and (part collate "C", code collate "C") > (?, ?)' : ''}
       order by part collate "C", code collate "C" limit ?`,
      [
        system,
        ...(part === null ? [] : [part]),
        ...(parentCode === null ? [] : [parentCode]),
        ...(text === null ? [] : [`${literal(text)}%`, `%${literal(text)}%`]),
        ...(after ?? []),
        page.first + 1,
      ],
    );
    const codes = rows.map(row => context.em.map(Code, row));
    return pageOf(cursors, binding, page, codes, code => [code.part, code.code]);
  }
}
