import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, today } from '#kernel/vocabulary/calendar';
import { QUOTE_FRESH_DAYS } from '../comparison/ratio.terms.ts';
import { PriceQuote } from './price-quote.entity.ts';
import { regionPrefix } from './region.rule.ts';

type Row = Record<string, unknown>;

/** Of the quotes of one institution for one drug the latest counts. */
const CURRENT = `not exists (select 1 from "pharmacy"."price_quote" newer
  where newer.drug_id = q.drug_id and newer.institution_code = q.institution_code and newer.quoted_on > q.quoted_on)`;

const OWNERS = {
  drug: { column: 'drug_id', order: 'q.price, q.id', binding: 'Drug.quotes' },
  institution: {
    column: 'institution_code',
    order: 'd.comparable_name collate "C", q.id',
    binding: 'Institution.drugPrices',
  },
} as const;

/** Reads price quotes; any number of drugs or institutions in one request is one statement. */
export class PriceQuoteService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A page of current quotes of a drug, the cheapest first, or of an institution, by the drugs' names. */
  page(
    of: keyof typeof OWNERS,
    key: string,
    region: string | null,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<PriceQuote> | null> {
    const prefix = checkedRegion(region);
    const binding = `${OWNERS[of].binding}:${prefix}`;
    const after = positionAfter(this.#kernel.cursors, binding, page);
    const name = `${binding}:${page.first}:${page.after ?? ''}`;
    return context
      .loader<string, Connection<PriceQuote>>(name, async keys => {
        const rows = await this.#firstOfEach(of, keys, prefix, after, page.first + 1, context);
        const byKey = new Map(keys.map(each => [each, [] as Row[]]));
        for (const row of rows) byKey.get(String(row[OWNERS[of].column]))?.push(row);
        return keys.map(each => this.#toPage(of, byKey.get(each)!, binding, page, context));
      })
      .load(key);
  }

  /** The cheapest current quote of a drug; one that is not stale before one that is. */
  cheapest(drugId: string, region: string | null, context: SubgraphContext): Promise<PriceQuote | null> {
    const prefix = checkedRegion(region);
    const fresh = addDays(today(this.#kernel.clock), -QUOTE_FRESH_DAYS);
    return context
      .loader<string, PriceQuote>(`Drug.cheapestQuote:${prefix}`, async keys => {
        const rows: Row[] = await context.em.execute(
          `select distinct on (q.drug_id) q.* from "pharmacy"."price_quote" q
           where q.drug_id in (${keys.map(() => '?').join(', ')}) and q.region like ? and ${CURRENT}
           order by q.drug_id, (q.quoted_on < ?), q.price, q.id`,
          [...keys, `${prefix}%`, fresh],
        );
        const quotes = rows.map(row => context.em.map(PriceQuote, row));
        return inOrder(keys, quotes, quote => quote.drugId);
      })
      .load(drugId);
  }

  #firstOfEach(
    of: keyof typeof OWNERS,
    keys: readonly string[],
    prefix: string,
    after: readonly (string | number)[] | null,
    limit: number,
    context: SubgraphContext,
  ): Promise<Row[]> {
    const { column, order } = OWNERS[of];
    return context.em.execute(
      `select * from (
         select q.*, d.comparable_name,
           row_number() over (partition by q.${column} order by ${order}) as place
         from "pharmacy"."price_quote" q join "pharmacy"."drug" d on d.id = q.drug_id
         where q.${column} in (${keys.map(() => '?').join(', ')}) and q.region like ? and ${CURRENT}
           ${after ? `and (${order}) > (?, ?::uuid)` : ''}
       ) placed where place <= ? order by place`,
      [...keys, `${prefix}%`, ...(after ?? []), limit],
    );
  }

  #toPage(
    of: keyof typeof OWNERS,
    rows: readonly Row[],
    binding: string,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Connection<PriceQuote> {
    const names = new Map(rows.map(row => [String(row['id']), String(row['comparable_name'])]));
    const quotes = rows.map(({ comparable_name: _name, place: _place, ...row }) =>
      context.em.map(PriceQuote, row),
    );
    return pageOf(this.#kernel.cursors, binding, page, quotes, quote => [
      of === 'drug' ? String(quote.price) : names.get(quote.id)!,
      quote.id,
    ]);
  }
}

/** The prefix that a region argument covers, empty for everywhere; a malformed one is BAD_USER_INPUT. */
export function checkedRegion(region: string | null): string {
  if (region === null) return '';
  const prefix = regionPrefix(region);
  if (!prefix.ok) throw badUserInput({ region: prefix.refusal.message });
  return prefix.value;
}
