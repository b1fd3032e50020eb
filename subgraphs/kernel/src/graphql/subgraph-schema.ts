import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  getNullableType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  parse,
  specifiedDirectives,
  type ConstDirectiveNode,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
} from 'graphql';
import { buildSchema, createResolversMap, type NonEmptyArray } from 'type-graphql';
import { SENSITIVE_SPEC, SensitiveDirective } from '#schema/sensitive/sensitive.directive';
import { attempt, REFUSING } from '../audit/attempts.ts';
import type { SubgraphContext } from './context.ts';
import { contractCode, forbidden, notFound, unauthenticated } from './errors.ts';
import { declareListSizes } from './list-size.ts';
import { Refusal } from './refusal.ts';
import { classOf, masking, type SensitiveOutput } from './sensitive-output.ts';

/** Loads the entity that a reference names; null when there is none, or none that this principal may see. */
export type ReferenceResolver<Services> = (
  reference: Readonly<Record<string, unknown>>,
  context: SubgraphContext<Services>,
) => Promise<object | null> | object | null;

export interface SchemaDefinition<Services> {
  readonly resolvers: readonly (abstract new (...args: never[]) => unknown)[];
  /** Published types that no resolver returns, such as stubs and members of unions. */
  readonly orphanedTypes?: readonly (abstract new (...args: never[]) => unknown)[];
  readonly references?: Readonly<Record<string, ReferenceResolver<Services>>>;
}

const HEADER = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.11", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@override", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@composeDirective", "@cost", "@listSize", "@tag"])
  @link(url: "${SENSITIVE_SPEC}", import: ["@sensitive"])
  @composeDirective(name: "@sensitive")
