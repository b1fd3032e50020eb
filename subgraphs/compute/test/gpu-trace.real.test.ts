import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Verdict } from '#kernel/load/importer';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { DCGM_COUNTERS } from '../src/telemetry/dcgm.terms.ts';
import { MEASURES } from '../src/telemetry/telemetry.terms.ts';

const FOLDER = join(process.env['REAL_DATA'] ?? '../shared/data', 'gpu');

/** The path of a real file; undefined, and told, when it is absent. */
function real(name: string): string | undefined {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  console.log(`absent: ${path}; what is shown on it is not shown in this run`);
  return undefined;
}

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
});
afterAll(() => graph.stop());

/** Imports a real file and counts the verdicts. */
async function load(path: string, name: string): Promise<Partial<Record<Verdict, number>>> {
  const { kernel, importers } = graph.subgraph;
  const { outbox, sealer, clock } = kernel;
  const counts: Partial<Record<Verdict, number>> = {};
  const file = { name, size: statSync(path).size, open: () => createReadStream(path) };
  const report = ({ verdict }: { verdict: Verdict }) => void (counts[verdict] = (counts[verdict] ?? 0) + 1);
  await kernel.transaction(tx => importers[0]!.load([file], { tx, outbox, sealer, clock, report }));
  return counts;
}

describe('the public GPU cluster traces', () => {
  test.each([
    ['openb_node_list_gpu_node.csv', 1_213],
    ['openb_pod_list_default.csv', 8_152],
    ['pod_gpu_duty_cycle_anon.csv', 104_944],
    ['pod_gpu_memory_used_bytes_anon.csv', 107_608],
  ])(
    'all rows of %s are accepted, and change nothing the second time',
    async (name, rows) => {
      const path = real(name);
      if (!path) return;
      const begun = performance.now();
      expect(await load(path, name)).toEqual({ ACCEPTED: rows });
      const seconds = (performance.now() - begun) / 1_000;
      expect(await load(path, name)).toEqual({ UNCHANGED: rows });
      console.log(`${name}: ${rows} rows, ${Math.round(rows / seconds)} rows a second at first`);
    },
    180_000,
  );

  test('the imported estate is summed up apart', async () => {
    if (!real('openb_node_list_gpu_node.csv')) return;
    const { fleetSummary } = await graph.data(
      `{ fleetSummary { source nodes gpus gpusReporting meanUtilisation } }`,
      {},
      { role: 'SCREEN' },
    );
    expect(fleetSummary).toEqual([
      { source: 'IMPORTED', nodes: 1_214, gpus: 6_212 + 124, gpusReporting: 0, meanUtilisation: null },
    ]);
  });
});

describe('the dictionaries of the DCGM exporter', () => {
  /** Name of the unit in the help text of a counter. */
  const UNITS = {
    '%': '(in %)',
    MiB: '(in MiB)',
    W: '(in W)',
    '°C': '(in C)',
    MHz: '(in MHz)',
    code: 'XID error',
  };

  test.each(['dcgm_default_counters.csv', 'dcgm_dcp_metrics_included.csv'])(
    '%s lists every counter that we read, as a gauge in the unit that we keep',
    name => {
      const path = real(name);
      if (!path) return;
      const lines = readFileSync(path, 'utf8').split('\n');
      for (const [counter, measure] of Object.entries(DCGM_COUNTERS)) {
        const line = lines.find(text => text.startsWith(`${counter},`));
        expect(line?.split(',')[1]?.trim()).toBe('gauge');
        expect(line).toContain(UNITS[MEASURES[measure].unit]);
      }
    },
  );
});
