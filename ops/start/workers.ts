import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';
import { AggregatorRegistry } from 'prom-client';
import type { Logger } from '#kernel/logging/logger';
import { serveSubgraph } from '#kernel/server/http';
import type { ReloadOutcome } from '../../gateway/src/gateway.ts';
import { UnfitSettings, type Environment } from '../environment.ts';
import { readRover } from '../schema/rover.ts';
import { loadDemo, openSubgraphs, type OpenSubgraphs } from './system.ts';

/** What primary and workers say to each other. */
type Message =
  | { readonly ask: 'metrics'; readonly id: number }
  | { readonly ask: 'reload'; readonly id: number; readonly sdl: string }
  | { readonly answer: number; readonly content: unknown };

let asked = 0;

/** The system on several cores: this process has the subgraphs, and gateway processes share the port. */
export interface SeveralProcesses {
  readonly url: string;
  readonly opened: OpenSubgraphs;
  readonly gateway: { reload(sdl: string): Promise<ReloadOutcome> };
  stop(): Promise<void>;
}

/**
 * Starts the subgraphs at the addresses of `rover.yaml`, then `WORKERS` gateways that reach them there. A worker that
 * dies is replaced. Workers read revocations and record access in the database that all share, so it has to be
 * PostgreSQL; each counts its askers' requests for itself.
 */
export async function startSeveral(environment: Environment): Promise<SeveralProcesses> {
  if (!environment.DATABASE_URL) {
    throw new UnfitSettings('WORKERS needs DATABASE_URL: the embedded database belongs to one process');
  }
  const opened = await openSubgraphs(environment);
  const closing: (() => Promise<void>)[] = [() => opened.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closing.reverse()) await close();
  };
  try {
    if (environment.DEMO === 'on' && !environment.production) await loadDemo(opened);
    for (const subgraph of opened.subgraphs) {
      await subgraph.start();
      const { url } = readRover(environment.ROVER_FILE).find(({ name }) => name === subgraph.name)!;
      const { hostname: host, port } = new URL(url);
      const { transport } = opened.process;
      const served = await serveSubgraph(subgraph, { host, port: Number(port) }, transport);
      closing.push(() => served.stop());
    }
    const workers = new Workers(opened.process.log);
    closing.push(() => workers.stop());
    const port = await workers.start(environment.WORKERS);
    const host = environment.HOST === '0.0.0.0' ? '127.0.0.1' : environment.HOST;
    const gateway = { reload: (sdl: string) => workers.reload(sdl) };
    const scheme = opened.process.transport ? 'https' : 'http';
    return { url: `${scheme}://${host}:${port}`, opened, gateway, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

class Workers {
  readonly #all = new Set<Worker>();
  readonly #metrics = new AggregatorRegistry();
  readonly #log: Logger;
  #stopping = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Resolves with the port when all are listening; rejects when one ends before. */
  async start(count: number): Promise<number> {
    cluster.setupPrimary({ exec: join(import.meta.dirname, 'worker.ts') });
    const ports = await Promise.all(Array.from({ length: count }, () => this.#fork()));
    return ports[0]!;
  }

  async reload(sdl: string): Promise<ReloadOutcome> {
    const outcomes = await Promise.all(
      [...this.#all].map(worker => ask(worker, { ask: 'reload', id: asked++, sdl })),
    );
    const refused = (outcomes as ReloadOutcome[]).find(({ state }) => state === 'refused');
    return refused ?? (outcomes[0] as ReloadOutcome) ?? { state: 'unchanged' };
  }

  /** Each worker answers what it has accepted and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#all].map(async worker => {
        const gone = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        await gone;
      }),
    );
  }

  /** Resolves with the port when the worker listens; one that ends later is replaced. */
  #fork(): Promise<number> {
    const worker = cluster.fork();
    this.#all.add(worker);
    worker.on('message', (message: Message) => {
      if ('ask' in message && message.ask === 'metrics') void this.#tellMetrics(worker, message.id);
    });
    return new Promise((resolve, reject) => {
      let listened = false;
      worker.once('listening', ({ port }) => {
        listened = true;
        resolve(port);
      });
      worker.once('exit', () => {
        this.#all.delete(worker);
        if (!listened) return reject(new Error('a worker ended before it was ready'));
        if (this.#stopping) return;
        this.#log.error({ pid: worker.process.pid }, 'a worker ended and is replaced');
        this.#fork().catch((error: unknown) => this.#log.error({ err: error }, 'a worker was not replaced'));
      });
    });
  }

  async #tellMetrics(worker: Worker, id: number): Promise<void> {
    const content = await this.#metrics.clusterMetrics();
    if (worker.isConnected()) worker.send({ answer: id, content } satisfies Message);
  }
}

/** In a worker: the metrics of all workers together. */
export async function metricsOfAll(): Promise<string> {
  return (await ask(process as unknown as Worker, { ask: 'metrics', id: asked++ })) as string;
}

/** In a worker: serves another supergraph when the primary says so. */
export function answerPrimary(reload: (sdl: string) => ReloadOutcome): void {
  process.on('message', (message: Message) => {
    if (!('ask' in message) || message.ask !== 'reload') return;
    process.send!({ answer: message.id, content: reload(message.sdl) } satisfies Message);
  });
}

/** Sends a question to another process and waits for its answer. */
function ask(other: Worker, question: Message & { readonly id: number }): Promise<unknown> {
  return new Promise(resolve => {
    const hear = (message: Message): void => {
      if (!('answer' in message) || message.answer !== question.id) return;
      other.off('message', hear);
      resolve(message.content);
    };
    other.on('message', hear);
    other.send(question);
  });
}
