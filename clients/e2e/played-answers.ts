import type { Answers } from './played-graph.ts';

const figures = (settlements: number) => ({ settlements, undone: 0, total: '100', fundPaid: '50' });
const compared = { current: figures(30), lastWeek: figures(20), lastYear: figures(10) };
const slice = (key: string, name?: string) => ({
  key,
  ...(name !== undefined && { institution: { name, level: 'TERTIARY' } }),
  compared,
});

export interface Settled {
  /** Districts in which something was settled. */
  readonly districts?: readonly string[];
  readonly institution?: string;
}

/** What the pages 总览 and 结算监测 ask. */
export function settlementAnswers({
  districts = ['310101'],
  institution = '云栖医院',
}: Settled = {}): Answers {
  return {
    ScreenInsured: { enrolmentCounts: [{ region: '310101', scheme: 'EMPLOYEE', persons: 1200 }] },
    ScreenSettlementDay: {
      transactionVolume: { to: '2026-11-22T02:00:00Z', compared, points: [] },
      settlementsByDay: [{ count: 25, total: '90', fundPaid: '45' }],
    },
    ScreenSettlementMonth: {
      transactionVolume: {
        points: [],
        districts: districts.map(district => slice(district)),
        visitTypes: [slice('OUTPATIENT')],
        channels: [slice('DIRECT')],
        institutions: [slice('H31010100001', institution)],
      },
    },
    ScreenVolumeAlerts: {
      volumeAlerts: [
        {
          kind: 'SILENT',
          since: '2026-11-22T01:00:00Z',
          actual: 0,
          usual: 9,
          explanation: '一小时内没有结算',
          institution: { name: institution },
        },
      ],
    },
    ScreenSuspicions: { suspicionCounts: [] },
    ScreenAgentUsage: { usageByDay: [] },
    ScreenFleetSummary: { fleetSummary: [] },
    ScreenOpenReconciliations: { openReconciliations: { detailsAwaited: 0, different: 0, differences: [] } },
    ScreenMonthlySettlementAgeing: { monthlySettlementAgeing: [] },
  };
}

/** What the page 算力监控 asks of a fleet of so many nodes. */
export function fleetAnswers(nodes: number, gpusPerNode: number): Answers {
  const gpus = (node: number) =>
    Array.from({ length: gpusPerNode }, (_, slot) => ({ id: `${node}-${slot}`, slot, latest: null }));
  const summary = { source: 'DCGM', nodes, gpus: nodes * gpusPerNode, gpusReporting: nodes * gpusPerNode };
  return {
    ScreenFleetSummary: {
      fleetSummary: [
        { ...summary, gpusBusy: 0, meanUtilisation: null, powerWatts: null, memoryUsedMib: null },
      ],
    },
    ScreenFleet: {
      computeNodes: {
        nodes: Array.from({ length: nodes }, (_, node) => ({
          id: `node-${node}`,
          hostname: `host-${node}`,
          source: 'DCGM',
          gpus: gpus(node),
        })),
        pageInfo: { hasNextPage: false },
      },
    },
    ScreenNodeHistory: { computeNode: null },
  };
}

/** A reading of each card of such a fleet; null where a card states nothing. */
export function readingOf(at: Date, nodes: number, gpusPerNode: number, utilisation: string | null): object {
  return {
    cursor: `reading ${at.toISOString()}`,
    missed: 0,
    at: at.toISOString(),
    samples: Array.from({ length: nodes * gpusPerNode }, (_, gpu) => ({
      gpuId: `${Math.floor(gpu / gpusPerNode)}-${gpu % gpusPerNode}`,
      source: 'DCGM',
      utilisation,
      powerWatts: null,
      temperatureCelsius: null,
    })),
  };
}
