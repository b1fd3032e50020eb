import {
  getOperationAST,
  Kind,
  valueFromASTUntyped,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { entriesOf, type CostModel } from './cost-model.ts';

type Variables = Readonly<Record<string, unknown>>;

/** An empty name is none: clients send it, and the executor takes it so. */
export function asked(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode | null {
  return getOperationAST(document, operationName || null) ?? null;
}

/** What a selection set costs: one part for each entry of the page around it, the other once. */
interface Cost {
  readonly once: number;
  readonly perEntry: number;
}

const NOTHING: Cost = { once: 0, perEntry: 0 };
const NO_NAMES: ReadonlySet<string> = new Set();

/** A validated operation, as far as its cost needs it. */
class Costing {
  readonly model: CostModel;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLNamedType;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #variables: Variables;

  constructor(
    model: CostModel,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
  ) {
    this.model = model;
    this.operation = operation;
    this.root = model.schema.getRootType(operation.operation)!;
    this.#fragments = new Map(
      document.definitions.flatMap(node =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
      ),
    );
    const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    );
    this.#variables = { ...(Object.fromEntries(defaults) as Variables), ...variables };
  }

  /** The type and selections of a fragment; null for one that does not exist. */
  fragment(
    node: Exclude<SelectionNode, FieldNode>,
    parent: GraphQLNamedType,
  ): { readonly type: GraphQLNamedType; readonly set: SelectionSetNode } | null {
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
    if (!fragment) return null;
    const condition = fragment.typeCondition && this.model.schema.getType(fragment.typeCondition.name.value);
    return { type: condition ?? parent, set: fragment.selectionSet };
  }

  /** The value of an argument: literal, variable, or default. */
  argument(field: FieldNode, name: string, defaults: Variables): unknown {
    const given = field.arguments?.find(node => node.name.value === name);
    return given ? this.#value(given.value) : defaults[name];
  }

  /** Whether `@skip` and `@include` let a selection in. */
  isIncluded({ directives = [] }: SelectionNode): boolean {
    return this.#condition(directives, 'skip') !== true && this.#condition(directives, 'include') !== false;
  }

  #condition(directives: readonly DirectiveNode[], name: string): unknown {
    const [condition] = directives.find(node => node.name.value === name)?.arguments ?? [];
    return condition && this.#value(condition.value);
  }

  #value(node: NonNullable<FieldNode['arguments']>[number]['value']): unknown {
    return node.kind === Kind.VARIABLE ? this.#variables[node.name.value] : valueFromASTUntyped(node);
  }
}

/**
 * The most that a validated operation may cost, before anything is fetched. Fragments count wherever they are
 * spread, yet each is measured once, so this takes no longer than the document is long.
 */
export function estimatedCost(
  model: CostModel,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
): number {
  const operation = asked(document, operationName);
  if (!operation) return 0;
  const costing = new Costing(model, document, operation, variables);
  const ofFragments = new Map<string, Cost>();
  const { once } = costOfSet(costing, operation.selectionSet, costing.root, NO_NAMES, ofFragments);
  return Math.min(once, Number.MAX_SAFE_INTEGER);
}

/** `sized` names the lists of the set that hold as many entries as the page around it. */
function costOfSet(
  costing: Costing,
  set: SelectionSetNode,
  parent: GraphQLNamedType,
  sized: ReadonlySet<string>,
  ofFragments: Map<string, Cost>,
): Cost {
  let once = 0;
  let perEntry = 0;
  for (const node of set.selections) {
    if (!costing.isIncluded(node)) continue;
    if (node.kind === Kind.FIELD) {
      const cost = costOfField(costing, node, parent, ofFragments);
      if (sized.has(node.name.value)) perEntry += cost.perEntry;
      else once += cost.once;
      continue;
    }
    const cost = costOfFragment(costing, node, parent, sized, ofFragments);
    once += cost.once;
    perEntry += cost.perEntry;
  }
  return { once, perEntry };
}

/** What a field costs as it stands, and what one entry of it costs where the page around it bounds it. */
function costOfField(
  costing: Costing,
  node: FieldNode,
  parent: GraphQLNamedType,
  ofFragments: Map<string, Cost>,
): Cost {
  const field = costing.model.field(parent, node.name.value);
  if (!field) return NOTHING;
  const { weight, listSize, isList, type, defaults } = field;
  const sized = listSize?.sizedFields ?? NO_NAMES;
  const below =
    node.selectionSet && type ? costOfSet(costing, node.selectionSet, type, sized, ofFragments) : NOTHING;
  const entries =
    isList || listSize ? entriesOf(listSize, name => costing.argument(node, name, defaults)) : 1;
  const one = weight + below.once + below.perEntry * (sized.size > 0 ? entries : 1);
  return { once: isList ? entries * one : one, perEntry: one };
}

function costOfFragment(
  costing: Costing,
  node: Exclude<SelectionNode, FieldNode>,
  parent: GraphQLNamedType,
  sized: ReadonlySet<string>,
  ofFragments: Map<string, Cost>,
): Cost {
  const fragment = costing.fragment(node, parent);
  if (!fragment) return NOTHING;
  const measure = (): Cost => costOfSet(costing, fragment.set, fragment.type, sized, ofFragments);
  if (node.kind === Kind.INLINE_FRAGMENT) return measure();
  const key = [node.name.value, ...sized].join(' ');
  const known = ofFragments.get(key);
  if (known) return known;
  ofFragments.set(key, NOTHING);
  const cost = measure();
  ofFragments.set(key, cost);
  return cost;
}

/** What an answer did cost, counted in its data. */
export function actualCost(
  model: CostModel,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
  data: unknown,
): number {
  const operation = asked(document, operationName);
  if (!operation) return 0;
  const costing = new Costing(model, document, operation, variables);
  return costOfData(costing, [{ set: operation.selectionSet, type: costing.root }], data);
}

interface TypedSet {
  readonly set: SelectionSetNode;
  readonly type: GraphQLNamedType;
}

function costOfData(costing: Costing, sets: readonly TypedSet[], data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  const selected = new Map<string, { weight: number; below: TypedSet[] }>();
  for (const { set, type } of sets) collect(costing, set, type, selected);
  let cost = 0;
  for (const [key, { weight, below }] of selected) {
    const value = (data as Record<string, unknown>)[key];
    for (const entry of Array.isArray(value) ? value.flat(Infinity) : [value]) {
      if (entry !== null && entry !== undefined) cost += weight + costOfData(costing, below, entry);
    }
  }
  return cost;
}

/** The fields of a set by response key; those of a fragment that did not apply are not in the data. */
function collect(
  costing: Costing,
  set: SelectionSetNode,
  parent: GraphQLNamedType,
  selected: Map<string, { weight: number; below: TypedSet[] }>,
): void {
  for (const node of set.selections) {
    if (!costing.isIncluded(node)) continue;
    if (node.kind !== Kind.FIELD) {
      const fragment = costing.fragment(node, parent);
      if (fragment) collect(costing, fragment.set, fragment.type, selected);
      continue;
    }
    const field = costing.model.field(parent, node.name.value);
    if (!field) continue;
    const key = node.alias?.value ?? node.name.value;
    const known = selected.get(key) ?? { weight: field.weight, below: [] };
    if (node.selectionSet && field.type) known.below.push({ set: node.selectionSet, type: field.type });
    selected.set(key, known);
  }
}