`;

/** The SDL of a subgraph as its classes declare it. */
export async function emitSubgraphSdl<Services>(definition: SchemaDefinition<Services>): Promise<string> {
  const schema = await typeGraphqlSchema(definition);
  return `${HEADER}\n${hideUnions(printSubgraphSchema(schema).trim())}\n`;
}

/**
 * type-graphql puts no directive on a union, and composition refuses a published union of hidden members:
 * a union whose members are all `@inaccessible` is hidden with them.
 */
function hideUnions(sdl: string): string {
  const hidden = new Set([...sdl.matchAll(/^type (\w+)[^\n]* @inaccessible/gm)].map(([, name]) => name));
  return sdl.replaceAll(/^union (\w+) = (.+)$/gm, (union, name: string, members: string) =>
    members.split(' | ').every(member => hidden.has(member))
      ? `union ${name} @inaccessible = ${members}`
      : union,
  );
}

/**
 * The executable schema of a subgraph: the committed SDL with the resolvers of its classes.
 * Authorisation and masking stand on the fields themselves, so that they hold on every path,
 * `_entities` and subscriptions included.
 */
export async function executableSubgraph<Services>(
  sdl: string,
  definition: SchemaDefinition<Services>,
  output: SensitiveOutput,
): Promise<GraphQLSchema> {
  const typeDefs = parse(sdl);
  const published = new Set(
    typeDefs.definitions.flatMap(node => ('name' in node && node.name ? [node.name.value] : [])),
  );
  const resolvers = createResolversMap(await typeGraphqlSchema(definition)) as Record<
    string,
    Record<string, unknown>
  >;
  for (const name of Object.keys(resolvers)) if (!published.has(name)) delete resolvers[name];
  for (const [type, resolve] of Object.entries(definition.references ?? {})) {
    resolvers[type] = { ...resolvers[type], __resolveReference: withTypename(type, resolve) };
  }
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    field.resolve = tellingWhoTried(field.resolve as Resolver) as typeof field.resolve;
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__')) guardFields(type, output);
  }
  return schema;
}

async function typeGraphqlSchema<Services>(definition: SchemaDefinition<Services>): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: definition.resolvers as unknown as NonEmptyArray<never>,
    orphanedTypes: (definition.orphanedTypes ?? []) as never[],
    directives: [...specifiedDirectives, SensitiveDirective],
    validate: false,
    pubSub: NO_PUBSUB,
  });
  // A subgraph that is away costs the fields it owns and nothing else, so no root query field may be non-null.
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    field.type = getNullableType(field.type) as GraphQLOutputType;
  }
  declareListSizes(schema);
  return schema;
}

/** type-graphql asks for one; our subscriptions bring their own iterators (fact streams and gauges). */
const NO_PUBSUB = {
  publish: () => {
    throw new Error('publish facts through the outbox');
  },
  subscribe: () => {
    throw new Error('subscribe through the event bus');
  },
};

/**
 * A reference resolves to an object of its type; one without a stored row stays the stub of its keys. An id of nothing that
 * this principal may see is refused and recorded, whether it is out of range or nobody's: the answer does not tell which.
 * A national code (of a drug, of an institution) that is not in the catalogue is no attempt at anything, and null.
 */
function withTypename<Services>(type: string, resolve: ReferenceResolver<Services>) {
  return async (reference: Record<string, unknown>, context: SubgraphContext<Services>) => {
    const found = await resolve(reference, context);
    if (found === null && 'id' in reference) {
      context.readings.refused(`_entities.${type}`, 'NOT_FOUND');
      throw notFound(`${type}，或不在可见范围内`);
    }
    return found === reference ? { ...reference, __typename: type } : found;
  };
}

type Resolver = GraphQLFieldResolver<object, SubgraphContext>;

/** An act that was refused leaves a record of who tried it, whether the refusal is its result or an error. */
function tellingWhoTried(resolve: Resolver): Resolver {
  return async (source, args, context, info) => {
    const refused = (code: string) => context.attempts.note(attempt(info.fieldName, args, code));
    try {
      const outcome: unknown = await resolve(source, args, context, info);
      if (outcome instanceof Refusal) await refused(outcome.code);
      return outcome;
    } catch (error) {
      const code = error instanceof GraphQLError ? contractCode(error.extensions['code']) : null;
      if (code && REFUSING.has(code)) await refused(code);
      throw error;
    }
  };
}

function guardFields(type: GraphQLObjectType, output: SensitiveOutput): void {
  const onType = directivesOf(type.astNode?.directives, type.extensionASTNodes);
  for (const field of Object.values(type.getFields())) {
    if (field.name.startsWith('_')) continue;
    const onField = directivesOf(field.astNode?.directives);
    const guards = [...guardsOf(onType), ...guardsOf(onField)];
    const sensitive = onField.find(directive => directive.name.value === 'sensitive');
    if (sensitive) {
      const place = { type: type.name, field: field.name, class: classOf(sensitive) };
      field.resolve = masking(place, field.resolve as Resolver | undefined, output) as typeof field.resolve;
    }
    if (guards.length === 0) continue;
    const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
    field.resolve = ((source, args, context, info) => {
      for (const guard of guards) guard(context);
      return resolve(source, args, context, info);
    }) as typeof field.resolve;
    if (field.subscribe) {
      const subscribe = field.subscribe as Resolver;
      field.subscribe = ((source, args, context, info) => {
        for (const guard of guards) guard(context);
        return subscribe(source, args, context, info);
      }) as typeof field.subscribe;
    }
  }
}

function directivesOf(
  own: readonly ConstDirectiveNode[] | undefined,
  extensions: readonly { readonly directives?: readonly ConstDirectiveNode[] }[] = [],
): ConstDirectiveNode[] {
  return [...(own ?? []), ...extensions.flatMap(node => node.directives ?? [])];
}

type Guard = (context: SubgraphContext) => void;

function guardsOf(directives: readonly ConstDirectiveNode[]): Guard[] {
  return directives.flatMap((directive): Guard[] => {
    if (directive.name.value === 'authenticated') {
      return [context => void context.principal];
    }
    if (directive.name.value === 'requiresScopes') {
      const alternatives = scopesIn(directive);
      return [
        context => {
          const principal = context.principalOrNull;
          if (!principal) throw unauthenticated();
          const allowed = alternatives.some(all => all.every(scope => principal.scopes.has(scope)));
          if (!allowed) throw forbidden(`缺少权限：${alternatives.map(all => all.join('+')).join(' 或 ')}`);
        },
      ];
    }
    return [];
  });
}

function scopesIn(directive: ConstDirectiveNode): string[][] {
  const value = directive.arguments?.find(argument => argument.name.value === 'scopes')?.value;
  if (value?.kind !== 'ListValue') throw new Error('@requiresScopes takes a list of lists');
  return value.values.map(all =>
    all.kind === 'ListValue'
      ? all.values.map(scope => (scope.kind === 'StringValue' ? scope.value : ''))
      : [],
  );
}
