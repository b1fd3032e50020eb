import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ICruiseOptions, ICruiseResult } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

/** The folders that have walls. */
export const HOUSE = ['subgraphs', 'gateway', 'schema', 'clients', 'ops'] as const;

export interface Breach {
  readonly wall: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}

export interface WallReport {
  readonly cruised: number;
  /** Source files on disk that the cruise never looked at: walls around them would be blind. */
  readonly unseen: readonly string[];
  readonly breaches: readonly Breach[];
}

interface WallConfiguration {
  readonly forbidden: readonly { readonly name: string; readonly comment: string }[];
  readonly options: ICruiseOptions;
}

/**
 * Which imports break a wall of `.dependency-cruiser.cjs`, and which source files were not looked at.
 * `root` holds the folders of the house; the configuration is always the one of the repository.
 */
export async function inspectWalls(repository: string, root: string = repository): Promise<WallReport> {
  const configuration = createRequire(import.meta.url)(
    join(repository, '.dependency-cruiser.cjs'),
  ) as WallConfiguration;
  const folders = HOUSE.filter(folder => globSync(`${folder}/`, { cwd: root }).length > 0);
  const { output } = await cruise(
    folders,
    {
      ...configuration.options,
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...configuration.forbidden] },
    } as ICruiseOptions,
    undefined,
    { tsConfig: extractTSConfig(join(repository, 'tsconfig.json')) },
  );
  const { modules, summary } = output as ICruiseResult;
  const comments = new Map(configuration.forbidden.map(({ name, comment }) => [name, comment]));
  const seen = new Set(modules.map(module => module.source));
  const sources = folders.flatMap(folder =>
    globSync(`${folder}/**/*.{ts,tsx}`, {
      cwd: root,
      exclude: name => name === 'dist' || name === 'node_modules',
    }),
  );
  return {
    cruised: sources.filter(source => seen.has(source)).length,
    unseen: sources.filter(source => !seen.has(source)),
    breaches: summary.violations.map(violation => ({
      wall: violation.rule.name,
      from: violation.from,
      to: violation.to,
      comment: comments.get(violation.rule.name) ?? '',
    })),
  };
}

/** A report as lines to print; empty when every wall stands. */
export function describeWalls({ cruised, unseen, breaches }: WallReport): string[] {
  const lines: string[] = [];
  if (cruised === 0) lines.push('No module was cruised: the walls were not checked at all.');
  for (const source of unseen) lines.push(`${source}: not cruised; the walls around it were not checked.`);
  for (const wall of new Set(breaches.map(breach => breach.wall))) {
    const broken = breaches.filter(breach => breach.wall === wall);
    lines.push(`${wall}: ${broken[0]?.comment ?? ''}`);
    for (const { from, to } of broken) lines.push(`    ${from} → ${to}`);
  }
  return lines;
}

if (process.argv[1] === import.meta.filename) {
  const report = await inspectWalls(process.cwd());
  const lines = describeWalls(report);
  process.stdout.write(
    `${lines.join('\n')}\n${report.cruised} modules cruised, ${report.breaches.length} breaches\n`,
  );
  process.exitCode = lines.length > 0 ? 1 : 0;
}
