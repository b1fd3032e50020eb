import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  type DirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';

/** Entries of a list for which the schema declares no size. */
const ASSUMED_LIST_SIZE = 10;
const MUTATION_WEIGHT = 10;

/** How many entries a field may yield (`@listSize`). */
export interface ListSize {
  readonly assumed: number;
  readonly slicingArguments: readonly string[];
  /** The lists of a page that the slicing argument bounds; without any, the field itself is the list. */
  readonly sizedFields: ReadonlySet<string>;
}

/** What one field costs. */
export interface FieldCost {
  /** Of one entry, without what is selected below it. */
  readonly weight: number;
  readonly isList: boolean;
  readonly listSize: ListSize | null;
  /** Where the selections below stand; null for a leaf. */
  readonly type: GraphQLNamedType | null;
  /** Values of arguments that are not given. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

/**
 * What every field of a supergraph costs, by `@cost` and `@listSize` of the cost specification with the defaults of
 * Apollo's demand control: an object costs 1, a leaf nothing, a mutation 10.
 * Source: https://ibm.github.io/graphql-specs/cost-spec.html
 */
export class CostModel {
  readonly schema: GraphQLSchema;
  readonly #fields = new Map<string, FieldCost>();

  constructor(schema: GraphQLSchema, supergraphSdl: string) {
    this.schema = schema;
    const declared = declaredCosts(supergraphSdl);
    for (const parent of Object.values(schema.getTypeMap())) {
      if (!isObjectType(parent) && !isInterfaceType(parent)) continue;
      for (const field of Object.values(parent.getFields())) {
        const coordinate = `${parent.name}.${field.name}`;
        const type = getNamedType(field.type);
        const { weight, listSize = null } = declared.get(coordinate) ?? {};
        const ofType = declared.get(type.name)?.weight ?? (isLeafType(type) ? 0 : 1);
        const isMutation = parent === schema.getMutationType();
        this.#fields.set(coordinate, {
          weight: weight ?? (isMutation ? MUTATION_WEIGHT : ofType),
          isList: isListType(getNullableType(field.type)),
          listSize,
          type: isCompositeType(type) ? type : null,
          defaults: Object.fromEntries(field.args.map(({ name, defaultValue }) => [name, defaultValue])),
        });
      }
    }
  }

  /** Undefined for what the schema does not have, such as `__typename`: it costs nothing. */
  field(parent: GraphQLNamedType, name: string): FieldCost | undefined {
    return this.#fields.get(`${parent.name}.${name}`);
  }
}

/** How many entries a field may yield at most, as asked. */
export function entriesOf(size: ListSize | null, argument: (name: string) => unknown): number {
  const given = (size?.slicingArguments ?? []).map(argument).filter(value => typeof value === 'number');
  return given.length > 0 ? Math.max(0, ...given) : (size?.assumed ?? ASSUMED_LIST_SIZE);
}

interface DeclaredCost {
  readonly weight?: number;
  readonly listSize?: ListSize;
}

/** The directives of the supergraph by `Type` and `Type.field`: the schema that clients see carries none. */
function declaredCosts(supergraphSdl: string): ReadonlyMap<string, DeclaredCost> {
  const declared = new Map<string, DeclaredCost>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (!('name' in definition) || !definition.name) continue;
    const typeName = definition.name.value;
    if ('directives' in definition) declared.set(typeName, costIn(definition.directives));
    const isOutput =
      definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isOutput) continue;
    for (const { name, directives } of definition.fields ?? []) {
      declared.set(`${typeName}.${name.value}`, costIn(directives));
    }
  }
  return declared;
}

function costIn(directives: readonly DirectiveNode[] = []): DeclaredCost {
  const weight = argumentsOf(directives, 'cost')?.['weight'];
  const size = argumentsOf(directives, 'listSize');
  return {
    ...(weight !== undefined && { weight: Number(weight) }),
    ...(size && {
      listSize: {
        assumed: typeof size['assumedSize'] === 'number' ? size['assumedSize'] : ASSUMED_LIST_SIZE,
        slicingArguments: namesIn(size['slicingArguments']),
        sizedFields: new Set(namesIn(size['sizedFields'])),
      },
    }),
  };
}

function argumentsOf(directives: readonly DirectiveNode[], name: string): Record<string, unknown> | null {
  const directive = directives.find(({ name: { value } }) => value === name);
  if (!directive) return null;
  const given = directive.arguments ?? [];
  return Object.fromEntries(given.map(node => [node.name.value, valueFromASTUntyped(node.value)]));
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
