import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  print,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export interface GeneratedOperation {
  readonly query: string;
  /** JSON in which `{{person}}` stands for a value that GraphiQL knows; empty when the operation takes none. */
  readonly variables: string;
}

type Field = GraphQLField<unknown, unknown>;

/** One field on the way from a root to the field that is asked for; `on` where it stands in a fragment. */
interface Step {
  readonly field: Field;
  readonly on?: GraphQLObjectType;
}

/** Answers an operation for a field given as `Type.field`; null where no way leads to it. */
export type OperationFor = (coordinate: string) => GeneratedOperation | null;

/**
 * Makes operations for the fields of a graph: each by the shortest way from a root, queries first, with a variable
 * for each required argument, and with the plain values of what the field answers.
 */
export function operationsFor(schema: GraphQLSchema): OperationFor {
  const ways = shortestWays(schema);
  return coordinate => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return null;
    const field = type.getFields()[fieldName];
    const reached = isInterfaceType(type) ? schema.getPossibleTypes(type)[0]?.name : typeName;
    const way = ways.get(reached ?? '');
    return field && way ? operationOn(schema, way, field, typeName) : null;
  };
}

function operationOn(schema: GraphQLSchema, way: Way, field: Field, typeName: string): GeneratedOperation {
  const variables = new Variables();
  const steps = [...way.steps, { field, ...(way.on && { on: way.on }) }];
  const selection = steps.reduceRight(
    (inner, step, index) => {
      const asked = `${step.field.name}${variables.of(step.field)}${inner}`;
      const parent = index === 0 ? undefined : getNamedType(steps[index - 1]!.field.type);
      const beside = parent && (isObjectType(parent) ? identity(parent) : '__typename');
      return `{ ${beside ?? ''} ${step.on ? `... on ${step.on.name} { ${asked} }` : asked} }`;
    },
    plainValues(schema, field),
  );
  const name = `${way.steps.length === 0 ? '' : typeName}${capitalised(field.name)}`;
  return {
    query: `${print(parse(`${way.kind} ${name}${variables.definitions()} ${selection}`))}\n`,
    variables: variables.values(),
  };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Way {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly steps: readonly Step[];
  /** The type within an abstract one, when the way ends there. */
  readonly on?: GraphQLObjectType;
}

/** The shortest way to each type that a client can reach, breadth first; queries before mutations and streams. */
function shortestWays(schema: GraphQLSchema): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  for (const [kind, root] of roots) {
    if (!root) continue;
    const queue: [GraphQLCompositeType, Way][] = [[root, { kind, steps: [] }]];
    for (const [type, way] of queue) {
      if (ways.has(type.name)) continue;
      ways.set(type.name, way);
      queue.push(...onward(schema, type, way));
    }
  }
  return ways;
}

function onward(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  { kind, steps, on }: Way,
): [GraphQLCompositeType, Way][] {
  if (isAbstractType(type)) {
    return schema.getPossibleTypes(type).map(member => [member, { kind, steps, on: member }]);
  }
  return Object.values(type.getFields())
    .toSorted((a, b) => required(a).length - required(b).length)
    .flatMap(field => {
      const next = getNamedType(field.type);
      return isCompositeType(next) ? [[next, { kind, steps: [...steps, { field, ...(on && { on }) }] }]] : [];
    });
}

const required = (field: Field): readonly GraphQLArgument[] => field.args.filter(isRequiredArgument);

/** What the answer shows of an object on the way: enough for GraphiQL to remember which one it was. */
function identity(type: GraphQLObjectType): string {
  return type.getFields()['id'] ? '__typename id' : '';
}

/** The plain values of what a field answers, those of the values beside them, and the ids of nouns. */
function plainValues(schema: GraphQLSchema, field: Field): string {
  const type = getNamedType(field.type);
  return isCompositeType(type) ? selectionOf(schema, type, 1) : '';
}

function selectionOf(schema: GraphQLSchema, type: GraphQLCompositeType, depth: number): string {
  if (isUnionType(type)) {
    const refusal = schema.getType('Refusal');
    const members = type.getTypes();
    const refuses = isInterfaceType(refusal) && members.some(member => schema.isSubType(refusal, member));
    const others = members.filter(member => !isInterfaceType(refusal) || !schema.isSubType(refusal, member));
    const fragments = others.map(member => `... on ${member.name} ${selectionOf(schema, member, depth)}`);
    return `{ __typename ${fragments.join(' ')} ${refuses ? '... on Refusal { code message }' : ''} }`;
  }
  const fields = Object.values(type.getFields()).filter(field => required(field).length === 0);
  const { nodes, pageInfo } = type.getFields();
  if (nodes && pageInfo) {
    return `{ nodes ${plainValues(schema, nodes)} pageInfo { hasNextPage endCursor } }`;
  }
  const parts = fields.flatMap(field => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    if (depth === 0) return [];
    if (isObjectType(inner) && inner.getFields()['id']) return [`${field.name} { ${identity(inner)} }`];
    return isObjectType(inner) ? [`${field.name} ${selectionOf(schema, inner, depth - 1)}`] : [];
  });
  return `{ ${type.getFields()['id'] || parts.length === 0 ? '__typename' : ''} ${parts.join(' ')} }`;
}

/** The variables of an operation under way; a page size is no variable but ten. */
class Variables {
  readonly #definitions: string[] = [];
  readonly #values: Record<string, unknown> = {};

  /** The required arguments of a field as the operation gives them. */
  of(field: Field): string {
    const given = required(field).map(argument => {
      if (argument.name === 'first') return 'first: 10';
      const name =
        argument.name in this.#values ? `${field.name}${capitalised(argument.name)}` : argument.name;
      this.#definitions.push(`$${name}: ${String(argument.type)}`);
      this.#values[name] = sampleOf(argument.type, argument.name, getNamedType(field.type).name);
      return `${argument.name}: $${name}`;
    });
    return given.length === 0 ? '' : `(${given.join(', ')})`;
  }

  definitions(): string {
    return this.#definitions.length === 0 ? '' : `(${this.#definitions.join(', ')})`;
  }

  values(): string {
    return this.#definitions.length === 0 ? '' : JSON.stringify(this.#values);
  }
}

/** Values that GraphiQL fills in, by the name of the argument. */
const KNOWN: Readonly<Record<string, string>> = {
  personId: '{{person}}',
  institutionCode: '{{institution}}',
  msgid: '{{msgid}}',
  idempotencyKey: '{{new}}',
  runId: '{{AgentRun}}',
  region: '31',
};

const SCALARS: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 1,
  Boolean: true,
  CalendarDate: '{{today}}',
  Instant: '{{today}}T00:00:00Z',
  Money: '100',
  Ratio: '0.5',
};

/** A value to begin with; the person who opens the operation puts in their own. */
function sampleOf(type: GraphQLInputType, name: string, answers: string): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [sampleOf(bare.ofType, name, answers)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(fields.map(field => [field.name, sampleOf(field.type, field.name, '')]));
  }
  const known = KNOWN[name];
  if (known !== undefined && bare.name in SCALARS === false) return known;
  if (name === 'from' && typeof SCALARS[bare.name] === 'string')
    return String(SCALARS[bare.name]).replace('today', 'monthAgo');
  if (name === 'code' && answers === 'Institution') return '{{institution}}';
  if (name === 'id' && answers !== '') return `{{${answers}}}`;
  if (bare.name === 'ID' && name.endsWith('Id')) return `{{${capitalised(name.slice(0, -2))}}}`;
  if (isNonNullType(type) || bare.name in SCALARS) return SCALARS[bare.name] ?? '';
  return '';
}
