import { describe, expect, test } from '@jest/globals';
import { momentAt } from '../definition.ts';
import type { Shown } from '../views/shown.ts';
import { runsAtWork } from './agents.ts';
import { COMPUTE } from './compute.ts';
import { OVERVIEW } from './overview.ts';
import type { PageDefinition } from '../definition.ts';
import { since } from './periods.ts';
import { SETTLEMENT } from './settlement.ts';

const NOW = Date.parse('2026-11-22T02:00:30Z');
const MOMENT = momentAt(NOW, null);

function shown(
  page: PageDefinition,
  title: string,
  asked: unknown,
  followed: readonly unknown[] = [],
): Shown {
  return page.panels.find(panel => panel.title === title)!.show(asked, followed, MOMENT);
}

/** Events as a stream delivers them, and what the panel keeps of each. */
function kept(page: PageDefinition, title: string, events: readonly unknown[]): readonly unknown[] {
  const { follow } = page.panels.find(panel => panel.title === title)!;
  return events.map(event => follow!.take(event));
}

describe('a moment', () => {
  test('is of the day in Shanghai, also while it is yesterday in London', () => {
    expect(momentAt(Date.parse('2026-11-21T16:00:00Z'), null).today).toBe('2026-11-22');
    expect(momentAt(Date.parse('2026-11-21T15:59:59Z'), null).daysAgo(1)).toBe('2026-11-20');
  });

  test('reaches from the midnight of Shanghai to the end of the present minute', () => {
    expect(since('2026-11-22', MOMENT)).toEqual({
      from: '2026-11-21T16:00:00.000Z',
      to: '2026-11-22T02:01:00.000Z',
    });
  });
});

describe('today’s settlements', () => {
  const figures = (settlements: number, fundPaid: string) => ({
    settlements,
    undone: 0,
    total: '0',
    fundPaid,
  });
  const compared = {
    current: figures(30, '9007199254740993'),
    lastWeek: figures(20, '1'),
    lastYear: figures(0, '0'),
  };
  const today = { transactionVolume: { compared, points: [] }, settlementsByDay: [] };

  test('stand beside last week’s, and beside nothing where there was nothing', () => {
    expect(shown(OVERVIEW, '今日结算', today)).toMatchObject({
      value: '30',
      comparisons: [
        { label: '较上周', change: 0.5 },
        { label: '较去年', change: null },
      ],
      detail: '同时段比较；昨日 0 笔',
    });
  });

  test('an amount beyond what a float can hold is shown to its last digit', () => {
    expect(shown(OVERVIEW, '今日基金支付', today)).toMatchObject({ value: '900,719.93', unit: '亿元' });
  });
});

describe('the ticker', () => {
  const settled = (serial: number, name: string | null) => ({
    cursor: `c${serial}`,
    region: serial === 3 ? '999999' : '310101',
    visitType: 'OUTPATIENT',
    total: '100',
    fundPaid: '50',
    institution: name === null ? null : { name },
  });

  test('shows the newest claim first, also of an institution without a name or a district of elsewhere', () => {
    const ticker = shown(OVERVIEW, '实时结算', null, [
      settled(1, '云栖医院'),
      settled(2, null),
      settled(3, '长'.repeat(200)),
    ]);
    expect(ticker).toMatchObject({
      kind: 'ticker',
      entries: [
        { title: '长'.repeat(200), detail: '999999 · 普通门诊 · 基金支付 0.50 元' },
        { title: '—', figure: '1.00 元' },
        { title: '云栖医院', detail: '黄浦 · 普通门诊 · 基金支付 0.50 元' },
      ],
    });
  });
});

describe('the fleet', () => {
  const sample = (gpuId: string, source: string, utilisation: string | null) => ({
    gpuId,
    source,
    utilisation,
    powerWatts: null,
    temperatureCelsius: 40,
  });

  test('simulated cards are marked, and never added to measured ones', () => {
    const readings = kept(COMPUTE, '平均利用率', [
      {
        at: '2026-11-22T02:00:00Z',
        samples: [sample('a', 'DCGM', '0.9'), sample('b', 'DCGM', null), sample('c', 'SIMULATED', '0.1')],
      },
    ]);
    expect(shown(COMPUTE, '平均利用率', null, readings)).toMatchObject({
      mark: '模拟数据',
      series: [
        { name: '实测', points: [[Date.parse('2026-11-22T02:00:00Z'), 90]] },
        { name: '模拟', points: [[Date.parse('2026-11-22T02:00:00Z'), 10]] },
      ],
    });
  });

  test('a measure that no card states is no zero', () => {
    const readings = kept(COMPUTE, '总功率', [
      { at: '2026-11-22T02:00:00Z', samples: [sample('a', 'DCGM', '1')] },
    ]);
    expect(shown(COMPUTE, '总功率', null, readings)).toMatchObject({ series: [] });
  });

  test('ten thousand cards are ten thousand cells; one that says nothing is told apart from an idle one', () => {
    const nodes = Array.from({ length: 200 }, (_, node) => ({
      id: `n${node}`,
      hostname: `host-${node}`,
      source: 'DCGM',
      gpus: Array.from({ length: 50 }, (_gpu, slot) => ({
        id: `${node}/${slot}`,
        slot,
        latest: slot === 0 ? null : { utilisation: '0' },
      })),
    }));
    const heat = shown(COMPUTE, '加速卡热力图', { computeNodes: { nodes, pageInfo: { hasNextPage: true } } });
    expect(heat).toMatchObject({ kind: 'heat', note: '仅前 200 台节点' });
    const cells = heat.kind === 'heat' ? heat.groups.flatMap(group => group.cells) : [];
    expect(cells).toHaveLength(10_000);
    expect(cells.filter(({ value }) => value === null)).toHaveLength(200);
  });
});

