import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Orders } from './orders.ts';

/** What the big screen asks of one node: eight cards, about 1 kB an event. */
const QUERY = `subscription { gpuTelemetry { cursor missed at source samples {
  at utilisation memoryUsedMib powerWatts temperatureCelsius gpu { id } } } }`;

const FEW = 500;
const MANY = 5000;
const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;
const PACED_EVENTS = 20;
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
 * What one event costs for each of many readers: shared by the gateway, executed by it once for each, and executed by
 * graphql-js once for each behind graphql-ws's own server. Who delivers and who reads are processes of their own; the
 * figures are the deliverer's processor time, taken in turns.
 */
export async function benchFanOut(_words: readonly string[], say: (text: string) => void): Promise<object> {
  const started: Process[] = [];
  const start = async (file: string, ...flags: readonly string[]): Promise<Process> => {
    const process = new Process(file, flags);
    started.push(process);
    return process.ready();
  };
  const deliverer = (file: string): Promise<Process> => start(file, '--expose-gc');
  try {
    const readers = await start('readers.process.ts');
    const shared = await Crowd.gather(await deliverer('gateway.process.ts'), readers, FEW);
    const each = await Crowd.gather(await deliverer('gateway.process.ts'), readers, FEW, { apart: true });
    const peer = await Crowd.gather(await deliverer('graphql-ws.process.ts'), readers, FEW);
    const rounds: { shared: Round; each: Round; peer: Round }[] = [];
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
      const figures = {
        shared: await shared.flood(40),
        each: await each.flood(8),
        peer: await peer.flood(8),
      };
      if (round >= 0) rounds.push(figures);
    }
    await readers.ask('disconnect', {});
    // What others have left behind in a process would hide what these hold.
    const fresh = await deliverer('gateway.process.ts');
    const many = await Crowd.gather(fresh, readers, MANY);
    for (let round = 0; round < WARM_UP_ROUNDS; round++) await many.flood(4);
    const held = await many.bytesPerSubscriber();
    const paced = await many.pace();
    await readers.ask('disconnect', {});
    await fresh.ask('opened', { subscriptions: 0 });
    const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick));
    const sharedMicroseconds = of(({ shared }) => shared.microseconds);
    const figures = {
      ...(await leave(fresh, readers)),
      bytesPerMessage: rounds[0]!.shared.bytesPerMessage,
      sharedMicroseconds,
      peerMicroseconds: of(({ peer }) => peer.microseconds),
      eachMicroseconds: of(({ each }) => each.microseconds),
      ratioToPeer: of(({ peer, shared }) => peer.microseconds / shared.microseconds),
      ratioToEach: of(({ each, shared }) => each.microseconds / shared.microseconds),
      messagesPerSecondOfOneCore: 1e6 / sharedMicroseconds,
      messagesPerSecondMeasured: of(({ shared }) => shared.perSecond),
      ...paced,
      bytesPerSubscriber: held,
    };
    for (const line of table(figures)) say(line);
    return figures;
  } finally {
    for (const process of started) await process.stop();
  }
}

type Figures = Record<string, number>;

function table(figures: Figures): string[] {
  const one = (name: string, value: string, limit?: [string, boolean]): string =>
    `  ${name.padEnd(58)}${value.padStart(12)}${limit ? `   limit ${limit[0]}: ${limit[1] ? 'met' : 'MISSED'}` : ''}`;
  const { ratio, messagesPerSecond, p99Milliseconds, bytesPerSubscriber, keptShare } = LIMITS;
  return [
    `fan-out: what does one event of gpuTelemetry cost for each reader? (${figures['bytesPerMessage']!.toFixed(0)} bytes a message)`,
    one(`${FEW} readers, shared`, `${figures['sharedMicroseconds']!.toFixed(1)} µs`),
    one(
      `${FEW} readers, graphql-js once for each (graphql-ws)`,
      `${figures['peerMicroseconds']!.toFixed(1)} µs`,
    ),
    one(`${FEW} readers, our own execution once for each`, `${figures['eachMicroseconds']!.toFixed(1)} µs`),
    one('graphql-js once for each ÷ shared', figures['ratioToPeer']!.toFixed(1), [
      `≥ ${ratio}`,
      figures['ratioToPeer']! >= ratio,
    ]),
    one('our own execution once for each ÷ shared', figures['ratioToEach']!.toFixed(1)),
    one(`messages/s of one core at ${FEW}`, figures['messagesPerSecondOfOneCore']!.toFixed(0), [
      `≥ ${messagesPerSecond}`,
      figures['messagesPerSecondOfOneCore']! >= messagesPerSecond,
    ]),
    one(
      'messages/s as measured, readers on the same machine',
      figures['messagesPerSecondMeasured']!.toFixed(0),
    ),
    one(
      `${MANY} readers × 1 event/s, until all are written to`,
      `${figures['writingMilliseconds']!.toFixed(0)} ms`,
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

interface Round {
  readonly microseconds: number;
  readonly perSecond: number;
  readonly bytesPerMessage: number;
}

/** So many readers of one process. */
class Crowd {
  readonly #deliverer: Process;
  readonly #readers: Process;
  readonly #count: number;
  readonly #bytesBefore: number;

  private constructor(deliverer: Process, readers: Process, count: number, bytesBefore: number) {
    this.#deliverer = deliverer;
    this.#readers = readers;
    this.#count = count;
    this.#bytesBefore = bytesBefore;
  }

  /** Opens a subscription for each reader; `apart` gives each an authority of its own. */
  static async gather(
    deliverer: Process,
    readers: Process,
    count: number,
    { apart = false } = {},
  ): Promise<Crowd> {
    const { bytes } = await deliverer.ask('opened', { subscriptions: 0 });
    const { url, tokens } = await deliverer.ask('tokens', { count, apart });
    await readers.ask('connect', { url, tokens, query: QUERY });
    await deliverer.ask('opened', { subscriptions: count });
    return new Crowd(deliverer, readers, count, bytes);
  }

  /** Tells events as fast as they go out. */
  async flood(events: number): Promise<Round> {
    const { cpuMicroseconds, wallMilliseconds, delivered } = await this.#deliverer.ask('flood', { events });
    const { bytes, messages } = await this.#readers.ask('received', { atLeast: delivered });
    return {
      microseconds: cpuMicroseconds / delivered,
      perSecond: (1000 * delivered) / wallMilliseconds,
      bytesPerMessage: bytes / messages,
    };
  }

  /** Tells one event a second. */
  async pace(): Promise<Figures> {
    const { delivered, writingMilliseconds } = await this.#deliverer.ask('pace', {
      events: PACED_EVENTS,
      everyMs: 1000,
    });
    const { p50, p99 } = await this.#readers.ask('received', { atLeast: delivered });
    return { writingMilliseconds, p50Milliseconds: p50, p99Milliseconds: p99 };
  }

  async bytesPerSubscriber(): Promise<number> {
    const { bytes } = await this.#deliverer.ask('opened', { subscriptions: this.#count });
    return (bytes - this.#bytesBefore) / this.#count;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
