import { GraphQLError, specifiedRules, type GraphQLSchema, type ValidationRule } from 'graphql';
import { tooComplex } from '#kernel/graphql/errors';
import { PlanExecutor, type AskerContext, type Operation } from '../execution.ts';
import type { AskedOperation } from '../execution/operations.ts';
import { CostModel } from '../limits/cost-model.ts';
import { CostEstimates } from '../limits/cost-estimates.ts';
import { introspects } from '../limits/introspection.ts';
import type { Limits } from '../limits/limits.ts';
import { shapeRule } from '../limits/shape.ts';
import type { SubgraphLink } from '../links/link.ts';
import { PlannedSupergraph } from '../planning.ts';

/** A supergraph that cannot be served; the message says why. */
export class UnfitSupergraph extends Error {}

export interface EditionOptions {
  readonly supergraphSdl: string;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly limits: Limits;
  /** Whether everybody may read the schema; analysts always may. */
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
  readonly costs: CostModel;
  /** Everything that a document has to keep to. */
  readonly rules: readonly ValidationRule[];
  readonly limits: Limits;
  readonly #estimates: CostEstimates;
  readonly #introspection: boolean;

  constructor({ supergraphSdl, links, limits, introspection }: EditionOptions) {
    const supergraph = plannable(supergraphSdl);
    const unreachable = supergraph.subgraphs.filter(({ name }) => !links.has(name)).map(({ name }) => name);
    if (unreachable.length > 0) throw new UnfitSupergraph(`no way to subgraph ${unreachable.join(', ')}`);
    this.supergraphSdl = supergraphSdl;
    this.schema = supergraph.schema;
    this.executor = new PlanExecutor(supergraph, links);
    this.costs = new CostModel(supergraph.schema, supergraphSdl);
    this.rules = [...specifiedRules, shapeRule(limits)];
    this.limits = limits;
    this.#estimates = new CostEstimates(this.costs);
    this.#introspection = introspection;
  }

  /** The operation that a source asks for, prepared; or why it is refused. */
  prepared(source: string, operationName?: string | null): AskedOperation | readonly GraphQLError[] {
    const rules = { rules: this.rules, maxTokens: this.limits.tokens };
    return this.executor.supergraph.operations.ofSource(source, operationName, rules);
  }

  /** Why a valid operation may not be executed with these variables, or for this asker; null when it may. */
  refusal(operation: Operation, { principal }: AskerContext): GraphQLError | null {
    const { document } = operation;
    if (!this.#introspection && principal?.role !== 'ANALYST' && introspects(document)) {
      return new GraphQLError('只有分析师可以查询图的结构', { extensions: { code: 'FORBIDDEN' } });
    }
    const cost = this.estimatedCost(operation);
    return cost > this.limits.cost ? tooComplex('cost', this.limits.cost, cost) : null;
  }

  estimatedCost({ document, operationName, variables }: Operation): number {
    return this.#estimates.of(document, operationName, variables ?? {});
  }
}

function plannable(sdl: string): PlannedSupergraph {
  try {
    return new PlannedSupergraph(sdl);
  } catch (error) {
    throw new UnfitSupergraph((error as Error).message);
  }
}
