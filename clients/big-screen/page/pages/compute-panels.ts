import { panel, type Panel } from '../definition.ts';
import { count, percent } from '../format.ts';
import { label } from '../labels.ts';
import { withGaps, type Point } from '../live/thinning.ts';

/** What a wall says of cards that are not there. */
function markOf(sources: readonly string[]): string | undefined {
  return sources.includes('SIMULATED') ? '模拟数据' : undefined;
}

interface Summary {
  readonly fleetSummary: readonly {
    readonly source: string;
    readonly nodes: number;
    readonly gpus: number;
    readonly gpusReporting: number;
    readonly gpusBusy: number;
    readonly meanUtilisation: string | null;
    readonly powerWatts: number | null;
    readonly memoryUsedMib: number | null;
  }[];
}

const SUMMARY = { document: 'compute/summary', everySeconds: 5 };

/** The estate in figures, each source by itself: simulated cards are never added to real ones. */
export const fleetFigures = (area: string): Panel =>
  panel<Summary>({
    title: '算力总览',
    area,
    ask: SUMMARY,
    show: ({ fleetSummary }) => ({
      kind: 'figures',
      mark: markOf(fleetSummary.map(({ source }) => source)),
      figures: fleetSummary.flatMap(one => {
        const { meanUtilisation: mean, powerWatts: power, memoryUsedMib: memory } = one;
        const figures = [
          { label: '节点', value: count(one.nodes), unit: '台' },
          { label: '在报加速卡', value: `${count(one.gpusReporting)} / ${count(one.gpus)}`, unit: '张' },
          { label: '占用中', value: count(one.gpusBusy), unit: '张' },
          { label: '平均利用率', value: mean === null ? '—' : percent(mean) },
          { label: '总功率', value: power === null ? '—' : (power / 1000).toFixed(2), unit: 'kW' },
          { label: '显存占用', value: memory === null ? '—' : count(memory / 1024), unit: 'GiB' },
        ];
        if (fleetSummary.length === 1) return figures;
        return figures.map(figure => ({ ...figure, label: `${label(one.source)} · ${figure.label}` }));
      }),
    }),
  });

/** Cards at work, as one number for each source. */
export const gpusBusy = (area: string): Panel =>
  panel<Summary>({
    title: '加速卡占用',
    area,
    ask: SUMMARY,
    show: ({ fleetSummary }) => ({
      kind: 'tile',
      mark: markOf(fleetSummary.map(({ source }) => source)),
      value: fleetSummary.map(one => count(one.gpusBusy)).join(' | ') || '0',
      unit: `/ ${fleetSummary.map(one => count(one.gpus)).join(' | ') || '0'} 张`,
      detail: fleetSummary
        .map(
          ({ source, meanUtilisation: mean }) =>
            `${label(source)}源利用率 ${mean === null ? '—' : percent(mean)}`,
        )
        .join('，'),
    }),
  });

