import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXCEPTIONS } from './exceptions.ts';
import { readPart, type Graph, type SchemaRule } from './graph.ts';
import { specifiedRules } from './specified-rules.ts';

export type Exceptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What is wrong with a graph, as lines `rule coordinate message`, once per place.
 * A finding under an exception is silent; an exception without a finding is itself a finding.
 */
export function lintGraph(
  graph: Graph,
  rules: readonly SchemaRule[] = specifiedRules,
  exceptions: Exceptions = EXCEPTIONS,
): string[] {
  const lines = new Set<string>();
  for (const rule of rules) {
    const excused = exceptions[rule.name] ?? {};
    const used = new Set<string>();
    for (const { coordinate, message } of rule.check(graph)) {
      if (coordinate in excused) used.add(coordinate);
      else lines.add(`${rule.name}  ${coordinate}  ${message}`);
    }
    for (const coordinate of Object.keys(excused)) {
      if (!used.has(coordinate)) {
        lines.add(
          `${rule.name}  ${coordinate}  has an exception that nothing needs; remove it from exceptions.ts`,
        );
      }
    }
  }
  return [...lines];
}

/** The committed schema: `supergraph.graphql` and `subgraphs/*.graphql` under a folder. */
export function readGraph(folder: string): Graph {
  const files = readdirSync(join(folder, 'subgraphs')).filter(file => file.endsWith('.graphql'));
  return {
    supergraph: readPart('supergraph', readFileSync(join(folder, 'supergraph.graphql'), 'utf8')),
    subgraphs: files
      .toSorted()
      .map(file =>
        readPart(basename(file, '.graphql'), readFileSync(join(folder, 'subgraphs', file), 'utf8')),
      ),
  };
}

if (process.argv[1] === import.meta.filename) {
  const graph = readGraph(join(import.meta.dirname, '..'));
  const lines =
    graph.subgraphs.length === 0 ? ['No subgraph was read: the schema was not checked.'] : lintGraph(graph);
  const types = graph.supergraph.types.length;
  process.stdout.write([...lines, `${types} types checked, ${lines.length} findings`, ''].join('\n'));
  process.exitCode = lines.length > 0 ? 1 : 0;
}
