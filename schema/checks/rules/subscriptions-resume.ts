import { print } from 'graphql';
import { fieldsOf, findArgument, namedType, rootFields, type SchemaRule } from '../graph.ts';

/**
 * Every subscription takes `after: Cursor`, and every event says where the reader stands
 * (`cursor: Cursor!`) and what was lost before it (`missed: Int!`).
 */
export const subscriptionsResume: SchemaRule = {
  name: 'subscriptions-resume',
  *check({ supergraph }) {
    const fields = new Map([...fieldsOf(supergraph)].map(at => [at.coordinate, at.field]));
    for (const { field, coordinate } of rootFields(supergraph, 'Subscription')) {
      const after = findArgument(field, 'after');
      if (after === undefined || print(after.type) !== 'Cursor') {
        yield { coordinate, message: 'must take after: Cursor, so that a reader can resume' };
      }
      const event = namedType(field.type);
      for (const [name, expected] of [
        ['cursor', 'Cursor!'],
        ['missed', 'Int!'],
      ] as const) {
        const found = fields.get(`${event}.${name}`);
        if (found === undefined || print(found.type) !== expected) {
          yield {
            coordinate: `${event}.${name}`,
            message: `must exist and be ${expected}; ${coordinate} answers it`,
          };
        }
      }
    }
  },
};
