import { directive, fieldsOf, type SchemaRule } from '../graph.ts';

const GUARDS = ['requiresScopes', 'policy', 'authenticated'] as const;

/**
 * An authorisation directive never stands on a sensitive field: it would null the value where the law
 * of `@sensitive` masks it. Guard the type or the root field instead.
 */
export const masksReplaceScopes: SchemaRule = {
  name: 'masks-replace-scopes',
  *check({ subgraphs }) {
    for (const part of subgraphs) {
      for (const { field, coordinate } of fieldsOf(part)) {
        if (!directive(field, 'sensitive')) continue;
        for (const guard of GUARDS) {
          if (directive(field, guard)) {
            yield { coordinate, message: `is @sensitive and @${guard}; the mask decides, remove @${guard}` };
          }
        }
      }
    }
  },
};
