import { panel, type PageDefinition, type Panel } from '../definition.ts';
import { count } from '../format.ts';
import { label } from '../labels.ts';
import { sums } from './periods.ts';

interface Suspicions {
  readonly suspicionCounts: readonly {
    readonly modelTitle: string;
    readonly state: string;
    readonly region: string;
    readonly count: number;
  }[];
}

const SUSPICIONS = { document: 'supervision/suspicions', everySeconds: 15 };
const OPEN = new Set(['LEAD', 'VERIFYING']);

const all = (rows: Suspicions['suspicionCounts']) => rows.reduce((total, one) => total + one.count, 0);

/** Indicators that people have still to verify. */
export const openSuspicions = (area: string): Panel =>
  panel<Suspicions>({
    title: '待核查疑点',
    area,
    ask: SUSPICIONS,
    show: ({ suspicionCounts }) => ({
      kind: 'tile',
      value: count(all(suspicionCounts.filter(({ state }) => OPEN.has(state)))),
      unit: '条',
      detail: `累计 ${count(all(suspicionCounts))} 条，疑点须经人工核实`,
    }),
  });

const byModel: Panel = panel<Suspicions>({
  title: '疑点按模型',
  area: '1 / 5 / 5 / 9',
  ask: SUSPICIONS,
  show: ({ suspicionCounts }) => ({
    kind: 'ranking',
    rows: [
      ...sums(
        suspicionCounts,
        one => one.modelTitle,
        one => one.count,
      ),
    ]
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, value]) => ({ name, value, text: `${count(value)} 条` })),
  }),
});

const byState: Panel = panel<Suspicions>({
  title: '疑点核查进度',
  area: '3 / 1 / 5 / 5',
  ask: SUSPICIONS,
  show: ({ suspicionCounts }) => {
    const counted = sums(
      suspicionCounts,
      one => one.state,
      one => one.count,
    );
    return {
      kind: 'figures',
      figures: ['LEAD', 'VERIFYING', 'CONFIRMED', 'DISMISSED', 'RECOVERED'].map(state => ({
        label: label(state),
        value: count(counted.get(state) ?? 0),
      })),
    };
  },
});

const byDistrict: Panel = panel<Suspicions>({
  title: '疑点分布',
  area: '5 / 1 / 9 / 5',
  ask: SUSPICIONS,
  show: ({ suspicionCounts }) => ({
    kind: 'cartogram',
    measure: '疑点数',
    districts: new Map(
      [
        ...sums(
          suspicionCounts,
          one => one.region,
          one => one.count,
        ),
      ].map(([region, value]) => [region, { value, text: count(value) }]),
    ),
  }),
});

interface Codes {
  readonly inspectionCodeCounts: readonly { readonly state: string; readonly count: number }[];
}

/** The states of a code in the order of its life. */
const STATES = [
  'DRAFT',
  'APPLYING',
  'ISSUED',
  'SENT',
  'IN_USE',
  'RESULT_ENTERED',
  'CONCLUDED',
  'EVALUATED',
  'CANCELLED',
  'VOIDED',
];

const codes: Panel = panel<Codes>({
  title: '检查码按状态',
  area: '1 / 9 / 9 / 13',
  ask: { document: 'supervision/codes', everySeconds: 15 },
  show: ({ inspectionCodeCounts }) => {
    const counted = new Map(inspectionCodeCounts.map(one => [one.state, one.count]));
    return {
      kind: 'ranking',
      rows: STATES.map(state => {
        const value = counted.get(state) ?? 0;
        return { name: label(state), value, text: `${count(value)} 个` };
      }),
    };
  },
});

interface Institutions {
  readonly institutions: {
    readonly nodes: readonly { readonly level: string; readonly kind: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

const institutions: Panel = panel<Institutions>({
  title: '定点机构',
  area: '5 / 5 / 9 / 9',
  ask: { document: 'supervision/institutions', everySeconds: 60 },
  show: ({ institutions: { nodes, pageInfo } }) => ({
    kind: 'ranking',
    note: pageInfo.hasNextPage ? `仅按编码前 ${nodes.length} 家` : `共 ${count(nodes.length)} 家`,
    rows: [
      ...sums(
        nodes,
        ({ kind, level }) => (kind === 'HOSPITAL' ? `${label(level)}医院` : label(kind)),
        () => 1,
      ),
    ]
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, value]) => ({ name, value, text: `${count(value)} 家` })),
  }),
});

/** 监管: indicators and inspections, in numbers alone. */
export const SUPERVISION: PageDefinition = {
  id: 'supervision',
  title: '监管',
  panels: [openSuspicions('1 / 1 / 3 / 5'), byModel, byState, byDistrict, codes, institutions],
};
