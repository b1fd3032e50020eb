import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  readFunctionList,
  REQUIREMENTS,
  type FunctionList,
  type Requirement,
  type ServedFunction,
} from '../functions/function-list.ts';
import { TestFile, type Evidence } from '../functions/test-evidence.ts';
import { fieldsOf, isPublic, readPart } from './graph.ts';

/** What the entries are compared with. */
export interface FunctionFacts {
  readonly requirements: readonly Requirement[];
  /** `Type.field` of every published field of the graph. */
  readonly operations: ReadonlySet<string>;
  /** The text of a file of the repository; undefined where there is none. */
  readonly read: (path: string) => string | undefined;
}

const FAILINGS: Readonly<Record<Exclude<Evidence, 'SHOWN'>, string>> = {
  ABSENT: 'carries the id in no name and no table of a test',
  NOT_RUN: 'skips the tests that carry the id',
  NO_ASSERTION: 'asserts nothing in the tests that carry the id',
};

/** What `npm test` runs; see jest.config.js. */
const RUN_BY_NPM_TEST = /^(subgraphs|gateway|schema|ops|clients)\/.+(?<!\.real)\.test\.ts$/;

/** What is not true in the function list, as lines. */
export function inspectFunctions(list: FunctionList, facts: FunctionFacts): string[] {
  const lines = [...list.problems];
  const known = new Map(facts.requirements.map(requirement => [requirement.id, requirement]));
  const seen = new Set<string>();
  const tests = new Map<string, TestFile | undefined>();
  for (const entry of [...list.served, ...list.outside]) {
    const where = `${entry.file}: ${entry.id}`;
    if (!known.has(entry.id)) {
      lines.push(`${where}: is no id of the requirements`);
      continue;
    }
    if (seen.has(entry.id)) lines.push(`${where}: is listed twice`);
    seen.add(entry.id);
    if ('outside' in entry) {
      if (known.get(entry.id)?.tier === 'B')
        lines.push(`${where}: a function of tier B is managed by the graph, not left outside`);
    } else {
      lines.push(...inspectEntry(entry, facts, tests).map(failing => `${where}: ${failing}`));
    }
  }
  return lines;
}

function inspectEntry(
  entry: ServedFunction,
  facts: FunctionFacts,
  tests: Map<string, TestFile | undefined>,
): string[] {
  const lines = entry.operations
    .filter(operation => !facts.operations.has(operation))
    .map(operation => `${operation} is not in the graph`);
  for (const path of entry.test) {
    if (!RUN_BY_NPM_TEST.test(path)) {
      lines.push(`${path} is no file that npm test runs`);
      continue;
    }
    if (!tests.has(path)) {
      const text = facts.read(path);
      tests.set(path, text === undefined ? undefined : new TestFile(path, text));
    }
    const evidence = tests.get(path)?.evidenceFor(entry.id);
    if (evidence === undefined) lines.push(`${path} does not exist`);
    else if (evidence !== 'SHOWN') lines.push(`${path} ${FAILINGS[evidence]}`);
  }
  return lines;
}

/** The committed lists `schema/functions/*.yaml`. */
export function loadFunctionList(repository: string): FunctionList {
  const folder = join(repository, 'schema/functions');
  const names = readdirSync(folder).filter(name => name.endsWith('.yaml'));
  return readFunctionList(
    names.toSorted().map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
  );
}

/** The facts of a repository: its composed graph and its test files. */
export function loadFacts(repository: string): FunctionFacts {
  const sdl = readFileSync(join(repository, 'schema/supergraph.graphql'), 'utf8');
  const fields = [...fieldsOf(readPart('supergraph', sdl))];
  return {
    requirements: REQUIREMENTS,
    operations: new Set(fields.filter(({ field }) => isPublic(field)).map(({ coordinate }) => coordinate)),
    read: path => {
      const file = join(repository, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const repository = join(import.meta.dirname, '../..');
  const list = loadFunctionList(repository);
  const lines = inspectFunctions(list, loadFacts(repository));
  if (list.served.length === 0) lines.push('No function is listed: nothing was checked.');
  process.stdout.write(
    [...lines, `${list.served.length} functions checked, ${lines.length} findings`, ''].join('\n'),
  );
  process.exitCode = lines.length > 0 ? 1 : 0;
}
