import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  Kind,
  parseConstValue,
  parseType,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/**
 * Declares on every field that takes `first` how many nodes a page of it may hold (`@listSize` of the cost
 * specification), so that any federation router can estimate what a query costs.
 */
export function declareListSizes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const sized = sizedBy(field);
      if (!sized) continue;
      const { astNode } = field;
      field.astNode = {
        kind: Kind.FIELD_DEFINITION,
        name: { kind: Kind.NAME, value: field.name },
        type: parseType(String(field.type)),
        ...astNode,
        directives: [...(astNode?.directives ?? []), listSize(sized)],
      };
    }
  }
}

/** The fields below that `first` bounds: the lists of a connection, or none when the field is the list; null without `first`. */
function sizedBy({ args, type }: GraphQLField<unknown, unknown>): readonly string[] | null {
  if (!args.some(({ name }) => name === 'first')) return null;
  if (isListType(getNullableType(type))) return [];
  const page = getNamedType(type);
  if (!isObjectType(page)) return null;
  const lists = Object.values(page.getFields()).filter(field => isListType(getNullableType(field.type)));
  return lists.map(({ name }) => name);
}

function listSize(sizedFields: readonly string[]): ConstDirectiveNode {
  const sizes = { slicingArguments: ['first'], ...(sizedFields.length > 0 && { sizedFields }) };
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'listSize' },
    arguments: Object.entries(sizes).map(([name, values]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: name },
      value: parseConstValue(JSON.stringify(values)),
    })),
  };
}
