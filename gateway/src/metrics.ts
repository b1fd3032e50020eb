import type { ServerResponse } from 'node:http';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** Prometheus metrics of this process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Counter;
  readonly #duration: Histogram;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Counter({
      name: 'graphql_http_requests_total',
      help: 'Requests to /graphql by HTTP status.',
      labelNames: ['status'],
      registers: [this.#registry],
    });
    this.#duration = new Histogram({
      name: 'graphql_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last byte of its answer.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [this.#registry],
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

  async send(response: ServerResponse): Promise<void> {
    response.setHeader('content-type', this.#registry.contentType);
    response.end(await this.#registry.metrics());
  }
}
