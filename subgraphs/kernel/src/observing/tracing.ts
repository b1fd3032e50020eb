import { AsyncLocalStorage } from 'node:async_hooks';
import {
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api';

/** What is being traced; it is told when the work went wrong without having thrown. */
export interface TracedWork {
  failed(): void;
}

/** Tells where the time of a request goes, over all processes that work on it. No attribute ever holds a value of anybody. */
export interface Tracing {
  /** Whether anybody listens; attributes that cost something to make are for this case only. */
  readonly on: boolean;
  /** A span around work, below the one that is being worked on. */
  span<T>(name: string, attributes: Attributes, work: (traced: TracedWork) => Promise<T>): Promise<T>;
  /** A span that is only worth having within another. */
  within<T>(name: string, attributes: () => Attributes, work: () => Promise<T>): Promise<T>;
  /** Work that another process asked for, below its span. */
  continuing<T>(traceparent: string | null | undefined, work: () => Promise<T>): Promise<T>;
  /** The present span as W3C Trace Context puts it in a header; null without one. */
  traceparent(): string | null;
  stop(): Promise<void>;
}

const NOTHING: TracedWork = { failed: () => undefined };

/** Nobody listens: work is just done. */
export const UNTRACED: Tracing = {
  on: false,
  span: (_name, _attributes, work) => work(NOTHING),
  within: (_name, _attributes, work) => work(),
  continuing: (_traceparent, work) => work(),
  traceparent: () => null,
  stop: async () => undefined,
};

/**
 * Traces by a tracer of OpenTelemetry. It is not registered globally: libraries that trace themselves (such as
 * `@apollo/gateway`) would add spans whose attributes hold what people asked.
 */
export class OpenTelemetryTracing implements Tracing {
  readonly on = true;
  readonly #tracer: Tracer;
  readonly #shutdown: () => Promise<void>;
  readonly #active = new AsyncLocalStorage<Context>();

  constructor(tracer: Tracer, shutdown: () => Promise<void>) {
    this.#tracer = tracer;
    this.#shutdown = shutdown;
  }

  async span<T>(name: string, attributes: Attributes, work: (traced: TracedWork) => Promise<T>): Promise<T> {
    const parent = this.#active.getStore() ?? ROOT_CONTEXT;
    const span = this.#tracer.startSpan(name, { attributes }, parent);
    const failed = (): void => void span.setStatus({ code: SpanStatusCode.ERROR });
    try {
      return await this.#active.run(trace.setSpan(parent, span), () => work({ failed }));
    } catch (error) {
      // The message of an error may quote a value.
      failed();
      throw error;
    } finally {
      span.end();
    }
  }

  within<T>(name: string, attributes: () => Attributes, work: () => Promise<T>): Promise<T> {
    return this.#active.getStore() ? this.span(name, attributes(), work) : work();
  }

  continuing<T>(traceparent: string | null | undefined, work: () => Promise<T>): Promise<T> {
    const [, traceId = '', spanId = '', flags = '0'] =
      /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? [];
    const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
    if (!isSpanContextValid(remote)) return work();
    return this.#active.run(trace.setSpanContext(ROOT_CONTEXT, remote), work);
  }

  traceparent(): string | null {
    const active = this.#active.getStore();
    const span = active && trace.getSpanContext(active);
    if (!span) return null;
    return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
  }

  stop(): Promise<void> {
    return this.#shutdown();
  }
}

export interface TracingSettings {
  /** The address of an OTLP collector, without the path of a signal. */
  readonly endpoint: string;
  readonly service: string;
  /** The share of requests that are traced unless their sender decided, 0 to 1. */
  readonly share: number;
}

/** Opens tracing to a collector; nothing of OpenTelemetry's machinery is loaded before. */
export async function openTracing({ endpoint, service, share }: TracingSettings): Promise<Tracing> {
  const { BasicTracerProvider, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } =
    await import('@opentelemetry/sdk-trace-base');
  const { Resource } = await import('@opentelemetry/resources');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: new Resource({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  return new OpenTelemetryTracing(provider.getTracer(service), () => provider.shutdown());
}

/** A statement without what it compares with: parameters are placeholders already, literals become some. */
export function statementShape(sql: string): string {
  return sql
    .replaceAll(/\$rows\$[^$]*\$rows\$/g, '?')
    .replaceAll(/'(?:[^']|'')*'/g, '?')
    .replaceAll(/\b\d+(?:\.\d+)?\b/g, '?')
    .slice(0, 2000);
}
