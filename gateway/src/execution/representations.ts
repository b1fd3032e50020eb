import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { merge, own, setOwn, type Data } from './data.ts';
import type { TypeConditions } from './type-conditions.ts';

/** What a subgraph needs to know of an entity to find it; null when the entity lacks some of it, or is of another type. */
export function representationOf(
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
  readonly #known = new Map<string, number>();

  add(representation: Data, entity: number): void {
    const key = keyOf(representation);
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.entities[known]!.push(entity);
      return;
    }
    this.#known.set(key, this.distinct.length);
    this.distinct.push(representation);
    this.entities.push([entity]);
  }
}

/** A text that is equal for equal representations only. */
function keyOf(representation: Data): string {
  let key = '';
  for (const name of Object.keys(representation)) {
    const value = representation[name];
    key +=
      typeof value === 'string' ? `${name}"${value.length}"${value}` : `${name}:${JSON.stringify(value)},`;
  }
  return key;
}
