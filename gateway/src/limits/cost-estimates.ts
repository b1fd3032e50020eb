import { Kind, type DocumentNode, type TypeNode } from 'graphql';
import type { CostModel } from './cost-model.ts';
import { asked, estimatedCost } from './cost.ts';

/** Sizes and conditions of one operation that are remembered at a time; an asker can send any number of them. */
const REMEMBERED = 100;

interface Estimated {
  /** The variables that may hold a page size or a condition: no others change the cost. */
  readonly deciding: readonly string[];
  readonly costs: Map<string, number>;
}

/** Estimates of one supergraph; the same document with the same sizes and conditions is measured once. */
export class CostEstimates {
  readonly #model: CostModel;
  readonly #estimated = new WeakMap<DocumentNode, Map<string, Estimated>>();

  constructor(model: CostModel) {
    this.#model = model;
  }

  of(
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Readonly<Record<string, unknown>>,
  ): number {
    const { deciding, costs } = this.#ofOperation(document, operationName ?? '');
    const key = deciding.map(name => kindOf(variables[name])).join(' ');
    const known = costs.get(key);
    if (known !== undefined) return known;
    const cost = estimatedCost(this.#model, document, operationName, variables);
    if (costs.size >= REMEMBERED) costs.clear();
    costs.set(key, cost);
    return cost;
  }

  #ofOperation(document: DocumentNode, operationName: string): Estimated {
    let named = this.#estimated.get(document);
    if (!named) this.#estimated.set(document, (named = new Map()));
    let estimated = named.get(operationName);
    if (!estimated) {
      const definitions = asked(document, operationName)?.variableDefinitions ?? [];
      const deciding = definitions.filter(({ type }) => ['Int', 'Boolean'].includes(nameOf(type)));
      estimated = { deciding: deciding.map(({ variable }) => variable.name.value), costs: new Map() };
      named.set(operationName, estimated);
    }
    return estimated;
  }
}

/** A value as far as it decides: what is neither a number nor a truth value counts like any other such. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'default';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'neither';
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
