/** `npm run reload`: the running gateway serves the supergraph (`SUPERGRAPH_FILE`) as it is now, without a restart. */
import type { ReloadOutcome } from '../../gateway/src/gateway.ts';
import { readEnvironment } from '../environment.ts';
import { findControls } from './control.ts';
import { askLines } from './lines.ts';

const controls = await findControls(readEnvironment().DATA_DIR);
const outcomes: ReloadOutcome[] = [];
for (const control of controls) {
  await askLines(control, '/reload', {}, (outcome: ReloadOutcome) => outcomes.push(outcome));
}
for (const outcome of outcomes) {
  const why = outcome.state === 'refused' ? `: ${outcome.reason}; the present supergraph stays` : '';
  process.stdout.write(`${outcome.state}${why}\n`);
}
if (outcomes.length === 0) process.stderr.write('no gateway is running\n');
const failed = outcomes.length === 0 || outcomes.some(({ state }) => state === 'refused');
process.exitCode = failed ? 1 : 0;
