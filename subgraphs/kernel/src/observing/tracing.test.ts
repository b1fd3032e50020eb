import { expect, test } from '@jest/globals';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { OpenTelemetryTracing, statementShape, UNTRACED } from './tracing.ts';

function traced() {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracing = new OpenTelemetryTracing(provider.getTracer('test'), () => provider.shutdown());
  const spans = () =>
    exporter.getFinishedSpans().map(({ name, parentSpanId, attributes, status, events }) => {
      const parent = exporter.getFinishedSpans().find(span => span.spanContext().spanId === parentSpanId);
      return { name, parent: parent?.name ?? parentSpanId, attributes, failed: status.code === 2, events };
    });
  return { tracing, spans };
}

test('spans stand below the one that is being worked on', async () => {
  const { tracing, spans } = traced();
  await tracing.span('request', {}, async () => {
    await Promise.all([1, 2].map(number => tracing.span(`fetch ${number}`, {}, async () => null)));
  });
  expect(spans().map(({ name, parent }) => [name, parent])).toEqual([
    ['fetch 1', 'request'],
    ['fetch 2', 'request'],
    ['request', undefined],
  ]);
});

test('another process goes on below the span that asked it', async () => {
  const { tracing, spans } = traced();
  const header = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const passedOn = await tracing.continuing(header, () =>
    tracing.span('subgraph', {}, async () => tracing.traceparent()),
  );
  expect(spans()).toMatchObject([{ name: 'subgraph', parent: 'b7ad6b7169203331' }]);
  expect(passedOn).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(passedOn).not.toBe(header);
});

test.each(['', '00-zz-b7ad6b7169203331-01', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`, 'x'.repeat(10_000)])(
  'a header that is none begins a trace of its own: %.40s',
  async header => {
    const { tracing, spans } = traced();
    await tracing.continuing(header, () => tracing.span('subgraph', {}, async () => null));
    expect(spans()).toMatchObject([{ parent: undefined }]);
  },
);

test('a failure is marked, and its message kept out', async () => {
  const { tracing, spans } = traced();
  const failing = tracing.span('fetch', {}, () => Promise.reject(new Error('310101198705120017')));
  await expect(failing).rejects.toThrow('3101');
  await tracing.span('told', {}, async work => work.failed());
  expect(spans()).toMatchObject([
    { name: 'fetch', failed: true, events: [] },
    { name: 'told', failed: true },
  ]);
});

test('a statement is a span within a request only', async () => {
  const { tracing, spans } = traced();
  await tracing.within(
    'sql',
    () => ({}),
    async () => null,
  );
  expect(spans()).toEqual([]);
  await tracing.span('request', {}, () =>
    tracing.within(
      'sql',
      () => ({ a: 1 }),
      async () => null,
    ),
  );
  expect(spans()).toMatchObject([{ name: 'sql', parent: 'request', attributes: { a: 1 } }, {}]);
});

test('a statement is shown without what it compares with', () => {
  expect(
    statementShape(
      `select "name" from "insured"."person" where id = 'it''s 7' and n > 12.5 and k = ? limit 3`,
    ),
  ).toBe('select "name" from "insured"."person" where id = ? and n > ? and k = ? limit ?');
  expect(statementShape(`select * from json_to_recordset($rows$[{"a":"it's 7"}]$rows$::json)`)).toBe(
    'select * from json_to_recordset(?::json)',
  );
});

test('untraced work is just done', async () => {
  expect(await UNTRACED.span('request', {}, async () => 1)).toBe(1);
  expect([UNTRACED.on, UNTRACED.traceparent()]).toEqual([false, null]);
});
