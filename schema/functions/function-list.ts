import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';

/** A: this system. B: a bought product that the graph manages. C: no function of this system. */
export type Tier = 'A' | 'B' | 'C';

/** The procurement documents whose functions are counted. */
export const SYSTEMS = ['SH-AI', 'SH-ST', 'TJ', 'SX', 'BJ'] as const;
export type System = (typeof SYSTEMS)[number];

export interface Requirement {
  readonly id: string;
  /** What the document calls it, in Chinese. */
  readonly name: string;
  readonly tier: Tier;
  /** The subgraph that is expected to serve it, or `gateway`. */
  readonly owner: string;
}

/** Every required function of the documents: `requirements.json` holds ids and names by owner and tier. */
export const REQUIREMENTS: readonly Requirement[] = Object.entries(
  JSON.parse(readFileSync(join(import.meta.dirname, 'requirements.json'), 'utf8')) as Record<
    string,
    Record<Tier, Record<string, string>>
  >,
).flatMap(([owner, tiers]) =>
  Object.entries(tiers).flatMap(([tier, names]) =>
    Object.entries(names).map(([id, name]) => ({ id, name, tier: tier as Tier, owner })),
  ),
);

export function systemOf(id: string): System | undefined {
  return SYSTEMS.find(system => id.startsWith(`${system}-`));
}

const served = z.strictObject({
  id: z.string(),
  operations: z.array(z.string().regex(/^[A-Za-z_]\w*\.[A-Za-z_]\w*$/, 'is no Type.field')).min(1),
  test: z.union([z.string(), z.array(z.string()).min(1)]).transform(test => [test].flat()),
  shows: z
    .string()
    .transform(text => text.trim())
    .pipe(z.string().min(20).max(300)),
});

const outside = z.strictObject({
  id: z.string(),
  outside: z.string().min(10).max(200),
});

/** A required function, the operations that serve it, and the tests that show it. */
export interface ServedFunction {
  readonly id: string;
  /** `Query.person`, `Mutation.settle`, `Subscription.claimSettled` or `InsuredPerson.waitingPeriod`. */
  readonly operations: readonly string[];
  /** Test files that carry the id in the name or the table of a test. */
  readonly test: readonly string[];
  /** The business outcome that the tests assert. */
  readonly shows: string;
  /** The file of the entry, such as `insured.yaml`. */
  readonly file: string;
}

/** A function of tier C, and why no software of this system serves it. */
export interface OutsideFunction {
  readonly id: string;
  readonly outside: string;
  readonly file: string;
}

export interface FunctionList {
  readonly served: readonly ServedFunction[];
  readonly outside: readonly OutsideFunction[];
  /** What cannot be read. */
  readonly problems: readonly string[];
}

/** Reads the lists of all subgraphs, given as file name and text. */
export function readFunctionList(
  files: readonly { readonly name: string; readonly text: string }[],
): FunctionList {
  const list = { served: [] as ServedFunction[], outside: [] as OutsideFunction[], problems: [] as string[] };
  for (const { name: file, text } of files) {
    for (const [index, entry] of entriesOf(file, text, list.problems).entries()) {
      const isOutside = typeof entry === 'object' && entry !== null && 'outside' in entry;
      const read = isOutside ? outside.safeParse(entry) : served.safeParse(entry);
      if (!read.success) {
        const id = (entry as { id?: unknown } | null)?.id;
        const where = `${file}: ${typeof id === 'string' ? id : `entry ${index + 1}`}`;
        for (const issue of read.error.issues) {
          list.problems.push(`${where}: ${[...issue.path, issue.message].join(' ')}`);
        }
      } else if ('outside' in read.data) {
        list.outside.push({ ...read.data, file });
      } else {
        list.served.push({ ...read.data, file });
      }
    }
  }
  return list;
}

function entriesOf(file: string, text: string, problems: string[]): unknown[] {
  try {
    const entries: unknown = parse(text);
    if (entries === null) return [];
    if (Array.isArray(entries)) return entries;
    problems.push(`${file}: is no list`);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    problems.push(`${file}: ${error.message.split('\n')[0]}`);
  }
  return [];
}
