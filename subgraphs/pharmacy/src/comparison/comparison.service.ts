import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import type { SubgraphContext } from '#kernel/graphql/context';
import { badUserInput, notFound } from '#kernel/graphql/errors';
import { isId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Result } from '#kernel/vocabulary/result';
import { comparedProduct } from '../drug/drug-facts.rule.ts';
import { Drug } from '../drug/drug.entity.ts';
import { PriceQuote } from '../price-quote/price-quote.entity.ts';
import { checkedRegion } from '../price-quote/price-quote.service.ts';
import { formatDecimal } from '../quantity/quantity.rule.ts';
import { ComparedPrice, type PriceOrder, RatioStepKind, type RatioStepType } from './comparison.result.ts';
import { FACTOR_PLACES, formatFactor } from './power.rule.ts';
import {
  normalisedPrice,
  NORMALISED_PRICE_SNAP,
  ratioBetween,
  unitPrice,
  type ComparedProduct,
  type PriceRatio,
  type RatioRefusal,
} from './ratio.rule.ts';
import { RATIO_STEPS } from './ratio.terms.ts';

export interface ComparisonFilter {
  readonly region: string | null;
  readonly quotedFrom: CalendarDate | null;
  readonly quotedTo: CalendarDate | null;
  readonly sort: PriceOrder;
}

interface Candidate {
  readonly drug: Drug;
  readonly product: ComparedProduct;
  readonly ratio: Result<PriceRatio, RatioRefusal>;
}

/** Packs of one generic name; more than the national catalogue has of any. */
const MOST_CANDIDATES = 5000;

const SORT_KEYS: Readonly<Record<PriceOrder, string>> = {
  NORMALISED: 'normalised',
  UNIT_PRICE: 'unit_price',
  PACK_PRICE: 'price',
};

/**
 * Puts the quotes of one generic name side by side: two statements, however many there are.
 * The database orders by the factor that the rule gives for each pack; both round alike.
 */
export class ComparisonService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  async compare(
    drugId: string,
    filter: ComparisonFilter,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<ComparedPrice>> {
    const { cursors } = this.#kernel;
    const prefix = checkedRegion(filter.region);
    if (filter.quotedFrom && filter.quotedTo && filter.quotedFrom > filter.quotedTo) {
      throw badUserInput({ quotedFrom: '不得晚于 quotedTo' });
    }
    const binding = ['comparePrices', drugId, prefix, filter.quotedFrom, filter.quotedTo, filter.sort].join(
      ':',
    );
    const after = positionAfter(cursors, binding, page);
    const candidates = await this.#candidates(drugId, context);
    const rows: Record<string, unknown>[] = await context.em.execute(
      `with candidate as (
         select * from jsonb_to_recordset(?::jsonb) as c (drug_id uuid, factor text, unit_count int)
       ), priced as (
         select q.*,
           floor(q.price * c.factor::numeric + 0.5 + ${NORMALISED_PRICE_SNAP})::bigint as normalised,
           floor(q.price * 1000000 / c.unit_count::numeric + 0.5)::bigint as unit_price
         from candidate c join "pharmacy"."price_quote" q on q.drug_id = c.drug_id
         where q.region like ? and q.quoted_on between ? and ?
           and not exists (select 1 from "pharmacy"."price_quote" newer
             where newer.drug_id = q.drug_id and newer.institution_code = q.institution_code
               and newer.quoted_on > q.quoted_on and newer.quoted_on <= ?)
       ), ordered as (
         select *, coalesce(${SORT_KEYS[filter.sort]}, 9223372036854775807) as sort_key from priced
       )
       select * from ordered ${after ? 'where (sort_key, price, id) > (?, ?, ?::uuid)' : ''}
       order by sort_key, price, id limit ?`,
      [
        JSON.stringify([...candidates.values()].map(toCandidateRow)),
        `${prefix}%`,
        filter.quotedFrom ?? '1900-01-01',
        filter.quotedTo ?? '2199-12-31',
        filter.quotedTo ?? '2199-12-31',
        ...(after ?? []),
        page.first + 1,
      ],
    );
    const sortKeys = new Map(rows.map(row => [String(row['id']), String(row['sort_key'])]));
    const compared = rows.map(({ normalised: _n, unit_price: _u, sort_key: _s, ...row }) => {
      const quote = context.em.map(PriceQuote, row);
      return toComparedPrice(quote, candidates.get(quote.drugId)!, quote.drugId === drugId);
    });
    return pageOf(cursors, binding, page, compared, ({ quote }) => [
      sortKeys.get(quote.id)!,
      String(quote.price),
      quote.id,
    ]);
  }

  /** The reference and the packs of its generic name in a comparable dose form, with their ratio to it. */
  async #candidates(drugId: string, context: SubgraphContext): Promise<Map<string, Candidate>> {
    const drugs = isId(drugId)
      ? await context.em
          .createQueryBuilder(Drug, 'd')
          .where(`d.comparable_name = (select r.comparable_name from "pharmacy"."drug" r where r.id = ?)`, [
            drugId,
          ])
          .limit(MOST_CANDIDATES)
          .getResult()
      : [];
    const reference = drugs.find(drug => drug.id === drugId);
    if (!reference) throw notFound('药品');
    const referenceProduct = comparedProduct(reference);
    const candidates = drugs.map((drug): Candidate => {
      const product = comparedProduct(drug);
      return { drug, product, ratio: ratioBetween(product, referenceProduct) };
    });
    const comparable = candidates.filter(
      ({ drug, ratio }) => drug === reference || ratio.ok || ratio.refusal.code !== 'DIFFERENT_DOSE_FORM',
    );
    return new Map(comparable.map(candidate => [candidate.drug.id, candidate]));
  }
}

function toCandidateRow({ drug, product, ratio }: Candidate) {
  return {
    drug_id: drug.id,
    factor: ratio.ok ? formatFactor(ratio.value.factor, FACTOR_PLACES) : null,
    unit_count: product.specification.unitCount,
  };
}

function toComparedPrice(
  quote: PriceQuote,
  { drug, product, ratio }: Candidate,
  isReference: boolean,
): ComparedPrice {
  const { unit, unitCount } = product.specification;
  return Object.assign(new ComparedPrice(), {
    quote,
    drug,
    isReference,
    unit,
    unitCount,
    unitPrice: unitCount === null ? null : unitPrice(quote.price, unitCount),
    normalisedPrice: ratio.ok ? normalisedPrice(quote.price, ratio.value.factor) : null,
    steps: ratio.ok ? ratio.value.steps.map(toStep) : [],
    notNormalised: ratio.ok ? null : ratio.refusal.message,
  });
}

function toStep({ step, x, k }: PriceRatio['steps'][number]): RatioStepType {
  const { name, base } = RATIO_STEPS.find(term => term.step === step)!;
  const [shownX, shownK] = [formatDecimal(x), trimmed(formatFactor(k, 6))];
  const explanation =
    base === null
      ? `${name}：不作调整`
      : `${name}：X = ${shownX}，K = ${formatDecimal(base)}^log2(X) = ${shownK}`;
  return { kind: RatioStepKind[step], x: shownX, k: shownK, explanation };
}

function trimmed(decimal: string): string {
  return decimal.replace(/\.?0+$/, '');
}
