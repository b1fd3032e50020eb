import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { withMutants, type Mutant } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETTLEMENT = 'subgraphs/settlement/src';
const MUTATED = new RegExp(`/${SETTLEMENT}/(benefit/.*|direct-benefit/.*|commercial/payout)\\.rule\\.ts$`);
const TESTS = [
  ...[
    'benefit/benefit.rule.test.ts',
    'benefit/benefit.limits.test.ts',
    'direct-benefit/direct-benefit.rule.test.ts',
  ],
  ...['commercial/payout.rule.test.ts', 'benefit/benefit.property.test.ts'],
];
const DEMANDED_PERCENT = 90;

interface Suite {
  readonly collected: readonly { readonly name: string; readonly body: () => unknown }[];
}

/** Runs the tests of the benefit rules once for each small fault in these rules: at least 90% have to be noticed. */
async function main(): Promise<void> {
  const mutants: Mutant[] = [];
  // Beside the packages, which the compiled tests still import.
  mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'node_modules/.cache/mutation-'));
  try {
    const suite = await compile(join(folder, 'suite.mjs'), mutants);
    const unmutated = await firstFailure(suite, -1);
    if (unmutated) throw new Error(`without any fault “${unmutated}” fails`);
    const survivors: Mutant[] = [];
    for (const mutant of mutants) {
      if (!(await firstFailure(suite, mutant.id))) survivors.push(mutant);
    }
    report(mutants, survivors);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compile(outfile: string, mutants: Mutant[]): Promise<Suite> {
  const plugin: Plugin = {
    name: 'mutants',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^@jest\/globals$/ }, () => ({ path: join(ROOT, 'ops/mutation/test-globals.ts') }));
      onLoad({ filter: MUTATED }, ({ path }) => {
        const mutated = withMutants(relative(ROOT, path), readFileSync(path, 'utf8'), mutants.length);
        mutants.push(...mutated.mutants);
        return { contents: mutated.code, loader: 'ts' };
      });
    },
  };
  const imports = TESTS.map(test => `import './${SETTLEMENT}/${test}';`);
  const contents = [...imports, `export { collected } from './ops/mutation/test-globals.ts';`].join('\n');
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    plugins: [plugin],
    external: ['expect', 'fast-check'],
  });
  return (await import(pathToFileURL(outfile).href)) as Suite;
}

/** The first test that notices a mutant; null when none does. */
async function firstFailure({ collected }: Suite, mutant: number): Promise<string | null> {
  Object.assign(globalThis, { mutant });
  for (const { name, body } of collected) {
    try {
      await body();
    } catch {
      return name;
    }
  }
  return null;
}

function report(mutants: readonly Mutant[], survivors: readonly Mutant[]): void {
  for (const { file, line, was, becomes } of survivors) {
    process.stdout.write(`survived  ${file}:${line}  ${was}  →  ${becomes}\n`);
  }
  const killed = mutants.length - survivors.length;
  const percent = (100 * killed) / mutants.length;
  process.stdout.write(`${killed} of ${mutants.length} mutants killed (${percent.toFixed(1)}%)\n`);
  if (percent < DEMANDED_PERCENT) process.exitCode = 1;
}

await main();
