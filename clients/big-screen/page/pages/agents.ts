import { panel, type Moment, type PageDefinition, type Panel } from '../definition.ts';
import { count, money, moneyText } from '../format.ts';
import { label } from '../labels.ts';
import { lastDays, shortDay, sums } from './periods.ts';

const SHOWN_DAYS = 30;

interface Usage {
  readonly usageByDay: readonly {
    readonly day: string;
    readonly kind: string;
    readonly records: number;
    readonly tokens: number;
    readonly cost: string;
  }[];
}

const USAGE = {
  document: 'agents/usage',
  everySeconds: 15,
  variables: (moment: Moment) => ({ from: moment.daysAgo(SHOWN_DAYS - 1), to: moment.today }),
};

/** The days of agents; workloads are another matter. */
const runDays = ({ usageByDay }: Usage) => usageByDay.filter(({ kind }) => kind === 'AGENT_RUN');

/** What days of agents came to. */
function totalsOf(days: Usage['usageByDay']) {
  return {
    runs: days.reduce((total, { records }) => total + records, 0),
    tokens: days.reduce((total, { tokens }) => total + tokens, 0),
    cost: days.reduce((total, { cost }) => total + BigInt(cost), 0n),
  };
}

interface Step {
  readonly cursor: string;
  readonly runId: string;
  readonly step: string;
  readonly takenAt: string;
  readonly elapsedMs: number;
}

const STEPS = {
  document: 'agents/steps',
  kind: 'facts',
  keep: 400,
  take: (step: Step) => step,
  at: ({ takenAt }: Step) => takenAt,
} as const;

const ORDER = ['STARTED', 'RETRIEVED', 'SELECTED', 'ANSWERED', 'REFUSED', 'FAILED'];
const FIRST_END = ORDER.indexOf('ANSWERED');

/** How many runs have begun and not ended, in whatever order their steps came. */
export function runsAtWork(steps: readonly Pick<Step, 'runId' | 'step'>[]): number {
  const furthest = new Map<string, number>();
  for (const { runId, step } of steps) {
    furthest.set(runId, Math.max(furthest.get(runId) ?? 0, ORDER.indexOf(step)));
  }
  return [...furthest.values()].filter(place => place < FIRST_END).length;
}

/** Agents at work now, beside the runs of today. */
export const agentsAtWork = (area: string): Panel =>
  panel<Usage, Step, Step>({
    title: '智能体在途',
    area,
    ask: USAGE,
    follow: STEPS,
    show: (usage, steps, { today }) => {
      const { runs, cost } = totalsOf(runDays(usage).filter(({ day }) => day === today));
      return {
        kind: 'tile',
        value: count(runsAtWork(steps)),
        unit: '次运行',
        detail: `今日完成 ${count(runs)} 次，费用 ${moneyText(cost)}`,
      };
    },
  });

const figures: Panel = panel<Usage>({
  title: '近 30 日用量',
  area: '1 / 4 / 3 / 13',
  ask: USAGE,
  show: usage => {
    const { runs, tokens, cost } = totalsOf(runDays(usage));
    return {
      kind: 'figures',
      figures: [
        { label: '完成运行', value: count(runs), unit: '次' },
        { label: '词元', value: count(tokens), unit: '个' },
        { label: '费用', ...money(cost) },
        { label: '每次平均', value: runs === 0 ? '—' : (Number(cost) / runs).toFixed(1), unit: '分' },
      ],
    };
  },
});

/** A number of each day's runs. */
const byDay = (title: string, unit: string, of: 'records' | 'tokens', area: string): Panel =>
  panel<Usage>({
    title,
    area,
    ask: USAGE,
    show: (usage, _, moment) => {
      const days = lastDays(SHOWN_DAYS, moment);
      const counted = sums(
        runDays(usage),
        row => row.day,
        row => row[of],
      );
      return {
        kind: 'columns',
        unit,
        categories: days.map(shortDay),
        series: [{ name: title, values: days.map(day => counted.get(day) ?? 0) }],
      };
    },
  });

const steps: Panel = panel<null, Step, Step>({
  title: '步骤实时流',
  area: '3 / 9 / 9 / 13',
  follow: STEPS,
  show: (_, taken) => ({
    kind: 'ticker',
    note: '问题与回答不上大屏',
    entries: taken
      .slice(-12)
      .toReversed()
      .map(({ cursor, runId, step, elapsedMs }) => ({
        key: cursor,
        // The end of the id: enough to follow a run by.
        title: `运行 ${runId.slice(-6)}`,
        figure: label(step),
        detail: step === 'STARTED' ? '开始' : `用时 ${count(elapsedMs)} 毫秒`,
      })),
  }),
});

interface Library {
  readonly documents: {
    readonly nodes: readonly {
      readonly id: string;
      readonly title: string;
      readonly versionInForce: { readonly adoptedOn: string } | null;
    }[];
  };
}

const library: Panel = panel<Library>({
  title: '知识库现行法规',
  area: '6 / 5 / 9 / 9',
  ask: { document: 'agents/library', everySeconds: 120, variables: ({ today }) => ({ asOf: today }) },
  show: ({ documents: { nodes } }) => ({
    kind: 'table',
    columns: [{ name: '法规' }, { name: '版本', number: true }],
    empty: '知识库为空',
    rows: nodes.slice(0, 6).map(({ id, title, versionInForce }) => ({
      key: id,
      cells: [title, versionInForce?.adoptedOn ?? '—'],
    })),
  }),
});

/** 智能体: runs step by step, and what they cost. */
export const AGENTS: PageDefinition = {
  id: 'agents',
  title: '智能体',
  panels: [
    agentsAtWork('1 / 1 / 3 / 4'),
    figures,
    byDay('每日完成运行', '次', 'records', '3 / 1 / 6 / 9'),
    byDay('每日词元', '个', 'tokens', '6 / 1 / 9 / 5'),
    library,
    steps,
  ],
};
