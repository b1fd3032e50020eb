import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { SERVICE_HEADER } from '#kernel/identity/headers';
import { DevelopmentIssuer, type TokenClaims } from '#kernel/identity/development-issuer';
import { caughtUp } from '#test/caught-up';
import type { Role } from '#schema/identity/role-scopes';
import { startSystem } from '../../../ops/start/system.ts';
import { Child } from '../support/child.ts';
import { testEnvironment } from '../support/system.ts';

export interface Asker extends TokenClaims {
  readonly role: Role;
  readonly subject: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
type Data = any;

/** Two processes of settlement and one of insured on one database, which are killed and started again. */
export class Processes {
  readonly #folder = mkdtempSync(join(tmpdir(), 'medical-insurance-settling-'));
  readonly #issuer = DevelopmentIssuer.fromFile(join(this.#folder, 'keys', 'issuer.pem'), false);
  readonly #databaseUrl: string;
  readonly #running = new Map<string, Child>();
  readonly #ports = new Map<string, number>();
  #killing = true;
  /** How often each process was killed. */
  readonly killed: Record<string, number> = {};

  private constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  /** Fills the database with the demo world of all subgraphs, and starts the three. */
  static async start(databaseUrl: string): Promise<Processes> {
    const processes = new Processes(databaseUrl);
    const environment = testEnvironment({ DATABASE_URL: databaseUrl, DATA_DIR: processes.#folder });
    const system = await startSystem(environment);
    await caughtUp(system.opened.process.database, system.opened.subgraphs);
    await system.stop();
    const insured = await freePort();
    for (const name of ['settlement-1', 'settlement-2']) {
      const port = await freePort();
      processes.#ports.set(name, port);
      mkdirSync(join(processes.#folder, name));
      const rover = readFileSync(new URL('../../../rover.yaml', import.meta.url), 'utf8')
        .replaceAll('127.0.0.1:4101', `127.0.0.1:${insured}`)
        .replaceAll('127.0.0.1:4102', `127.0.0.1:${port}`);
      writeFileSync(join(processes.#folder, `${name}.yaml`), rover);
    }
    await Promise.all(['insured', 'settlement-1', 'settlement-2'].map(name => processes.#launch(name)));
    return processes;
  }

  /** Kills and restarts every process again and again, each after a while of work, until `calm`. */
  async rage(seconds: () => number): Promise<void> {
    await Promise.all([
      this.#haunt('settlement-1', seconds),
      this.#haunt('settlement-2', seconds),
      this.#haunt('insured', () => 3 * seconds()),
    ]);
  }

  /** No more killing; resolves, with `rage`, once everything is up. */
  calm(): void {
    this.#killing = false;
  }

  /** Asks one of the two as somebody; rejects with a TypeError when no answer comes. */
  async ask(which: 0 | 1, query: string, input: object, { role, subject, ...claims }: Asker): Promise<Data> {
    const port = [...this.#ports.values()][which];
    const issuer = this.#issuer;
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await issuer.sign(role, subject, claims)}`,
        [SERVICE_HEADER]: `Bearer ${await issuer.signService('gateway')}`,
      },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: readonly object[] };
    if (errors)
      throw new Error(`unexpected GraphQL errors: ${JSON.stringify(errors)} of ${query.slice(0, 60)}`);
    return Object.values(data)[0];
  }

  /** Stops all as an operator does, and lets the audit trail prove itself: what it has to say if it does not. */
  async stopAndVerify(): Promise<string[]> {
    for (const child of this.#running.values()) await child.end();
    const verify = Child.run('ops/audit/audit.ts', ['verify'], this.#settings('settlement-1'));
    return (await verify.exit()) === 0 ? [] : [`not so: the audit trail is whole: ${verify.output}`];
  }

  async remove(): Promise<void> {
    this.#killing = false;
    for (const child of this.#running.values()) await child.end('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #haunt(name: string, seconds: () => number): Promise<void> {
    while (this.#killing) {
      await pass(1000 * seconds());
      if (!this.#killing) return;
      await this.#running.get(name)!.end('SIGKILL');
      this.killed[name] = (this.killed[name] ?? 0) + 1;
      await this.#launch(name);
    }
  }

  async #launch(name: string): Promise<void> {
    const child = Child.run('ops/start/subgraph.ts', [name.split('-')[0]!], this.#settings(name));
    this.#running.set(name, child);
    await child.shows(/answers at/);
  }

  #settings(name: string): Readonly<Record<string, string>> {
    const rover = name === 'insured' ? 'settlement-1' : name;
    return {
      DATABASE_URL: this.#databaseUrl,
      DATA_DIR: this.#folder,
      ROVER_FILE: join(this.#folder, `${rover}.yaml`),
      NODE_ENV: 'test',
      PORT: '0',
    };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
