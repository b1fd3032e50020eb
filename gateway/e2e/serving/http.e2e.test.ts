import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { SmallGateway } from './small-gateway.ts';

let small: SmallGateway;
beforeAll(async () => {
  small = await new SmallGateway().start();
});
afterAll(() => small.front.close());

const ECHO = JSON.stringify({ query: '{ echo(text: "好") }' });

test.each([
  [undefined, 200, 'application/json'],
  ['*/*', 200, 'application/json'],
  ['text/html, application/*;q=0.5', 200, 'application/json'],
  ['application/graphql-response+json', 200, 'application/graphql-response+json'],
  ['application/json;q=0.5, application/graphql-response+json', 200, 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.1, application/json', 200, 'application/json'],
  ['application/graphql-response+json;q=0, text/html', 406, 'application/json'],
])('who accepts %s is answered %i with %s', async (accept, status, type) => {
  const { statusCode, headers } = await raw({ ...(accept && { accept }) }, ECHO);
  expect([statusCode, headers['content-type']]).toEqual([status, `${type}; charset=utf-8`]);
});

test.each([
  ['no content type', {}, ECHO, 415],
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'query={echo}', 415],
  ['another charset', { 'content-type': 'application/json; charset=latin1' }, ECHO, 415],
  ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, ECHO, 415],
  ['a batch', { 'content-type': 'application/json' }, `[${ECHO},${ECHO}]`, 400],
  ['no object', { 'content-type': 'application/json' }, '"query"', 400],
  ['no query', { 'content-type': 'application/json' }, '{}', 400],
  ['a query that is a number', { 'content-type': 'application/json' }, '{"query":1}', 400],
  [
    'variables that are a list',
    { 'content-type': 'application/json' },
    '{"query":"{echo}","variables":[]}',
    400,
  ],
  ['broken JSON', { 'content-type': 'application/json' }, '{"query', 400],
  ['broken UTF-8', { 'content-type': 'application/json' }, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
])('a POST with %s is refused', async (_, headers, body, status) => {
  const { statusCode, text } = await raw(headers as Record<string, string>, body, true);
  expect(statusCode).toBe(status);
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('a GET answers queries, and no page of another origin can send one', async () => {
  const search = new URLSearchParams({
    query: 'query E($t: String!) { echo(text: $t) }',
    variables: '{"t":"好"}',
  });
  const own = await fetch(`${small.url}?${search}`, { headers: { 'apollo-require-preflight': 'yes' } });
  expect([own.status, await own.json()]).toEqual([200, { data: { echo: '好' } }]);
  const foreign = await fetch(`${small.url}?${search}`);
  expect(foreign.status).toBe(400);
});

test('a GET changes nothing, and other methods are not known', async () => {
  const search = new URLSearchParams({ query: 'mutation { note(text: "written") }' });
  const change = await fetch(`${small.url}?${search}`, { headers: { 'apollo-require-preflight': 'yes' } });
  expect([change.status, change.headers.get('allow')]).toEqual([405, 'POST']);
  expect(small.notes).toEqual([]);
  const deletion = await fetch(small.url, { method: 'DELETE' });
  expect([deletion.status, deletion.headers.get('allow')]).toEqual([405, 'GET, POST']);
});

test('an operation that cannot be executed is 400 for the modern media type, and 200 for the legacy one', async () => {
  const unfit = JSON.stringify({ query: 'query E($t: Int!) { large(length: $t) }', variables: { t: 'x' } });
  const modern = await small.post(unfit, { accept: 'application/graphql-response+json' });
  expect([modern.status, await modern.json()]).toEqual([
    400,
    {
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })],
    },
  ]);
  expect((await small.post(unfit)).status).toBe(200);
});

test('a false token is 401, whatever is asked', async () => {
  const refused = await small.post(ECHO, { authorization: 'Bearer forged' });
  expect(refused.status).toBe(401);
});

test('a small answer has its length, and nobody waits for a compressor', async () => {
  const { headers, text } = await raw({ 'accept-encoding': 'br, gzip' }, ECHO);
  expect(headers['content-encoding']).toBeUndefined();
  expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
});

test.each([
  ['gzip, br', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['br;q=0, gzip;q=0.1', 'gzip', gunzipSync],
  ['deflate', undefined, (body: Buffer) => body],
])('a large answer for who accepts %s is encoded as %s', async (accepted, encoding, decode) => {
  const body = JSON.stringify({ query: '{ large(length: 20000) }' });
  const { headers, bytes } = await raw({ 'accept-encoding': accepted }, body);
  expect(headers['content-encoding']).toBe(encoding);
  expect(Number(headers['content-length'])).toBe(bytes.length);
  expect(JSON.parse(decode(bytes).toString('utf8')).data.large).toHaveLength(20_000);
});

/** A request as node:http sends it: no header but the given ones. */
async function raw(headers: Record<string, string>, body: string | Buffer, bare = false) {
  const json = bare ? {} : { 'content-type': 'application/json' };
  const sent = request(small.url, { method: 'POST', headers: { ...json, ...headers } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const { statusCode, headers: answered } = response;
  return { statusCode, headers: answered, bytes, text: bytes.toString('utf8') };
}
