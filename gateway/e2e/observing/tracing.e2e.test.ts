import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** A request is traced from the gateway to the SQL of each subgraph, and no span holds a value of anybody. */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

const spans: Span[] = [];
const bodies: string[] = [];
let collector: Server;
let graph: TestSystem;
const { persons } = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      bodies.push(body);
      const { resourceSpans } = JSON.parse(body) as {
        resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
      };
      for (const { scopeSpans } of resourceSpans) spans.push(...scopeSpans.flatMap(scope => scope.spans));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>(resolve => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  graph = await startTestSystem({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  const closed = new Promise(resolve => collector.close(resolve));
  collector.closeAllConnections();
  await closed;
});

test('gateway, plan, fetch, subgraph and SQL stand below each other in the trace of the asker', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const person = persons[0]!;
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      ...(await graph.headers({ role: 'HANDLER', region: '31' })),
    },
    body: JSON.stringify({
      query: `query ($idCard: String!) {
        personByIdCard(idCard: $idCard) { id settlements(first: 2) { nodes { id institution { name } } } }
        again: personByIdCard(idCard: "${person.idCard}") { name }
      }`,
      variables: { idCard: person.idCard },
    }),
  });
  expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
  // Whatever was not sent yet is sent at the stop.
  await graph.stop();

  const asked = spans.filter(span => span.traceId === traceId);
  const nameOf = (id?: string): string | undefined => asked.find(({ spanId }) => spanId === id)?.name;
  const pairs = new Set(
    asked.map(({ name, parentSpanId }) => `${nameOf(parentSpanId) ?? 'asker'} > ${name}`),
  );
  expect([...pairs]).toEqual(
    expect.arrayContaining([
      'asker > query other',
      'query other > plan',
      'query other > fetch insured',
      'fetch insured > subgraph insured',
      'subgraph insured > sql',
      'query other > fetch settlement',
      'fetch settlement > subgraph settlement',
      'subgraph settlement > sql',
      'fetch inspection > subgraph inspection',
    ]),
  );
  expect([...pairs].filter(pair => pair.startsWith('asker'))).toEqual(['asker > query other']);
  const sent = bodies.join();
  expect(sent).toContain('select');
  for (const { idCard, name, phone } of persons) {
    for (const value of [idCard, name, phone]) expect(sent.includes(value)).toBe(false);
  }
});
