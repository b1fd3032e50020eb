import { readFileSync, statSync } from 'node:fs';
import type { Logger } from '#kernel/logging/logger';
import type { Gateway, ReloadOutcome } from '../../gateway/src/gateway.ts';
import type { SubgraphLink } from '../../gateway/src/links/link.ts';
import { composeSdl, readRover, ROOT, type RoverSubgraph } from '../schema/rover.ts';

const LOOK_EVERY_MS = 250;

/** The composed supergraph as it lies on disk. */
export function readSupergraph(file = 'schema/supergraph.graphql'): string {
  return readFileSync(new URL(file, ROOT), 'utf8');
}

export interface WatchedSubgraphs {
  readonly gateway: Pick<Gateway, 'reload'>;
  readonly roverFile: string;
  /** The subgraphs that run on their own: what they serve counts, not what lies on disk. */
  readonly apart: ReadonlyMap<string, SubgraphLink>;
  readonly log: Logger;
}

/**
 * For development: looks at every subgraph's SDL, composes anew when one has changed, and lets the gateway serve
 * the result. What does not compose is logged, and the gateway goes on as it was.
 */
export class SubgraphWatch {
  readonly #options: WatchedSubgraphs;
  readonly #subgraphs: readonly RoverSubgraph[];
  /** What each subgraph that runs on its own said last; one that is away keeps its word. */
  readonly #said = new Map<string, string>();
  #seen: string;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchedSubgraphs) {
    this.#options = options;
    this.#subgraphs = readRover(options.roverFile);
    this.#seen = this.#fingerprint();
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#lookAgain(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Looks once; null when nothing has changed. */
  async look(): Promise<ReloadOutcome | null> {
    await Promise.all([...this.#options.apart].map(([name, link]) => this.#ask(name, link)));
    const seen = this.#fingerprint();
    if (seen === this.#seen) return null;
    this.#seen = seen;
    const composition = composeSdl(
      this.#subgraphs.map(subgraph => ({ ...subgraph, sdl: this.#sdl(subgraph) })),
    );
    if (composition.ok) return this.#options.gateway.reload(composition.sdl);
    const reason = composition.errors.join('; ');
    this.#options.log.error({ reason }, 'the subgraphs do not compose; the gateway goes on as it was');
    return { state: 'refused', reason };
  }

  async #lookAgain(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      this.#options.log.error({ err: error }, 'the subgraphs could not be looked at');
    }
    if (this.#timer) this.start();
  }

  async #ask(name: string, link: SubgraphLink): Promise<void> {
    const answer = await link.execute({ query: '{ _service { sdl } }' }).catch(() => null);
    const service = answer?.data?.['_service'] as { sdl?: unknown } | undefined;
    if (typeof service?.sdl === 'string') this.#said.set(name, service.sdl);
  }

  #sdl({ name, file }: RoverSubgraph): string {
    return this.#said.get(name) ?? readFileSync(new URL(file, ROOT), 'utf8');
  }

  /** Changes whenever an SDL does; files are not read for it. */
  #fingerprint(): string {
    return this.#subgraphs.map(({ name, file }) => this.#said.get(name) ?? stamp(file)).join('\n');
  }
}

function stamp(file: string): string {
  const { mtimeMs, size } = statSync(new URL(file, ROOT));
  return `${mtimeMs} ${size}`;
}
