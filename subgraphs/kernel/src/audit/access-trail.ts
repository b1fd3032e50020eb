import { randomUUID } from 'node:crypto';
import { Migration } from '@mikro-orm/migrations';
import type { Logger } from 'pino';
import { ROLE_SCOPES, SERVICE_ROLE } from '#schema/identity/role-scopes';
import { holdToRole } from '../access/access-book.ts';
import { AccessTables, CertificateLoginTables, EmergencyTable } from '../access/access-tables.ts';
import { ACCESS } from '../access/access.terms.ts';
import { forbidden } from '../graphql/errors.ts';
import type { DatabaseRevocations, Revocation } from '../identity/revocations.ts';
import type { Principal } from '../identity/principal.ts';
import { transaction, type Database, type EntityManager } from '../persistence/database.ts';
import { auditMigrations } from '../persistence/kernel-migrations.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { whileAsking } from './asking.ts';
import { AuditCheckpoint, AuditHead, AuditRecord } from './audit-record.entity.ts';
import { AuditTrail, type AuditEntry, type AuditKeys } from './audit-trail.ts';
import type { Folded } from './folded-refusals.ts';
import { RefusalRecords } from './refusal-records.ts';

/** A right that an operator added to a token. */
export interface Grant {
  readonly subject: string;
  readonly role: string;
  readonly scope: string;
}

const REMEMBERED_TOKENS = 10_000;
/** Times that a process tries to open what others may be making at the same moment. */
const OPENINGS = 10;

/**
 * Who came in, who was turned away at the door, and who was given or lost a right: the audit trail of the door itself,
 * beside those of the subgraphs behind it. Each process that has a door writes to the same chain.
 */
export class AccessTrail {
  readonly trail: AuditTrail;
  readonly #em: () => EntityManager;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #refusals: RefusalRecords;
  readonly #admitted = new Map<string, Promise<void>>();

  private constructor(trail: AuditTrail, em: () => EntityManager, clock: Clock, log: Logger) {
    this.trail = trail;
    this.#em = em;
    this.#clock = clock;
    this.#log = log;
    this.#refusals = new RefusalRecords(trail, turnedAwayAtDoor, { clock, log });
  }

  static async open(database: Database, keys: AuditKeys, clock: Clock, log: Logger): Promise<AccessTrail> {
    const orm = await openShared(() =>
      database.orm({
        name: ACCESS,
        entities: [AuditRecord, AuditHead, AuditCheckpoint],
        migrations: [
          ...auditMigrations(ACCESS),
          LoginTable,
          AccessTables,
          CertificateLoginTables,
          EmergencyTable,
        ],
      }),
    );
    const trail = new AuditTrail(ACCESS, orm, keys, clock, log);
    const access = new AccessTrail(trail, () => orm.em.fork() as EntityManager, clock, log);
    trail.start();
    access.#refusals.start();
    return access;
  }

  async close(): Promise<void> {
    await this.#refusals.stop();
    await this.trail.stop();
  }

  /** A token that was verified: the first request under it is recorded, in whichever process it comes. */
  admitted(principal: Principal): Promise<void> {
    const token = principal.tokenId ?? `${principal.subject} ${principal.issuedAt}`;
    let known = this.#admitted.get(token);
    if (!known) {
      known = this.#recordLogin(principal, token.slice(0, 400));
      if (this.#admitted.size >= REMEMBERED_TOKENS) this.#admitted.clear();
      this.#admitted.set(token, known);
      known.catch(() => this.#admitted.delete(token));
    }
    return known;
  }

  /**
   * Somebody who was turned away before any subgraph saw the request; the caller's own address stands for a token that
   * is not genuine.
   */
  async turnedAway(what: string, code: string, principal: Principal | null, address: string): Promise<void> {
    await this.#refusals.note({ what, code, source: principal?.subject ?? address });
  }

  /** Takes tokens back, with the record of it in the same transaction. */
  async revoke(revocations: DatabaseRevocations, revocation: Revocation): Promise<void> {
    const entry: AuditEntry = { kind: 'ADMINISTRATION', action: 'token.revoke', details: { ...revocation } };
    await revocations.revoke(revocation, write => this.trail.recordAlone([entry], write));
  }

  /** A token of the development issuer that holds more than its role. */
  async granted(grant: Grant): Promise<void> {
    const entry: AuditEntry = { kind: 'ADMINISTRATION', action: 'token.grant', details: { ...grant } };
    await this.trail.recordAlone([entry]);
  }

  /** A start out of a release whose every file was as signed. */
  async started(release: string): Promise<void> {
    const entry: AuditEntry = { kind: 'ADMINISTRATION', action: 'release.start', details: { release } };
    await this.trail.recordAlone([entry]);
  }

  /** Tells the operators at once of what they must not first find in the records. */
  alarm(alert: string, about: unknown): void {
    this.#log.error({ alert, about: about instanceof Error ? about.message : about }, 'access');
  }

  async #recordLogin(principal: Principal, token: string): Promise<void> {
    const { role, scopes, tokenId, issuedAt, expiresAt } = principal;
    const own = new Set(role === SERVICE_ROLE ? [] : ROLE_SCOPES[role]);
    const added = [...scopes].filter(scope => !own.has(scope));
    const entry: AuditEntry = {
      kind: 'LOGIN',
      action: 'token.first-request',
      details: {
        tokenId,
        issuedAt: instantOf(issuedAt),
        expiresAt: instantOf(expiresAt),
        addedScopes: added,
      },
    };
    const now = this.#clock.now().toISOString();
    const isNew = await whileAsking({ principal, purpose: null, requestId: randomUUID() }, () =>
      transaction(this.#em(), async tx => {
        await tx.execute(`delete from ${ACCESS}.login where expires_at < ?`, [now]);
        const [row] = await tx.execute(
          `insert into ${ACCESS}.login (token, expires_at) values (?, ?) on conflict do nothing returning token`,
          [token, instantOf(expiresAt)],
        );
        if (row && role !== SERVICE_ROLE)
          await holdTo(tx, { subject: principal.subject, role }, this.#clock.now());
        if (row) await this.trail.record(tx, entry);
        return Boolean(row);
      }),
    );
    if (isNew) void this.trail.chain();
  }
}

function turnedAwayAtDoor({ what, code, source, times, since }: Folded): AuditEntry {
  const details = { code, source, times, since: since.toISOString() };
  return { kind: 'REFUSAL', action: `gateway.${what}`, details };
}

/**
 * A schema that all processes share is made by whichever comes first. When several start at once, the others fail on
 * what it has made meanwhile, and find it there when they try again.
 */
async function openShared<T>(open: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await open();
    } catch (error) {
      if (attempt === OPENINGS) throw error;
    }
  }
}

/** Refuses a token that would make one person two of the three administrators, or an administrator and something else. */
async function holdTo(tx: EntityManager, who: Parameters<typeof holdToRole>[1], now: Date): Promise<void> {
  const may = await holdToRole(tx, who, now);
  if (!may.ok) throw forbidden(may.refusal.message);
}

function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Tokens whose first request was recorded, until they expire. */
class LoginTable extends Migration {
  override up(): void {
    this.addSql(`create table "${ACCESS}"."login" (
      "token" varchar(400) not null primary key, "expires_at" timestamptz not null)`);
    this.addSql(`create index "login_expires_at_index" on "${ACCESS}"."login" ("expires_at")`);
  }
}
