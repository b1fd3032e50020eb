import { findControls } from '../control/control.ts';
import { readEnvironment } from '../environment.ts';
import { openSubgraphs } from '../start/system.ts';
import { loadCommand } from './command.ts';

const environment = readEnvironment();
const broken = new AbortController();
process.once('SIGINT', () => broken.abort());
process.once('SIGTERM', () => broken.abort());

process.exitCode = await loadCommand(process.argv.slice(2), {
  findControls: () => findControls(environment.DATA_DIR),
  async openTargets() {
    const opened = await openSubgraphs({ ...environment, split: [] });
    return { targets: opened.subgraphs, close: () => opened.close() };
  },
  signal: broken.signal,
  out: process.stdout,
  error: process.stderr,
});
