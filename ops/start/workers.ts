import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { join } from 'node:path';
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import type { Logger } from '#kernel/logging/logger';
import { serveSubgraph } from '#kernel/server/http';
import type { ReloadOutcome } from '../../gateway/src/gateway.ts';
import type { RequestCounts } from '../../gateway/src/limits/quota.ts';
import { UnfitSettings, type Environment } from '../environment.ts';
import { readRover } from '../schema/rover.ts';
import { readSupergraph } from './reloading.ts';
import { loadDemo, openSubgraphs, type OpenSubgraphs, type RunningSystem } from './system.ts';

/** What primary and workers say to each other. */
type Message =
  /** Of a worker: its own metrics; of the primary: those of all. */
  | { readonly ask: 'metrics' | 'supergraph'; readonly id: number }
  | { readonly ask: 'reload'; readonly id: number; readonly sdl: string }
  | { readonly answer: number; readonly content: unknown }
  /** A worker hears the primary from now on. */
  | { readonly tell: 'ready' }
  /** How many requests of each asker were let in: by this worker, then by another. */
  | { readonly tell: 'requests'; readonly counts: RequestCounts };

let asked = 0;

/** So long may askers go over their rate by asking several workers at once. */
const TELL_REQUESTS_MS = 100;

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
 * PostgreSQL. How often somebody asks is counted over all workers, how many times at once in each.
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
    const workers = new Workers(opened.process.log, readSupergraph(environment.SUPERGRAPH_FILE));
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
  readonly #log: Logger;
  /** Those that hear what they are told. */
  readonly #ready = new Set<Worker>();
  /** What is served; whoever comes later serves the same, whatever lies on disk by then. */
  #supergraph: string;
  #stopping = false;

  constructor(log: Logger, supergraph: string) {
    this.#log = log;
    this.#supergraph = supergraph;
  }

  /** Resolves with the port when all are listening; rejects when one ends before. */
  async start(count: number): Promise<number> {
    cluster.setupPrimary({ exec: join(import.meta.dirname, 'worker.ts') });
    const ports = await Promise.all(Array.from({ length: count }, () => this.#fork()));
    return ports[0]!;
  }

  /** Every worker serves another supergraph, or every one stays as it was: all judge it alike. */
  async reload(sdl: string): Promise<ReloadOutcome> {
    const outcomes = await Promise.all([...this.#ready].map(worker => this.#reload(worker, sdl)));
    const told = outcomes.filter(outcome => outcome !== null);
    const refused = told.find(({ state }) => state === 'refused');
    if (!refused) this.#supergraph = sdl;
    return refused ?? told[0] ?? { state: 'unchanged' };
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
    worker.on('message', (message: Message) => this.#hear(worker, message));
    return new Promise((resolve, reject) => {
      let listened = false;
      worker.once('listening', ({ port }) => {
        listened = true;
        resolve(port);
      });
      worker.once('exit', () => {
        this.#all.delete(worker);
        this.#ready.delete(worker);
        if (!listened) return reject(new Error('a worker ended before it was ready'));
        if (this.#stopping) return;
        this.#log.error({ pid: worker.process.pid }, 'a worker ended and is replaced');
        this.#fork().catch((error: unknown) => this.#log.error({ err: error }, 'a worker was not replaced'));
      });
    });
  }

  #hear(worker: Worker, message: Message): void {
    if ('tell' in message) {
      if (message.tell === 'ready') {
        this.#ready.add(worker);
        // What came while it started.
        void this.#reload(worker, this.#supergraph);
      } else {
        for (const other of this.#ready) if (other !== worker) send(other, message);
      }
    } else if ('ask' in message) {
      if (message.ask === 'supergraph') send(worker, { answer: message.id, content: this.#supergraph });
      if (message.ask === 'metrics') void this.#tellMetrics(worker, message.id);
    }
  }

  /** What became of it in one worker; null when that ended. */
  async #reload(worker: Worker, sdl: string): Promise<ReloadOutcome | null> {
    return (await ask(worker, { ask: 'reload', id: asked++, sdl })) as ReloadOutcome | null;
  }

  async #tellMetrics(worker: Worker, id: number): Promise<void> {
    const each = [...this.#ready].map(one => ask(one, { ask: 'metrics', id: asked++ }));
    const told = (await Promise.all(each)).filter(metrics => metrics !== null);
    const content = await AggregatorRegistry.aggregate(
      told as MetricObjectWithValues<MetricValue<string>>[][],
    ).metrics();
    send(worker, { answer: id, content });
  }
}

function send(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message);
}

/** In a worker: the metrics of all workers together. */
export async function metricsOfAll(): Promise<string> {
  return (await ask(process as unknown as Worker, { ask: 'metrics', id: asked++ })) as string;
}

/** In a worker: the supergraph that all serve. */
export async function supergraphOfAll(): Promise<string> {
  return (await ask(process as unknown as Worker, { ask: 'supergraph', id: asked++ })) as string;
}

/**
 * In a worker: serves another supergraph when the primary says so, tells its metrics when it asks, and counts requests
 * together with the others.
 */
export function joinOthers({ gateway, metrics }: Pick<RunningSystem, 'gateway' | 'metrics'>): void {
  const tell = (message: Message): void => void process.send!(message);
  process.on('message', (message: Message) => {
    if ('ask' in message && message.ask === 'reload')
      tell({ answer: message.id, content: gateway.reload(message.sdl) });
    else if ('ask' in message && message.ask === 'metrics')
      void metrics.registry.getMetricsAsJSON().then(content => tell({ answer: message.id, content }));
    else if ('tell' in message && message.tell === 'requests') gateway.quota.countElsewhere(message.counts);
  });
  tell({ tell: 'ready' });
  setInterval(() => {
    const counts = gateway.quota.countedSince();
    if (Object.keys(counts).length > 0 && process.connected) tell({ tell: 'requests', counts });
  }, TELL_REQUESTS_MS).unref();
}

/** Sends a question to another process and waits for its answer; null when that ends before. */
function ask(other: Worker, question: Message & { readonly id: number }): Promise<unknown> {
  return new Promise(resolve => {
    const settle = (content: unknown): void => {
      other.off('message', hear);
      other.off('disconnect', gone);
      resolve(content);
    };
    const gone = (): void => settle(null);
    const hear = (message: Message): void => {
      if ('answer' in message && message.answer === question.id) settle(message.content);
    };
    other.on('message', hear);
    other.once('disconnect', gone);
    other.send(question);
  });
}
