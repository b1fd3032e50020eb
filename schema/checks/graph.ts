import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** The graph as the checks see it: the composed schema and the parts it was composed from. */
export interface Graph {
  readonly supergraph: SchemaPart;
  readonly subgraphs: readonly SchemaPart[];
}

/** One SDL document: its types, with extensions counted as definitions of the same name. */
export interface SchemaPart {
  readonly name: string;
  readonly types: readonly TypeDefinitionNode[];
}

/** What a rule says about one place of the graph. */
export interface Finding {
  /** Schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`. */
  readonly coordinate: string;
  readonly message: string;
}

/** One rule: one exported value, one file, one test. */
export interface SchemaRule {
  readonly name: string;
  check(graph: Graph): Iterable<Finding>;
}

export type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

export const isRoot = (type: { readonly name: { readonly value: string } }): boolean =>
  ROOTS.has(type.name.value);

/** Types of the federation machinery (`join__Graph`, `_Entity`), which are not published. */
const isMachinery = (name: string): boolean => name.includes('__') || name.startsWith('_');

export function readPart(name: string, sdl: string): SchemaPart {
  const document: DocumentNode = parse(sdl);
  const types: TypeDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (!('name' in definition) || definition.name === undefined || isMachinery(definition.name.value))
      continue;
    if (definition.kind.endsWith('TypeDefinition')) types.push(definition as TypeDefinitionNode);
    if (definition.kind.endsWith('TypeExtension')) {
      const kind = definition.kind.replace('Extension', 'Definition');
      types.push({ ...definition, kind } as TypeDefinitionNode);
    }
  }
  return { name, types };
}

/** The argument, type, field or value carries the directive, imported or under its full federation name. */
export function directive(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): ConstDirectiveNode | undefined {
  return node.directives?.find(({ name: { value } }) => value === name || value === `federation__${name}`);
}

export function argumentOf(node: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = node.arguments?.find(argument => argument.name.value === name)?.value;
  return value !== undefined && 'value' in value ? value.value : undefined;
}

/** Published to clients: everything that is not `@inaccessible`. */
export const isPublic = (node: {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}): boolean => directive(node, 'inaccessible') === undefined;

export const isComposite = (type: TypeDefinitionNode): type is Composite =>
  type.kind === Kind.OBJECT_TYPE_DEFINITION || type.kind === Kind.INTERFACE_TYPE_DEFINITION;

export interface FieldAt {
  readonly type: Composite;
  readonly field: FieldDefinitionNode;
  readonly coordinate: string;
}

/** Every field of every object and interface of a part. */
export function* fieldsOf(part: SchemaPart): Iterable<FieldAt> {
  for (const type of part.types) {
    if (!isComposite(type)) continue;
    for (const field of type.fields ?? []) {
      if (isMachinery(field.name.value)) continue;
      yield { type, field, coordinate: `${type.name.value}.${field.name.value}` };
    }
  }
}

/** The fields of one root type. */
export function rootFields(part: SchemaPart, root: 'Query' | 'Mutation' | 'Subscription'): FieldAt[] {
  return [...fieldsOf(part)].filter(({ type }) => type.name.value === root);
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function isList(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isList(type.type);
  return type.kind === Kind.LIST_TYPE;
}

export const isNonNull = (type: TypeNode): boolean => type.kind === Kind.NON_NULL_TYPE;

/** The innermost position may be null: `[T]!` and `T` yes, `[T!]` and `T!` no. */
export function isItemNullable(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return true;
  if (type.kind === Kind.LIST_TYPE) return isItemNullable(type.type);
  return type.type.kind !== Kind.NAMED_TYPE && isItemNullable(type.type);
}

export const findArgument = (
  field: FieldDefinitionNode,
  name: string,
): InputValueDefinitionNode | undefined => field.arguments?.find(argument => argument.name.value === name);

/** Names of the types that carry `@key` in some subgraph. */
export function entityNames(graph: Graph): ReadonlySet<string> {
  const keyed = graph.subgraphs
    .flatMap(part => part.types)
    .filter(type => directive(type, 'key') !== undefined);
  return new Set(keyed.map(type => type.name.value));
}
