import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { AccessBook } from '#kernel/access/access-book';
import { EmergencyReadings } from '#kernel/access/emergency-readings';
import { AccessTrail } from '#kernel/audit/access-trail';
import type { AuditKeys } from '#kernel/audit/audit-trail';
import type { Trust } from '#kernel/certificates/chain';
import { DatabaseBus } from '#kernel/events/bus';
import { emitSubgraphSdl } from '#kernel/graphql/subgraph-schema';
import {
  DevelopmentIssuer,
  AUDIENCE,
  DEVELOPMENT_ISSUER,
  type TokenClaims,
} from '#kernel/identity/development-issuer';
import { DatabaseRevocations } from '#kernel/identity/revocations';
import { TokenVerifier } from '#kernel/identity/verifier';
import { Logins } from '#kernel/login/logins';
import { createLogger, type Logger } from '#kernel/logging/logger';
import { openDatabase, type Database } from '#kernel/persistence/database';
import { fixedKey, KeyRing } from '#kernel/sensitive/keys';
import { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { SubgraphExecutor } from '#kernel/server/execute';
import {
  createSubgraph,
  SUBGRAPHS,
  type PeerClient,
  type RunningSubgraph,
  type SubgraphDefinition,
} from '#kernel/server/subgraph';
import type { Clock } from '#kernel/vocabulary/calendar';
import type { DomainEvent } from '#kernel/events/event';
import type { Role } from '#schema/identity/role-scopes';
import { caughtUp } from './caught-up.ts';
import { StatementLog } from './statements.ts';

/** The pooling area and the root key of every subgraph under test. */
export const TEST_AREA = '310000';
export const TEST_ROOT_KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

export interface Asker extends TokenClaims {
  readonly role: Role | 'SERVICE';
  readonly subject?: string;
  /** Why they read personal data: `CODE: text`. */
  readonly purpose?: string;
  /** For whom a service asks. */
  readonly onBehalfOf?: Asker;
}

export interface TestSubgraphOptions {
  /** The instant that the subgraph takes for now; 2026-03-16 10:00 in Shanghai by default. */
  readonly now?: string;
  readonly peers?: PeerClient;
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Opens the book of access, whose scopes then count. */
  readonly access?: boolean;
  /** Keeps no log of statements, which takes time; for measures. */
  readonly unwatched?: boolean;
  /** Whom certificates of logins are believed by; opens the book of access too. */
  readonly trust?: () => Trust;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

export interface Answer {
  readonly data: Data;
  readonly errors?: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, Data>;
  }[];
}

/** A subgraph under test: GraphQL in, GraphQL out, on a database of its own. */
export class TestSubgraph {
  readonly subgraph: RunningSubgraph;
  readonly statements: StatementLog;
  readonly clock: { now(): Date; set(instant: string): void };
  readonly #executor: SubgraphExecutor;
  readonly #issuer: DevelopmentIssuer;
  readonly #database: Database;
  readonly #bus: DatabaseBus;
  #telling: Promise<void> = Promise.resolve();
  readonly #close: () => Promise<void>;

  constructor(parts: {
    subgraph: RunningSubgraph;
    statements: StatementLog;
    clock: TestSubgraph['clock'];
    issuer: DevelopmentIssuer;
    database: Database;
    bus: DatabaseBus;
    close: () => Promise<void>;
  }) {
    this.subgraph = parts.subgraph;
    this.statements = parts.statements;
    this.clock = parts.clock;
    this.#executor = new SubgraphExecutor(parts.subgraph);
    this.#issuer = parts.issuer;
    this.#database = parts.database;
    this.#bus = parts.bus;
    this.#close = parts.close;
  }

  /** Executes an operation as somebody (nobody when `asker` is null). */
  async query(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = { role: 'HANDLER' },
  ): Promise<Answer> {
    return (await this.#executor.execute({
      query,
      variables,
      authorization: await this.bearer(asker),
      onBehalfOf: await this.bearer(asker?.onBehalfOf ?? null),
      purpose: asker?.purpose,
    })) as Answer;
  }

  /** Like `query`, and fails with the errors if there are any; returns the data. */
  async data(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = { role: 'HANDLER' },
  ): Promise<Data> {
    const answer = await this.query(query, variables, asker);
    if (answer.errors) throw new Error(`unexpected GraphQL errors: ${JSON.stringify(answer.errors)}`);
    return answer.data;
  }

  /** The token of somebody, as the header `authorization` carries it. */
  async bearer(asker: Asker | null): Promise<string | null> {
    if (!asker) return null;
    const { role, subject, purpose: _purpose, onBehalfOf: _onBehalfOf, ...claims } = asker;
    const token =
      role === 'SERVICE'
        ? await this.#issuer.signService(subject ?? 'test')
        : await this.#issuer.sign(role, subject ?? `test-${role.toLowerCase()}`, claims);
    return `Bearer ${token}`;
  }

  /** Sends a file, as the gateway would hand it over; answers its handle. */
  async upload(bytes: Uint8Array, asker: Asker = { role: 'HANDLER' }): Promise<string> {
    const whole = (async function* () {
      yield bytes;
    })();
    const answer = await this.#executor.upload({ bytes: whole, authorization: await this.bearer(asker) });
    if ('errors' in answer) throw new Error(`file refused: ${JSON.stringify(answer.errors)}`);
    return answer.handle;
  }

  /** Opens a subscription. */
  async subscribe(
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker | null = { role: 'HANDLER' },
  ): Promise<AsyncIterableIterator<Answer>> {
    const result = await this.#executor.subscribe({
      query,
      variables,
      authorization: await this.bearer(asker),
      purpose: asker?.purpose,
    });
    if (!(Symbol.asyncIterator in result))
      throw new Error(`subscription refused: ${JSON.stringify(result.errors)}`);
    return result as AsyncIterableIterator<Answer>;
  }

  /** Resolves entity references as the gateway would. */
  async entities(
    fragment: string,
    representations: readonly object[],
    asker: Asker = { role: 'HANDLER' },
  ): Promise<Answer> {
    return this.query(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fragment} } }`,
      { representations },
      asker,
    );
  }

  /** Tells facts of another subgraph, as if its outbox had announced them, and waits until all projections have them. */
  hear(events: readonly Omit<DomainEvent, 'version'>[]): Promise<void> {
    // One after the other: each takes the next position.
    const told = this.#telling.then(() => this.#tell(events));
    this.#telling = told.catch(() => undefined);
    return told;
  }

  async #tell(events: readonly Omit<DomainEvent, 'version'>[]): Promise<void> {
    for (const event of events) {
      const owner = event.topic.split('.')[0]!;
      await this.#database.query(
        `insert into "${owner}".outbox_event (topic, position, name, version, aggregate_id, aggregate_sequence, occurred_at, payload)
         select $1::varchar, coalesce(max(position), 0) + 1, $2, 1, $3, 1, $4, $5 from "${owner}".outbox_event where topic = $1::varchar`,
        [
          event.topic,
          event.name,
          event.aggregateId,
          this.clock.now().toISOString(),
          JSON.stringify(event.payload),
        ],
      );
    }
    for (const topic of new Set(events.map(event => event.topic))) {
      await this.#bus.announce(topic);
    }
    await this.caughtUp();
  }

  /** Waits until this subgraph's facts are announced and its projections have applied all that there is. */
  caughtUp(): Promise<void> {
    return caughtUp(this.#database, [this.subgraph]);
  }

  /** Facts that this subgraph has announced, oldest first. */
  async announced(topic: string): Promise<{ name: string; payload: Data }[]> {
    await this.subgraph.kernel.outbox.relay();
    const rows = await this.#database.query(
      `select name, payload from "${topic.split('.')[0]}".outbox_event where topic = $1 order by position`,
      [topic],
    );
    return rows.map(row => ({
      name: String(row['name']),
      payload: typeof row['payload'] === 'string' ? JSON.parse(row['payload']) : row['payload'],
    }));
  }

  async stop(): Promise<void> {
    await this.subgraph.stop();
    await this.#close();
  }
}

/** Starts a subgraph on an empty database: embedded in memory, or a fresh one on DATABASE_URL. */
export async function startTestSubgraph<Services, World>(
  definition: SubgraphDefinition<Services, World>,
  options: TestSubgraphOptions = {},
): Promise<TestSubgraph> {
  const { database, drop } = await openTestDatabase();
  const log = createLogger({ level: 'warn' });
  let now = new Date(options.now ?? '2026-03-16T02:00:00Z');
  const clock = { now: () => now, set: (instant: string) => void (now = new Date(instant)) };
  const issuer = DevelopmentIssuer.ephemeral(clock.now);
  const bus = new DatabaseBus(database, log);
  const statements = new StatementLog();
  for (const owner of SUBGRAPHS) {
    if (owner !== definition.name) await createForeignOutbox(database, owner);
  }
  const signing = new SigningKey(newPrivateKey());
  const keys = new KeyRing(fixedKey(TEST_ROOT_KEY));
  const door =
    options.access || options.trust
      ? await openDoor(database, { seal: keys.auditKey(), signing }, clock, log)
      : null;
  const logins = door
    ? new Logins({
        database,
        clock,
        book: door.book,
        trail: door.trail,
        key: signing,
        challengeKey: keys.challengeKey(),
        deployment: `${AUDIENCE}/${TEST_AREA}`,
        audience: AUDIENCE,
        trust: options.trust ?? (() => ({ anchors: [], intermediates: [], revoked: [] })),
      })
    : undefined;
  const subgraph = await createSubgraph(definition, {
    database,
    bus,
    log,
    clock,
    area: TEST_AREA,
    keys,
    signing,
    access: door?.book,
    emergencies: door?.emergencies,
    logins,
    verifier: new TokenVerifier({
      issuer: DEVELOPMENT_ISSUER,
      audience: AUDIENCE,
      algorithms: issuer.algorithms,
      keys: async () => issuer.publicKey as never,
      now: clock.now,
      revocations: door?.revocations,
      scopesOf: door ? role => door.book.scopesOf(role) : undefined,
      logins: logins && {
        keys: new TrustedKeys([signing.publicKey]),
        wasRevoked: certificate => logins.wasRevoked(certificate),
      },
    }),
    peers: options.peers ?? { ask: () => Promise.reject(new Error('no peer in this test')) },
    settings: options.settings,
    sdl: await emitSubgraphSdl(definition),
    onStatement: options.unwatched ? undefined : sql => statements.add(sql),
  });
  await subgraph.start();
  const close = async (): Promise<void> => {
    await door?.close();
    await bus.close();
    await database.close();
    await drop();
  };
  return new TestSubgraph({ subgraph, statements, clock, issuer, database, bus, close });
}

interface Door {
  readonly trail: AccessTrail;
  readonly book: AccessBook;
  readonly emergencies: EmergencyReadings;
  readonly revocations: DatabaseRevocations;
  close(): Promise<void>;
}

/** What decides on who may come in, as a process with a door has it. */
async function openDoor(database: Database, keys: AuditKeys, clock: Clock, log: Logger): Promise<Door> {
  const trail = await AccessTrail.open(database, keys, clock, log);
  const revocations = await DatabaseRevocations.open(database, clock);
  const trusted = new TrustedKeys([keys.signing.publicKey]);
  const book = await AccessBook.open({ database, trail, revocations, key: keys.signing, trusted, clock });
  const emergencies = await EmergencyReadings.open({ database, trail, clock });
  const close = async (): Promise<void> => {
    await emergencies.close();
    await book.close();
    await revocations.close();
    await trail.close();
  };
  return { trail, book, emergencies, revocations, close };
}

/** An empty database for one test file: embedded in memory, or a fresh one on the server of DATABASE_URL. */
export async function openTestDatabase(): Promise<{ database: Database; drop: () => Promise<void> }> {
  const { url, drop } = await createTestDatabase();
  return { database: await openDatabase({ url }), drop };
}

/** A fresh database on the server of DATABASE_URL; no address where the embedded database is used. */
export async function createTestDatabase(): Promise<{ url: string | undefined; drop: () => Promise<void> }> {
  const server = process.env['DATABASE_URL'];
  if (!server) return { url: undefined, drop: async () => undefined };
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(server, `drop database if exists ${name} with (force)`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** The table from which another subgraph's facts are read, as its own migration would make it. */
async function createForeignOutbox(database: Database, owner: string): Promise<void> {
  await database.query(`create schema if not exists "${owner}"`);
  await database.query(
    `create table if not exists "${owner}".outbox_event (
       id bigserial primary key, topic varchar(100) not null, position bigint, name varchar(100) not null,
       version int not null, aggregate_id varchar(100) not null, aggregate_sequence int,
       occurred_at timestamptz not null, payload jsonb not null, unique (topic, position))`,
  );
}
