import { resolve } from 'node:path';
import { readArguments, USAGE } from './arguments.ts';
import type { ControlAddress } from '../control/control.ts';
import { askToLoad, LoadFailed } from './client.ts';
import { findFiles, PathMissing } from './files.ts';
import { Progress, type Screen } from './progress.ts';
import { isFailure, mergeReports, type LoadEvent, type LoadReport } from './report.ts';
import { runLoad, type LoadTarget } from './runner.ts';

/** The world around the command. */
export interface LoadSurroundings {
  /** Where the processes of a running system listen for their operator; empty when nothing runs. */
  findControls(): Promise<readonly ControlAddress[]>;
  /** Opens the database and the subgraphs without serving anybody. */
  openTargets(): Promise<{ readonly targets: readonly LoadTarget[]; close(): Promise<void> }>;
  readonly signal: AbortSignal;
  readonly out: Screen;
  readonly error: Screen;
}

/**
 * `npm run load`: lets the running system load, or opens the database itself when nothing runs.
 * Answers the exit code: 1 when a file was refused as a whole or nothing was understood, 2 for a wrong command.
 */
export async function loadCommand(words: readonly string[], around: LoadSurroundings): Promise<number> {
  const order = readArguments(words);
  if (!order.ok) {
    around.error.write(`${order.refusal.message}\n${USAGE}\n`);
    return 2;
  }
  const { kind, json } = order.value;
  const paths = order.value.paths.map(path => resolve(path));
  const progress = new Progress(around.out);
  const tell = json ? () => undefined : (event: LoadEvent) => progress.tell(event);
  try {
    const files = await findFiles(paths);
    if (files.length === 0) throw new LoadFailed('there is no file under the named folders');
    const controls = await around.findControls();
    const report =
      controls.length > 0
        ? await askEach(controls, { kind, paths }, tell, around.signal)
        : await loadAlone({ around, tell, kind, files });
    if (json) around.out.write(`${JSON.stringify(report, null, 2)}\n`);
    return isFailure(report) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PathMissing || error instanceof LoadFailed)) throw error;
    around.error.write(`${error.message}\n`);
    return 1;
  }
}

/** Every process loads what its subgraphs understand; what none of them does is said once. */
async function askEach(
  controls: readonly ControlAddress[],
  order: Pick<LoadReport, 'kind'> & { readonly paths: readonly string[] },
  tell: (event: LoadEvent) => void,
  signal: AbortSignal,
): Promise<LoadReport> {
  const reports: LoadReport[] = [];
  for (const control of controls) {
    reports.push(
      await askToLoad(
        control,
        order,
        event => {
          if (event.type !== 'file' || event.report.subgraph !== null) tell(event);
        },
        signal,
      ),
    );
  }
  const merged = mergeReports(reports);
  for (const report of merged.files) if (report.subgraph === null) tell({ type: 'file', report });
  return merged;
}

async function loadAlone(
  job: Pick<Parameters<typeof runLoad>[0], 'kind' | 'files' | 'tell'> & { readonly around: LoadSurroundings },
): Promise<LoadReport> {
  const opened = await job.around.openTargets();
  try {
    return await runLoad({ ...job, targets: opened.targets, signal: job.around.signal });
  } finally {
    await opened.close();
  }
}
