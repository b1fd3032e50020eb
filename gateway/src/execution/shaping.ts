import {
  ERRORS,
  isCompositeType,
  isCustomScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isSubtype,
  Variable,
  type CompositeType,
  type FieldSelection,
  type FragmentSelection,
  type Operation,
  type Schema,
  type SelectionSet,
  type Type,
} from '@apollo/federation-internals';
import type { GraphQLError } from 'graphql';
import { own, setOwn, type Data } from './data.ts';

/** What the conditions of `@skip` and `@include` are in one request. */
export type Conditions = ReadonlyMap<string, boolean>;

/** Answers an introspection field of the root: `__schema` or `__type`. */
export type Introspect = (field: FieldSelection) => unknown;

/** What the client gets of the data that the subgraphs answered, and what was wrong with it. */
export interface Shaped {
  readonly data: Data | null;
  /** Values that the schema does not allow, in the order in which they were met. */
  readonly errors: readonly GraphQLError[];
}

/** One shaping: what it depends on besides the data, and where in the answer it stands. */
interface Shaping {
  readonly conditions: Conditions;
  readonly introspect: Introspect;
  readonly errors: GraphQLError[];
  readonly path: (string | number)[];
}

/** Null in a nullable position because of something below that is reported already. */
const REPORTED = Symbol('null, reported');
/** Null in a position that is not nullable: the parent is null too. */
const INVALID = Symbol('null where none may be');
type Completed = unknown | typeof REPORTED | typeof INVALID;

/** Brings one value into the shape that its type and selection ask for. `before` is what an earlier selection made of it. */
type Complete = (value: unknown, shaping: Shaping, before: unknown) => Completed;

/**
 * The shape of an operation's answer, decided once for all requests: which field comes from where, in which order,
 * for each type that an object turns out to have. Nulls, lists and leaves that do not fit their types come out
 * as @apollo/gateway answers them.
 */
export class AnswerShape {
  readonly #root: ObjectShape;

  constructor(operation: Operation) {
    const rootType = operation.schema().schemaDefinition.rootType(operation.rootKind);
    this.#root = new ObjectShape(rootType!, operation.selectionSet);
  }

  /** Throws when a subgraph answered something that is no value of the type's kind at all, such as a list for an object. */
  shape(input: Data, conditions: Conditions, introspect: Introspect): Shaped {
    const shaping: Shaping = { conditions, introspect, errors: [], path: [] };
    const data: Data = {};
    const whole = this.#root.fill(data, input, shaping, false);
    return { data: whole ? data : null, errors: shaping.errors };
  }
}

/** A field of an object of a known type. */
interface Field {
  readonly name: string;
  /** Conditions that must all hold. */
  readonly when: readonly Condition[];
  /** Whether a field of the same name comes earlier in the list, so that its value may be there already. */
  readonly again: boolean;
  /** Sets the field, or completes what is there of it; false when the whole object is null because of it. */
  readonly set: (output: Data, input: Data, shaping: Shaping, again: boolean) => boolean;
}

interface AppliedDirective {
  readonly name: string;
  arguments(): Readonly<Record<string, unknown>>;
}

interface Condition {
  readonly variable: string;
  readonly expected: boolean;
}

/** A selection set on a static type, with the list of fields for each type that its objects turn out to have. */
class ObjectShape {
  readonly #type: CompositeType;
  readonly #selectionSet: SelectionSet;
  readonly #schema: Schema;
  readonly #fields = new Map<string, readonly Field[]>();

  constructor(type: CompositeType, selectionSet: SelectionSet) {
    this.#type = type;
    this.#selectionSet = selectionSet;
    this.#schema = type.schema();
  }

  complete(value: unknown, shaping: Shaping, before: unknown): Completed {
    if (typeof value !== 'object')
      throw new Error(`Invalid non-object value for composite type ${this.#type}`);
    const typename = own(value, '__typename');
    if (typename !== undefined && typeof typename !== 'string')
      throw new Error(`Invalid non-string value for __typename at ${shaping.path.join('.')}`);
    const output = (before as Data | undefined) ?? {};
    return this.fill(output, value as Data, shaping, before !== undefined) ? output : REPORTED;
  }

