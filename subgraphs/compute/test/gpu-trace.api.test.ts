import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileRefused, type ImportFile, type RowVerdict } from '#kernel/load/importer';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

const OPERATOR = { role: 'COMPUTE_OPERATOR' } as const;

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph);
});
afterAll(() => graph.stop());

/** A file on its way in, in chunks of 7 bytes unless the test minds. */
const fileOf = (name: string, bytes: Uint8Array, chunk = 7): ImportFile => ({
  name,
  size: bytes.length,
  async *open() {
    for (let from = 0; from < bytes.length; from += chunk) yield bytes.subarray(from, from + chunk);
  },
});

/** Imports a file as `npm run load -- gpu` does: in one transaction. */
async function load(name: string, text: string | Uint8Array, chunk?: number): Promise<RowVerdict[]> {
  const verdicts: RowVerdict[] = [];
  const { kernel, importers } = graph.subgraph;
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { outbox, sealer, clock } = kernel;
  await kernel.transaction(tx =>
    importers
      .find(importer => importer.kind === 'gpu')!
      .load([fileOf(name, bytes, chunk)], {
        tx,
        outbox,
        sealer,
        clock,
        report: verdict => void verdicts.push(verdict),
      }),
  );
  return verdicts.sort((a, b) => a.line - b.line);
}

const told = (verdicts: readonly RowVerdict[]) => verdicts.map(({ line, verdict }) => `${line} ${verdict}`);

const NODES = 'openb_node_list_gpu_node.csv';
const NODE_COLUMNS = 'sn,cpu_milli,memory_mib,gpu,model\n';
const PODS = 'openb_pod_list_default.csv';
const POD_COLUMNS =
  'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n';
const DUTY = 'pod_gpu_duty_cycle_anon.csv';
const DUTY_COLUMNS = 'value,timestamp_anon,container_ip\n';
const MEMORY = 'pod_gpu_memory_used_bytes_anon.csv';
const MEMORY_COLUMNS = 'timestamp_anon,value,container_ip\n';

const importedNodes = async () =>
  (
    await graph.data(
      `{ computeNodes(first: 200, source: IMPORTED) { nodes { hostname source cpuMilli memoryMib gpus { slot model } } } }`,
      {},
      OPERATOR,
    )
  ).computeNodes.nodes;

describe('a list of nodes', () => {
  const FILE = `${NODE_COLUMNS}n-1,64000,262144,2,P100\nn-2,96000,393216,0,T4\n`;

  test('becomes imported nodes with their cards', async () => {
    expect(told(await load(NODES, FILE))).toEqual(['2 ACCEPTED', '3 ACCEPTED']);
    expect(await importedNodes()).toEqual([
      {
        hostname: 'n-1',
        source: 'IMPORTED',
        cpuMilli: 64_000,
        memoryMib: 262_144,
        gpus: [
          { slot: 0, model: 'P100' },
          { slot: 1, model: 'P100' },
        ],
      },
      { hostname: 'n-2', source: 'IMPORTED', cpuMilli: 96_000, memoryMib: 393_216, gpus: [] },
    ]);
  });

  test('changes nothing the second time', async () => {
    const before = await importedNodes();
    expect(told(await load(NODES, FILE))).toEqual(['2 UNCHANGED', '3 UNCHANGED']);
    expect(await importedNodes()).toEqual(before);
  });

  test('each bad row is refused with its line and reason, each repeated one is a duplicate; the others count', async () => {
    const verdicts = await load(
      NODES,
      `${NODE_COLUMNS}n-3,64000,262144,1,T4\nn-4,many,262144,1,T4\n\nn-3,64000,262144,1,T4\nn-3,1,262144,1,T4\nn-5,1\nn-1,64000,262144,3,P100\n`,
    );
    expect(told(verdicts)).toEqual([
      '2 ACCEPTED',
      '3 REFUSED',
      '5 DUPLICATE',
      '6 REFUSED',
      '7 REFUSED',
      '8 REFUSED',
    ]);
    expect(verdicts.map(verdict => verdict.reason)).toEqual([
      undefined,
      '列 cpu_milli 缺失或有误',
      undefined,
      '与已登记内容不一致',
      '应有 5 列，实有 2 列',
      '与已登记内容不一致',
    ]);
  });
});

