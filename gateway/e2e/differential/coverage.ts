import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isUnionType,
  Kind,
  parse,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

export const POSITIONS = [
  'root',
  'nested',
  'in a list',
  'in an interface',
  'in a union',
  'in a fragment',
] as const;
export type Position = (typeof POSITIONS)[number];
export const NULLABILITIES = ['nullable', 'non-null'] as const;
export type Nullability = (typeof NULLABILITIES)[number];

/** The fields that stand for a feature of federation; each has a nullable and a non-null one. */
const FIELDS: Readonly<Record<string, RegExp>> = {
  '@key': /^Gadget\.volume/,
  '@key, one of several': /^Item\.stock/,
  '@key of several fields': /^Offer\.note/,
  '@requires': /^Item\.shipping/,
  '@provides': /^Item\.supplier/,
  '@override': /^Item\.moved/,
  '@interfaceObject': /^(Node|Item|Gadget)\.rating/,
  '@shareable': /^Item\.price/,
  '@inaccessible value': /^Item\.kind/,
};

/** What can go wrong with a value. */
const FAULTS = ['error of a subgraph', 'invalid value', 'null in non-null'] as const;

const META: Readonly<Record<string, { readonly type: GraphQLOutputType }>> = {
  __typename: TypeNameMetaFieldDef,
  __schema: SchemaMetaFieldDef,
  __type: TypeMetaFieldDef,
};

interface Where {
  readonly positions: ReadonlySet<Position>;
  readonly nullability: Nullability;
}

/** Counts what the operations that were compared have asked for, and what went wrong in their answers, and where. */
export class Coverage {
  readonly #schema: GraphQLSchema;
  readonly #cells = new Map<string, number>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const feature of [
      ...Object.keys(FIELDS),
      'interface',
      'union',
      'list',
      'alias',
      '@skip',
      '@include',
      ...FAULTS,
    ])
      for (const position of POSITIONS)
        for (const nullability of NULLABILITIES)
          if (feature !== 'null in non-null' || nullability === 'non-null')
            this.#cells.set(cell(feature, position, nullability), 0);
    for (const feature of ['introspection', 'mutation', 'subgraph down', 'text in the document'])
      this.#cells.set(feature, 0);
    for (const position of POSITIONS) this.#cells.set(cell('__typename', position, 'non-null'), 0);
  }

  /** The cells that nothing has reached. */
  get empty(): readonly string[] {
    return [...this.#cells].filter(([, count]) => count === 0).map(([name]) => name);
  }

  get table(): readonly string[] {
    return [...this.#cells].map(([name, count]) => `${String(count).padStart(8)}  ${name}`);
  }

  countOnce(name: string): void {
    this.#cells.set(name, this.#cells.get(name)! + 1);
  }

  /** Counts what an operation asks for. */
  countOperation(source: string, operationName: string | undefined): void {
    for (const { coordinate, field, type, where } of this.#fieldsOf(parse(source), operationName)) {
      const features = Object.keys(FIELDS).filter(feature => FIELDS[feature]!.test(coordinate));
      const named = getNamedType(type);
      if (isInterfaceType(named)) features.push('interface');
      if (isUnionType(named)) features.push('union');
      if (isListType(getNullableType(type))) features.push('list');
      if (field.name.value === '__typename') features.push('__typename');
      else if (field.alias) features.push('alias');
      for (const directive of field.directives ?? []) features.push(`@${directive.name.value}`);
      if (field.name.value.startsWith('__') && field.name.value !== '__typename')
        this.countOnce('introspection');
      else for (const feature of features) this.#count(feature, where);
    }
  }

  /** Counts what went wrong at a place of an answer. */
  countFault(
    fault: (typeof FAULTS)[number],
    path: readonly (string | number)[],
    source: string,
    operationName: string | undefined,
  ): void {
    const names = path.filter(step => typeof step === 'string').join('.');
    const found = this.#fieldsOf(parse(source), operationName).find(({ response }) => response === names);
    if (found) this.#count(fault, found.where);
  }

  #count(feature: string, { positions, nullability }: Where): void {
    for (const position of positions) {
      const name = cell(feature, position, nullability);
      const count = this.#cells.get(name);
      if (count !== undefined) this.#cells.set(name, count + 1);
    }
  }

  #fieldsOf(document: DocumentNode, operationName: string | undefined): readonly AskedField[] {
    const operation = document.definitions.find(
      definition =>
        definition.kind === Kind.OPERATION_DEFINITION &&
        (operationName === undefined || definition.name?.value === operationName),
    );
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
    const root = this.#schema.getRootType(operation.operation)!;
    const fields: AskedField[] = [];
    const walk = (set: SelectionSetNode, type: GraphQLCompositeType, at: Standing): void => {
      for (const node of set.selections) {
        if (node.kind !== Kind.FIELD) {
          const spread = node.kind === Kind.FRAGMENT_SPREAD ? node.name.value : null;
          const inner = spread
            ? document.definitions.find(one => 'name' in one && one.name?.value === spread)
            : node;
          if (!inner || !('selectionSet' in inner) || !('typeCondition' in inner)) continue;
          const on = inner.typeCondition && this.#schema.getType(inner.typeCondition.name.value);
          walk(inner.selectionSet!, (on ?? type) as GraphQLCompositeType, { ...at, fragment: true });
          continue;
        }
        const definition =
          META[node.name.value] ?? ('getFields' in type ? type.getFields()[node.name.value] : undefined);
        if (!definition) continue;
        const response = [...at.path, node.alias?.value ?? node.name.value];
        const where = { positions: positionsOf(at), nullability: nullabilityOf(definition.type) };
        const coordinate = `${type.name}.${node.name.value}`;
        fields.push({ coordinate, field: node, type: definition.type, response: response.join('.'), where });
        const named = getNamedType(definition.type) as GraphQLCompositeType;
        if (!node.selectionSet) continue;
        walk(node.selectionSet, named, {
          path: response,
          depth: at.depth + 1,
          list: at.list || isListType(getNullableType(definition.type)),
          interface: at.interface || isInterfaceType(named),
          union: at.union || isUnionType(named),
          fragment: at.fragment,
        });
      }
    };
    walk(operation.selectionSet, root, OUTSIDE);
    return fields;
  }
}

interface AskedField {
  readonly coordinate: string;
  readonly field: FieldNode;
  readonly type: GraphQLOutputType;
  readonly response: string;
  readonly where: Where;
}

/** What lies between the root and a selection set. */
interface Standing {
  readonly path: readonly string[];
  readonly depth: number;
  readonly list: boolean;
  readonly interface: boolean;
  readonly union: boolean;
  readonly fragment: boolean;
}

const OUTSIDE: Standing = {
  path: [],
  depth: 0,
  list: false,
  interface: false,
  union: false,
  fragment: false,
};

/** `root`: a field of the root type, or of what a root field answers. */
function positionsOf(at: Standing): ReadonlySet<Position> {
  const positions = new Set<Position>([at.depth < 2 ? 'root' : 'nested']);
  if (at.list) positions.add('in a list');
  if (at.interface) positions.add('in an interface');
  if (at.union) positions.add('in a union');
  if (at.fragment) positions.add('in a fragment');
  return positions;
}

function nullabilityOf(type: GraphQLOutputType): Nullability {
  return isNonNullType(type) ? 'non-null' : 'nullable';
}

function cell(feature: string, position: Position, nullability: Nullability): string {
  return `${feature}, ${position}, ${nullability}`;
}
