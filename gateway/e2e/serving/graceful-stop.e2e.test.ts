import { expect, test } from '@jest/globals';
import { Agent, request } from 'undici';
import { allOf, SmallGateway } from './small-gateway.ts';

const GATED = JSON.stringify({ query: '{ gated }' });
const ECHO = JSON.stringify({ query: '{ echo(text: "a") }' });

test('requests under way when it stops are all answered, and nobody new is accepted', async () => {
  const small = await new SmallGateway().start();
  const open = small.shutGate();
  const asked = Array.from({ length: 20 }, () => small.post(GATED));
  await small.waitingAtGate(20);
  const closing = small.front.close();
  await expect(small.socket()).rejects.toThrow();
  open();
  for (const response of await Promise.all(asked)) {
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ data: { gated: 'open' } });
  }
  await closing;
});

test('under load no request is lost: each is answered, or was never accepted', async () => {
  const small = await new SmallGateway().start();
  const agent = new Agent({ connections: 8, pipelining: 1 });
  let answered = 0;
  const lost: string[] = [];
  const client = async (): Promise<void> => {
    for (;;) {
      try {
        const headers = { 'content-type': 'application/json' };
        const { body } = await request(small.url, { method: 'POST', headers, body: ECHO, dispatcher: agent });
        expect(await body.json()).toEqual({ data: { echo: 'a' } });
        answered++;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code !== 'ECONNREFUSED') lost.push(String(code ?? error));
        return;
      }
    }
  };
  const clients = Array.from({ length: 8 }, client);
  while (answered < 200) await new Promise(resolve => setImmediate(resolve));
  await small.front.close();
  await Promise.all(clients);
  await agent.destroy();
  expect(lost).toEqual([]);
});

test('a request that arrives over an open connection after the stop is answered as its last', async () => {
  const small = await new SmallGateway().start();
  const socket = await small.socket();
  const closing = small.front.close();
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${ECHO.length}\r\n\r\n${ECHO}`,
  );
  const said = await allOf(socket);
  expect(said).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*connection: close[\s\S]*"echo":"a"/i);
  await closing;
});