  /** Whether the API knows the type that an object says to be of. */
  knows(value: unknown): boolean {
    const typename = own(value, '__typename');
    if (typeof typename !== 'string' || typename === '' || this.#fields.has(typename)) return true;
    const type = this.#schema.type(typename);
    return type !== undefined && isCompositeType(type);
  }

  /** Sets the selected fields; false when the object is null because one of them may not be. */
  fill(output: Data, input: Data, shaping: Shaping, again: boolean): boolean {
    const typename = own(input, '__typename');
    for (const field of this.#fieldsOf(typeof typename === 'string' ? typename : '')) {
      if (field.when.length > 0 && !holds(field.when, shaping.conditions)) continue;
      if (!field.set(output, input, shaping, again || field.again)) return false;
    }
    return true;
  }

  #fieldsOf(typename: string): readonly Field[] {
    let fields = this.#fields.get(typename);
    if (!fields) {
      const type = typename === '' ? this.#type : this.#schema.type(typename);
      const known = type !== undefined && isCompositeType(type);
      fields = fieldsOf(this.#selectionSet, typename, known ? type : this.#type);
      // A subgraph may answer any name: only those of the schema are remembered.
      if (known) this.#fields.set(typename, fields);
    }
    return fields;
  }
}

/** The fields that a selection set selects of an object that says to be of a type ('' when it does not say). */
function fieldsOf(
  selectionSet: SelectionSet,
  typename: string,
  parentType: CompositeType,
  when: readonly Condition[] = [],
  fields: Field[] = [],
): readonly Field[] {
  for (const selection of selectionSet.selections()) {
    const own = conditionsOf(selection.element.appliedDirectives);
    if (!own) continue;
    const all = [...when, ...own];
    if (selection.kind === 'FieldSelection') {
      const name = selection.element.responseName();
      const again = fields.some(field => field.name === name);
      fields.push({ name, when: all, again, set: setterOf(selection, typename, parentType) });
    } else if (applies(selection, typename, parentType)) {
      const inner = selection.element.typeCondition ?? parentType;
      fieldsOf(selection.selectionSet, typename, inner, all, fields);
    }
  }
  return fields;
}

function applies(fragment: FragmentSelection, typename: string, parentType: CompositeType): boolean {
  const { typeCondition } = fragment.element;
  if (!typeCondition) return true;
  const type = typename === '' ? parentType : parentType.schema().type(typename);
  return type !== undefined && isSubtype(typeCondition, type);
}

/** The variables that decide whether a selection is there; null when it never is. */
function conditionsOf(directives: readonly AppliedDirective[]): readonly Condition[] | null {
  const conditions: Condition[] = [];
  for (const directive of directives) {
    if (directive.name !== 'skip' && directive.name !== 'include') continue;
    const expected = directive.name === 'include';
    const { if: given } = directive.arguments();
    if (given instanceof Variable) conditions.push({ variable: given.name, expected });
    else if (given !== expected) return null;
  }
  return conditions;
}

function holds(when: readonly Condition[], conditions: Conditions): boolean {
  return when.every(({ variable, expected }) => conditions.get(variable) === expected);
}

function setterOf(selection: FieldSelection, typename: string, parentType: CompositeType): Field['set'] {
  const { element, selectionSet } = selection;
  const name = element.responseName();
  if (element.definition.isSchemaIntrospectionField()) {
    return (output, _input, shaping) => {
      if (!Object.hasOwn(output, name)) setOwn(output, name, shaping.introspect(selection));
      return true;
    };
  }
  if (element.name === '__typename') return typenameSetter(name, typename, parentType);
  const type: Type = element.definition.type!;
  const complete = completionOf(type, parentType, selectionSet);
  const usual = usualLeaf(type);
  // Only names that every object inherits need the slower way.
  const inherited = name in Object.prototype;
  return (output, input, shaping, again) => {
    const before = again ? own(output, name) : undefined;
    if (before === null || (before !== undefined && !selectionSet)) return true;
    let value = (inherited ? own(input, name) : input[name]) ?? null;
    if (!usual?.(value)) {
      shaping.path.push(name);
      value = complete(value, shaping, before) as typeof value;
      shaping.path.pop();
    }
    const shown = value === REPORTED || value === INVALID ? null : value;
    if (inherited) setOwn(output, name, shown);
    else output[name] = shown;
    return value !== INVALID;
  };
}

/** Whether a value is a leaf that needs no completion, for a field of a leaf type; null for other types. */
function usualLeaf(type: Type): ((value: unknown) => boolean) | null {
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare) || isCompositeType(bare)) return null;
  const fits = leafCheck(bare);
  return value => value !== null && fits(value);
}

