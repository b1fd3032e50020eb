import { readPart, type SchemaRule } from '../graph.ts';

/** SDL of a small graph: the composed one, and its parts by name. */
export interface SmallGraph {
  readonly supergraph?: string;
  readonly subgraphs?: Readonly<Record<string, string>>;
}

/** The findings of one rule on a small graph, as `coordinate message`. */
export function findings(rule: SchemaRule, { supergraph, subgraphs = {} }: SmallGraph): string[] {
  const graph = {
    supergraph: readPart('supergraph', supergraph ?? 'scalar Nothing'),
    subgraphs: Object.entries(subgraphs).map(([name, sdl]) => readPart(name, sdl)),
  };
  return [...rule.check(graph)].map(({ coordinate, message }) => `${coordinate} ${message}`);
}
