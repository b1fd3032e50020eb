import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import { MEASURES } from '../telemetry/telemetry.terms.ts';
import { MOST_CARDS_PER_NODE, REFUSED_FILES, TRACE_FILES, type TraceFile } from './gpu-trace.terms.ts';

/** One row of a trace, as the facts that we keep of it. */
export type TraceRow = TraceNode | TraceWorkload | TraceReading;

export interface TraceNode {
  readonly kind: 'NODE';
  readonly host: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly cards: number;
  readonly model: string;
}

/** What a pod of the cluster used: its share of cards for as long as it ran. */
export interface TraceWorkload {
  readonly kind: 'WORKLOAD';
  readonly name: string;
  /** In milliseconds of one whole card; 0 for a pod that was never scheduled. */
  readonly gpuMs: number;
}

/** One figure of one container; the trace does not say on which card it ran. */
export interface TraceReading {
  readonly kind: 'READING';
  readonly container: string;
  readonly at: Date;
  readonly measure: 'utilisation' | 'memoryUsedMib';
  readonly value: number;
}

type Cells = Readonly<Record<string, string>>;
type RowRefusal = RefusalFacts<'BAD_CELL' | 'TIMES_DISAGREE'>;

/** Which trace a file is, by its name and its columns; otherwise the reason why it is not taken. */
export function recogniseTrace(
  fileName: string,
  columns: readonly string[],
): Result<TraceFile, RefusalFacts<'REFUSED_FILE' | 'UNKNOWN_FILE' | 'OTHER_COLUMNS'>> {
  if (Object.hasOwn(REFUSED_FILES, fileName)) return refuse('REFUSED_FILE', REFUSED_FILES[fileName]!);
  if (!Object.hasOwn(TRACE_FILES, fileName)) {
    return refuse('UNKNOWN_FILE', `不认识的文件；可导入：${Object.keys(TRACE_FILES).join('、')}`);
  }
  const file = fileName as TraceFile;
  const wanted = TRACE_FILES[file];
  if (wanted.length !== columns.length || wanted.some((name, place) => name !== columns[place])) {
    return refuse('OTHER_COLUMNS', `表头须为 ${wanted.join(',')}`, { columns });
  }
  return accept(file);
}

/** What a row of a trace says; refuses a row with a cell that does not read, naming the cell. */
export function readTraceRow(file: TraceFile, cells: Cells): Result<TraceRow, RowRefusal> {
  return READERS[file](cells);
}

const READERS: Readonly<Record<TraceFile, (cells: Cells) => Result<TraceRow, RowRefusal>>> = {
  'openb_node_list_gpu_node.csv': readNode,
  'openb_pod_list_default.csv': readWorkload,
  'pod_gpu_duty_cycle_anon.csv': cells => readReading(cells, 'utilisation', 1),
  'pod_gpu_memory_used_bytes_anon.csv': cells => readReading(cells, 'memoryUsedMib', 2 ** 20),
};

function readNode(cells: Cells): Result<TraceNode, RowRefusal> {
  const host = name(cells['sn']);
  if (host === undefined) return badCell('sn');
  const cpuMilli = whole(cells['cpu_milli']);
  if (!cpuMilli) return badCell('cpu_milli');
  const memoryMib = whole(cells['memory_mib']);
  if (!memoryMib) return badCell('memory_mib');
  const cards = whole(cells['gpu']);
  if (cards === undefined || cards > MOST_CARDS_PER_NODE) return badCell('gpu');
  const model = name(cells['model']);
  if (model === undefined) return badCell('model');
  return accept({ kind: 'NODE', host, cpuMilli, memoryMib, cards, model });
}

function readWorkload(cells: Cells): Result<TraceWorkload, RowRefusal> {
  const pod = name(cells['name']);
  if (pod === undefined) return badCell('name');
  const cards = whole(cells['num_gpu']);
  if (cards === undefined || cards > MOST_CARDS_PER_NODE) return badCell('num_gpu');
  const milli = whole(cells['gpu_milli']);
  if (milli === undefined || milli > 1_000) return badCell('gpu_milli');
  const created = whole(cells['creation_time']);
  if (created === undefined) return badCell('creation_time');
  const deleted = whole(cells['deletion_time']);
  if (deleted === undefined) return badCell('deletion_time');
  const scheduled = cells['scheduled_time'] === '' ? deleted : whole(cells['scheduled_time']);
  if (scheduled === undefined) return badCell('scheduled_time');
  if (scheduled < created || deleted < scheduled) {
    return refuse('TIMES_DISAGREE', '创建、调度、删除时间次序有误', { created, scheduled, deleted });
  }
  // cards × thousandths of a card × seconds = milliseconds of one whole card
  return accept({ kind: 'WORKLOAD', name: pod, gpuMs: cards * milli * (deleted - scheduled) });
}

function readReading(
  cells: Cells,
  measure: TraceReading['measure'],
  divisor: number,
): Result<TraceReading, RowRefusal> {
  const container = name(cells['container_ip']);
  if (container === undefined) return badCell('container_ip');
  const seconds = decimal(cells['timestamp_anon']);
  if (seconds === undefined || seconds <= 0 || seconds > 10_000_000_000) return badCell('timestamp_anon');
  const stated = decimal(cells['value']);
  const value = stated === undefined ? undefined : stated / divisor;
  const { least, most } = MEASURES[measure];
  if (value === undefined || value < least || value > most) return badCell('value');
  return accept({ kind: 'READING', container, at: new Date(Math.round(seconds * 1_000)), measure, value });
}

function badCell(column: string) {
  return refuse('BAD_CELL', `列 ${column} 缺失或有误`, { column });
}

function name(cell: string | undefined): string | undefined {
  return cell !== undefined && /^[\w.:-]{1,100}$/.test(cell) ? cell : undefined;
}

function whole(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d{1,12}$/.test(cell) ? Number(cell) : undefined;
}

function decimal(cell: string | undefined): number | undefined {
  return cell !== undefined && /^\d{1,16}(\.\d{1,20})?$/.test(cell) ? Number(cell) : undefined;
}
