import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allOf, SmallGateway } from './small-gateway.ts';

/** Whoever speaks badly, slowly or not at all is refused or closed, and nobody else notices. */
let small: SmallGateway;
/** One that waits as long as the product does, for what takes its time. */
let patient: SmallGateway;
beforeAll(async () => {
  const patience = {
    headMilliseconds: 400,
    requestMilliseconds: 800,
    checkMilliseconds: 50,
    idleMilliseconds: 400,
  };
  small = await new SmallGateway(patience).start();
  patient = await new SmallGateway().start();
});
afterAll(async () => {
  await small.front.close();
  await patient.front.close();
});

const ECHO = JSON.stringify({ query: '{ echo(text: "a") }' });
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const WHOLE = `${HEAD}Content-Length: ${ECHO.length}\r\n\r\n${ECHO}`;

const others = async (): Promise<void> =>
  expect(await small.query('{ echo(text: "b") }')).toEqual({ data: { echo: 'b' } });

test('a head that never ends is 408 and closed', async () => {
  const socket = await small.socket();
  socket.write(HEAD);
  await others();
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a body that never ends is 408 and closed', async () => {
  const socket = await small.socket();
  socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"query":`);
  await others();
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
});

test('a connection that asks nothing after its answer is closed', async () => {
  const socket = await small.socket();
  socket.write(WHOLE);
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 200 /);
});

test('who closes their half after a whole request is answered', async () => {
  const socket = await small.socket();
  socket.end(WHOLE);
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"echo":"a"/);
});

test('who closes their half within a request is closed, and the rest of it is not waited for', async () => {
  const socket = await small.socket();
  socket.end(`${HEAD}Content-Length: 500\r\n\r\n{"query":`);
  expect(await allOf(socket)).not.toMatch(/200/);
  await others();
});

test.each(['with its length', 'in chunks'])('a body of 10 MB %s is 413', async framing => {
  const socket = await patient.socket();
  const known = framing === 'with its length';
  socket.write(`${HEAD}${known ? 'Content-Length: 10000000' : 'Transfer-Encoding: chunked'}\r\n\r\n`);
  const said = allOf(socket);
  const block = 'x'.repeat(100_000);
  const chunk = known ? block : `${block.length.toString(16)}\r\n${block}\r\n`;
  for (let sent = 0; sent < 100; sent++) socket.write(chunk);
  if (!known) socket.write('0\r\n\r\n');
  expect(await said).toMatch(/^HTTP\/1\.1 413 [\s\S]*1 MB/);
  expect(await patient.query('{ echo(text: "b") }')).toEqual({ data: { echo: 'b' } });
});

test('a flood of headers is 431 and closed', async () => {
  const socket = await small.socket();
  const flood = Array.from({ length: 600 }, (_, index) => `X-Flood-${index}: ${'y'.repeat(20)}\r\n`);
  socket.write(`GET /graphql HTTP/1.1\r\n${flood.join('')}`);
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 431 /);
});

test('what is not HTTP is 400 and closed', async () => {
  const socket = await small.socket();
  socket.write('{ echo(text: "a") }\r\n\r\n');
  expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test('pipelined requests are answered each, in their order', async () => {
  const socket = await small.socket();
  const asked = Array.from({ length: 30 }, (_, index) =>
    JSON.stringify({ query: `{ echo(text: "${index}") }` }),
  );
  socket.write(asked.map(body => `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`).join(''));
  const said = await allOf(socket);
  expect([...said.matchAll(/"echo":"(\d+)"/g)].map(([, index]) => Number(index))).toEqual(
    asked.map((_, index) => index),
  );
});

test('a thousand connections that are opened and left hold nobody up, and are closed', async () => {
  const left = await Promise.all(Array.from({ length: 1_000 }, () => small.socket()));
  const closed = left.map(socket => allOf(socket));
  await others();
  for (const said of await Promise.all(closed)) expect(said).toMatch(/^HTTP\/1\.1 408 /);
  await others();
  expect(await small.connections()).toBeLessThan(10);
});
