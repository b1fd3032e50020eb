import {
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { PlanExecutor } from '../execution.ts';
import { limitsRule } from '../limits.ts';
import type { SubgraphLink } from '../links/link.ts';
import { PlannedSupergraph } from '../planning.ts';

/** A supergraph that cannot be served; the message says why. */
export class UnfitSupergraph extends Error {}

export interface EditionOptions {
  readonly supergraphSdl: string;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly introspection: boolean;
}

/**
 * One supergraph at work: what it offers, refuses and plans. It never changes, so whatever began on it ends on it;
 * a reload makes the next one. Throws `UnfitSupergraph` for what cannot be served.
 */
export class Edition {
  readonly supergraphSdl: string;
  readonly schema: GraphQLSchema;
  readonly executor: PlanExecutor;
  /** What every document has to keep to. */
  readonly rules: readonly ValidationRule[];

  constructor({ supergraphSdl, links, introspection }: EditionOptions) {
    const supergraph = plannable(supergraphSdl);
    const unreachable = supergraph.subgraphs.filter(({ name }) => !links.has(name)).map(({ name }) => name);
    if (unreachable.length > 0) throw new UnfitSupergraph(`no way to subgraph ${unreachable.join(', ')}`);
    this.supergraphSdl = supergraphSdl;
    this.schema = supergraph.schema;
    this.executor = new PlanExecutor(supergraph, links);
    this.rules = [...specifiedRules, limitsRule, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  }
}

function plannable(sdl: string): PlannedSupergraph {
  try {
    return new PlannedSupergraph(sdl);
  } catch (error) {
    throw new UnfitSupergraph((error as Error).message);
  }
}
