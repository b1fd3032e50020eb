import {
  getNamedType,
  getNullableType,
  GraphQLNonNull,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { Random } from './random.ts';
import { IDS } from './subgraphs.ts';

export interface GeneratedOperation {
  readonly source: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Names that every JavaScript object inherits are names like others. None is that of a key: the planner of the package
 * does not keep `id: friend { … }` apart from the `id` that it needs itself.
 */
const ALIASES = ['a', 'b', 'c', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'label'];
const DEEPEST = 4;
const INTROSPECTION = [
  '__schema { queryType { name } }',
  't: __type(name: "Item") { name fields { name } possibleTypes { name } }',
  '__type(name: "Kind") { enumValues { name } }',
];

/** Writes one random operation over a schema. Validation may refuse it: fields of one name may conflict. */
export function generateOperation(schema: GraphQLSchema, seed: number): GeneratedOperation {
  return new Writer(schema, new Random(seed)).operation();
}

class Writer {
  readonly #schema: GraphQLSchema;
  readonly #random: Random;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: { readonly name: string; readonly on: string; readonly text: string }[] = [];

  constructor(schema: GraphQLSchema, random: Random) {
    this.#schema = schema;
    this.#random = random;
  }

  operation(): GeneratedOperation {
    const random = this.#random;
    const kind = random.chance(0.05) ? 'mutation' : 'query';
    const root = kind === 'query' ? this.#schema.getQueryType()! : this.#schema.getMutationType()!;
    const set = this.#selectionSet(root, 0);
    const definitions = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    const several = random.chance(0.05);
    return {
      source: [
        `${kind} Asked${definitions} ${set}`,
        ...this.#fragments.map(({ name, on, text }) => `fragment ${name} on ${on} ${text}`),
        ...(several ? ['query Other { version }'] : []),
      ].join('\n'),
      operationName: several ? 'Asked' : undefined,
      variables: this.#variables,
    };
  }

  #selectionSet(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.#random.below(3);
    const selections = Array.from({ length: count }, () => this.#selection(type, depth));
    return `{ ${selections.join(' ')} }`;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const drawn = random.next();
    if (depth === 0 && drawn < 0.03) return random.pick(INTROSPECTION);
    if (drawn < 0.1) return this.#named('__typename');
    if (isUnionType(type) || drawn < (isAbstractType(type) ? 0.5 : 0.25)) return this.#fragment(type, depth);
    const fields = Object.values(type.getFields());
    const fitting =
      depth < DEEPEST ? fields : fields.filter(field => !isCompositeType(getNamedType(field.type)));
    return fitting.length > 0 ? this.#field(random.pick(fitting), depth) : '__typename';
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const given = field.args.flatMap(argument => {
      if (!isNonNullType(argument.type) && this.#random.chance(0.5)) return [];
      return [`${argument.name}: ${this.#argument(argument.type)}`];
    });
    const named = getNamedType(field.type);
    const inner = isCompositeType(named) ? ` ${this.#selectionSet(named, depth + 1)}` : '';
    const called = given.length > 0 ? `${field.name}(${given.join(', ')})` : field.name;
    return `${this.#named(called)}${this.#condition()}${inner}`;
  }

  #named(field: string): string {
    return this.#random.chance(0.15) ? `${this.#random.pick(ALIASES)}: ${field}` : field;
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const random = this.#random;
    const on = random.pick(this.#overlapping(type));
    const known = this.#fragments.filter(fragment => fragment.on === on.name);
    if (known.length > 0 && random.chance(0.3)) return `...${random.pick(known).name}${this.#condition()}`;
    const text = this.#selectionSet(on, depth + 1);
    if (random.chance(0.4)) {
      const name = `F${this.#fragments.length}`;
      this.#fragments.push({ name, on: on.name, text });
      return `...${name}${this.#condition()}`;
    }
    const condition = on === type && random.chance(0.5) ? '' : ` on ${on.name}`;
    return `...${condition}${this.#condition()} ${text}`;
  }

  /** The types whose objects may also be of a type: itself, its members, and abstract types that share one. */
  #overlapping(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const members = (of: GraphQLCompositeType): readonly GraphQLCompositeType[] =>
      isAbstractType(of) ? this.#schema.getPossibleTypes(of) : [of];
    const mine = new Set(members(type));
    return Object.values(this.#schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) && !other.name.startsWith('__') && members(other).some(one => mine.has(one)),
    );
  }

  #condition(): string {
    const random = this.#random;
    if (random.chance(0.85)) return '';
    const directive = random.chance(0.5) ? 'skip' : 'include';
    if (random.chance(0.3)) return ` @${directive}(if: ${random.chance(0.5)})`;
    const optional = random.chance(0.3);
    const name = this.#variable(optional ? `Boolean! = ${random.chance(0.5)}` : 'Boolean!');
    if (!optional || random.chance(0.5)) this.#variables[name] = random.chance(0.5);
    return ` @${directive}(if: $${name})`;
  }

  #argument(type: GraphQLInputType): string {
    if (this.#random.chance(0.6)) return this.#literal(type, 0);
    const name = this.#variable(String(type));
    this.#variables[name] = this.#value(type, 0);
    return `$${name}`;
  }

  #variable(type: string): string {
    const name = `v${this.#definitions.length}`;
    this.#definitions.push(`$${name}: ${type}`);
    return name;
  }

  #literal(type: GraphQLInputType, depth: number): string {
    const random = this.#random;
    const inner = getNullableType(type);
    if (inner === type && random.chance(0.1)) return 'null';
    if (isListType(inner)) {
      if (random.chance(0.2)) return this.#literal(inner.ofType, depth);
      const elements = Array.from({ length: random.below(4) }, () => this.#literal(inner.ofType, depth));
      return `[${elements.join(', ')}]`;
    }
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter(() => depth < 2 && random.chance(0.4));
      const given = fields.map(field => {
        const variable = random.chance(0.2);
        return `${field.name}: ${variable ? this.#argument(field.type) : this.#literal(field.type, depth + 1)}`;
      });
      return `{ ${given.join(', ')} }`;
    }
    if (isEnumType(inner)) return random.pick(inner.getValues()).name;
    const value = this.#value(new GraphQLNonNull(inner), depth);
    return typeof value === 'object' ? '{ text: "some", list: [1, "two"] }' : JSON.stringify(value);
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    const random = this.#random;
    const inner = getNullableType(type);
    if (inner === type && random.chance(0.1)) return null;
    if (isListType(inner))
      return Array.from({ length: random.below(4) }, () => this.#value(inner.ofType, depth));
    if (isInputObjectType(inner)) {
      const fields = Object.values(inner.getFields()).filter(() => depth < 2 && random.chance(0.4));
      return Object.fromEntries(fields.map(field => [field.name, this.#value(field.type, depth + 1)]));
    }
    if (isEnumType(inner)) return random.pick(inner.getValues()).name;
    switch (inner.name) {
      case 'ID':
        return random.pick(IDS);
      case 'Int':
        return random.below(100);
      case 'Float':
        return random.below(100) / 4;
      case 'Boolean':
        return random.chance(0.5);
      case 'String':
        return random.pick(['i1', 'g1', 'text "quoted"', '']);
      default:
        return { text: 'some', list: [1, 'two'] };
    }
  }
}
