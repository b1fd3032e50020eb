import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { FileRefused, type Importer, type ImportFile, type ImportScope } from '#kernel/load/importer';
import { readTraceRow, recogniseTrace, type TraceRow } from './gpu-trace.rule.ts';
import { TRACE_FILES, type TraceFile } from './gpu-trace.terms.ts';
import { TraceWriter, type NumberedRow } from './gpu-trace.writer.ts';

/** So many rows are held in memory at a time. */
const ROWS_PER_BATCH = 1_000;

/** Brings the files of public GPU cluster traces in, as IMPORTED nodes, telemetry and usage. */
export const gpuTraceImporter: Importer = {
  kind: 'gpu',
  accepts: fileName => fileName.endsWith('.csv'),
  async load(files, scope) {
    for (const file of files) await loadFile(file, scope);
  },
};

async function loadFile(file: ImportFile, scope: ImportScope): Promise<void> {
  const writer = new TraceWriter(scope);
  let trace: TraceFile | undefined;
  let batch: NumberedRow<TraceRow>[] = [];
  for await (const { line, cells } of linesOf(file)) {
    if (!trace) {
      trace = knownTrace(file.name, cells);
      continue;
    }
    const row = readLine(trace, cells);
    if (typeof row === 'string') scope.report({ line, verdict: 'REFUSED', reason: row });
    else batch.push({ line, row });
    if (batch.length < ROWS_PER_BATCH) continue;
    await writer.write(batch);
    batch = [];
  }
  if (!trace) knownTrace(file.name, []);
  await writer.write(batch);
}

function knownTrace(fileName: string, columns: readonly string[]): TraceFile {
  const trace = recogniseTrace(fileName, columns);
  if (!trace.ok) throw new FileRefused(trace.refusal.message);
  return trace.value;
}

/** The facts of a line, or why it is refused. */
function readLine(trace: TraceFile, cells: readonly string[]): TraceRow | string {
  const columns = TRACE_FILES[trace];
  if (cells.length !== columns.length) return `应有 ${columns.length} 列，实有 ${cells.length} 列`;
  const row = readTraceRow(
    trace,
    Object.fromEntries(columns.map((column, place) => [column, cells[place]!])),
  );
  return row.ok ? row.value : row.refusal.message;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The lines of a CSV file as they stream in; a file that is not UTF-8 or no CSV is refused as a whole. */
async function* linesOf(file: ImportFile): AsyncIterable<Line> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  // What fails on the way destroys the parser, and so ends the loop below.
  pipeline(textOf(file), parser, () => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    const code = codeOf(error);
    throw code.startsWith('CSV_') ? new FileRefused(`不是完整的CSV文件（${code}）`) : error;
  }
}

async function* textOf(file: ImportFile): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.open()) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? new FileRefused('不是UTF-8文本') : error;
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
