import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

const REPOSITORY = join(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** Where two schemas first part, with what to do about it; empty when they are equal. */
export function compareSchemas(
  file: string,
  committed: string | undefined,
  current: string,
  remedy: string,
): string[] {
  if (committed === undefined) return [`${file} is not committed; ${remedy}`];
  if (committed === current) return [];
  const before = committed.split('\n');
  const after = current.split('\n');
  const line = before.findIndex((text, index) => text !== after[index]);
  const at = line === -1 ? before.length : line;
  return [
    `${file}:${at + 1} is not what the code says; ${remedy}`,
    `    committed: ${before[at] ?? '(end of file)'}`,
    `    code:      ${after[at] ?? '(end of file)'}`,
  ];
}

/** Files under `schema/subgraphs` that no subgraph of `rover.yaml` emits. */
export function strays(files: readonly string[], names: readonly string[]): string[] {
  return files
    .filter(file => !names.includes(basename(file, '.graphql')))
    .map(file => `schema/subgraphs/${file} belongs to no subgraph of rover.yaml; remove it`);
}

/**
 * What a script prints. Each subgraph is asked in its own process: in one process,
 * one subgraph's types would leak into another's SDL.
 */
async function emit(...script: string[]): Promise<string> {
  try {
    const { stdout } = await execute(process.execPath, ['--import', 'tsx', ...script], {
      cwd: REPOSITORY,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${script.join(' ')} failed:\n${stderr ?? String(error)}`, { cause: error });
  }
}

function committed(file: string): string | undefined {
  const path = join(REPOSITORY, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

async function inspectDrift(): Promise<string[]> {
  const rover = parse(readFileSync(join(REPOSITORY, 'rover.yaml'), 'utf8')) as {
    subgraphs?: Record<string, unknown>;
  };
  const names = Object.keys(rover.subgraphs ?? {});
  if (names.length === 0) return ['rover.yaml names no subgraph: nothing was compared.'];

  const lines = strays(readdirSync(join(REPOSITORY, 'schema/subgraphs')), names);
  const queue = names.values();
  const work = async () => {
    for (const name of queue) {
      const file = `schema/subgraphs/${name}.graphql`;
      const sdl = await emit('ops/schema/emit.ts', name);
      lines.push(...compareSchemas(file, committed(file), sdl, `run npm run emit -- ${name} --write`));
    }
  };
  await Promise.all([work(), work()]);
  const supergraph = 'schema/supergraph.graphql';
  const composed = await emit('ops/schema/compose.ts', '--print');
  const trusted = 'schema/trusted-documents.json';
  const listed = await emit('ops/schema/trusted-documents.ts', '--print');
  return [
    ...lines,
    ...compareSchemas(supergraph, committed(supergraph), composed, 'run npm run compose'),
    ...compareSchemas(trusted, committed(trusted), listed, 'run npm run trusted-documents'),
  ];
}

if (process.argv[1] === import.meta.filename) {
  const lines = await inspectDrift().catch((error: Error) => [error.message]);
  process.stdout.write([...lines, ''].join('\n'));
  process.exitCode = lines.length > 0 ? 1 : 0;
}
