import { getOperationAST, type ExecutionResult } from 'graphql';
import type { Logger } from '#kernel/logging/logger';
import type { AskerContext, Operation } from '../execution.ts';
import type { Metrics, Outcome } from '../metrics.ts';
import { FetchLog } from './fetch-log.ts';
import { signature } from './signature.ts';

export interface ObserverOptions {
  readonly metrics: Metrics | null;
  readonly log: Logger;
  /** An operation that takes longer is logged. */
  readonly slowMilliseconds: number;
  /** The operations that have a name of their own in the metrics. */
  readonly names: ReadonlySet<string>;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
}

const OTHERS = 'other';

/** Watches every query and mutation: counts it, times it, and logs what is slow, without any value of anybody. */
export class Observer {
  readonly #options: ObserverOptions;

  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  async watch(
    operation: Operation,
    context: AskerContext,
    execute: (fetches: FetchLog) => Promise<{ readonly result: ExecutionResult; readonly refused: boolean }>,
  ): Promise<ExecutionResult> {
    const { metrics, elapsed, slowMilliseconds, names } = this.#options;
    const fetches = new FetchLog();
    const began = elapsed();
    const { result, refused } = await execute(fetches);
    const milliseconds = elapsed() - began;
    const node = getOperationAST(operation.document, operation.operationName);
    const type = node?.operation ?? 'query';
    const name = node?.name?.value ?? '';
    metrics?.operation(
      names.has(name) ? name : OTHERS,
      type,
      refused ? 'refused' : outcomeOf(result),
      milliseconds,
    );
    if (milliseconds > slowMilliseconds) this.#logSlow(operation, context, milliseconds, fetches);
    return result;
  }

  #logSlow(
    { document }: Operation,
    { requestId }: AskerContext,
    milliseconds: number,
    { fetches }: FetchLog,
  ): void {
    const slow = {
      requestId,
      milliseconds: Math.round(milliseconds),
      fetches,
      document: signature(document),
    };
    this.#options.log.warn(slow, 'slow operation');
  }
}

function outcomeOf({ data, errors }: ExecutionResult): Outcome {
  if (!errors) return 'ok';
  return data && Object.values(data).some(value => value !== null) ? 'partial' : 'failed';
}
