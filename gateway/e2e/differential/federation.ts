import { composeServices } from '@apollo/composition';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals';
import {
  execute,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import { PlanExecutor } from '../../src/execution.ts';
import type { LinkRequest, SubgraphLink } from '../../src/links/link.ts';
import { PlannedSupergraph, type PlannedOperation } from '../../src/planning.ts';
import { breakAnswer, failField, NO_FAULTS, type Faults } from './faults.ts';
import type { GeneratedOperation } from './generator.ts';
import { SDL, subgraphSchema } from './subgraphs.ts';

const RULES = { rules: specifiedRules, maxTokens: 10_000 };

/** What a peer answered, or that it threw. */
export type PeerAnswer = ExecutionResult | { readonly threw: string };

/** A subgraph in memory, with the faults of the operation in turn. */
class MemoryLink implements SubgraphLink {
  readonly #name: string;
  readonly #schema: GraphQLSchema;
  readonly #documents = new Map<string, DocumentNode>();
  faults: Faults = NO_FAULTS;
  /** How many representations arrived. */
  representations = 0;

  constructor(name: string) {
    this.#name = name;
    this.#schema = subgraphSchema(name, (coordinate, key) => failField(this.faults, coordinate, key));
  }

  async execute({ query, variables }: LinkRequest): Promise<FormattedExecutionResult> {
    if (this.faults.down === this.#name) throw subgraphUnavailable(this.#name);
    let document = this.#documents.get(query);
    if (!document) this.#documents.set(query, (document = parse(query)));
    const asked = variables?.['representations'];
    if (Array.isArray(asked)) this.representations += asked.length;
    const variableValues = JSON.parse(JSON.stringify(variables ?? {})) as Record<string, unknown>;
    const answer = await execute({ schema: this.#schema, document, variableValues });
    // As over HTTP: the gateway gets objects of its own.
    return breakAnswer(this.faults, JSON.parse(JSON.stringify(answer)) as FormattedExecutionResult);
  }

  subscribe(): never {
    throw new GraphQLError('no subscriptions here');
  }
}

/** One federation behind two gateways: ours, and the published executor of @apollo/gateway over its own plan. */
export class Federation {
  readonly ours: PlanExecutor;
  readonly links: ReadonlyMap<string, MemoryLink>;
  readonly #supergraph: PlannedSupergraph;
  readonly #supergraphSchema: GraphQLSchema;
  #last: Planned | null = null;

  constructor() {
    const services = Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', typeDefs: parse(sdl) }));
    const { supergraphSdl, errors } = composeServices(services);
    if (!supergraphSdl) throw new Error(errors?.map(error => error.message).join('\n'));
    this.#supergraph = new PlannedSupergraph(supergraphSdl);
    this.#supergraphSchema = Supergraph.build(supergraphSdl, {
      supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    }).schema.toGraphQLJSSchema();
    this.links = new Map(Object.keys(SDL).map(name => [name, new MemoryLink(name)]));
    this.ours = new PlanExecutor(this.#supergraph, this.links);
  }

  get schema(): GraphQLSchema {
    return this.#supergraph.schema;
  }

  set faults(faults: Faults) {
    for (const link of this.links.values()) link.faults = faults;
  }

  isValid({ source }: GeneratedOperation): boolean {
    return validate(this.schema, parse(source)).length === 0;
  }

  /** Whether our gateway takes text out of the document. */
  holdsText({ source, operationName }: GeneratedOperation): boolean {
    const asked = this.#supergraph.operations.ofSource(source, operationName, RULES);
    return 'prepared' in asked && Object.keys(asked.literals).length > 0;
  }

  /** How many representations were sent since this was asked last. */
  takeRepresentations(): number {
    let count = 0;
    for (const link of this.links.values()) {
      count += link.representations;
      link.representations = 0;
    }
    return count;
  }

  async askOurs({ source, operationName, variables }: GeneratedOperation): Promise<PeerAnswer> {
    let asked;
    try {
      asked = this.#supergraph.operations.ofSource(source, operationName, RULES);
    } catch (error) {
      return { threw: String(error) };
    }
    if (!('prepared' in asked)) return { threw: String(asked) };
    const { prepared, literals } = asked;
    const operation = {
      document: prepared.document,
      operationName,
      variables: { ...variables, ...literals },
    };
    const asker = { authorization: null, purpose: null, requestId: 'differential', principal: null };
    return this.ours.execute(operation, asker);
  }

  /** The answer of @apollo/gateway to the same operation as it was written, over a plan of its own. */
  async askApollo({ source, operationName, variables }: GeneratedOperation): Promise<PeerAnswer> {
    const { schema, apiSchema } = this.#supergraph;
    try {
      const { document, plan } = this.#planned(source, operationName);
      const services = Object.fromEntries(
        [...this.links].map(([name, link]) => [
          name,
          { process: ({ request }: { request: LinkRequest }) => link.execute(request) },
        ]),
      );
      const request = { request: { variables }, context: {}, logger: SILENT, metrics: {} };
      return await executeQueryPlan(
        plan as never,
        services as never,
        request as never,
        buildOperationContext({ schema, operationDocument: document, operationName }),
        this.#supergraphSchema,
        apiSchema,
      );
    } catch (error) {
      return { threw: String(error) };
    }
  }

  /** The operation as it was written, and its plan; that of the last one is kept for its other worlds. */
  #planned(source: string, operationName: string | undefined): Planned {
    if (this.#last?.source !== source) {
      const document = parse(source);
      const operation = operationFromDocument(this.#supergraph.apiSchema, document, { operationName });
      this.#last = { source, document, plan: this.#supergraph.planOf(operation) };
    }
    return this.#last;
  }
}

interface Planned {
  readonly source: string;
  readonly document: DocumentNode;
  readonly plan: PlannedOperation;
}

const nothing = (): undefined => undefined;
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
