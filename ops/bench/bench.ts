import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describeOutcome, measure, type Benchmark } from './benchmark.ts';
import { sixDomains } from './join.bench.ts';
import { rules } from './rules.bench.ts';
import { sealing } from './sealing.bench.ts';
import { sensitiveFields } from './sensitive.bench.ts';

const BENCHMARKS: readonly Benchmark[] = [rules, sealing, sensitiveFields, sixDomains];
const ROUNDS = 9;
const RESULTS = join(import.meta.dirname, 'results');

/** `npm run bench -- [name]` (or the first word of several names): a table on stdout, and JSON under `ops/bench/results/`. */
const wanted = process.argv[2];
const chosen = BENCHMARKS.filter(
  ({ name }) => wanted === undefined || name === wanted || name.startsWith(`${wanted}-`),
);
if (chosen.length === 0) {
  process.stderr.write(
    `no benchmark “${wanted}”; there are: ${BENCHMARKS.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(1);
}

mkdirSync(RESULTS, { recursive: true });
for (const benchmark of chosen) {
  const outcome = await measure(benchmark, ROUNDS);
  const machine = { node: process.version, cores: availableParallelism(), rounds: ROUNDS };
  const result = { measuredAt: new Date().toISOString(), ...machine, ...outcome };
  writeFileSync(join(RESULTS, `${benchmark.name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(`${describeOutcome(outcome).join('\n')}\n\n`);
}
