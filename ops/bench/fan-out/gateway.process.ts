/** The gateway under test, with the subgraph of the stream played: only the gateway's own work is measured. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import type { FormattedExecutionResult } from 'graphql';
import { Channel } from '#kernel/events/channel';
import { TokenVerifier } from '#kernel/identity/verifier';
import { createLogger } from '#kernel/logging/logger';
import { Gateway } from '../../../gateway/src/gateway.ts';
import type { SubgraphLink } from '../../../gateway/src/links/link.ts';
import { serveWebSocket } from '../../../gateway/src/transports/websocket.ts';
import { ROOT } from '../../schema/rover.ts';
import { serveOrders, type Cost } from './orders.ts';

const CARDS = 8;
const ISSUER = 'https://bench.example';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const open = new Set<Channel<FormattedExecutionResult>>();
let told = 0;

/** What the cards of one node say, as the owner's JSON. */
function event(): string {
  const at = new Date().toISOString();
  const samples = Array.from({ length: CARDS }, (_, card) => ({
    ...{ at, utilisation: '0.8734', memoryUsedMib: 61_440, powerWatts: 512.25, temperatureCelsius: 63 },
    gpu: { id: `01a20426-4a59-7782-9366-ed00b189e5${card}0` },
  }));
  const place = { cursor: `c${++told}`, missed: 0 };
  const hidden = { __resume_cursor: place.cursor, __resume_missed: 0 };
  return JSON.stringify({
    data: { gpuTelemetry: { ...place, at, source: 'SIMULATED', samples, ...hidden } },
  });
}

const compute: SubgraphLink = {
  execute: () => Promise.reject(new Error('the stream asks nothing else')),
  subscribe: async () => {
    const events = new Channel<FormattedExecutionResult>(() => open.delete(events));
    events.push({ extensions: { startCursor: null } });
    open.add(events);
    return events;
  },
};
const nobody: SubgraphLink = {
  execute: () => Promise.reject(new Error('nobody asks')),
  subscribe: () => Promise.reject(new Error('nobody asks')),
};

/** Each stream of the owner has its event from the wire: parsed once for each. */
function tell(): void {
  const text = event();
  for (const events of open) events.push(JSON.parse(text) as FormattedExecutionResult);
}

const verifier = new TokenVerifier({
  ...{ issuer: ISSUER, audience: 'bench', algorithms: ['ES256'], now: () => new Date() },
  keys: async () => publicKey as never,
});
const gateway = new Gateway({
  supergraphSdl: readFileSync(new URL('schema/supergraph.graphql', ROOT), 'utf8'),
  links: new Map(
    ['insured', 'settlement', 'pharmacy', 'inspection', 'knowledge'].map((name): [string, SubgraphLink] => [
      name,
      nobody,
    ]),
  ).set('compute', compute),
  verifier,
  log: createLogger({ level: 'error' }),
  now: () => new Date(),
  introspection: false,
  streamLimits: { eventsPerSecond: 1_000_000 },
});
const server = createServer();
serveWebSocket(server, '/graphql', gateway);
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;

const turn = (): Promise<void> => new Promise(setImmediate);
const { streams } = gateway;

async function cost(work: () => Promise<void>): Promise<Cost> {
  const [cpu, began, before] = [process.cpuUsage(), performance.now(), streams.figures().delivered];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return {
    cpuMicroseconds: user + system,
    wallMilliseconds: performance.now() - began,
    delivered: streams.figures().delivered - before,
  };
}

async function token(apart: boolean): Promise<string> {
  const claims = { role: 'SCREEN', ...(apart && { region: randomUUID() }) };
  const now = Math.floor(Date.now() / 1000);
  const signed = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(ISSUER)
    .setAudience('bench')
    .setSubject(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + 3600)
    .sign(privateKey);
  return `Bearer ${signed}`;
}

serveOrders({
  async tokens({ count, apart }) {
    return { url, tokens: await Promise.all(Array.from({ length: count }, () => token(apart))) };
  },
  async opened({ subscriptions }) {
    while (streams.figures().subscriptions !== subscriptions)
      await new Promise(resolve => setTimeout(resolve, 50));
    for (let round = 0; round < 3; round++) globalThis.gc!();
    return { bytes: process.memoryUsage().rss };
  },
  flood: ({ events }) =>
    cost(async () => {
      for (let number = 0; number < events; number++) {
        const { subscriptions, delivered } = streams.figures();
        tell();
        while (streams.figures().delivered < delivered + subscriptions) await turn();
      }
    }),
  pace: ({ events, everyMs }) =>
    cost(async () => {
      for (let number = 0; number < events; number++) {
        tell();
        await new Promise(resolve => setTimeout(resolve, everyMs));
      }
    }),
});
