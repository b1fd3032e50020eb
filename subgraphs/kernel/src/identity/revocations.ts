import type { Database, EntityManager } from '../persistence/database.ts';
import type { Clock } from '../vocabulary/calendar.ts';

/** What of a token a revocation can name. */
export interface RevocableToken {
  /** `jti`; null for a token without one, which only its subject can revoke. */
  readonly tokenId: string | null;
  readonly subject: string;
  /** Seconds since the epoch at which the token was issued. */
  readonly issuedAt: number;
}

/** Takes one token back, or every token that a subject holds now; those issued later are good again. */
export type Revocation = { readonly tokenId: string } | { readonly subject: string };

/** Says whether a token was taken back, at most five seconds after that happened in any process. */
export interface Revocations {
  revoked(token: RevocableToken): Promise<boolean>;
  /** Resolves once the view is fresh enough for `has`; rejects when it cannot be read. */
  fresh(): Promise<void>;
  /** The same question of many tokens at once, right after `fresh`. */
  has(token: RevocableToken): boolean;
}

type Together = (write: (tx: EntityManager) => Promise<void>) => Promise<void>;

const CHANNEL = 'medical_insurance_revocations';
const POLL_MS = 1000;
/** A view that is older than this is not trusted: the next question waits for a fresh one. */
const STALE_MS = 4000;

const TABLE = 'identity.revocation';
const DEFINITION = [
  'create schema if not exists identity',
  `create table if not exists ${TABLE} (
     kind varchar(10) not null check (kind in ('TOKEN', 'SUBJECT')),
     value varchar(400) not null,
     revoked_at timestamptz not null,
     primary key (kind, value))`,
];

const insertion = (kind: string, value: string, at: string): string =>
  `insert into ${TABLE} (kind, value, revoked_at) values (${kind}, ${value}, ${at})
   on conflict (kind, value) do update set revoked_at = excluded.revoked_at`;

/**
 * Revocations in a table that all processes share. They are few, so each process keeps them all in
 * memory: an announcement refreshes the view at once, a poll finds what an announcement lost. When the
 * table cannot be read, a stale view is no ground to let anybody in, and the question fails.
 */
export class DatabaseRevocations implements Revocations {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #tokens = new Set<string>();
  /** The instant of the revocation in milliseconds, by subject. */
  readonly #subjects = new Map<string, number>();
  #stopListening: () => Promise<void> = async () => undefined;
  #timer: NodeJS.Timeout | null = null;
  #readAt = 0;
  #reading: Promise<void> | null = null;

  private constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  static async open(database: Database, clock: Clock): Promise<DatabaseRevocations> {
    for (const statement of DEFINITION) await defineOnce(database, statement);
    const revocations = new DatabaseRevocations(database, clock);
    revocations.#stopListening = await database.listen(CHANNEL, () => void revocations.#tryRead());
    await revocations.#read();
    if (database.kind === 'postgres') {
      revocations.#timer = setInterval(() => void revocations.#tryRead(), POLL_MS);
      revocations.#timer.unref();
    }
    return revocations;
  }

  async revoked(token: RevocableToken): Promise<boolean> {
    await this.fresh();
    return this.has(token);
  }

  async fresh(): Promise<void> {
    // Nobody else writes to an embedded database, so there its view cannot grow stale.
    if (this.#database.kind === 'postgres' && performance.now() - this.#readAt > STALE_MS) await this.#read();
  }

  has(token: RevocableToken): boolean {
    if (token.tokenId !== null && this.#tokens.has(token.tokenId)) return true;
    const since = this.#subjects.get(token.subject);
    return since !== undefined && token.issuedAt * 1000 <= since;
  }

  /**
   * Revokes; has taken effect in this process when it returns, and in the others within the poll. `together` may run
   * the change in a transaction with something else.
   */
  async revoke(revocation: Revocation, together?: Together): Promise<void> {
    const [kind, value] =
      'tokenId' in revocation ? ['TOKEN', revocation.tokenId] : ['SUBJECT', revocation.subject];
    const values = [kind, value, this.#clock.now().toISOString()];
    if (together) await together(async tx => void (await tx.execute(insertion('?', '?', '?'), values)));
    else await this.#database.query(insertion('$1', '$2', '$3'), values);
    await this.#read();
    await this.#database.notify(CHANNEL, kind!);
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#reading?.catch(() => undefined);
    await this.#stopListening();
  }

  #tryRead(): Promise<void> {
    return this.#read().catch(() => undefined);
  }

  /** A reading that began before a revocation may miss it, so each caller that finds one under way waits for the next. */
  async #read(): Promise<void> {
    await this.#reading?.catch(() => undefined);
    this.#reading ??= this.#load().finally(() => (this.#reading = null));
    await this.#reading;
  }

  async #load(): Promise<void> {
    const began = performance.now();
    const rows = await this.#database.query(`select kind, value, revoked_at from ${TABLE}`);
    for (const { kind, value, revoked_at: at } of rows) {
      if (kind === 'TOKEN') this.#tokens.add(String(value));
      else this.#subjects.set(String(value), new Date(at as string | Date).getTime());
    }
    this.#readAt = began;
  }
}

/** Several processes may start at once: whoever comes second finds the thing there. */
async function defineOnce(database: Database, statement: string): Promise<void> {
  try {
    await database.query(statement);
  } catch (error) {
    const taken = ['23505', '42P06', '42P07'].includes((error as { code?: string }).code ?? '');
    if (!taken) throw error;
  }
}
