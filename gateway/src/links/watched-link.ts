import type { FormattedExecutionResult } from 'graphql';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { Tracing } from '#kernel/observing/tracing';
import { inTime } from '../limits/in-time.ts';
import {
  GivenUp,
  type FetchWatch,
  type FileAnswer,
  type FileRequest,
  type LinkRequest,
  type SubgraphLink,
} from './link.ts';

export interface WatchOptions {
  /** The longest that one fetch may take; a slower subgraph counts as away. */
  readonly milliseconds: number;
  /** Milliseconds on a clock that only goes forward. */
  readonly elapsed: () => number;
  /** Told of every fetch, beside whoever watches the operation. */
  readonly watch: FetchWatch;
  readonly tracing: Tracing;
}

/** A link whose fetches end in time, or with the operation that they are for, and tell how long they took. */
export class WatchedLink implements SubgraphLink {
  readonly #name: string;
  readonly #link: SubgraphLink;
  readonly #options: WatchOptions;

  constructor(name: string, link: SubgraphLink, options: WatchOptions) {
    this.#name = name;
    this.#link = link;
    this.#options = options;
  }

  async execute(request: LinkRequest): Promise<FormattedExecutionResult> {
    const { milliseconds, elapsed } = this.#options;
    const began = elapsed();
    let failed = true;
    try {
      if (request.givenUp?.given) throw subgraphUnavailable(this.#name);
      const givenUp = new GivenUp();
      request.givenUp?.endBy(() => givenUp.giveUp());
      const late = (): Error => {
        givenUp.giveUp();
        return subgraphUnavailable(this.#name);
      };
      const result = await inTime(milliseconds, this.#traced({ ...request, givenUp }), late);
      failed = result.errors !== undefined;
      return result;
    } finally {
      const took = elapsed() - began;
      this.#options.watch.fetched(this.#name, took, failed);
      request.watch?.fetched(this.#name, took, failed);
    }
  }

  #traced(request: LinkRequest): Promise<FormattedExecutionResult> {
    const { tracing } = this.#options;
    if (!tracing.on) return this.#link.execute(request);
    return tracing.span(`fetch ${this.#name}`, { 'graphql.subgraph': this.#name }, async traced => {
      const result = await this.#link.execute({ ...request, traceparent: tracing.traceparent() });
      if (result.errors) traced.failed();
      return result;
    });
  }

  /** A file takes as long as its sender does, whose patience is the front's. */
  async upload(request: FileRequest): Promise<FileAnswer> {
    if (!this.#link.upload) throw subgraphUnavailable(this.#name);
    return this.#link.upload(request);
  }

  subscribe(request: LinkRequest): ReturnType<SubgraphLink['subscribe']> {
    return this.#link.subscribe(request);
  }
}
