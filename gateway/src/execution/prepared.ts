import { operationFromDocument, type Operation } from '@apollo/federation-internals';
import {
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import { badUserInput } from '#kernel/graphql/errors';
import type { SubgraphLink } from '../links/link.ts';
import type { PlannedOperation, PlannedSupergraph } from '../planning.ts';
import { own, type Data } from './data.ts';
import { introspect } from './introspection.ts';
import type { Step } from './plan.ts';
import type { AskerContext } from '../execution.ts';
import type { AnsweredFetch, Variables } from './run.ts';
import { AnswerShape } from './shaping.ts';

/** Where and for whom a prepared operation is executed. */
export interface Execution {
  readonly variables: Variables;
  readonly links: ReadonlyMap<string, SubgraphLink>;
  readonly asker: AskerContext;
}

/**
 * One operation of one document, with everything about it that no variable decides: its plan ready to run and
 * the shape of its answer. Made once, executed for every request that asks it; the same object each time,
 * so what others derive from it (a cost, a label) can be remembered beside it.
 */
export class PreparedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly #supergraph: PlannedSupergraph;
  readonly #operation: Operation;
  readonly #shape: AnswerShape;
  readonly #conditions: readonly string[];
  readonly #defaults: Readonly<Record<string, unknown>>;
  #plan: PlannedOperation | null = null;
  #step: Step | null = null;

  /** The document holds one operation, which is valid. */
  constructor(supergraph: PlannedSupergraph, document: DocumentNode) {
    this.document = document;
    this.definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)! as never;
    this.#supergraph = supergraph;
    this.#operation = operationFromDocument(supergraph.apiSchema, document, { validate: false });
    this.#shape = new AnswerShape(this.#operation);
    this.#conditions = conditionVariables(document);
    this.#defaults = this.#operation.collectDefaultedVariableValues();
  }

  get kind(): OperationTypeNode {
    return this.definition.operation;
  }

  /** The published query plan; made when it is first needed. */
  get plan(): PlannedOperation {
    return (this.#plan ??= this.#supergraph.planOf(this.#operation));
  }

  /** Why these variables are refused; null when they fit. */
  refusal(variables: Variables): readonly GraphQLError[] | null {
    const definitions = this.definition.variableDefinitions ?? [];
    if (definitions.length === 0) return null;
    const { errors } = getVariableValues(this.#supergraph.schema, definitions, variables);
    return errors ?? null;
  }

  /** Executes a query or mutation. */
  execute(execution: Execution): Promise<ExecutionResult> {
    return this.run((this.#step ??= this.#supergraph.stepOf(this.plan)), execution, null);
  }

  /** Executes a step in place of the operation's own plan, and shapes what comes of it. */
  async run(step: Step, execution: Execution, answered: AnsweredFetch | null): Promise<ExecutionResult> {
    const { variables } = execution;
    const refused = this.refusal(variables);
    if (refused) return { errors: refused };
    const conditions = this.#conditionsOf(variables);
    const data: Data = {};
    const errors: GraphQLError[] = [];
    await step({ ...execution, conditions, answered, data, errors });
    const { schema } = this.#supergraph;
    const definitions = this.definition.variableDefinitions ?? [];
    const shaped = this.#shape.shape(data, conditions, field =>
      introspect(schema, field, definitions, variables),
    );
    if (errors.length > 0) return { errors, data: shaped.data };
    if (shaped.errors.length === 0) return { data: shaped.data };
    return { data: shaped.data, extensions: { valueCompletion: shaped.errors } };
  }

  #conditionsOf(variables: Variables): ReadonlyMap<string, boolean> {
    const conditions = new Map<string, boolean>();
    for (const name of this.#conditions) {
      const value = own(variables, name) ?? own(this.#defaults, name);
      if (typeof value !== 'boolean') throw badUserInput({ [name]: '@skip、@include 的条件须为布尔值' });
      conditions.set(name, value);
    }
    return conditions;
  }
}

/** The variables that decide `@skip` and `@include`. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
