/** What the gateway under test and its peer have in common: the events of one stream, who may read it, what is measured. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { TokenVerifier } from '#kernel/identity/verifier';
import { serveOrders, type Cost } from './orders.ts';

const CARDS = 8;
const ISSUER = 'https://bench.example';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let told = 0;

export const verifier = new TokenVerifier({
  issuer: ISSUER,
  audience: 'bench',
  algorithms: ['ES256'],
  now: () => new Date(),
  keys: async () => publicKey as never,
});

/** Whoever delivers events to readers, as far as it is measured. */
export interface Delivering {
  /** Hears an event as the owner's JSON writes it. */
  tell(event: string): void;
  figures(): { readonly subscriptions: number; readonly delivered: number };
}

/** Serves the orders of the benchmark for a process that delivers. */
export async function serveMeasured(server: Server, { tell, figures }: Delivering): Promise<void> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const cost = async (work: () => Promise<void>): Promise<Cost> => {
    const [cpu, began, before] = [process.cpuUsage(), performance.now(), figures().delivered];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return {
      cpuMicroseconds: user + system,
      wallMilliseconds: performance.now() - began,
      delivered: figures().delivered - before,
    };
  };
  /** Tells one event; resolves when it has been written to every reader. */
  const tellAll = async (): Promise<void> => {
    const { subscriptions, delivered } = figures();
    tell(event());
    while (figures().delivered < delivered + subscriptions) await new Promise(setImmediate);
  };
  serveOrders({
    async tokens({ count, apart }) {
      return { url, tokens: await Promise.all(Array.from({ length: count }, () => token(apart))) };
    },
    async opened({ subscriptions }) {
      while (figures().subscriptions !== subscriptions) await after(50);
      for (let round = 0; round < 3; round++) globalThis.gc!();
      return { bytes: process.memoryUsage().rss };
    },
    flood: ({ events }) =>
      cost(async () => {
        for (let number = 0; number < events; number++) await tellAll();
      }),
    async pace({ events, everyMs }) {
      const writing: number[] = [];
      const paced = await cost(async () => {
        for (let number = 0; number < events; number++) {
          const began = performance.now();
          await tellAll();
          writing.push(performance.now() - began);
          await after(everyMs - writing.at(-1)!);
        }
      });
      return { ...paced, writingMilliseconds: writing.toSorted((a, b) => a - b)[writing.length >> 1]! };
    },
  });
}

/** What the cards of one node say, as the owner's JSON. */
function event(): string {
  const at = new Date().toISOString();
  const samples = Array.from({ length: CARDS }, (_, card) => ({
    at,
    utilisation: '0.8734',
    memoryUsedMib: 61_440,
    powerWatts: 512.25,
    temperatureCelsius: 63,
    gpu: { id: `01a20426-4a59-7782-9366-ed00b189e5${card}0` },
  }));
  const place = { cursor: `c${++told}`, missed: 0 };
  const hidden = { __resume_cursor: place.cursor, __resume_missed: 0 };
  return JSON.stringify({
    data: { gpuTelemetry: { ...place, at, source: 'SIMULATED', samples, ...hidden } },
  });
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

function after(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
