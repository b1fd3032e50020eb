import { validate, type ExecutionResult, type FormattedExecutionResult, GraphQLError } from 'graphql';
import type { AskerContext, Operation, PlanExecutor } from '../execution.ts';
import type { Edition } from '../reload/edition.ts';
import { asGraphQLError } from '../planning.ts';
import { streamOperation, type StreamOperation } from './operation.ts';

const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;

/** Refusals that another attempt would meet again; any other failure of a stream that has run before may pass. */
const FINAL_REFUSALS: ReadonlySet<unknown> = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'GRAPHQL_VALIDATION_FAILED',
]);

export interface UpstreamEvent {
  readonly result: ExecutionResult;
  readonly cursor: string | null;
  readonly missed: number;
  /** The code under which the owner refuses the stream, or goes no further with it; null for an event. */
  readonly refusal: string | null;
}

interface Source {
  readonly results: AsyncIterableIterator<FormattedExecutionResult>;
  /** What comes before is a refusal, what comes after is an event. */
  opened: boolean;
}

/**
 * One stream of the owning subgraph, each event completed by the other subgraphs. When the owner goes away and comes
 * back, when the supergraph is replaced, or when it is to run under another token, the stream is opened again after
 * the last cursor: nothing is lost, and nothing comes twice.
 */
export class Upstream {
  readonly #edition: () => Edition;
  readonly #asked: Operation;
  readonly #asker: () => AskerContext | null;
  #readOn: PlanExecutor;
  #operation: StreamOperation;
  #context: AskerContext | null = null;
  #after: string | null;
  #source: Source | null = null;
  /** Rises with each reopening, so that what was begun before it is put aside. */
  #turn = 0;
  #hasRun = false;
  #closed = false;
  #wake: (() => void) | null = null;

  /** `operation` is `asked` as it was read on the current supergraph; `asker` tells under whose token to run. */
  constructor(
    edition: () => Edition,
    asked: Operation,
    operation: StreamOperation,
    asker: () => AskerContext | null,
  ) {
    this.#edition = edition;
    this.#asked = asked;
    this.#readOn = edition().executor;
    this.#operation = operation;
    this.#asker = asker;
    this.#after = operation.after;
  }

  /** The next event, or a refusal; null at the end of the stream. A stream that has run is tried until it runs again. */
  async next(): Promise<UpstreamEvent | null> {
    let retry = FIRST_RETRY_MS;
    while (!this.#closed) {
      const turn = this.#turn;
      const answer = await this.#ask().catch((error: unknown) => this.#broken(turn, error));
      if (turn !== this.#turn) continue;
      if (answer === 'ended') return null;
      if (answer === 'opened') {
        retry = FIRST_RETRY_MS;
        continue;
      }
      if (this.#isEvent(answer)) return this.#completed(answer);
      this.#letGo();
      const code = (answer.errors?.[0]?.extensions?.['code'] as string) ?? 'INTERNAL';
      if (!this.#hasRun || FINAL_REFUSALS.has(code))
        return { result: answer as ExecutionResult, cursor: null, missed: 0, refusal: code };
      await this.#pause(retry);
      retry = Math.min(retry * 2, LAST_RETRY_MS);
    }
    return null;
  }

  /** Opens the stream again after its last cursor, on the supergraph and under the token of now. */
  reopen(): void {
    this.#turn++;
    this.#letGo();
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.reopen();
  }

  #broken(turn: number, error: unknown): FormattedExecutionResult {
    if (turn === this.#turn) this.#letGo();
    return { errors: [asGraphQLError(error).toJSON()] };
  }

  #letGo(): void {
    const source = this.#source;
    this.#source = null;
    void source?.results.return?.();
  }

  /** The next answer of the owner, from whom the stream is opened when it is not. */
  async #ask(): Promise<FormattedExecutionResult | 'opened' | 'ended'> {
    if (!this.#source) {
      const turn = this.#turn;
      const source = await this.#open();
      if (turn !== this.#turn) void source?.results.return?.();
      else this.#source = source;
    }
    const source = this.#source;
    if (!source) return 'ended';
    const { done, value } = await source.results.next();
    if (done) return 'ended';
    const beginning = value.extensions as { startCursor?: string | null } | undefined;
    if (source.opened || beginning?.startCursor === undefined) return value;
    source.opened = true;
    if (source === this.#source) {
      this.#hasRun = true;
      this.#after ??= beginning.startCursor;
    }
    return 'opened';
  }

  #isEvent({ data, errors }: FormattedExecutionResult): boolean {
    if (data) return true;
    return this.#source?.opened === true && errors?.[0]?.extensions?.['code'] !== 'UNAUTHENTICATED';
  }

  async #completed(event: FormattedExecutionResult): Promise<UpstreamEvent> {
    this.#hasRun = true;
    const { cursor, missed } = this.#operation.placeOf(event.data);
    this.#after = cursor ?? this.#after;
    const operation = { ...this.#asked, variables: this.#operation.variables(this.#after) };
    const { primary, perEvent } = this.#operation;
    const result = await this.#readOn.executeEvent(perEvent, operation, primary, event, this.#context!);
    return { result, cursor, missed, refusal: null };
  }

  async #open(): Promise<Source | null> {
    this.#context = this.#asker();
    if (!this.#context) return null;
    this.#readAgain();
    const { serviceName, operation, operationName, variableUsages } = this.#operation.primary;
    const link = this.#readOn.links.get(serviceName);
    if (!link) throw new GraphQLError(`no link to subgraph ${serviceName}`);
    const all = this.#operation.variables(this.#after);
    const variables = Object.fromEntries((variableUsages ?? []).map(name => [name, all[name]]));
    const asked = { query: operation, variables, operationName, announceStart: true, ...this.#context };
    const opened = await link.subscribe(asked);
    return { results: Symbol.asyncIterator in opened ? opened : once(opened), opened: false };
  }

  /** Validates and plans the operation anew when the supergraph was replaced. */
  #readAgain(): void {
    const { executor, schema, rules } = this.#edition();
    if (executor === this.#readOn) return;
    const [invalid] = validate(schema, this.#asked.document, rules);
    if (invalid)
      throw new GraphQLError(invalid.message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    this.#operation = streamOperation(executor.supergraph, this.#asked);
    this.#readOn = executor;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#wake = done;
    });
  }
}

/** A refusal to open as a stream of one result. */
function once(result: FormattedExecutionResult): AsyncIterableIterator<FormattedExecutionResult> {
  let given = false;
  return {
    next: async () => {
      if (given) return { value: undefined, done: true };
      given = true;
      return { value: result, done: false };
    },
    return: async () => ({ value: undefined, done: true }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
