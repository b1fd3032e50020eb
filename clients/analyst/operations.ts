import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse } from 'graphql';
import type { Operation, OperationGroup } from './page/operation.ts';

const OPERATIONS = join(import.meta.dirname, 'operations');

/** The groups in the order of the page; a folder of `operations/` each. */
const GROUPS: Readonly<Record<string, string>> = {
  graph: '跨域 · One graph',
  insured: '参保人 · Insured',
  settlement: '结算 · Settlement',
  pharmacy: '药品 · Pharmacy',
  inspection: '监管 · Inspection',
  knowledge: '知识 · Knowledge',
  compute: '算力 · Compute',
};

const VARIABLES = '# variables: ';

/**
 * The example operations by domain. The first line of a file is its title (`# 标题`);
 * `# variables: {…}` after it holds the variables, in which `{{person}}` stands for a value the page knows.
 */
export function readOperations(): OperationGroup[] {
  return Object.entries(GROUPS).map(([group, title]) => ({
    title,
    operations: readdirSync(join(OPERATIONS, group))
      .toSorted()
      .map(file => readOperation(`${group}/${file}`)),
  }));
}

function readOperation(path: string): Operation {
  const lines = readFileSync(join(OPERATIONS, path), 'utf8').split('\n');
  const variables = lines.find(line => line.startsWith(VARIABLES))?.slice(VARIABLES.length) ?? '';
  const query = lines.filter(line => !line.startsWith(VARIABLES)).join('\n');
  const definition = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`${path} holds no operation`);
  return {
    path,
    title: lines[0]?.replace(/^#\s*/, '') ?? path,
    kind: definition.operation,
    query,
    variables,
  };
}
