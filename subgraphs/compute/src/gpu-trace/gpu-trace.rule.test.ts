import { readTraceRow, recogniseTrace } from './gpu-trace.rule.ts';
import { REFUSED_FILES, TRACE_FILES, type TraceFile } from './gpu-trace.terms.ts';

const NODES = 'openb_node_list_gpu_node.csv';
const PODS = 'openb_pod_list_default.csv';
const DUTY = 'pod_gpu_duty_cycle_anon.csv';
const MEMORY = 'pod_gpu_memory_used_bytes_anon.csv';

/** Reads a row written as in the file. */
const read = (file: TraceFile, line: string) => {
  const cells = line.split(',');
  return readTraceRow(
    file,
    Object.fromEntries(TRACE_FILES[file].map((column, place) => [column, cells[place] ?? ''])),
  );
};

describe('a file of a GPU trace', () => {
  test('is known by its name and its columns', () => {
    expect(recogniseTrace(NODES, ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'])).toEqual({
      ok: true,
      value: NODES,
    });
    expect(recogniseTrace(NODES, ['sn', 'gpu'])).toMatchObject({ refusal: { code: 'OTHER_COLUMNS' } });
    expect(recogniseTrace('nodes.csv', [])).toMatchObject({ refusal: { code: 'UNKNOWN_FILE' } });
    expect(recogniseTrace('constructor', [])).toMatchObject({ refusal: { code: 'UNKNOWN_FILE' } });
  });

  test.each(Object.keys(REFUSED_FILES))('%s is refused by name, with the reason', file => {
    const verdict = recogniseTrace(file, []);
    expect(verdict).toMatchObject({ refusal: { code: 'REFUSED_FILE', message: expect.stringMatching(/./) } });
  });
});

describe('a row of a GPU trace', () => {
  test('of the node list is a node with its cards', () => {
    expect(read(NODES, 'openb-node-0000,64000,262144,2,P100')).toEqual({
      ok: true,
      value: {
        kind: 'NODE',
        host: 'openb-node-0000',
        cpuMilli: 64_000,
        memoryMib: 262_144,
        cards: 2,
        model: 'P100',
      },
    });
  });

  test.each<[string, string, number]>([
    ['a whole card for 10 seconds', 'p,1,1,1,1000,,LS,Running,0,30,20', 10_000],
    ['0.46 of a card for 100 seconds', 'p,1,1,1,460,,BE,Failed,5,110,10', 46_000],
    ['8 cards for a second', 'p,1,1,8,1000,V100M32,LS,Succeeded,0,1,0', 8_000],
    ['never scheduled', 'p,1,1,1,1000,,LS,Pending,5,900,', 0],
  ])('of the pod list uses cards: %s', (_, line, gpuMs) => {
    expect(read(PODS, line)).toEqual({ ok: true, value: { kind: 'WORKLOAD', name: 'p', gpuMs } });
  });

  test('of the duty cycle is the utilisation of a container in percent', () => {
    expect(read(DUTY, '87.25,1662858720.0,23b8eba9')).toEqual({
      ok: true,
      value: {
        kind: 'READING',
        container: '23b8eba9',
        at: new Date('2022-09-11T01:12:00Z'),
        measure: 'utilisation',
        value: 87.25,
      },
    });
  });

  test('of the memory trace is bytes, kept as MiB', () => {
    expect(read(MEMORY, '1662858720.0,33879490560.0,23b8eba9')).toMatchObject({
      value: { measure: 'memoryUsedMib', value: 32_310 },
    });
  });

  test.each<[TraceFile, string, string]>([
    [NODES, ',1,1,1,T4', 'sn'],
    [NODES, 'n,0,1,1,T4', 'cpu_milli'],
    [NODES, 'n,1,x,1,T4', 'memory_mib'],
    [NODES, 'n,1,1,65,T4', 'gpu'],
    [NODES, 'n,1,1,1,', 'model'],
    [PODS, 'p,1,1,1,1001,,LS,Running,0,1,0', 'gpu_milli'],
    [PODS, 'p,1,1,-1,1000,,LS,Running,0,1,0', 'num_gpu'],
    [PODS, 'p,1,1,1,1000,,LS,Running,0,,0', 'deletion_time'],
    [DUTY, '101,1662858720.0,a', 'value'],
    [DUTY, 'NaN,1662858720.0,a', 'value'],
    [DUTY, '5,yesterday,a', 'timestamp_anon'],
    [DUTY, '5,1662858720.0,', 'container_ip'],
    [MEMORY, '1662858720.0,-1,a', 'value'],
  ])('of %s that reads %j is refused for its %s', (file, line, column) => {
    expect(read(file, line)).toMatchObject({ refusal: { code: 'BAD_CELL', facts: { column } } });
  });

  test('of a pod that ended before it began is refused', () => {
    expect(read(PODS, 'p,1,1,1,1000,,LS,Running,10,20,30')).toMatchObject({
      refusal: { code: 'TIMES_DISAGREE' },
    });
  });
});