describe('a list of pods', () => {
  test('becomes usage: cards times the time that the pod ran, without a cost', async () => {
    const file = `${POD_COLUMNS}p-1,1,1,1,460,,BE,Failed,5,110,10\np-2,1,1,1,1000,,LS,Pending,5,900,\n`;
    expect(told(await load(PODS, file))).toEqual(['2 ACCEPTED', '3 ACCEPTED']);
    expect(told(await load(PODS, file))).toEqual(['2 UNCHANGED', '3 UNCHANGED']);
    const { usageRecords } = await graph.data(
      `{ usageRecords(first: 10, kind: WORKLOAD) { nodes { subject gpuSeconds tokens cost source } } }`,
      {},
      OPERATOR,
    );
    expect(usageRecords.nodes).toEqual([
      { subject: 'p-2', gpuSeconds: 0, tokens: null, cost: null, source: 'IMPORTED' },
      { subject: 'p-1', gpuSeconds: 46, tokens: null, cost: null, source: 'IMPORTED' },
    ]);
  });
});

describe('telemetry of containers', () => {
  const HISTORY = `{ computeNodes(first: 200, source: IMPORTED) { nodes { hostname gpus { uuid
    latest { at source utilisation memoryUsedMib powerWatts } } } } }`;
  const cards = async () => {
    const { computeNodes } = await graph.data(HISTORY, {}, OPERATOR);
    return computeNodes.nodes.find((node: { hostname: string }) => node.hostname === 'pod-gpu-trace').gpus;
  };

  test('duty cycle and memory of one container and instant come together in one sample', async () => {
    expect(told(await load(DUTY, `${DUTY_COLUMNS}87.25,1662858720.0,c-1\n10,1662858780.0,c-1\n`))).toEqual([
      '2 ACCEPTED',
      '3 ACCEPTED',
    ]);
    expect(told(await load(MEMORY, `${MEMORY_COLUMNS}1662858780.0,33879490560.0,c-1\n`))).toEqual([
      '2 ACCEPTED',
    ]);
    expect(await cards()).toEqual([
      {
        uuid: 'c-1',
        latest: {
          at: '2022-09-11T01:13:00.000Z',
          source: 'IMPORTED',
          utilisation: '0.1',
          memoryUsedMib: 32_310,
          powerWatts: null,
        },
      },
    ]);
  });

  test('the same file changes nothing, and another figure for the same instant is refused', async () => {
    const verdicts = await load(
      DUTY,
      `${DUTY_COLUMNS}87.25,1662858720.0,c-1\n11,1662858780.0,c-1\n5,1662858840.0,c-2\n5,1662858840.0,c-2\n`,
    );
    expect(told(verdicts)).toEqual(['2 UNCHANGED', '3 REFUSED', '4 ACCEPTED', '5 DUPLICATE']);
  });

  test('ten thousand rows stream through in batches', async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, row) => `${row % 101},${1_700_000_000 + row * 57}.0,c-${row % 9}\n`,
    );
    const verdicts = await load(DUTY, DUTY_COLUMNS + rows.join(''), 65_536);
    expect(verdicts.every(({ verdict }) => verdict === 'ACCEPTED')).toBe(true);
    expect(verdicts).toHaveLength(10_000);
  });
});

describe('a file that cannot be taken', () => {
  const refusal = async (name: string, text: string | Uint8Array): Promise<string> => {
    const before = await importedNodes();
    const error = await load(name, text).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(FileRefused);
    expect(await importedNodes()).toEqual(before);
    return (error as Error).message;
  };

  test.each<[string, string, string]>([
    ['qps.csv', 'timestamp_anon,value,container_ip,request_type\n', '模型服务尚未纳入本子图'],
    ['dcgm_default_counters.csv', '# Format\n', '计数器字典'],
    ['cards.csv', 'a,b\n', '不认识的文件'],
    [NODES, 'sn,gpu\nn-9,1\n', '表头须为'],
    [NODES, '', '表头须为'],
    [NODES, `${NODE_COLUMNS}n-9,1,1,1,T4\n"n-10,1,1,1,T4\n`, '不是完整的CSV文件'],
  ])('%s is refused as a whole, by name and with the reason', async (name, text, reason) => {
    expect(await refusal(name, text)).toContain(reason);
  });

  test('one that is no text leaves nothing of its good rows behind', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`${NODE_COLUMNS}n-9,1,1,1,T4\n`),
      0xff,
      0xfe,
      0x0a,
    ]);
    expect(await refusal(NODES, bytes)).toContain('UTF-8');
  });
});
