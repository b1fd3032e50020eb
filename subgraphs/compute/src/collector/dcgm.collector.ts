import { readDcgm } from '../telemetry/dcgm.rule.ts';
import { parsePrometheusText } from '../telemetry/prometheus-text.rule.ts';
import type { Collection, CollectionProblem, Collector } from './collector.ts';

export interface DcgmCollectorOptions {
  /** Metric pages of the exporters, one for each node: `http://node:9400/metrics`. */
  readonly urls: readonly URL[];
  /** An exporter that has not answered after so long counts as away. */
  readonly timeoutMs?: number;
}

/** Largest page that is read; an exporter prints about 10 kB a card. */
const LARGEST_PAGE_BYTES = 8 * 2 ** 20;
/** So many exporters are asked at a time. */
const AT_A_TIME = 16;

/** Cards behind DCGM exporters. One that is away costs its own cards and nothing else. */
export function dcgmCollector({ urls, timeoutMs = 5_000 }: DcgmCollectorOptions): Collector {
  return {
    name: 'dcgm-exporters',
    source: 'DCGM',
    everyMs: 15_000,
    storeEveryMs: 15_000,
    async collect() {
      const pages: Collection[] = [];
      for (let from = 0; from < urls.length; from += AT_A_TIME) {
        const some = urls.slice(from, from + AT_A_TIME);
        pages.push(...(await Promise.all(some.map(url => collectFrom(url, timeoutMs)))));
      }
      return {
        readings: pages.flatMap(page => page.readings),
        problems: pages.flatMap(page => page.problems),
      };
    },
  };
}

async function collectFrom(url: URL, timeoutMs: number): Promise<Collection> {
  const where = `${url.protocol}//${url.host}${url.pathname}`;
  const patience = AbortSignal.timeout(timeoutMs);
  try {
    const page = parsePrometheusText(await fetchPage(url, patience));
    const { readings, refused } = readDcgm(page.samples);
    const problems: CollectionProblem[] = [...page.malformed, ...refused].map(({ line, reason }) => ({
      where,
      line,
      reason,
    }));
    if (readings.length === 0) problems.push({ where, reason: 'NO_CARDS' });
    return { readings, problems };
  } catch (error) {
    return { readings: [], problems: [{ where, reason: patience.aborted ? 'TIMEOUT' : reasonOf(error) }] };
  }
}

class NotAPage extends Error {}

async function fetchPage(url: URL, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    signal,
    redirect: 'error',
    headers: { accept: 'text/plain; version=0.0.4' },
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new NotAPage(`HTTP_${response.status}`);
  }
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_PAGE_BYTES) throw new NotAPage('PAGE_TOO_LARGE');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function reasonOf(error: unknown): string {
  return error instanceof NotAPage ? error.message : 'UNREACHABLE';
}
