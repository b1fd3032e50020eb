import { pageOf, positionAfter, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import { groupedBy, type SubgraphContext } from '#kernel/graphql/context';
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
import {
  ComparablePack,
  ComparedPrice,
  type PriceOrder,
  RatioStepKind,
  type RatioStepType,
} from './comparison.result.ts';
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

interface CataloguedProduct {
  readonly drug: Drug;
  readonly product: ComparedProduct;
}

interface Candidate extends CataloguedProduct {
  readonly ratio: Result<PriceRatio, RatioRefusal>;
}

/** Packs of one generic name; more than the national catalogue has of any. */
const MOST_CANDIDATES = 5000;

const SORT_KEYS: Readonly<Record<PriceOrder, string>> = {
  NORMALISED: 'normalised',
  UNIT_PRICE: 'unit_price',
  PACK_PRICE: 'price',
};

/** Puts the packs of one generic name side by side, by themselves or with their quotes. */
export class ComparisonService {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /**
   * The quotes of the packs that are comparable to a drug: two statements, however many there are.
   * The database orders by the factor that the rule gives for each pack; both round alike.
   */
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

  /**
   * The packs that are comparable to a drug, with or without a quote, the smallest first and those that the rule
   * cannot relate last; any number of drugs in one request is one statement.
   */
  async packs(
    reference: Drug,
    page: ConnectionArguments,
    context: SubgraphContext,
  ): Promise<Connection<ComparablePack>> {
    const { cursors } = this.#kernel;
    const binding = `Drug.comparablePacks:${reference.id}`;
    const after = positionAfter(cursors, binding, page);
    const products = await context
      .loader<string, CataloguedProduct[]>('products-of-name', async names => {
        const drugs = await this.#drugsNamed(names.map(() => '?').join(', '), names, context);
        return groupedBy(names, drugs.map(toProduct), ({ drug }) => drug.comparableName);
      })
      .load(reference.comparableName);
    const candidates = comparableTo(reference.id, products ?? []);
    const rest = [...candidates.values()]
      .map(candidate => ({ candidate, position: packPosition(candidate) }))
      .filter(({ position }) => after === null || byPackPosition(position, after) > 0)
      .sort((a, b) => byPackPosition(a.position, b.position))
      .slice(0, page.first + 1);
    const packs = rest.map(({ candidate }) => toComparablePack(candidate, reference));
    return pageOf(cursors, binding, page, packs, ({ drug }) => packPosition(candidates.get(drug.id)!));
  }

  async #candidates(drugId: string, context: SubgraphContext): Promise<Map<string, Candidate>> {
    const name = `select r.comparable_name from "pharmacy"."drug" r where r.id = ?`;
    const drugs = isId(drugId) ? await this.#drugsNamed(name, [drugId], context) : [];
    const candidates = comparableTo(drugId, drugs.map(toProduct));
    if (candidates.size === 0) throw notFound('药品');
    return candidates;
  }

  #drugsNamed(names: string, parameters: readonly string[], context: SubgraphContext): Promise<Drug[]> {
    return context.em
      .createQueryBuilder(Drug, 'd')
      .where(`d.comparable_name collate "C" in (${names})`, [...parameters])
      .limit(MOST_CANDIDATES * parameters.length)
      .getResult();
  }
}

function toProduct(drug: Drug): CataloguedProduct {
  return { drug, product: comparedProduct(drug) };
}

/** The reference and the packs of its generic name in a comparable dose form, with their ratio to it. */
function comparableTo(referenceId: string, products: readonly CataloguedProduct[]): Map<string, Candidate> {
  const reference = products.find(({ drug }) => drug.id === referenceId);
  if (!reference) return new Map();
  const candidates = products.map(({ drug, product }): Candidate => {
    return { drug, product, ratio: ratioBetween(product, reference.product) };
  });
  const comparable = candidates.filter(
    ({ drug, ratio }) => drug.id === referenceId || ratio.ok || ratio.refusal.code !== 'DIFFERENT_DOSE_FORM',
  );
  return new Map(comparable.map(candidate => [candidate.drug.id, candidate]));
}

/** The factor falls as packs grow; without one a pack stands at zero, behind all others. */
function packPosition({ drug, ratio }: Candidate): readonly [factor: string, id: string] {
  return [ratio.ok ? String(ratio.value.factor) : '0', drug.id];
}

function byPackPosition(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const [first, second] = [BigInt(a[0]!), BigInt(b[0]!)];
  if (first !== second) return first > second ? -1 : 1;
  return a[1]! < b[1]! ? -1 : Number(a[1]! > b[1]!);
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
    ...stepsOf(ratio),
  });
}

function toComparablePack({ drug, ratio }: Candidate, reference: Drug): ComparablePack {
  return Object.assign(new ComparablePack(), {
    drug,
    isReference: drug.id === reference.id,
    factor: ratio.ok ? trimmed(formatFactor(ratio.value.factor, 6)) : null,
    ...stepsOf(ratio),
  });
}

function stepsOf(ratio: Candidate['ratio']): Pick<ComparedPrice, 'steps' | 'notNormalised'> {
  return ratio.ok
    ? { steps: ratio.value.steps.map(toStep), notNormalised: null }
    : { steps: [], notNormalised: ratio.refusal.message };
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
