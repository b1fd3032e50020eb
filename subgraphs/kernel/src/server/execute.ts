import {
  createSourceEventStream,
  execute,
  GraphQLError,
  Kind,
  parse,
  validate,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import { randomUUID } from 'node:crypto';
import { SERVICE_ROLE } from '#schema/identity/role-scopes';
import { whileAsking } from '../audit/asking.ts';
import { beginningWith, mapIterator } from '../events/channel.ts';
import { forAsker } from '../identity/asker.ts';
import { contractCode, refusedFields, withoutValue } from '../graphql/errors.ts';
import { holdsText } from '../graphql/literals.ts';
import type { SubgraphContext } from '../graphql/context.ts';
import type { StartsSomewhere } from '../graphql/fact-stream.ts';
import { ValueDoesNotOpen } from '../graphql/sensitive-output.ts';
import { redactText } from '../logging/logger.ts';
import type { RunningSubgraph } from './subgraph.ts';

/** A file that somebody sends. */
export interface UploadRequest extends Pick<SubgraphRequest, 'authorization' | 'requestId'> {
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What became of a file that was sent: its handle, or the errors why it was not taken. */
export type UploadAnswer =
  { readonly handle: string } | { readonly errors: readonly ReturnType<GraphQLError['toJSON']>[] };

export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  readonly authorization?: string | null;
  /** The token of the one for whom a service asks. */
  readonly onBehalfOf?: string | null;
  /** Why the asker reads personal data, as stated; parsed here, because a subgraph trusts no caller. */
  readonly purpose?: string | null;
  readonly requestId?: string;
  /** The span that this is asked for, as W3C Trace Context puts it in a header. */
  readonly traceparent?: string | null;
  /** Asks a subscription to tell first that it is open, with the cursor of where it begins in `extensions`. */
  readonly announceStart?: boolean;
}

const REMEMBERED_DOCUMENTS = 2000;

/** Executes operations on one subgraph; documents without texts are parsed and validated once. */
export class SubgraphExecutor {
  readonly subgraph: RunningSubgraph;
  readonly #documents = new Map<string, DocumentNode>();

  constructor(subgraph: RunningSubgraph) {
    this.subgraph = subgraph;
  }

  async execute(request: SubgraphRequest): Promise<FormattedExecutionResult> {
    const { name, tracing } = this.subgraph;
    if (!tracing.on) return this.#execute(request);
    return tracing.continuing(request.traceparent, () =>
      tracing.span(`subgraph ${name}`, {}, () => this.#execute(request)),
    );
  }

  async #execute(request: SubgraphRequest): Promise<FormattedExecutionResult> {
    const document = this.#document(request.query);
    if (!('kind' in document)) return { errors: document.map(error => this.present(error)) };
    try {
      const contextValue = await this.#context(request);
      const result = await forAsker(askerOf(request, contextValue), () =>
        this.#asking(contextValue, () =>
          execute({
            schema: this.subgraph.schema,
            document,
            contextValue,
            variableValues: request.variables ?? {},
            operationName: request.operationName,
          }),
        ),
      );
      return await this.#answer(contextValue, result);
    } catch (error) {
      await this.#refusedOutright(request, error);
      return { errors: [this.present(asGraphQLError(error))] };
    }
  }

  /**
   * Opens a subscription: an iterator of results, or the errors why not. Token and purpose are verified
   * again at every event; the first event after they ceased to stand is the refusal, and the last.
   */
  async subscribe(
    asked: SubgraphRequest,
  ): Promise<AsyncIterableIterator<FormattedExecutionResult> | FormattedExecutionResult> {
    const request = { ...asked, requestId: asked.requestId ?? randomUUID() };
    const document = this.#document(request.query);
    if (!('kind' in document)) return { errors: document.map(error => this.present(error)) };
    try {
      const opening = await this.#context(request);
      const operation = {
        schema: this.subgraph.schema,
        document,
        contextValue: opening,
        variableValues: request.variables ?? {},
        operationName: request.operationName,
      };
      const source = await createSourceEventStream(operation);
      if (!(Symbol.asyncIterator in source)) return await this.#answer(opening, source);
      const events = source as AsyncIterableIterator<unknown> & StartsSomewhere;
      const results = mapIterator(events, async rootValue => {
        try {
          // Loaders remember what they read: each event is executed with fresh ones.
          const contextValue = await this.#context(request);
          const result = await this.#asking(contextValue, () =>
            execute({ ...operation, rootValue, contextValue }),
          );
          return await this.#answer(contextValue, result);
        } catch (error) {
          await events.return?.();
          await this.#refusedOutright(request, error);
          return { errors: [this.present(asGraphQLError(error))] };
        }
      });
      const { startCursor } = events;
      if (!asked.announceStart) return results;
      return beginningWith({ extensions: { startCursor: startCursor ?? null } }, results);
    } catch (error) {
      await this.#refusedOutright(request, error);
      return { errors: [this.present(asGraphQLError(error))] };
    }
  }

  /** Takes a file for a mutation that will name its handle. */
  async upload({ bytes, ...asked }: UploadRequest): Promise<UploadAnswer> {
    try {
      const { principal, requestId } = await this.#context({ ...asked, query: '' });
      const { uploads } = this.subgraph.kernel;
      const handle = await whileAsking({ principal, purpose: null, requestId }, () =>
        uploads.receive(principal, bytes),
      );
      return { handle };
    } catch (error) {
      return { errors: [this.present(asGraphQLError(error))] };
    }
  }

  /** An error as it may be shown: codes of the contract; what is unexpected is logged and hidden. */
  present(error: GraphQLError): ReturnType<GraphQLError['toJSON']> {
    const code = contractCode(error.extensions['code']);
    if (code && code !== 'INTERNAL') {
      const fields = code === 'BAD_USER_INPUT' ? { fields: refusedFields(error) } : {};
      const { stacktrace: _, ...extensions } = error.extensions;
      return {
        ...error.toJSON(),
        message: redactText(withoutValue(error.message)),
        extensions: { ...extensions, ...fields, code },
      };
    }
    if (error.originalError instanceof ValueDoesNotOpen) {
      const incident = randomUUID();
      const { message, typeName, field, rowId } = error.originalError;
      this.subgraph.kernel.log.error(
        { alert: 'TAMPER', incident, typeName, field, rowId },
        'a sealed value does not open',
      );
      return {
        ...error.toJSON(),
        message,
        extensions: { code: 'INTERNAL', incident, typeName, field, rowId },
      };
    }
    if (!error.originalError || error.originalError instanceof GraphQLError) {
      // graphql-js itself refuses: variables or arguments that do not fit their types.
      const badInput = /^Variable |^Argument /.test(error.message);
      if (badInput || !error.path) {
        const fields = badInput ? { fields: refusedFields(error) } : {};
        const own = badInput ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED';
        return {
          ...error.toJSON(),
          message: redactText(withoutValue(error.message)),
          extensions: { code: own, ...fields },
        };
      }
    }
    const incident = randomUUID();
    this.subgraph.kernel.log.error(
      { err: error.originalError ?? error, incident, path: error.path },
      'unexpected error',
    );
    return {
      ...error.toJSON(),
      message: `内部错误，事件编号 ${incident}`,
      extensions: { code: 'INTERNAL', incident },
    };
  }

  #asking(context: SubgraphContext, work: () => ExecutionResult | Promise<ExecutionResult>) {
    const { onBehalfOf, principalOrNull, purpose, requestId } = context;
    return whileAsking({ principal: onBehalfOf ?? principalOrNull, purpose, requestId }, async () => work());
  }

  /** The answer as it goes out: after the audit records of what it shows in the clear, and of what was refused. */
  async #answer(context: SubgraphContext, result: ExecutionResult): Promise<FormattedExecutionResult> {
    for (const { path, extensions } of result.errors ?? []) {
      if (extensions['code'] !== 'FORBIDDEN') continue;
      const action = (path ?? []).filter(step => typeof step === 'string').join('.');
      context.readings.refused(action, 'FORBIDDEN');
    }
    await this.#asking(context, async () => {
      await context.readings.commit(context.principalOrNull?.subject ?? null);
      return result;
    });
    return this.#presentResult(result);
  }

  /** A token or a purpose that was refused before anything was executed leaves a record too. */
  async #refusedOutright(request: SubgraphRequest, error: unknown): Promise<void> {
    const code = error instanceof GraphQLError ? contractCode(error.extensions['code']) : null;
    if (!request.authorization || !code || code === 'INTERNAL' || code === 'RATE_LIMITED') return;
    const asking = { principal: null, purpose: null, requestId: request.requestId ?? randomUUID() };
    const { audit, log } = this.subgraph.kernel;
    await whileAsking(asking, () =>
      audit.recordAlone([{ kind: 'REFUSAL', action: 'request', details: { code } }]),
    ).catch((failed: unknown) => log.error({ err: failed }, 'a refusal could not be recorded'));
  }

  #presentResult(result: ExecutionResult): FormattedExecutionResult {
    const { data, errors } = result;
    return errors ? { data, errors: errors.map(error => this.present(error)) } : { data };
  }

  #context(request: SubgraphRequest): Promise<SubgraphContext> {
    return this.subgraph.context({
      authorization: request.authorization,
      onBehalfOf: request.onBehalfOf,
      purpose: request.purpose,
      requestId: request.requestId ?? randomUUID(),
    });
  }

  #document(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(query);
    if (known) return known;
    const document = this.#parse(query);
    if (!('kind' in document) || holdsText(document)) return document;
    if (this.#documents.size >= REMEMBERED_DOCUMENTS) this.#documents.clear();
    this.#documents.set(query, document);
    return document;
  }

  #parse(query: string): DocumentNode | readonly GraphQLError[] {
    try {
      const document = parse(query);
      const errors = validate(this.subgraph.schema, document);
      return errors.length > 0 ? errors.map(error => namingArgument(error, document)) : document;
    } catch (error) {
      const { message, source, positions } = asGraphQLError(error);
      return [new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } })];
    }
  }
}