describe('the history of a card', () => {
  const { show } = COMPUTE.panels.find(({ title }) => title === '所选卡近 1 小时')!;
  const at = Date.parse('2026-11-22T01:00:00Z');
  const read = (minute: number, facts: object = {}) => ({
    from: new Date(at + minute * 60_000).toISOString(),
    utilisation: '0.5',
    utilisationMost: '0.75',
    memoryUsedMib: 40_960,
    powerWatts: 310.44,
    temperatureCelsiusMost: 71,
    ...facts,
  });
  const asked = (history: readonly object[]) => ({
    computeNode: { hostname: 'host', source: 'DCGM', gpus: [{ slot: 1, history }] },
  });

  test('tells utilisation, memory, power and temperature of the chosen one, each in its unit', () => {
    expect(show(asked([read(0)]), [], momentAt(NOW, 'node 1'))).toMatchObject({
      note: 'host 1 号卡',
      charts: [
        { title: '利用率', unit: '%', series: [{ points: [[at, 50]] }, { points: [[at, 75]] }] },
        { title: '显存占用', unit: 'GiB', series: [{ points: [[at, 40]] }] },
        { title: '功率', unit: 'W', series: [{ points: [[at, 310.4]] }] },
        { title: '核心温度', unit: '°C', series: [{ points: [[at, 71]] }] },
      ],
    });
  });

  test('draws nothing where a measure was not stated, or the card was not seen', () => {
    const shown = show(asked([read(0, { powerWatts: null }), read(30)]), [], momentAt(NOW, 'node 1'));
    const later = at + 1_800_000;
    expect(shown).toMatchObject({
      charts: [
        {},
        {
          series: [
            {
              points: [
                [at, 40],
                [at + 1, null],
                [later, 40],
              ],
            },
          ],
        },
        {
          series: [
            {
              points: [
                [at, null],
                [at + 1, null],
                [later, 310.4],
              ],
            },
          ],
        },
        {},
      ],
    });
  });

  test('is of none when the card or its node is gone', () => {
    const empty = { series: [{ points: [] }] };
    expect(show(asked([read(0)]), [], momentAt(NOW, 'node 7'))).toMatchObject({
      charts: [{}, empty, empty, empty],
    });
    expect(show({ computeNode: null }, [], momentAt(NOW, 'node 1'))).toMatchObject({ note: '节点已不在' });
  });
});

test('runs at work are those that have not ended, in whatever order their steps came', () => {
  const steps = [
    { runId: 'a', step: 'ANSWERED' },
    { runId: 'a', step: 'STARTED' },
    { runId: 'b', step: 'STARTED' },
    { runId: 'b', step: 'RETRIEVED' },
    { runId: 'b', step: 'RETRIEVED' },
    { runId: 'c', step: 'FAILED' },
  ];
  expect(runsAtWork(steps)).toBe(1);
});

describe('what differs', () => {
  const differences = [
    { kind: 'ONLY_PARTY', count: 3, unassigned: 1, fundDifference: '80050' },
    { kind: 'AMOUNTS_DIFFER', count: 2, unassigned: 0, fundDifference: '0' },
  ];
  const asked = { openReconciliations: { detailsAwaited: 4, different: 2, differences } };

  test('is counted, with what nobody has in hand, and what is not known yet', () => {
    expect(shown(OVERVIEW, '未平对账差异', asked)).toMatchObject({
      value: '5',
      detail: '未指派 1，待明细 4 次',
    });
  });

  test('is told by kind, also of a kind of which there is none', () => {
    expect(shown(SETTLEMENT, '对账差异', asked)).toMatchObject({
      note: '2 次对账不平',
      rows: [
        { name: '中心多', text: '0 笔' },
        { name: '机构多', text: '3 笔', detail: '基金差额 800.50 元' },
        { name: '金额不平', text: '2 笔', detail: '基金差额 0.00 元' },
        { name: '数据不一致', text: '0 笔' },
      ],
    });
  });
});

describe('months to be paid', () => {
  const monthlySettlementAgeing = [
    { due: 'OVERDUE', state: 'DECLARED', count: 1, total: '100' },
    { due: 'OVERDUE', state: 'PAY_FAILED', count: 2, total: '200' },
    { due: 'IN_TIME', state: 'DECLARED', count: 40, total: '4000' },
  ];

  test('are told by how near their promised day is', () => {
    expect(shown(OVERVIEW, '即时结算时效', { monthlySettlementAgeing })).toMatchObject({
      note: '待拨付 43.00 元',
      figures: [
        { label: '已超期', value: '3' },
        { label: '即将到期', value: '0' },
        { label: '未到期', value: '40' },
      ],
    });
  });

  test('are told by where they stand, those that are overdue by themselves', () => {
    expect(shown(SETTLEMENT, '即时结算在途', { monthlySettlementAgeing })).toMatchObject({
      rows: [
        { name: '已申报', text: '41 份 · 41.00 元', detail: '其中已超期 1' },
        { name: '已核定', text: '0 份 · 0.00 元', detail: undefined },
        { name: '拨付中' },
        { name: '拨付失败', text: '2 份 · 2.00 元', detail: '其中已超期 2' },
      ],
    });
  });
});

test('SH-ST-FRONT-04: the command wall names an institution that has gone silent, with the reason', () => {
  const alert = {
    kind: 'SILENT',
    since: '2026-11-22T01:00:00Z',
    explanation: '一小时内没有结算',
    institution: { name: '云栖医院' },
  };
  expect(shown(SETTLEMENT, '交易量预警', { volumeAlerts: [alert] })).toMatchObject({
    rows: [{ cells: ['云栖医院', '交易归零', '一小时内没有结算'] }],
  });
});
