import { SUBGRAPHS, type SubgraphDefinition, type SubgraphName } from '#kernel/server/subgraph';

/** Whether a name is one of the six subgraphs. */
export function isSubgraphName(name: string): name is SubgraphName {
  return (SUBGRAPHS as readonly string[]).includes(name);
}

/** Loads one subgraph's composition root, and nothing of the others. */
export async function loadDefinition(name: string): Promise<SubgraphDefinition> {
  if (!isSubgraphName(name)) throw new Error(`no subgraph ${name}: choose one of ${SUBGRAPHS.join(', ')}`);
  const module = (await import(`../../subgraphs/${name}/src/subgraph.ts`)) as {
    subgraph: SubgraphDefinition;
  };
  return module.subgraph;
}