/** The name of an object's type: an abstract type is no answer, and an object of none is null. */
function typenameSetter(name: string, typename: string, parentType: CompositeType): Field['set'] {
  const schema = parentType.schema();
  const nameOf = (answered: unknown): string | null => {
    const type = typeof answered === 'string' ? (schema.type(answered) ?? parentType) : parentType;
    return isObjectType(type) ? type.name : null;
  };
  const usual = nameOf(typename);
  return (output, input, _shaping, again) => {
    if (again && Object.hasOwn(output, name)) return true;
    const answered = own(input, name) ?? (name === '__typename' ? null : own(input, '__typename'));
    const known = answered === typename ? usual : nameOf(answered);
    if (known !== null) setOwn(output, name, known);
    return known !== null;
  };
}

function completionOf(
  type: Type,
  parentType: CompositeType,
  selectionSet: SelectionSet | undefined,
): Complete {
  if (isNonNullType(type)) return nonNull(type.ofType, parentType, selectionSet);
  if (isListType(type)) return nullable(listOf(type.ofType, parentType, selectionSet));
  if (isCompositeType(type)) return nullable(objectOf(type, parentType, selectionSet!));
  return nullable(leafOf(type, parentType));
}

function nullable(complete: Complete): Complete {
  return (value, shaping, before) => (value === null ? null : complete(value, shaping, before));
}

function nonNull(type: Type, parentType: CompositeType, selectionSet: SelectionSet | undefined): Complete {
  const complete = completionOf(type, parentType, selectionSet);
  return (value, shaping, before) => {
    const completed = complete(value, shaping, before);
    if (completed === REPORTED) return INVALID;
    if (completed !== null) return completed;
    report(shaping, `Cannot return null for non-nullable ${place(shaping, type, parentType)}.`);
    return INVALID;
  };
}

function listOf(type: Type, parentType: CompositeType, selectionSet: SelectionSet | undefined): Complete {
  const complete = completionOf(type, parentType, selectionSet);
  return (value, shaping, before) => {
    if (!Array.isArray(value)) throw new Error(`Invalid non-list value for list type [${type}]`);
    const list = before as readonly unknown[] | undefined;
    if (list && list.length !== value.length) throw new Error('lists of one field differ in length');
    const completed = new Array<unknown>(value.length);
    let valid = true;
    for (let index = 0; index < value.length; index++) {
      const beside = list?.[index];
      if (beside === null) {
        completed[index] = null;
        continue;
      }
      shaping.path.push(index);
      const element = complete(value[index] ?? null, shaping, beside);
      shaping.path.pop();
      if (element === INVALID) valid = false;
      completed[index] = element === REPORTED || element === INVALID ? null : element;
    }
    return valid ? completed : REPORTED;
  };
}

function objectOf(type: CompositeType, parentType: CompositeType, selectionSet: SelectionSet): Complete {
  const shape = new ObjectShape(type, selectionSet);
  return (value, shaping, before) => {
    if (shape.knows(value)) return shape.complete(value, shaping, before);
    report(shaping, `Invalid __typename found for object at ${place(shaping, type, parentType)}.`);
    return REPORTED;
  };
}

function leafOf(type: Type, parentType: CompositeType): Complete {
  const fits = leafCheck(type);
  return (value, shaping) => {
    if (fits(value)) return value;
    report(shaping, `Invalid value found for ${place(shaping, type, parentType)}.`);
    return REPORTED;
  };
}

/** Whether a value can be one of a scalar or enum of the API; scalars of our own are checked by their subgraph. */
function leafCheck(type: Type): (value: unknown) => boolean {
  if (isCustomScalarType(type as never)) return () => true;
  if (isEnumType(type)) {
    const values = new Set(type.values.map(({ name }) => name));
    return value => typeof value === 'string' && values.has(value);
  }
  switch (String(type)) {
    case 'Boolean':
      return value => typeof value === 'boolean';
    case 'Int':
      return isWhole;
    case 'Float':
      return value => typeof value === 'number' && Number.isFinite(value);
    case 'ID':
      return value => typeof value === 'string' || isWhole(value);
    default:
      return value => typeof value === 'string';
  }
}

/** Whole, and small enough that JavaScript writes it without an exponent. */
function isWhole(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) < 1e21;
}

function place({ path }: Shaping, type: Type, parentType: CompositeType): string {
  const last = path.at(-1);
  return typeof last === 'number'
    ? `array element of type ${type} at index ${last}`
    : `field ${parentType}.${last}`;
}

function report({ errors, path }: Shaping, message: string): void {
  errors.push(ERRORS.INVALID_GRAPHQL.err(message, { path: [...path] }));
}
