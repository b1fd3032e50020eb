import type { FetchNode, ResponsePath } from '@apollo/query-planner';
import { GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql';
import { badUserInput, subgraphUnavailable } from '#kernel/graphql/errors';
import { copyOf, merge, objectsAt, own, placesAt, type Data, type Place } from './data.ts';
import { Representations, Requirement } from './representations.ts';
import { rewrite } from './rewrites.ts';
import type { Run, Variables } from './run.ts';
import type { TypeConditions } from './type-conditions.ts';

const REPRESENTATIONS = 'representations';

/** One request of a plan to one subgraph: for root fields, or for entities that stand at a path of the answer. */
export class Fetch {
  readonly #node: FetchNode;
  readonly #path: ResponsePath;
  readonly #types: TypeConditions;
  /** For a fetch of entities. */
  readonly #requirement: Requirement | null;

  constructor(node: FetchNode, path: ResponsePath, types: TypeConditions) {
    this.#node = node;
    this.#path = path;
    this.#types = types;
    this.#requirement = node.requires ? new Requirement(node, types) : null;
  }

  /** Adds what the subgraph answers to the data of the run; its failure is an error of the run, and ends nothing. */
  async run(run: Run): Promise<void> {
    const objects = this.#path.length === 0 ? [run.data] : objectsAt(run.data, this.#path);
    if (objects.length === 0) return;
    try {
      if (this.#requirement) await this.#entities(run, objects, this.#requirement);
      else await this.#rootFields(run, objects);
    } catch (error) {
      run.errors.push(error instanceof GraphQLError ? error : unexpected(error));
    }
  }

  async #rootFields(run: Run, objects: readonly Data[]): Promise<void> {
    const { data, errors } = await this.#ask(run, variablesOf(this.#node, run.variables));
    for (const error of errors ?? []) {
      run.errors.push(this.#errorOf(error, error.path && [...this.#path, ...error.path]));
    }
    if (!data) return;
    rewrite(data, this.#node.outputRewrites, this.#types);
    objects.forEach((object, index) => merge(object, index === 0 ? data : copyOf(data)));
  }

  async #entities(run: Run, objects: readonly Data[], requirement: Requirement): Promise<void> {
    const representations = new Representations(requirement);
    for (let index = 0; index < objects.length; index++) {
      const representation = requirement.of(objects[index]!);
      if (representation) representations.add(representation, index);
    }
    const { distinct, entities } = representations;
    if (distinct.length === 0) return;
    const variables = variablesOf(this.#node, run.variables);
    if (Object.hasOwn(variables, REPRESENTATIONS)) {
      throw badUserInput({ [REPRESENTATIONS]: '变量名 representations 已被占用' });
    }
    const answer = await this.#ask(run, { ...variables, [REPRESENTATIONS]: distinct });
    if (answer.errors) this.#entityErrors(run, answer.errors, entities);
    if (!answer.data) return;
    const received = own(answer.data, '_entities');
    if (!Array.isArray(received) || received.length !== distinct.length) {
      throw new GraphQLError(`expected ${distinct.length} entities of ${this.#node.serviceName}`);
    }
    for (let index = 0; index < received.length; index++) {
      const entity = received[index] as Data | null;
      if (entity) this.#fill(objects, entities[index]!, entity);
    }
  }

  /** Adds an entity to the objects that asked for it: copies to all but the first, which gets the entity itself last. */
  #fill(objects: readonly Data[], asking: readonly number[], entity: Data): void {
    for (let index = asking.length - 1; index >= 0; index--) {
      const object = objects[asking[index]!]!;
      const answered = index > 0 ? copyOf(entity) : entity;
      // A subgraph that does not say the type, or says null, leaves the one that is known.
      answered['__typename'] ||= object['__typename'];
      rewrite(answered, this.#node.outputRewrites, this.#types);
      merge(object, answered);
    }
  }

  /** Errors of an entity stand at each place where it was asked for. */
  #entityErrors(
    run: Run,
    errors: readonly GraphQLFormattedError[],
    entities: readonly (readonly number[])[],
  ): void {
    let places: readonly Place[] | undefined;
    for (const error of errors) {
      const index = error.path?.[1];
      if (typeof index !== 'number') {
        run.errors.push(this.#errorOf(error, error.path && [...this.#path, ...error.path]));
        continue;
      }
      places ??= placesAt(run.data, this.#path);
      for (const entity of entities[index] ?? []) {
        run.errors.push(this.#errorOf(error, [...places[entity]!, ...error.path!.slice(2)]));
      }
    }
  }

  async #ask(run: Run, variables: Variables): Promise<FormattedExecutionResult> {
    const { serviceName, operation, operationName } = this.#node;
    const { answered, asker } = run;
    if (answered?.serviceName === serviceName && answered.operation === operation) return answered.answer;
    const link = run.links.get(serviceName);
    if (!link) throw new GraphQLError(`no link to subgraph ${serviceName}`);
    try {
      return await link.execute({ ...asker, query: operation, operationName, variables });
    } catch (error) {
      throw error instanceof GraphQLError ? error : subgraphUnavailable(serviceName);
    }
  }

  #errorOf(error: GraphQLFormattedError, path: Place | undefined): GraphQLError {
    const { serviceName } = this.#node;
    return new GraphQLError(error.message || `Error while fetching subquery from service "${serviceName}"`, {
      path,
      extensions: {
        ...error.extensions,
        code: error.extensions?.['code'] || 'DOWNSTREAM_SERVICE_ERROR',
        serviceName,
      },
    });
  }
}

/** The variables that the fetch uses; those that the client left out are left out. */
function variablesOf({ variableUsages }: FetchNode, given: Variables): Record<string, unknown> {
  const used: Record<string, unknown> = {};
  for (const name of variableUsages ?? []) {
    const value = own(given, name);
    if (value !== undefined) used[name] = value;
  }
  return used;
}

function unexpected(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : null;
  return new GraphQLError(originalError?.message ?? 'unexpected error', { originalError });
}