/** Whose token goes along with what this request asks of other subgraphs: never a service's own. */
function askerOf(request: SubgraphRequest, context: SubgraphContext): string | null {
  const isService = context.principalOrNull?.role === SERVICE_ROLE;
  return (isService ? request.onBehalfOf : request.authorization) ?? null;
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('unexpected error', { originalError: error instanceof Error ? error : null });
}

/** A scalar that refuses a literal knows its own name only; the reader wants the argument's. */
function namingArgument(error: GraphQLError, document: DocumentNode): GraphQLError {
  const [node] = error.nodes ?? [];
  if (!node || error.extensions['code'] !== 'BAD_USER_INPUT') return error;
  let names: string[] = [];
  visit(document, {
    enter(visited, _key, parent, _path, ancestors) {
      if (visited !== node) return;
      names = [...ancestors, ...(parent ? [parent] : [])].flatMap(ancestor =>
        'kind' in ancestor && (ancestor.kind === Kind.ARGUMENT || ancestor.kind === Kind.OBJECT_FIELD)
          ? [ancestor.name.value]
          : [],
      );
    },
  });
  const [reason] = Object.values(error.extensions['fields'] as Record<string, string>);
  const { message, nodes } = error;
  return new GraphQLError(message, {
    nodes,
    extensions: { code: 'BAD_USER_INPUT', fields: { [names.join('.')]: reason } },
  });
}
