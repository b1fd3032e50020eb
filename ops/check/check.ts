import { runSteps, type Outcome, type Step } from './steps.ts';

const CACHE = 'node_modules/.cache';

/** The slowest first, so that two lanes end together. */
const STEPS: readonly Step[] = [
  { name: 'lint', command: ['eslint', '--cache', '--cache-location', `${CACHE}/eslint/`, '.'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'schema drift', command: ['tsx', 'schema/checks/drift.ts'] },
  { name: 'page types', command: ['tsc', '-p', 'clients/pages'] },
  {
    name: 'format',
    command: ['prettier', '--check', '--cache', '--log-level', 'warn', '.'],
  },
  { name: 'sdk', command: ['tsx', 'ops/sdk/check.ts'] },
  { name: 'walls', command: ['tsx', 'ops/check/walls.ts'] },
  { name: 'schema lint', command: ['tsx', 'schema/checks/lint.ts'] },
  { name: 'released schema', command: ['tsx', 'schema/checks/released.ts'] },
  { name: 'function list', command: ['tsx', 'schema/checks/functions.ts'] },
];

function print({ name, passed, seconds, output }: Outcome): void {
  process.stdout.write(
    `${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(15)} ${seconds.toFixed(1).padStart(6)} s\n`,
  );
  if (!passed) process.stdout.write(`${output.replaceAll(/^/gm, '       ')}\n`);
}

const wanted = process.argv.slice(2).join(' ');
const steps = wanted === '' ? STEPS : STEPS.filter(step => step.name === wanted);
if (steps.length === 0) {
  process.stderr.write(
    `No step is called “${wanted}”. There are: ${STEPS.map(step => step.name).join(', ')}.\n`,
  );
  process.exit(1);
}

const start = performance.now();
const outcomes = await runSteps(steps, 2, print);
const failed = outcomes.filter(outcome => !outcome.passed);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
process.stdout.write(
  failed.length === 0
    ? `\nAll ${outcomes.length} checks passed in ${seconds} s.\n`
    : `\n${failed.length} of ${outcomes.length} checks failed in ${seconds} s: ${failed.map(({ name }) => name).join(', ')}.\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
