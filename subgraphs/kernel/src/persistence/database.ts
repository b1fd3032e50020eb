import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import type { Constructor } from '@mikro-orm/core';
import { Migrator, type Migration } from '@mikro-orm/migrations';
import { PgliteDriver } from '@mikro-orm/pglite';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { MikroORM, type EntityManager } from '@mikro-orm/sql';
import pg from 'pg';
import { statementShape, UNTRACED, type Tracing } from '../observing/tracing.ts';
import { gatherWrites, sendGathered } from './at-commit.ts';
import { EXTENSIONS, emptyDatabase } from './empty-database.ts';
import { lockFolder } from './folder-lock.ts';

export type { EntityManager };
export type EntityClass = Constructor<object>;
export type MigrationClass = Constructor<Migration>;

export interface OrmOptions {
  /** The subgraph; also its schema in the database. */
  readonly name: string;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
  /** Sees each SQL statement; for tests that count them. */
  readonly onStatement?: (sql: string) => void;
}

export type Row = Record<string, unknown>;

/** The one database of a process: embedded, or a PostgreSQL; one schema per subgraph. */
export interface Database {
  readonly kind: 'embedded' | 'postgres';
  /** Opens a subgraph's ORM, creates its schema and brings it to the newest migration. */
  orm(options: OrmOptions): Promise<MikroORM>;
  /** Plain SQL outside any transaction; for the event log, never for domain data. */
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Calls back at every announcement on a channel, from whichever process. Returns the way to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens PostgreSQL when a URL is given, else the embedded database in a folder (in memory without one). */
export function openDatabase({
  url,
  folder,
  first = emptyDatabase,
  tracing = UNTRACED,
}: {
  url?: string;
  folder?: string;
  /** What an embedded database is when it is made. */
  first?: () => Promise<Blob | undefined>;
  tracing?: Tracing;
}): Promise<Database> {
  return url ? openPostgres(url, tracing) : openEmbedded(folder, first, tracing);
}

async function openEmbedded(
  folder: string | undefined,
  first: () => Promise<Blob | undefined>,
  tracing: Tracing,
): Promise<Database> {
  const unlock = folder ? lockFolder(folder) : () => undefined;
  try {
    if (folder) mkdirSync(join(folder, 'database'), { recursive: true, mode: 0o700 });
    const made = folder !== undefined && existsSync(join(folder, 'database', 'PG_VERSION'));
    const pglite = await PGlite.create({
      dataDir: folder ? join(folder, 'database') : 'memory://',
      extensions: EXTENSIONS,
      // Its own reader of bytes takes them one by one.
      parsers: { [types.BYTEA]: (hex: string) => Buffer.from(hex.slice('\\x'.length), 'hex') },
      loadDataDir: made ? undefined : ((await first()) ?? (await emptyDatabase())),
    });
    await pglite.exec('create extension if not exists pg_trgm');
    const orms: MikroORM[] = [];
    const listeners = new Map<string, Set<(payload: string) => void>>();
    return {
      kind: 'embedded',
      async orm(options) {
        const orm = await initOrm(options, {
          driver: PgliteDriver,
          driverOptions: { pglite },
          dbName: 'embedded',
        });
        guardTransactions(orm);
        traceStatements(orm, tracing);
        orms.push(orm);
        return orm;
      },
      async query(sql, parameters = []) {
        return (await pglite.query<Row>(sql, [...parameters])).rows;
      },
      async listen(channel, heard) {
        const all = listeners.get(channel) ?? new Set();
        listeners.set(channel, all.add(heard));
        return async () => void all.delete(heard);
      },
      async notify(channel, payload) {
        for (const heard of listeners.get(channel) ?? []) heard(payload);
      },
      async close() {
        for (const orm of orms) await orm.close();
        await pglite.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openPostgres(url: string, tracing: Tracing): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  const orms: MikroORM[] = [];
  const listeners: pg.Client[] = [];
  await pool.query('select 1');
  try {
    await pool.query('create extension if not exists pg_trgm');
  } catch {
    // Without the right to create extensions, search falls back to plain comparison.
  }
  return {
    kind: 'postgres',
    async orm(options) {
      const orm = await initOrm(options, {
        driver: PostgreSqlDriver,
        clientUrl: url,
        pool: { min: 0, max: 8 },
      });
      traceStatements(orm, tracing);
      orms.push(orm);
      return orm;
    },
    async query(sql, parameters = []) {
      return (await pool.query<Row>(sql, [...parameters])).rows;
    },
    async listen(channel, heard) {
      const client = new pg.Client({ connectionString: url });
      // A lost connection costs promptness only: every reader also polls.
      client.on('error', () => undefined);
      client.on('notification', message => heard(message.payload ?? ''));
      await client.connect();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      listeners.push(client);
      return () => client.end();
    },
    async notify(channel, payload) {
      await pool.query('select pg_notify($1, $2)', [channel, payload]);
    },
    async close() {
      for (const orm of orms) await orm.close();
      for (const client of listeners) await client.end().catch(() => undefined);
      await pool.end();
    },
  };
}

type DriverOptions = Pick<
  Parameters<typeof MikroORM.init>[0] & object,
  'driver' | 'driverOptions' | 'dbName' | 'clientUrl' | 'pool'
>;

async function initOrm(options: OrmOptions, driver: DriverOptions): Promise<MikroORM> {
  const orm = (await MikroORM.init({
    ...driver,
    entities: [...options.entities],
    schema: options.name,
    extensions: [Migrator],
    migrations: {
      migrationsList: options.migrations.map(migration => ({ name: migration.name, class: migration })),
      tableName: 'migration',
      snapshot: false,
      disableForeignKeys: false,
    },
    // The trigger of the audit trail is the kernel's own; entities know nothing of it.
    schemaGenerator: { ignoreTriggers: true },
    forceUtcTimezone: true,
    implicitTransactions: true,
    debug: options.onStatement ? ['query'] : false,
    colors: false,
    logger: message => options.onStatement?.(message),
  })) as unknown as MikroORM;
  const connection = orm.em.getConnection();
  await connection.execute(`create schema if not exists "${options.name}"`);
  await orm.migrator.up();
  return orm;
}

const openTransaction = new AsyncLocalStorage<true>();

/** Runs work in one transaction: all of it is kept, or none. What waits for the commit is written at its end. */
export function transaction<T>(em: EntityManager, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  return openTransaction.run(true, () =>
    em.transactional(async inner => {
      const tx = inner as EntityManager;
      gatherWrites(tx);
      const result = await work(tx);
      await sendGathered(tx);
      return result;
    }),
  );
}

/**
 * The embedded database has one connection: a query beside an open transaction would wait for
 * itself for ever. It is refused instead, so that such code is found by its first test.
 */
function guardTransactions(orm: MikroORM): void {
  const connection = orm.em.getConnection();
  const execute = connection.execute.bind(connection) as (...args: unknown[]) => Promise<never>;
  const guarded = (...args: unknown[]): Promise<never> => {
    const transactionContext = args[3];
    if (!transactionContext && openTransaction.getStore()) {
      throw new Error('a query outside the open transaction: pass the transaction to it, or run it before');
    }
    return execute(...args);
  };
  connection.execute = guarded as typeof connection.execute;
}

/** Each statement of a traced request is a span below it. */
function traceStatements(orm: MikroORM, tracing: Tracing): void {
  if (!tracing.on) return;
  const connection = orm.em.getConnection();
  const execute = connection.execute.bind(connection) as (...args: unknown[]) => Promise<never>;
  const traced = (...args: unknown[]): Promise<never> => {
    const attributes = () => ({ 'db.system': 'postgresql', 'db.statement': statementOf(args[0]) });
    return tracing.within('sql', attributes, () => execute(...args));
  };
  connection.execute = traced as typeof connection.execute;
}

function statementOf(query: unknown): string {
  const { sql = query } = typeof query === 'object' && query !== null ? (query as { sql?: unknown }) : {};
  return typeof sql === 'string' ? statementShape(sql) : '';
}
