import type { ExecutionResult } from 'graphql';
import type { Logger } from '#kernel/logging/logger';
import type { Tracing } from '#kernel/observing/tracing';
import type { AskerContext, Operation } from '../execution.ts';
import { asked } from '../limits/cost.ts';
import type { Metrics, Outcome } from '../metrics.ts';
import { FetchLog } from './fetch-log.ts';
import { signature } from './signature.ts';

export interface ObserverOptions {
  readonly metrics: Metrics | null;
  readonly log: Logger;
  readonly tracing: Tracing;
  /** An operation that takes longer is logged. */
  readonly slowMilliseconds: number;
  /** The operations that have a name of their own in the metrics. */
  readonly names: ReadonlySet<string>;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
}

interface Watched {
  readonly result: ExecutionResult;
  /** It was never begun. */
  readonly refused: boolean;
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
    execute: (fetches: FetchLog) => Promise<Watched>,
  ): Promise<ExecutionResult> {
    const { metrics, elapsed, slowMilliseconds, names } = this.#options;
    const fetches = new FetchLog();
    const node = asked(operation.document, operation.operationName);
    const type = node?.operation ?? 'query';
    const name = node?.name && names.has(node.name.value) ? node.name.value : OTHERS;
    const began = elapsed();
    const { result, refused } = await this.#traced(`${type} ${name}`, operation, context, () =>
      execute(fetches),
    );
    const milliseconds = elapsed() - began;
    metrics?.operation(name, type, refused ? 'refused' : outcomeOf(result), milliseconds);
    if (milliseconds > slowMilliseconds) this.#logSlow(operation, context, milliseconds, fetches);
    return result;
  }

  #traced(
    name: string,
    { document }: Operation,
    { traceparent, requestId }: AskerContext,
    work: () => Promise<Watched>,
  ): Promise<Watched> {
    const { tracing } = this.#options;
    if (!tracing.on) return work();
    const attributes = { 'graphql.document': signature(document), 'request.id': requestId };
    return tracing.continuing(traceparent, () =>
      tracing.span(name, attributes, async traced => {
        const watched = await work();
        if (watched.result.errors) traced.failed();
        return watched;
      }),
    );
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
