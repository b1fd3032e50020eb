import { panel, type Moment, type Panel } from '../definition.ts';
import { districtName } from '../districts.ts';
import { change, count, money, moneyText } from '../format.ts';
import { label } from '../labels.ts';
import type { Comparison } from '../views/shown.ts';
import { beginning, lastDays, shortDay, since } from './periods.ts';

interface Figures {
  readonly settlements: number;
  readonly undone: number;
  readonly total: string;
  readonly fundPaid: string;
}

interface Compared {
  readonly current: Figures;
  readonly lastWeek: Figures;
  readonly lastYear: Figures;
}

interface Point {
  readonly at: string;
  readonly compared: Compared;
}

interface Today {
  readonly transactionVolume: { readonly compared: Compared; readonly points: readonly Point[] };
  readonly settlementsByDay: readonly {
    readonly count: number;
    readonly total: string;
    readonly fundPaid: string;
  }[];
}

const TODAY = {
  document: 'settlement/day',
  everySeconds: 10,
  variables: (moment: Moment) => ({ ...since(moment.today, moment), yesterday: moment.daysAgo(1) }),
};

/** Today beside the same hours of last week and last year. */
function comparisons(
  { current, lastWeek, lastYear }: Compared,
  of: (figures: Figures) => bigint,
): Comparison[] {
  return [
    { label: '较上周', change: change(of(current), of(lastWeek)) },
    { label: '较去年', change: change(of(current), of(lastYear)) },
  ];
}

/** Settlements of today up to now. */
export const settlementsToday = (area: string): Panel =>
  panel<Today>({
    title: '今日结算',
    area,
    ask: TODAY,
    show: ({ transactionVolume: { compared }, settlementsByDay: [yesterday] }) => ({
      kind: 'tile',
      value: count(compared.current.settlements),
      unit: '笔',
      comparisons: comparisons(compared, ({ settlements }) => BigInt(settlements)),
      detail: `同时段比较；昨日 ${count(yesterday?.count ?? 0)} 笔`,
    }),
  });

/** An amount of today up to now. */
export const amountToday = (title: string, of: 'total' | 'fundPaid', area: string): Panel =>
  panel<Today>({
    title,
    area,
    ask: TODAY,
    show: ({ transactionVolume: { compared }, settlementsByDay: [yesterday] }) => ({
      kind: 'tile',
      ...money(compared.current[of]),
      comparisons: comparisons(compared, figures => BigInt(figures[of])),
      detail: `同时段比较；昨日 ${moneyText(yesterday?.[of] ?? '0')}`,
    }),
  });

/** Bills taken back today. */
export const undoneToday = (area: string): Panel =>
  panel<Today>({
    title: '今日撤销',
    area,
    ask: TODAY,
    show: ({ transactionVolume: { compared } }) => ({
      kind: 'tile',
      value: count(compared.current.undone),
      unit: '笔',
      detail: '已退费或冲正的结算',
    }),
  });

const SHOWN_DAYS = 30;

interface Slice {
  readonly key: string;
  readonly institution?: { readonly name: string; readonly level: string } | null;
  readonly compared: { readonly current: Figures };
}

interface Month {
  readonly transactionVolume: {
    readonly points: readonly Point[];
    readonly districts: readonly Slice[];
    readonly visitTypes: readonly Slice[];
    readonly channels: readonly Slice[];
    readonly institutions: readonly Slice[];
  };
}

const LAST_MONTH = {
  document: 'settlement/month',
  everySeconds: 60,
  variables: (moment: Moment) => since(moment.daysAgo(SHOWN_DAYS - 1), moment),
};

/** Settlements of the last thirty days beside last year's; a day without any is not drawn. */
export const settlementsByDay = (area: string): Panel =>
  panel<Month>({
    title: '近 30 日结算',
    area,
    ask: LAST_MONTH,
    show: ({ transactionVolume: { points } }, _, moment) => {
      const days = lastDays(SHOWN_DAYS, moment);
      const byInstant = new Map(points.map(point => [Date.parse(point.at), point.compared]));
      const of = (period: keyof Compared) =>
        days.map(day => byInstant.get(beginning(day))?.[period].settlements || null);
      return {
        kind: 'columns',
        unit: '笔',
        categories: days.map(shortDay),
        series: [
          { name: '今年', values: of('current') },
          { name: '去年同星期', values: of('lastYear'), line: true },
        ],
      };
    },
  });

/** The city by district. */
export const settlementsByDistrict = (area: string): Panel =>
  panel<Month>({
    title: '各区结算',
    area,
    ask: LAST_MONTH,
    show: ({ transactionVolume: { districts } }) => ({
      kind: 'cartogram',
      note: '近 30 日',
      measure: '结算笔数',
      districts: new Map(
        districts.map(({ key, compared: { current } }) => [
          key,
          { value: current.settlements, text: count(current.settlements) },
        ]),
      ),
    }),
  });

