import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Command } from './contestants.ts';
import type { Question } from './questions.ts';

/** As in production, and no gateway tells its maker that it was measured. */
const SETTINGS = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', LOG_LEVEL: 'error' };
const LONGEST_START_MS = 60_000;
const CLIENTS = 16;

/** A server of the benchmark in a process of its own, and how to ask it. */
export class Running {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #client: Pool;
  #output = '';

  private constructor(name: string, { program, words }: Command, port: number) {
    this.name = name;
    this.#client = new Pool(`http://127.0.0.1:${port}`, { connections: CLIENTS });
    this.#process = spawn(program, words, {
      env: { ...SETTINGS, PATH: '/usr/bin:/bin', NODE_ENV: SETTINGS.NODE_ENV },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout!, this.#process.stderr!])
      stream.on('data', (chunk: Buffer) => (this.#output = `${this.#output}${chunk}`.slice(-4000)));
  }

  /** Starts a server and waits until it answers at all. */
  static async start(name: string, command: Command, port: number): Promise<Running> {
    const running = new Running(name, command, port);
    const deadline = performance.now() + LONGEST_START_MS;
    while (!(await answers(port))) {
      const { exitCode } = running.#process;
      if (exitCode !== null || performance.now() > deadline) {
        await running.stop();
        throw new Error(`${name} did not start: ${running.#output}`);
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    return running;
  }

  /** CPU time of the process so far, over all its threads, in microseconds. */
  cpu(): number {
    const threads = globSync(`/proc/${this.#process.pid}/task/*/schedstat`);
    return threads.reduce((sum, file) => sum + nanoseconds(file), 0) / 1000;
  }

  /** One answer as text. */
  async ask(question: Question, authorization: string): Promise<string> {
    const { body } = await this.#request(bodyOf(question), authorization);
    return body.text();
  }

  /** Asks so many times over all connections. Each answer must be as long as the first. */
  async load(question: Question, requests: number, authorizations: () => string): Promise<void> {
    const body = bodyOf(question);
    let left = requests;
    let expected = 0;
    const client = async (): Promise<void> => {
      while (left-- > 0) {
        const response = await this.#request(body, authorizations());
        let length = 0;
        for await (const chunk of response.body) length += (chunk as Buffer).length;
        expected ||= length;
        if (response.statusCode !== 200 || length !== expected)
          throw new Error(`${this.name} answered ${response.statusCode} with ${length} bytes`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  async stop(): Promise<void> {
    await this.#client.destroy();
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  #request(body: string, authorization: string) {
    return this.#client.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization },
      body,
    });
  }
}

function bodyOf({ query, variables }: Question): string {
  return JSON.stringify({ query, variables });
}

function nanoseconds(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]);
  } catch {
    return 0;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    await response.text();
    return true;
  } catch {
    return false;
  }
}

/** Ports that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(server => once(server.close(), 'close')));
  return ports;
}
