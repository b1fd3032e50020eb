import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  Kind,
  parse,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** A field that carries `@sensitive`, by its place in the schema. */
export interface SensitiveField {
  readonly parent: string;
  readonly field: string;
  readonly class: string;
}

/** Every sensitive field of a schema document. */
export function sensitiveFields(sdl: string): SensitiveField[] {
  return parse(sdl).definitions.flatMap(definition => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    return (definition.fields ?? []).flatMap(field => {
      const directive = field.directives?.find(({ name }) => name.value === 'sensitive');
      const value = directive?.arguments?.find(({ name }) => name.value === 'class')?.value;
      if (value?.kind !== Kind.ENUM) return [];
      return [{ parent: definition.name.value, field: field.name.value, class: value.value }];
    });
  });
}

/** Writes a value for an argument or input field, as a GraphQL literal; null when it knows none. */
export type Filler = (place: GraphQLArgument | GraphQLInputField, returns: string) => string | null;

interface Step {
  /** `field(argument: value)`, or `... on Type`. */
  readonly text: string;
  readonly to: GraphQLNamedType;
}

/** The shortest way from one type to each type that can be reached from it, as selections from outside in. */
function shortestWays(
  schema: GraphQLSchema,
  from: GraphQLNamedType,
  fill: Filler,
): ReadonlyMap<string, readonly Step[]> {
  const ways = new Map<string, readonly Step[]>([[from.name, []]]);
  const queue: GraphQLNamedType[] = [from];
  for (const type of queue) {
    for (const step of stepsFrom(schema, type, fill)) {
      if (ways.has(step.to.name)) continue;
      ways.set(step.to.name, [...ways.get(type.name)!, step]);
      queue.push(step.to);
    }
  }
  return ways;
}

function stepsFrom(schema: GraphQLSchema, type: GraphQLNamedType, fill: Filler): Step[] {
  if (isAbstractType(type))
    return schema.getPossibleTypes(type).map(to => ({ text: `... on ${to.name}`, to }));
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap(field => {
    const to = getNamedType(field.type);
    if (!isCompositeType(to) || field.name.startsWith('_')) return [];
    const call = callOf(field.name, field.args, to.name, fill);
    return call ? [{ text: call, to }] : [];
  });
}

function callOf(
  name: string,
  declared: readonly GraphQLArgument[],
  returns: string,
  fill: Filler,
): string | null {
  const filled = declared
    .filter(isRequiredArgument)
    .map(argument => [argument.name, literal(argument, returns, fill)]);
  if (filled.some(([, value]) => value === null)) return null;
  const list = filled.map(([argument, value]) => `${argument}: ${value}`).join(', ');
  return list ? `${name}(${list})` : name;
}

/** The filler's value; an input object that it does not know is built from its required fields. */
function literal(place: GraphQLArgument | GraphQLInputField, returns: string, fill: Filler): string | null {
  return fill(place, returns) ?? built(place.type, returns, fill);
}

function built(type: GraphQLInputType, returns: string, fill: Filler): string | null {
  if (isNonNullType(type)) return built(type.ofType, returns, fill);
  if (isListType(type)) {
    const item = built(type.ofType as GraphQLInputType, returns, fill);
    return item && `[${item}]`;
  }
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (!isInputObjectType(type)) return null;
  const filled = Object.values(type.getFields())
    .filter(isRequiredInputField)
    .map(field => [field.name, literal(field, returns, fill)]);
  if (filled.some(([, value]) => value === null)) return null;
  return `{ ${filled.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

export type EntryKind = 'query' | 'nested' | 'connection' | 'mutation' | 'subscription' | 'reference';

/** One way into the graph that ends at sensitive fields. */
export interface Walk {
  readonly kind: EntryKind;
  /** `Query.person`, or `settlement: Visit` for a reference. */
  readonly entry: string;
  readonly parent: string;
  readonly fields: readonly SensitiveField[];
  /** The selection, from the root field (or the entity's fields) inwards. */
  readonly selection: string;
}

/** The name under which a walk asks for a sensitive field, so that it can be told apart in the answer. */
export const aliasOf = ({ parent, field }: SensitiveField): string => `sensitive_${parent}_${field}`;

/** From every root field to every type with sensitive fields, by its shortest path. */
export function walksFromRoots(
  schema: GraphQLSchema,
  fields: readonly SensitiveField[],
  fill: Filler,
): Walk[] {
  const roots: [EntryKind, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ];
  return roots.flatMap(([kind, root]) =>
    stepsFrom(schema, root!, fill).flatMap(first => {
      const entry = `${root!.name}.${/^\w+/.exec(first.text)![0]}`;
      return walks(schema, kind, entry, first.to, fields, fill, [first]);
    }),
  );
}

/** From an entity of a subgraph, as `_entities` answers it, to every type with sensitive fields. */
export function walksFromEntity(
  schema: GraphQLSchema,
  subgraph: string,
  entity: string,
  fields: readonly SensitiveField[],
  fill: Filler,
): Walk[] {
  const type = schema.getType(entity)!;
  return walks(schema, 'reference', `${subgraph}: ${entity}`, type, fields, fill, []);
}

function walks(
  schema: GraphQLSchema,
  kind: EntryKind,
  entry: string,
  from: GraphQLNamedType,
  fields: readonly SensitiveField[],
  fill: Filler,
  before: readonly Step[],
): Walk[] {
  const ways = shortestWays(schema, from, fill);
  return [...new Set(fields.map(({ parent }) => parent))].flatMap((parent): Walk[] => {
    const all = fields.filter(field => field.parent === parent);
    const way = ways.get(parent);
    const type = schema.getType(parent);
    // A subgraph may know a type without the sensitive fields that another owns.
    const own = isObjectType(type) ? all.filter(({ field }) => field in type.getFields()) : [];
    if (!way || own.length === 0) return [];
    const steps = [...before, ...way];
    const leaf = own.map(field => `${aliasOf(field)}: ${field.field}`).join(' ');
    const selection = steps.reduceRight((inner, { text }) => `${text} { ${inner} }`, leaf);
    const through = steps.slice(0, -1).some(({ to }) => to.name.endsWith('Connection'));
    const refined = kind !== 'query' ? kind : through ? 'connection' : steps.length > 1 ? 'nested' : 'query';
    return [{ kind: refined, entry, parent, fields: own, selection }];
  });
}

/** Every value that an answer shows under an alias. */
export function valuesAt(answer: unknown, alias: string): unknown[] {
  if (answer === null || typeof answer !== 'object') return [];
  return Object.entries(answer).flatMap(([key, value]) =>
    key === alias ? [value as unknown] : valuesAt(value, alias),
  );
}
