import {
  isInterfaceType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLSchema,
} from 'graphql';
import { termOf } from '#schema/api-schema';
import { REQUIREMENTS, type FunctionList } from '#schema/functions/function-list';
import { operationsFor } from './operations-for.ts';
import type { DocumentCount, FunctionsIndex, IndexedOperation } from './page/functions-index.ts';

/** An operation with a title, as GraphiQL offers it. */
export interface Example {
  readonly title: string;
  readonly query: string;
  readonly variables: string;
}

export interface IndexSources {
  readonly list: FunctionList;
  readonly counts: readonly DocumentCount[];
  readonly examples: readonly Example[];
  readonly schema: GraphQLSchema;
}

const NAMES = new Map(REQUIREMENTS.map(({ id, name }) => [id, name]));

/** The function list joined with the graph's own terms, and for each operation what GraphiQL opens. */
export function functionsIndex({ list, counts, examples, schema }: IndexSources): FunctionsIndex {
  const served = list.served.map(({ id, file, shows, operations }) => ({ id, file, shows, operations }));
  const outside = list.outside.map(({ id, file, outside }) => ({ id, file, shows: outside, operations: [] }));
  const functions = [...served, ...outside]
    .map(({ file, ...each }) => ({
      ...each,
      name: NAMES.get(each.id) ?? '',
      owner: file.replace(/\.yaml$/, ''),
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const asked = new Set(functions.flatMap(({ operations }) => operations));
  const operationFor = operationsFor(schema);
  const shown = examplesByField(schema, examples);
  const operations = [...asked].toSorted().flatMap(coordinate => {
    const example = shown.get(coordinate);
    const opens = example ?? operationFor(coordinate);
    if (opens === null) return [];
    const { query, variables } = opens;
    return [
      [coordinate, { term: termFor(schema, coordinate), example: example?.title ?? '', query, variables }],
    ];
  });
  return {
    functions,
    operations: Object.fromEntries(operations) as Record<string, IndexedOperation>,
    counts: counts.map(({ system, required, served }) => ({ system, required, served })),
  };
}

/** `参保人 · 姓名`; the roots of the graph have no term worth reading. */
function termFor(schema: GraphQLSchema, coordinate: string): string {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const field = termOf(type.getFields()[fieldName] ?? {});
  const isRoot = Object.values(schema.toConfig()).some(root => root === type);
  return isRoot ? field : [termOf(type), field].filter(Boolean).join(' · ');
}

/** For each field the example with the fewest fields among those that ask for it: there it is easiest to see. */
function examplesByField(schema: GraphQLSchema, examples: readonly Example[]): ReadonlyMap<string, Example> {
  const sizes = examples.map(example => ({ example, fields: fieldsAskedBy(schema, example) }));
  const found = new Map<string, Example>();
  for (const { example, fields } of sizes.toSorted((a, b) => a.fields.size - b.fields.size)) {
    for (const coordinate of fields) if (!found.has(coordinate)) found.set(coordinate, example);
  }
  return found;
}

function fieldsAskedBy(schema: GraphQLSchema, { query }: Example): ReadonlySet<string> {
  const types = new TypeInfo(schema);
  const fields = new Set<string>();
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: ({ name }) => void fields.add(`${types.getParentType()?.name}.${name.value}`),
    }),
  );
  return fields;
}
