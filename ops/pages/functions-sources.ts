import { join } from 'node:path';
import { readApiSchema } from '#schema/api-schema';
import { loadFunctionList } from '../../schema/checks/functions.ts';
import { readOperations } from '../../clients/analyst/operations.ts';
import type { IndexSources } from '../../clients/functions/functions-index.ts';
import { countBySystem } from '../functions/summary.ts';

/** What the page of functions is made of: the list, its counts, the graph, and the examples of GraphiQL. */
export function readFunctionsSources(): IndexSources {
  const list = loadFunctionList(join(import.meta.dirname, '../..'));
  return {
    list,
    counts: countBySystem(list),
    examples: readOperations().flatMap(group => group.operations),
    schema: readApiSchema(),
  };
}
