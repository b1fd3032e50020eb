import { print, type FieldDefinitionNode } from 'graphql';
import {
  entityNames,
  fieldsOf,
  findArgument,
  isComposite,
  isList,
  isNonNull,
  isPublic,
  isRoot,
  namedType,
  type SchemaRule,
} from '../graph.ts';

/**
 * A list that can grow is a connection with a required `first`. A list of entities, or any list of
 * objects at the root, counts as one that can grow unless it takes `first`, or a required span of
 * days (`from`, `to`), or has an exception that names its natural bound.
 */
export const listsAreBounded: SchemaRule = {
  name: 'lists-are-bounded',
  *check(graph) {
    const entities = entityNames(graph);
    const objects = new Set(graph.supergraph.types.filter(isComposite).map(type => type.name.value));
    for (const { type, field, coordinate } of fieldsOf(graph.supergraph)) {
      if (!isPublic(type) || !isPublic(field)) continue;
      const item = namedType(field.type);
      const first = findArgument(field, 'first');
      if (item.endsWith('Connection')) {
        if (first === undefined || print(first.type) !== 'Int!') {
          yield { coordinate, message: 'answers a connection and must take first: Int!' };
        }
        if (findArgument(field, 'after') === undefined) {
          yield { coordinate, message: 'answers a connection and must take after: Cursor' };
        }
      } else if (isList(field.type) && !first && !hasSpan(field) && !type.name.value.endsWith('Connection')) {
        const grows = entities.has(item) || (isRoot(type) && objects.has(item));
        if (grows) {
          yield {
            coordinate,
            message: `is a list of ${item} without a bound; make it a connection, or name its bound as an exception`,
          };
        }
      }
    }
  },
};

const hasSpan = (field: FieldDefinitionNode): boolean =>
  ['from', 'to'].every(name => {
    const argument = findArgument(field, name);
    return argument !== undefined && isNonNull(argument.type);
  });
