import type { Connection, ConnectionArguments } from '#kernel/graphql/connection';
import { inOrder, type SubgraphContext } from '#kernel/graphql/context';
import { badUserInput } from '#kernel/graphql/errors';
import { pageOfChildren } from '#kernel/graphql/page-of-children';
import type { Children } from '#kernel/persistence/page-per-parent';
import type { Kernel } from '#kernel/server/subgraph';
import { addDays, today } from '#kernel/vocabulary/calendar';
import { QUOTE_FRESH_DAYS } from '../comparison/ratio.terms.ts';
import { PriceQuote } from './price-quote.entity.ts';
import { regionPrefix } from './region.rule.ts';

type Row = Record<string, unknown>;

/** Of the quotes of one institution for one drug the latest counts. */
const CURRENT = `not exists (select 1 from "pharmacy"."price_quote" newer
  where newer.drug_id = q.drug_id and newer.institution_code = q.institution_code and newer.quoted_on > q.quoted_on)`;

/** With the names of the drugs as they sort. */
const CURRENT_QUOTES = `(select q.*, d.comparable_name collate "C" as drug_name
  from "pharmacy"."price_quote" q join "pharmacy"."drug" d on d.id = q.drug_id where ${CURRENT})`;

const OWNERS = {
  drug: { field: 'Drug.quotes', parent: { column: 'drug_id', type: 'uuid' }, order: ['price', 'id'] },
  institution: {
    field: 'Institution.drugPrices',
    parent: { column: 'institution_code', type: 'text' },
    order: ['drug_name', 'id'],
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
  ): Promise<Connection<PriceQuote>> {
    const prefix = checkedRegion(region);
    const { field, ...order } = OWNERS[of];
    const children: Children<PriceQuote> = {
      type: PriceQuote,
      from: CURRENT_QUOTES,
      ...order,
      direction: 'asc',
      where: [['child.region like ?', [`${prefix}%`]]],
    };
    return pageOfChildren(context, this.#kernel.cursors, `${field}:${prefix}`, children, key, page);
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
}

/** The prefix that a region argument covers, empty for everywhere; a malformed one is BAD_USER_INPUT. */
export function checkedRegion(region: string | null): string {
  if (region === null) return '';
  const prefix = regionPrefix(region);
  if (!prefix.ok) throw badUserInput({ region: prefix.refusal.message });
  return prefix.value;
}