interface Fleet {
  readonly computeNodes: {
    readonly nodes: readonly {
      readonly id: string;
      readonly hostname: string;
      readonly source: string;
      readonly gpus: readonly {
        readonly id: string;
        readonly slot: number;
        readonly latest: { readonly utilisation: string | null } | null;
      }[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

interface Telemetry {
  readonly at: string;
  readonly samples: readonly {
    readonly gpuId: string;
    readonly source: string;
    readonly utilisation: string | null;
    readonly powerWatts: number | null;
    readonly temperatureCelsius: number | null;
  }[];
}

/** Every card of the fleet by its utilisation now. */
export const fleetHeat = (area: string): Panel =>
  panel<Fleet, Telemetry, ReadonlyMap<string, string | null>>({
    title: '加速卡热力图',
    area,
    ask: { document: 'compute/fleet', everySeconds: 60 },
    follow: {
      document: 'compute/telemetry',
      kind: 'gauge',
      keep: 1,
      take: ({ samples }) => new Map(samples.map(({ gpuId, utilisation }) => [gpuId, utilisation])),
      at: ({ at }) => at,
      expectedSeconds: 15,
    },
    show: ({ computeNodes: { nodes, pageInfo } }, [readings]) => ({
      kind: 'heat',
      mark: markOf(nodes.map(({ source }) => source)),
      note: pageInfo.hasNextPage ? `仅前 ${nodes.length} 台节点` : '选一张卡看其历史',
      measure: '利用率',
      groups: nodes.map(({ id, hostname, gpus }) => ({
        name: hostname,
        cells: gpus.map(gpu => {
          const read = readings?.has(gpu.id) ? readings.get(gpu.id) : gpu.latest?.utilisation;
          return {
            key: `${id} ${gpu.slot}`,
            name: `${hostname} ${gpu.slot} 号卡`,
            value: read == null ? null : Number(read),
            text: read == null ? '无读数' : percent(read),
          };
        }),
      })),
    }),
  });

/** One reading of the fleet, by source: sources are never added up. */
interface Reading {
  readonly at: number;
  readonly bySource: ReadonlyMap<string, number>;
}

/** Readings every other second for twenty minutes. */
const KEPT_READINGS = 600;
const GAP_MS = 20_000;

interface Course {
  readonly title: string;
  readonly measure: 'utilisation' | 'powerWatts' | 'temperatureCelsius';
  readonly unit: string;
  /** What one reading of a source comes to, from those of its cards. */
  readonly of: (values: readonly number[]) => number;
}

function readingOf({ at, samples }: Telemetry, { measure, of }: Course): Reading {
  const values = new Map<string, number[]>();
  for (const sample of samples) {
    if (sample[measure] === null) continue;
    const some = values.get(sample.source) ?? [];
    some.push(Number(sample[measure]));
    values.set(sample.source, some);
  }
  return { at: Date.parse(at), bySource: new Map([...values].map(([source, some]) => [source, of(some)])) };
}

/** The readings of one source as a line. */
function lineOf(source: string, readings: readonly Reading[]): Point[] {
  const points = readings.flatMap(({ at, bySource }): Point[] => {
    const value = bySource.get(source);
    return value === undefined ? [] : [[at, Math.round(value * 100) / 100]];
  });
  return withGaps(
    points.toSorted((a, b) => a[0] - b[0]),
    GAP_MS,
  );
}

/** A measure of the fleet as it goes on. */
const course = (measured: Course, area: string): Panel =>
  panel<null, Telemetry, Reading>({
    title: measured.title,
    area,
    follow: {
      document: 'compute/telemetry',
      kind: 'gauge',
      keep: KEPT_READINGS,
      at: ({ at }) => at,
      expectedSeconds: 15,
      take: telemetry => readingOf(telemetry, measured),
    },
    show: (_, readings) => {
      const sources = [...new Set(readings.flatMap(({ bySource }) => [...bySource.keys()]))];
      return {
        kind: 'lines',
        mark: markOf(sources),
        unit: measured.unit,
        lowest: 0,
        series: sources.map(source => ({ name: label(source), points: lineOf(source, readings) })),
      };
    },
  });

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export const utilisationCourse = (area: string): Panel =>
  course(
    { title: '平均利用率', measure: 'utilisation', unit: '%', of: all => (sum(all) / all.length) * 100 },
    area,
  );

export const powerCourse = (area: string): Panel =>
  course({ title: '总功率', measure: 'powerWatts', unit: 'kW', of: all => sum(all) / 1000 }, area);

export const temperatureCourse = (area: string): Panel =>
  course({ title: '最高温度', measure: 'temperatureCelsius', unit: '°C', of: all => Math.max(...all) }, area);

interface Stretch {
  readonly from: string;
  readonly utilisation: string | null;
  readonly utilisationMost: string | null;
  readonly memoryUsedMib: number | null;
  readonly powerWatts: number | null;
  readonly temperatureCelsiusMost: number | null;
}

interface NodeHistory {
  readonly computeNode: {
    readonly hostname: string;
    readonly source: string;
    readonly gpus: readonly { readonly slot: number; readonly history: readonly Stretch[] }[];
  } | null;
}

const HISTORY_MS = 3_600_000;
/** A card that said nothing for so long was not seen, and no line is drawn over it. */
const UNSEEN_MS = 900_000;

/** What the history of a card is told by; `size` is how much of the graph's unit one of the chart's is. */
const HISTORIES: readonly {
  readonly title: string;
  readonly unit: string;
  readonly size: number;
  readonly lines: Readonly<Record<string, Exclude<keyof Stretch, 'from'>>>;
}[] = [
  { title: '利用率', unit: '%', size: 0.01, lines: { 平均: 'utilisation', 最高: 'utilisationMost' } },
  { title: '显存占用', unit: 'GiB', size: 1024, lines: { 平均: 'memoryUsedMib' } },
  { title: '功率', unit: 'W', size: 1, lines: { 平均: 'powerWatts' } },
  { title: '核心温度', unit: '°C', size: 1, lines: { 最高: 'temperatureCelsiusMost' } },
];

/** The last hour of the chosen card: the one of highest utilisation while nobody has chosen. */
export const cardHistory = (area: string): Panel =>
  panel<NodeHistory>({
    title: '所选卡近 1 小时',
    area,
    ask: {
      document: 'compute/history',
      everySeconds: 15,
      variables: ({ choice, now }) =>
        choice === null
          ? null
          : {
              node: choice.split(' ')[0],
              from: new Date(now - HISTORY_MS).toISOString(),
              to: new Date(now).toISOString(),
            },
    },
    show: ({ computeNode }, _, { choice }) => {
      const slot = Number(choice?.split(' ')[1]);
      const history = computeNode?.gpus.find(gpu => gpu.slot === slot)?.history ?? [];
      const points = (measure: Exclude<keyof Stretch, 'from'>, size: number) =>
        withGaps(
          history.map((stretch): Point => {
            const read = stretch[measure];
            return [
              Date.parse(stretch.from),
              read === null ? null : Math.round((Number(read) / size) * 10) / 10,
            ];
          }),
          UNSEEN_MS,
        );
      return {
        kind: 'multiples',
        mark: computeNode ? markOf([computeNode.source]) : undefined,
        note: computeNode ? `${computeNode.hostname} ${slot} 号卡` : '节点已不在',
        charts: HISTORIES.map(({ title, unit, size, lines }) => ({
          kind: 'lines',
          title,
          unit,
          lowest: 0,
          series: Object.entries(lines).map(([name, measure]) => ({ name, points: points(measure, size) })),
        })),
      };
    },
  });
