import { randomUUID } from 'node:crypto';
import { FileRefused, type Importer, type ImportKind } from '#kernel/load/importer';
import type { RunningSubgraph } from '#kernel/server/subgraph';
import { openFile, type FoundFile } from './files.ts';
import { Tally, type FileReport, type LoadEvent, type LoadReport } from './report.ts';

/** What a load needs of a subgraph. */
export interface LoadTarget extends Pick<RunningSubgraph, 'name' | 'importers'> {
  readonly kernel: Pick<RunningSubgraph['kernel'], 'transaction' | 'outbox' | 'sealer' | 'clock' | 'log'>;
}

export interface LoadJob {
  readonly kind: ImportKind;
  readonly files: readonly FoundFile[];
  readonly targets: readonly LoadTarget[];
  readonly tell: (event: LoadEvent) => void;
  readonly signal: AbortSignal;
}

/** How many rows pass between two words on progress. */
const ROWS_PER_WORD = 250;

/** Files that enter one subgraph in one transaction. */
interface Batch {
  readonly target: LoadTarget;
  readonly importer: Importer;
  readonly files: readonly FoundFile[];
}

/** Brings files into every subgraph that understands them; each batch wholly or not at all. */
export async function runLoad(job: LoadJob): Promise<LoadReport> {
  const reports: FileReport[] = [];
  const close = (report: FileReport) => {
    reports.push(report);
    job.tell({ type: 'file', report });
  };
  const batches = planBatches(job);
  for (const batch of batches) close(await loadBatch(batch, job));
  const understood = new Set(batches.flatMap(batch => batch.files));
  for (const file of job.files.filter(file => !understood.has(file))) {
    const outcome = file.named ? 'REFUSED' : 'SKIPPED';
    const reason = `no subgraph understands a file of this name among ${job.kind}`;
    close(new Tally().close({ file: file.name, subgraph: null, outcome, reason }));
  }
  return { kind: job.kind, files: reports };
}

function planBatches({ kind, files, targets }: LoadJob): Batch[] {
  return targets.flatMap(target =>
    target.importers
      .filter(importer => importer.kind === kind)
      .flatMap((importer): Batch[] => {
        const own = files.filter(file => importer.accepts(file.name));
        if (importer.together) return own.length > 0 ? [{ target, importer, files: own }] : [];
        return own.map(file => ({ target, importer, files: [file] }));
      }),
  );
}

async function loadBatch({ target, importer, files }: Batch, { tell, signal }: LoadJob): Promise<FileReport> {
  const tally = new Tally();
  const of = { file: nameOf(files), subgraph: target.name } as const;
  let read = 0;
  const speak = () => tell({ type: 'progress', read, rows: tally.total });
  tell({ type: 'begin', ...of, size: files.reduce((total, file) => total + file.size, 0) });
  try {
    const listener = {
      signal,
      read: (bytes: number) => {
        read += bytes;
        speak();
      },
    };
    const opened = await Promise.all(files.map(file => openFile(file, listener)));
    const { kernel } = target;
    await kernel.transaction(async tx => {
      await importer.load(opened, {
        tx,
        outbox: kernel.outbox,
        sealer: kernel.sealer,
        clock: kernel.clock,
        report: verdict => {
          tally.add(verdict);
          if (tally.total % ROWS_PER_WORD === 0) speak();
        },
      });
      if (signal.aborted) throw new FileRefused('the load was broken off');
    });
    return tally.close({ ...of, outcome: 'LOADED' });
  } catch (error) {
    return tally.close({ ...of, outcome: 'REFUSED', reason: reasonOf(error, target) });
  }
}

function nameOf(files: readonly FoundFile[]): string {
  return files.map(file => file.name).join(', ');
}

/** Why a file was refused, without repeating any value of it; what is unexpected goes to the log. */
function reasonOf(error: unknown, target: LoadTarget): string {
  if (error instanceof FileRefused) return error.message;
  const { code, lines } = error as { code?: unknown; lines?: unknown };
  if (typeof code === 'string' && code.startsWith('CSV_')) {
    return `broken CSV near line ${String(lines ?? '?')} (${code})`;
  }
  const incident = randomUUID();
  target.kernel.log.error({ err: error, incident }, 'a file could not be loaded');
  return `unexpected error, incident ${incident} in the log`;
}
