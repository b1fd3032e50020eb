import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Cost, Orders } from './orders.ts';

/** What the big screen asks of one node: eight cards, about 1 kB an event. */
const QUERY = `subscription { gpuTelemetry { cursor missed at source samples {
  at utilisation memoryUsedMib powerWatts temperatureCelsius gpu { id } } } }`;

const FEW = 500;
const MANY = 5000;
const ROUNDS = 5;
const LEFT = 10_000;

/** Limits of the requirements. */
const LIMITS = {
  ratio: 8,
  messagesPerSecond: 60_000,
  p99Milliseconds: 50,
  bytesPerSubscriber: 40_000,
  keptShare: 1.05,
};

class Process {
  readonly #child: ChildProcess;

  constructor(file: string, flags: readonly string[] = []) {
    this.#child = fork(join(import.meta.dirname, file), { execArgv: ['--import', 'tsx', ...flags] });
  }

  async ready(): Promise<this> {
    await once(this.#child, 'message');
    return this;
  }

  async ask<Name extends keyof Orders>(
    name: Name,
    order: Orders[Name]['order'],
  ): Promise<Orders[Name]['answer']> {
    this.#child.send({ name, order });
    const [{ answer, error }] = (await once(this.#child, 'message')) as [{ answer: never; error?: string }];
    if (error) throw new Error(error);
    return answer;
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

/**
 * What one event costs the gateway for each of many readers: shared, and with one execution each. Gateway and readers
 * are processes of their own; the figures are the gateway's processor time.
 */
export async function benchFanOut(_words: readonly string[], say: (text: string) => void): Promise<object> {
  const gateway = await new Process('gateway.process.ts', ['--expose-gc']).ready();
  // What others have left behind in a process would hide what these hold.
  const fresh = await new Process('gateway.process.ts', ['--expose-gc']).ready();
  const readers = await new Process('readers.process.ts').ready();
  try {
    const each = await crowd(gateway, readers, FEW, true, 4);
    const shared = await crowd(gateway, readers, FEW, false, 40);
    const many = await crowd(fresh, readers, MANY, false, 4);
    const left = await leave(fresh, readers);
    const figures = {
      ...left,
      bytesPerMessage: shared.bytesPerMessage,
      eachMicroseconds: each.microseconds,
      sharedMicroseconds: shared.microseconds,
      ratio: each.microseconds / shared.microseconds,
      messagesPerSecondOfOneCore: 1e6 / shared.microseconds,
      messagesPerSecondMeasured: shared.perSecond,
      manyMicroseconds: many.microseconds,
      p50Milliseconds: many.p50,
      p99Milliseconds: many.p99,
      bytesPerSubscriber: many.bytesPerSubscriber,
    };
    for (const line of table(figures)) say(line);
    return figures;
  } finally {
    await readers.stop();
    await gateway.stop();
    await fresh.stop();
  }
}

type Figures = Record<string, number>;

function table(figures: Figures): string[] {
  const one = (name: string, value: string, limit?: [string, boolean]): string =>
    `  ${name.padEnd(58)}${value.padStart(12)}${limit ? `   limit ${limit[0]}: ${limit[1] ? 'met' : 'MISSED'}` : ''}`;
  const { ratio, messagesPerSecond, p99Milliseconds, bytesPerSubscriber, keptShare } = LIMITS;
  return [
    `fan-out: what does one event of gpuTelemetry cost for each reader? (${figures['bytesPerMessage']!.toFixed(0)} bytes a message)`,
    one(`${FEW} readers, one execution each`, `${figures['eachMicroseconds']!.toFixed(1)} µs`),
    one(`${FEW} readers, shared`, `${figures['sharedMicroseconds']!.toFixed(1)} µs`),
    one('one execution each ÷ shared', figures['ratio']!.toFixed(1), [
      `≥ ${ratio}`,
      figures['ratio']! >= ratio,
    ]),
    one(`messages/s of one core at ${FEW}`, figures['messagesPerSecondOfOneCore']!.toFixed(0), [
      `≥ ${messagesPerSecond}`,
      figures['messagesPerSecondOfOneCore']! >= messagesPerSecond,
    ]),
    one(
      'messages/s as measured, readers on the same machine',
      figures['messagesPerSecondMeasured']!.toFixed(0),
    ),
    one(`${MANY} readers × 1 event/s, median delivery`, `${figures['p50Milliseconds']!.toFixed(0)} ms`),
    one(`${MANY} readers × 1 event/s, p99 delivery`, `${figures['p99Milliseconds']!.toFixed(0)} ms`, [
      `≤ ${p99Milliseconds} ms`,
      figures['p99Milliseconds']! <= p99Milliseconds,
    ]),
    one(`memory for each of ${MANY} readers`, `${(figures['bytesPerSubscriber']! / 1000).toFixed(1)} kB`, [
      `≤ ${bytesPerSubscriber / 1000} kB`,
      figures['bytesPerSubscriber']! <= bytesPerSubscriber,
    ]),
    one(`${LEFT} sockets opened and left, closed with 4408`, figures['closedWith4408']!.toFixed(0), [
      `all`,
      figures['closedWith4408'] === LEFT,
    ]),
    one('memory after them, against before', figures['keptShare']!.toFixed(2), [
      `≤ ${keptShare}`,
      figures['keptShare']! <= keptShare,
    ]),
  ];
}

/** Many connections are opened, say nothing, and are closed: what stays of them, once the process has its size. */
async function leave(gateway: Process, readers: Process): Promise<Figures> {
  const { url } = await gateway.ask('tokens', { count: 0, apart: false });
  const bytes = async (): Promise<number> => (await gateway.ask('opened', { subscriptions: 0 })).bytes;
  await readers.ask('left', { url, count: LEFT });
  const before = await bytes();
  const { codes } = await readers.ask('left', { url, count: LEFT });
  return { closedWith4408: codes[4408] ?? 0, keptShare: (await bytes()) / before };
}

interface Crowd {
  readonly microseconds: number;
  readonly perSecond: number;
  readonly bytesPerMessage: number;
  readonly bytesPerSubscriber: number;
  readonly p50: number;
  readonly p99: number;
}

/** So many readers come, hear events as fast as they go out and then at one a second, and leave. */
async function crowd(
  gateway: Process,
  readers: Process,
  count: number,
  apart: boolean,
  events: number,
): Promise<Crowd> {
  const before = (await gateway.ask('opened', { subscriptions: 0 })).bytes;
  const { url, tokens } = await gateway.ask('tokens', { count, apart });
  await readers.ask('connect', { url, tokens, query: QUERY });
  await gateway.ask('opened', { subscriptions: count });
  const flood = async (): Promise<Cost & { bytes: number; messages: number }> => {
    const cost = await gateway.ask('flood', { events });
    return { ...cost, ...(await readers.ask('received', { atLeast: cost.delivered })) };
  };
  await flood();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await flood());
  const after = (await gateway.ask('opened', { subscriptions: count })).bytes;
  const paced = await gateway.ask('pace', { events: 8, everyMs: 1000 });
  const { p50, p99 } = await readers.ask('received', { atLeast: paced.delivered });
  await readers.ask('disconnect', {});
  await gateway.ask('opened', { subscriptions: 0 });
  return {
    microseconds: median(rounds.map(({ cpuMicroseconds, delivered }) => cpuMicroseconds / delivered)),
    perSecond: median(rounds.map(({ wallMilliseconds, delivered }) => (1000 * delivered) / wallMilliseconds)),
    bytesPerMessage: rounds[0]!.bytes / rounds[0]!.messages,
    bytesPerSubscriber: (after - before) / count,
    p50,
    p99,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
