import { readFileSync } from 'node:fs';
import type { SubgraphLink } from '../../src/links/link.ts';
import { limitsWith, type Limits } from '../../src/limits/limits.ts';
import { PlannedSupergraph } from '../../src/planning.ts';
import { Edition } from '../../src/reload/edition.ts';

/** The committed supergraph, behind which nothing runs. */
export function committedEdition(limits: Partial<Limits> = {}, introspection = true): Edition {
  const supergraphSdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const { subgraphs } = new PlannedSupergraph(supergraphSdl);
  const links = new Map(subgraphs.map(({ name }) => [name, {} as SubgraphLink]));
  return new Edition({ supergraphSdl, links, limits: limitsWith(limits), introspection });
}
