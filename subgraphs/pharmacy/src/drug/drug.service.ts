import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { checkedSearch, literal } from '../search/search-text.ts';
import { Drug, type DrugItemClass } from './drug.entity.ts';

export interface DrugFilter {
  readonly search: string | null;
  readonly itemClasses: readonly DrugItemClass[] | null;
}

/** Finds drugs. */
export class DrugService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * Drugs that a text means, the likeliest first: the very code or licence number, the very name, a name that
   * begins so, pinyin initials that begin so, then a name that holds it; without a text all of them by name.
   */
  async search(
    filter: DrugFilter,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<Drug>> {
    const { cursors } = this.#kernel;
    const text = filter.search === null ? null : checkedSearch(filter.search);
    const classes = filter.itemClasses === null ? null : [...new Set(filter.itemClasses)].sort();
    const binding = `drugs:${text ?? ''}:${classes?.join('') ?? ''}`;
    const after = positionAfter(cursors, binding, page);
    const match =
      text === null ? { rank: '0', where: 'true', parameters: [], rankParameters: [] } : matching(text);
    const rows: { id: string; rank: number; name: string }[] = await context.em.execute(
      `select id, rank, name from (
         select d.id, d.comparable_name collate "C" as name, ${match.rank} as rank
         from "pharmacy"."drug" d
         where ${match.where} ${classes === null ? '' : `and d.item_class = any(string_to_array(?, ','))`}
       ) matched
       ${after ? 'where (rank, name, id) > (?, ?, ?::uuid)' : ''}
       order by rank, name, id limit ?`,
      [
        ...match.rankParameters,
        ...match.parameters,
        ...(classes === null ? [] : [classes.join(',')]),
        ...(after ?? []),
        page.first + 1,
      ],
    );
    const drugs = await this.byIds(
      rows.map(row => row.id),
      context,
    );
    const positions = new Map(rows.map(row => [row.id, [row.rank, row.name, row.id] as const]));
    const found = drugs.filter(drug => drug !== null);
    return pageOf(cursors, binding, page, found, drug => positions.get(drug.id)!);
  }

  /** Drugs by id, in order; null for what is not there. */
  async byIds(ids: readonly string[], context: SubgraphContext): Promise<(Drug | null)[]> {
    const wellFormed = ids.filter(isId);
    if (wellFormed.length === 0) return ids.map(() => null);
    return inOrder(ids, await context.em.find(Drug, { id: { $in: wellFormed } }), drug => drug.id);
  }

  async byNationalCodes(codes: readonly string[], context: SubgraphContext): Promise<(Drug | null)[]> {
    const rows = await context.em.find(Drug, { nationalCode: { $in: [...codes] } });
    return inOrder(codes, rows, drug => drug.nationalCode!);
  }
}

/** The drug of an id; any number of them in one request is one statement. */
export function drugOf(id: string, service: DrugService, context: SubgraphContext): Promise<Drug | null> {
  return context.loader<string, Drug>('drug', keys => service.byIds(keys, context)).load(id);
}

/** The drug of a national code; any number of them in one request is one statement. */
export function drugOfCode(
  code: string,
  service: DrugService,
  context: SubgraphContext,
): Promise<Drug | null> {
  return context
    .loader<string, Drug>('drug-of-code', keys => service.byNationalCodes(keys, context))
    .load(code);
}

function matching(text: string) {
  const [within, beginning] = [`%${literal(text)}%`, `${literal(text)}%`];
  const initials = /^[A-Z0-9]+$/.test(text) ? beginning : null;
  return {
    rank: `case
      when d.national_code = ? or d.licence_number = ? then 0
      when upper(d.comparable_name) = ? or upper(d.trade_name) = ? then 1
      when d.comparable_name ilike ? or d.trade_name ilike ? then 2
      when d.pinyin_initials like ? then 3
      else 4 end`,
    rankParameters: [text, text, text, text, beginning, beginning, initials],
    where: `(d.comparable_name ilike ? or d.trade_name ilike ? or d.pinyin_initials like ?
      or d.national_code like ? or upper(d.licence_number) like ?)`,
    parameters: [within, within, initials, initials, within],
  };
}