/** Kinds of visit and channels, by number. */
export const settlementsByKind = (area: string): Panel =>
  panel<Month>({
    title: '就诊类型与渠道',
    area,
    ask: LAST_MONTH,
    show: ({ transactionVolume: { visitTypes, channels } }) => ({
      kind: 'ranking',
      note: '近 30 日',
      rows: [...visitTypes, ...channels].map(({ key, compared: { current } }) => ({
        name: label(key),
        value: current.settlements,
        text: `${count(current.settlements)} 笔`,
      })),
    }),
  });

/** The institutions that settle most. */
export const settlementsByInstitution = (area: string): Panel =>
  panel<Month>({
    title: '机构结算量',
    area,
    ask: LAST_MONTH,
    show: ({ transactionVolume: { institutions } }) => ({
      kind: 'ranking',
      note: `近 30 日前 ${institutions.length} 位`,
      rows: institutions.map(({ key, institution, compared: { current } }) => ({
        name: institution?.name ?? key,
        detail: label(institution?.level ?? ''),
        value: current.settlements,
        text: `${count(current.settlements)} 笔`,
      })),
    }),
  });

interface Minutes {
  readonly at: string;
  readonly volume: { readonly points: readonly Point[] };
}

/** The last hour by the minute, as it goes on. */
export const settlementsByMinute = (area: string): Panel =>
  panel<null, Minutes, readonly Point[]>({
    title: '近 1 小时分钟结算量',
    area,
    follow: {
      document: 'settlement/minutes',
      kind: 'gauge',
      keep: 1,
      take: ({ volume }) => volume.points,
      at: ({ at }) => at,
      expectedSeconds: 15,
    },
    show: (_, [points = []]) => ({
      kind: 'lines',
      unit: '笔/分钟',
      lowest: 0,
      series: (['current', 'lastWeek'] as const).map(period => ({
        name: period === 'current' ? '今天' : '上周',
        points: points.map(({ at, compared }) => [Date.parse(at), compared[period].settlements] as const),
      })),
    }),
  });

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const HOUR_MS = 3_600_000;

/** Today by the hour beside last week. */
export const settlementsByHour = (area: string): Panel =>
  panel<Today>({
    title: '今日分时结算',
    area,
    ask: TODAY,
    show: ({ transactionVolume: { points } }, _, { today }) => {
      const byInstant = new Map(points.map(point => [Date.parse(point.at), point.compared]));
      const of = (period: keyof Compared) =>
        HOURS.map(hour => byInstant.get(beginning(today) + hour * HOUR_MS)?.[period].settlements ?? null);
      return {
        kind: 'columns',
        unit: '笔',
        categories: HOURS.map(hour => `${hour} 时`),
        series: [
          { name: '今日', values: of('current') },
          { name: '上周同日', values: of('lastWeek'), line: true },
        ],
      };
    },
  });

interface Alerts {
  readonly volumeAlerts: readonly {
    readonly kind: string;
    readonly since: string;
    readonly explanation: string;
    readonly institution: { readonly name: string } | null;
  }[];
}

/** Institutions whose transactions are unlike their own earlier ones. */
export const volumeAlerts = (area: string): Panel =>
  panel<Alerts>({
    title: '交易量预警',
    area,
    ask: { document: 'settlement/alerts', everySeconds: 15 },
    show: ({ volumeAlerts: alerts }) => ({
      kind: 'table',
      columns: [{ name: '机构' }, { name: '类别' }, { name: '说明' }],
      empty: '当前没有交易量异常的机构',
      rows: alerts.map(({ kind, since: from, explanation, institution }) => ({
        key: `${institution?.name} ${kind} ${from}`,
        cells: [institution?.name ?? '—', label(kind), explanation],
      })),
    }),
  });

interface Settled {
  readonly cursor: string;
  readonly region: string;
  readonly visitType: string;
  readonly total: string;
  readonly fundPaid: string;
  readonly institution: { readonly name: string } | null;
}

/** Claims as they are settled: each of them, the newest first. */
export const claimsSettled = (area: string): Panel =>
  panel<null, Settled, Settled>({
    title: '实时结算',
    area,
    follow: { document: 'settlement/settled', kind: 'facts', keep: 200, take: event => event },
    show: (_, settled) => ({
      kind: 'ticker',
      entries: settled
        .slice(-12)
        .toReversed()
        .map(({ cursor, region, visitType, total, fundPaid, institution }) => ({
          key: cursor,
          title: institution?.name ?? '—',
          figure: moneyText(total),
          detail: `${districtName(region)} · ${label(visitType)} · 基金支付 ${moneyText(fundPaid)}`,
        })),
    }),
  });
