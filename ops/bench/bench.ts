import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../environment.ts';
import { describeOutcome, measure, type Benchmark } from './benchmark.ts';
import { benchFanOut } from './fan-out/fan-out.bench.ts';
import { benchGateway } from './gateway/gateway.bench.ts';
import { sixDomains } from './join.bench.ts';
import { rules } from './rules.bench.ts';
import { sealing } from './sealing.bench.ts';
import { benchSettlement } from './settlement/settlement.bench.ts';
import { sensitiveFields, sensitiveIndex, sensitivePage, sensitivePageOfGateway } from './sensitive.bench.ts';

const BENCHMARKS: readonly Benchmark[] = [
  rules,
  sealing,
  sensitiveFields,
  sensitivePage,
  sensitivePageOfGateway,
  sensitiveIndex,
  sixDomains,
];
const ROUNDS = 9;
const RESULTS = join(import.meta.dirname, 'results');

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A benchmark by its name: given the further words of the command, it tells its table and yields its figures. */
type Program = (words: readonly string[], say: (text: string) => void) => Promise<object>;

const PROGRAMS: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(BENCHMARKS.map(benchmark => [benchmark.name, () => timed(benchmark)])),
  gateway: benchGateway,
  'fan-out': benchFanOut,
  settlement: benchSettlement,
};

/** `npm run bench -- [name]` (or the first word of several names): a table on stdout, and JSON under `ops/bench/results/`. */
const [wanted, ...words] = process.argv.slice(2);
const chosen = Object.keys(PROGRAMS).filter(
  name => wanted === undefined || name === wanted || name.startsWith(`${wanted}-`),
);
if (chosen.length === 0) {
  process.stderr.write(`no benchmark “${wanted}”; there are: ${Object.keys(PROGRAMS).join(', ')}\n`);
  process.exit(1);
}

mkdirSync(RESULTS, { recursive: true });
for (const name of chosen) {
  const figures = await PROGRAMS[name]!(words, say);
  const machine = { node: process.version, cores: availableParallelism() };
  const result = { measuredAt: new Date().toISOString(), ...machine, ...figures };
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

async function timed(benchmark: Benchmark): Promise<object> {
  if (benchmark.needs === 'POSTGRESQL' && !readEnvironment().DATABASE_URL) {
    say(`${benchmark.name}: not measured, it needs a PostgreSQL in DATABASE_URL\n`);
    return { notMeasured: 'needs a PostgreSQL' };
  }
  const outcome = await measure(benchmark, ROUNDS);
  say(`${describeOutcome(outcome).join('\n')}\n`);
  return { rounds: ROUNDS, ...outcome };
}
