import type { FetchDataRewrite, FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { merge, own, setOwn, type Data } from './data.ts';
import { rewrite } from './rewrites.ts';
import type { TypeConditions } from './type-conditions.ts';

/** What a subgraph needs to know of an entity to find it; decided once for all requests. */
export class Requirement {
  /** The leaves of all representations, where each has just these; null where they may differ. */
  readonly leaves: readonly string[] | null;
  readonly #selections: readonly QueryPlanSelectionNode[];
  readonly #types: TypeConditions;
  readonly #rewrites: readonly FetchDataRewrite[];
  readonly #typeCondition: string;

  constructor(node: FetchNode, types: TypeConditions) {
    this.#selections = node.requires!;
    this.#rewrites = node.inputRewrites ?? [];
    this.#types = types;
    const [only, ...others] = this.#selections;
    const simple = only?.kind === 'InlineFragment' && others.length + this.#rewrites.length === 0;
    this.leaves = simple ? leavesOf(only.selections) : null;
    this.#typeCondition = simple ? (only.typeCondition ?? '') : '';
  }

  /** The representation; null when the entity lacks some of what is needed, or is of another type. */
  of(entity: Data): Data | null {
    if (!this.leaves) {
      const representation = representationOf(entity, this.#selections, this.#types);
      if (!representation?.['__typename']) return null;
      rewrite(representation, this.#rewrites, this.#types);
      return representation;
    }
    if (!isOfType(entity, this.#typeCondition, this.#types)) return null;
    const representation: Data = {};
    for (const name of this.leaves) {
      const value = own(entity, name);
      if (value === undefined) return null;
      setOwn(representation, name, Array.isArray(value) ? [...(value as unknown[])] : value);
    }
    return representation;
  }
}

/** The names that fields give to leaves, `__typename` among them; null for any other selections. */
function leavesOf(selections: readonly QueryPlanSelectionNode[]): readonly string[] | null {
  const names: string[] = [];
  for (const field of selections) {
    if (field.kind !== 'Field' || field.selections) return null;
    names.push(field.alias ?? field.name);
  }
  return names.includes('__typename') ? names : null;
}

function representationOf(
  entity: unknown,
  requires: readonly QueryPlanSelectionNode[],
  types: TypeConditions,
): Data | null {
  if (typeof entity !== 'object' || entity === null) return null;
  let chosen: Data | null = null;
  for (const selection of requires) {
    if (selection.kind === 'Field') {
      const name = selection.alias ?? selection.name;
      const value = own(entity, name);
      if (value === undefined) return null;
      setOwn((chosen ??= {}), name, inner(value, selection.selections, types));
    } else if (selection.typeCondition && isOfType(entity as Data, selection.typeCondition, types)) {
      const part = representationOf(entity, selection.selections, types);
      if (part && chosen) merge(chosen, part);
      else chosen ??= part;
    }
  }
  return chosen ?? {};
}

function inner(
  value: unknown,
  selections: readonly QueryPlanSelectionNode[] | undefined,
  types: TypeConditions,
): unknown {
  if (!selections) return Array.isArray(value) ? [...value] : value;
  if (Array.isArray(value)) return value.map(element => representationOf(element, selections, types));
  return representationOf(value, selections, types);
}

function isOfType(entity: Data, condition: string, types: TypeConditions): boolean {
  const typename = entity['__typename'];
  return typeof typename === 'string' && typename !== '' && types.includes(condition, typename);
}

/** Representations of one fetch: equal ones are asked for once, and answer for all their entities. */
export class Representations {
  /** What is sent. */
  readonly distinct: Data[] = [];
  /** For each one that is sent, the indexes of the entities that it stands for. */
  readonly entities: number[][] = [];
  readonly #leaves: readonly string[] | null;
  /** By the values of the leaves in their order: a map for each is cheaper than a text of all. */
  readonly #byLeaves: Tree = new Map();
  readonly #byText = new Map<string, number>();

  constructor({ leaves }: Requirement) {
    this.#leaves = leaves;
  }

  add(representation: Data, entity: number): void {
    const next = this.distinct.length;
    const known = this.#leaves
      ? this.#find(representation, this.#leaves, next)
      : this.#findText(representation, next);
    if (known < next) {
      this.entities[known]!.push(entity);
    } else {
      this.distinct.push(representation);
      this.entities.push([entity]);
    }
  }

  /** Where an equal representation stands; `next` for the first. */
  #find(representation: Data, leaves: readonly string[], next: number): number {
    let tree = this.#byLeaves;
    for (const name of leaves) {
      const value = representation[name];
      if (typeof value === 'object') return this.#findText(representation, next);
      let inner = tree.get(value);
      if (inner === undefined) tree.set(value, (inner = name === leaves.at(-1) ? next : new Map()));
      if (typeof inner === 'number') return inner;
      tree = inner;
    }
    return next;
  }

  #findText(representation: Data, next: number): number {
    const text = JSON.stringify(representation);
    const known = this.#byText.get(text) ?? next;
    this.#byText.set(text, known);
    return known;
  }
}

type Tree = Map<unknown, Tree | number>;
