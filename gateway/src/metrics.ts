import type { ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { LIMIT_TABLE } from './limits/limits.ts';
import type { FetchWatch } from './links/link.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How an operation ended: `partial` has data and errors, `refused` was never begun, `failed` has no data. */
export type Outcome = 'ok' | 'partial' | 'refused' | 'failed';

interface Series {
  readonly count: { inc(): void };
  readonly duration: { observe(seconds: number): void };
}

/** Lookups of one cache since the start. */
export interface CacheLookups {
  readonly hits: number;
  readonly misses: number;
}

/** What subscriptions do, as the hub of streams counts it. */
export interface StreamFigures {
  readonly streams: number;
  readonly subscriptions: number;
  readonly delivered: number;
}

/** Prometheus metrics of this process. No label takes a value that an asker chooses. */
export class Metrics implements FetchWatch {
  readonly registry = new Registry();
  #text = (): Promise<string> => this.registry.metrics();
  readonly #requests: Counter;
  readonly #duration: Histogram;
  readonly #operations: Counter;
  readonly #operationDuration: Histogram;
  readonly #fetches: Counter;
  readonly #fetchDuration: Histogram;
  readonly #refusals: Counter;
  readonly #reloads: Counter;
  /** Looking up a series by its labels costs more than counting in it. */
  readonly #series = new Map<string, (milliseconds: number) => void>();

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Counter({
      name: 'graphql_http_requests_total',
      help: 'Requests to /graphql by HTTP status.',
      labelNames: ['status'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'graphql_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last byte of its answer.',
      buckets: SECONDS,
      registers,
    });
    this.#operations = new Counter({
      name: 'graphql_operations_total',
      help: 'Queries and mutations by name (of a trusted document, else “other”), type and outcome.',
      labelNames: ['operation_name', 'operation_type', 'outcome'],
      registers,
    });
    this.#operationDuration = new Histogram({
      name: 'graphql_operation_duration_seconds',
      help: 'Time to plan and execute a query or mutation.',
      labelNames: ['operation_type'],
      buckets: SECONDS,
      registers,
    });
    this.#fetches = new Counter({
      name: 'graphql_subgraph_fetches_total',
      help: 'Fetches from a subgraph, by whether they brought errors.',
      labelNames: ['subgraph', 'outcome'],
      registers,
    });
    this.#fetchDuration = new Histogram({
      name: 'graphql_subgraph_fetch_duration_seconds',
      help: 'Time from a fetch to its answer.',
      labelNames: ['subgraph'],
      buckets: SECONDS,
      registers,
    });
    this.#refusals = new Counter({
      name: 'graphql_refusals_total',
      help: 'Requests over a limit, by the limit.',
      labelNames: ['limit'],
      registers,
    });
    this.#reloads = new Counter({
      name: 'graphql_supergraph_reloads_total',
      help: 'Supergraphs that were to be served, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
  }

  /** Counts and times one request; call the result with its status when it is answered. */
  request(): (status: number) => void {
    const stop = this.#duration.startTimer();
    return status => {
      stop();
      this.#requests.inc({ status: String(status) });
    };
  }

  /** `name` is one of a known few. */
  operation(name: string, type: string, outcome: Outcome, milliseconds: number): void {
    this.#ended(`${name} ${type} ${outcome}`, () => ({
      count: this.#operations.labels(name, type, outcome),
      duration: this.#operationDuration.labels(type),
    }))(milliseconds);
  }

  fetched(subgraph: string, milliseconds: number, failed: boolean): void {
    const outcome = failed ? 'failed' : 'ok';
    this.#ended(`${subgraph} ${outcome}`, () => ({
      count: this.#fetches.labels(subgraph, outcome),
      duration: this.#fetchDuration.labels(subgraph),
    }))(milliseconds);
  }

  refused(limit: string): void {
    this.#refusals.inc({ limit: Object.hasOwn(LIMIT_TABLE, limit) ? limit : 'other' });
  }

  /** Reads what subscriptions do whenever it is asked. */
  streams(figures: () => StreamFigures): void {
    const registers = [this.registry];
    new Gauge({
      name: 'graphql_subscriptions_active',
      help: 'Subscriptions that are open.',
      registers,
      collect() {
        this.set(figures().subscriptions);
      },
    });
    new Gauge({
      name: 'graphql_subscription_streams_active',
      help: 'Streams of subgraphs that these subscriptions share.',
      registers,
      collect() {
        this.set(figures().streams);
      },
    });
    new Counter({
      name: 'graphql_subscription_events_total',
      help: 'Events delivered to subscriptions.',
      registers,
      collect() {
        this.reset();
        this.inc(figures().delivered);
      },
    });
  }

  reloaded(outcome: string): void {
    this.#reloads.inc({ outcome });
  }

  /** Reads the lookups of the plan cache whenever it is asked. */
  planCache(lookups: () => CacheLookups): void {
    new Counter({
      name: 'graphql_plan_cache_lookups_total',
      help: 'Sources whose operation, with its plan, was at hand (hit) or not (miss), since the supergraph was loaded.',
      labelNames: ['result'],
      registers: [this.registry],
      collect() {
        const { hits, misses } = lookups();
        this.reset();
        this.inc({ result: 'hit' }, hits);
        this.inc({ result: 'miss' }, misses);
      },
    });
  }

  /** From now on `send` answers what is gathered elsewhere: the metrics of several processes together. */
  gatherFrom(text: () => Promise<string>): void {
    this.#text = text;
  }

  /** Counts and times what has ended, in the series of its labels. */
  #ended(key: string, seriesOf: () => Series): (milliseconds: number) => void {
    let ended = this.#series.get(key);
    if (!ended) {
      const { count, duration } = seriesOf();
      ended = milliseconds => {
        count.inc();
        duration.observe(milliseconds / 1000);
      };
      this.#series.set(key, ended);
    }
    return ended;
  }

  async send(response: ServerResponse): Promise<void> {
    response.setHeader('content-type', this.registry.contentType);
    response.end(await this.#text());
  }
}
