import { panel, type PageDefinition, type Panel } from '../definition.ts';
import { count, moneyText, percent, yuan } from '../format.ts';
import { label } from '../labels.ts';
import { sums } from './periods.ts';

/** What a wall says of drugs and prices that are invented. */
function markOf(drugs: readonly { readonly source: string }[]): string | undefined {
  return drugs.some(({ source }) => source === 'DEMO') ? '演示数据' : undefined;
}

interface Prices {
  readonly drugs: {
    readonly nodes: readonly {
      readonly id: string;
      readonly genericName: string;
      readonly tradeName: string | null;
      readonly manufacturer: string | null;
      readonly source: string;
      readonly quotes: {
        readonly nodes: readonly { readonly price: string; readonly stale: boolean }[];
        readonly pageInfo: { readonly hasNextPage: boolean };
      } | null;
    }[];
  };
}

/** Substances of everyday prescriptions; the wall looks one up after the other. */
const SEARCHED = ['缬沙坦', '二甲双胍', '阿托伐他汀', '氨氯地平', '阿莫西林'] as const;
const TURN_MS = 30_000;

/** The middle one of some prices, the lower where there are two. */
function middleOf(prices: readonly number[]): number {
  return prices.toSorted((a, b) => a - b)[Math.floor((prices.length - 1) / 2)] ?? 0;
}

const priceSpread: Panel = panel<Prices>({
  title: '同通用名药价分布',
  area: '1 / 1 / 6 / 9',
  ask: {
    document: 'pharmacy/spread',
    everySeconds: 30,
    variables: ({ now }) => ({ search: SEARCHED[Math.floor(now / TURN_MS) % SEARCHED.length] }),
  },
  show: ({ drugs: { nodes } }) => ({
    kind: 'spread',
    mark: markOf(nodes),
    note: '常用药依次检索；最低、中位、最高现行报价',
    rows: nodes.flatMap(({ genericName, tradeName, manufacturer, quotes }) => {
      const prices = (quotes?.nodes ?? []).filter(({ stale }) => !stale).map(({ price }) => yuan(price));
      if (prices.length === 0) return [];
      const [low, high] = [Math.min(...prices), Math.max(...prices)];
      const quoted = `${count(prices.length)}${quotes?.pageInfo.hasNextPage ? '+' : ''} 家报价`;
      return {
        name: tradeName ? `${genericName}（${tradeName}）` : genericName,
        detail: `${manufacturer ?? '厂家不详'} · ${quoted}`,
        low,
        middle: middleOf(prices),
        high,
        text: `${low.toFixed(2)} – ${high.toFixed(2)} 元`,
      };
    }),
  }),
});

interface Catalogue {
  readonly drugs: {
    readonly nodes: readonly {
      readonly id: string;
      readonly genericName: string;
      readonly itemClass: string | null;
      readonly source: string;
      readonly priceLimit: string | null;
      readonly cheapestQuote: { readonly price: string } | null;
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

const CATALOGUE = { document: 'pharmacy/catalogue', everySeconds: 60 };

/** Says of what the numbers are where they are not of the whole catalogue. */
function noteOf({ nodes, pageInfo }: Catalogue['drugs']): string | undefined {
  return pageInfo.hasNextPage ? `仅按名称前 ${nodes.length} 种` : undefined;
}

/** How many drugs there are of which something holds; at least so many where not all were asked for. */
function numberOf(
  { nodes, pageInfo }: Catalogue['drugs'],
  holds: (drug: Catalogue['drugs']['nodes'][number]) => boolean,
): string {
  return `${count(nodes.filter(holds).length)}${pageInfo.hasNextPage ? '+' : ''}`;
}

const catalogueFigures: Panel = panel<Catalogue>({
  title: '药品目录',
  area: '1 / 9 / 3 / 13',
  ask: CATALOGUE,
  show: ({ drugs }) => ({
    kind: 'figures',
    mark: markOf(drugs.nodes),
    note: noteOf(drugs),
    figures: [
      { label: '品规', value: numberOf(drugs, () => true), unit: '种' },
      { label: '有报价', value: numberOf(drugs, drug => drug.cheapestQuote !== null), unit: '种' },
    ],
  }),
});

const classes: Panel = panel<Catalogue>({
  title: '甲乙丙类构成',
  area: '3 / 9 / 6 / 13',
  ask: CATALOGUE,
  show: ({ drugs }) => ({
    kind: 'ranking',
    mark: markOf(drugs.nodes),
    note: noteOf(drugs),
    rows: [
      ...sums(
        drugs.nodes,
        ({ itemClass }) => itemClass ?? '目录外',
        () => 1,
      ),
    ]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([itemClass, number]) => ({ name: label(itemClass), value: number, text: `${count(number)} 种` })),
  }),
});

/** Quotes beside what the fund pays at most: where even the lowest is dear, the insured pay the rest. */
const nearLimit: Panel = panel<Catalogue>({
  title: '最低报价与支付标准',
  area: '6 / 1 / 9 / 9',
  ask: CATALOGUE,
  show: ({ drugs }) => ({
    kind: 'table',
    mark: markOf(drugs.nodes),
    note: noteOf(drugs),
    empty: '没有既有支付标准又有报价的药品',
    columns: [
      { name: '药品' },
      { name: '类别', number: true },
      { name: '支付标准', number: true },
      { name: '最低报价', number: true },
      { name: '占比', number: true },
    ],
    rows: drugs.nodes
      .flatMap(({ id, genericName, itemClass, priceLimit: limit, cheapestQuote: quote }) =>
        limit === null || limit === '0' || quote === null
          ? []
          : [
              {
                id,
                genericName,
                itemClass,
                limit,
                price: quote.price,
                part: yuan(quote.price) / yuan(limit),
              },
            ],
      )
      .toSorted((a, b) => b.part - a.part)
      .slice(0, 5)
      .map(({ id, genericName, itemClass, limit, price, part }) => ({
        key: id,
        cells: [genericName, label(itemClass ?? '目录外'), moneyText(limit), moneyText(price), percent(part)],
      })),
  }),
});

interface Catalogued {
  readonly cursor: string;
  readonly drug: {
    readonly genericName: string;
    readonly manufacturer: string | null;
    readonly itemClass: string | null;
  } | null;
}

const catalogued: Panel = panel<null, Catalogued, Catalogued>({
  title: '目录变动',
  area: '6 / 9 / 9 / 13',
  follow: { document: 'pharmacy/catalogued', kind: 'facts', keep: 100, take: event => event },
  show: (_, events) => ({
    kind: 'ticker',
    entries: events
      .slice(-5)
      .toReversed()
      .map(({ cursor, drug }) => ({
        key: cursor,
        title: drug?.genericName ?? '—',
        figure: label(drug?.itemClass ?? '目录外'),
        detail: drug?.manufacturer ?? '厂家不详',
      })),
  }),
});

/** 药品: what a drug costs where, and what changes in the catalogue. */
export const PHARMACY: PageDefinition = {
  id: 'pharmacy',
  title: '药品',
  panels: [priceSpread, catalogueFigures, classes, nearLimit, catalogued],
};
