import { ownerOf } from '../owners.ts';
import {
  argumentOf,
  directive,
  entityNames,
  fieldsOf,
  isComposite,
  isItemNullable,
  isNonNull,
  namedType,
  type Composite,
  type SchemaRule,
} from '../graph.ts';

/**
 * Where one subgraph leans on another, null must be possible: a field added to another's noun, and a
 * reference to another's noun, are nullable. A subgraph that is away then costs its own fields only,
 * and not the parents above them.
 */
export const boundariesAreNullable: SchemaRule = {
  name: 'boundaries-are-nullable',
  *check(graph) {
    const entities = entityNames(graph);
    for (const noun of entities) {
      const homes = graph.subgraphs.filter(part => part.types.some(type => type.name.value === noun));
      if (homes.length > 1 && ownerOf(noun) === undefined) {
        yield { coordinate: noun, message: 'is an entity of several subgraphs; name its owner in owners.ts' };
      }
    }
    const isForeign = (noun: string, subgraph: string) => {
      const owner = ownerOf(noun);
      return entities.has(noun) && owner !== undefined && owner !== subgraph;
    };
    for (const part of graph.subgraphs) {
      for (const { type, field, coordinate } of fieldsOf(part)) {
        if (directive(field, 'external')) continue;
        if (isForeign(type.name.value, part.name) && !keyFields(type).has(field.name.value)) {
          if (isNonNull(field.type)) {
            yield { coordinate, message: `is added by ${part.name} to another's noun and must be nullable` };
          }
        }
        const target = namedType(field.type);
        if (isForeign(target, part.name) && !isItemNullable(field.type)) {
          yield { coordinate, message: `refers to ${target} of ${ownerOf(target)} and must be nullable` };
        }
      }
    }
  },
};

function keyFields(type: Composite): ReadonlySet<string> {
  if (!isComposite(type)) return new Set();
  const keys = (type.directives ?? []).filter(node => directive({ directives: [node] }, 'key'));
  return new Set(keys.flatMap(key => String(argumentOf(key, 'fields') ?? '').split(/[\s{}]+/)));
}
