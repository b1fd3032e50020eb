import { ROLES, type Role } from '#schema/identity/role-scopes';
import type { AccessTrail } from '../audit/access-trail.ts';
import { conflict, notFound } from '../graphql/errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { DatabaseRevocations } from '../identity/revocations.ts';
import type { Database, EntityManager, Row } from '../persistence/database.ts';
import { isId, newId } from '../persistence/id.ts';
import { UnfitKey } from '../sensitive/keys.ts';
import type { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';
import { ACCESS } from './access.terms.ts';
import { isAdministrator, mayCarry, mayDecide, mayHold } from './administrators.rule.ts';
import {
  isGenuineTable,
  KNOWN_SCOPES,
  RELEASED,
  scopesAfter,
  signScopeTable,
  withChange,
  type ScopeChange,
  type SignedScopeTable,
} from './scope-table.ts';

/** The range of data that goes with a role. */
export interface DataRange {
  readonly person?: string | null;
  readonly institution?: string | null;
  readonly tenant?: string | null;
  readonly region?: string | null;
}

/** What somebody proposes to change of who may do what. */
export type AccessProposal =
  | { readonly kind: 'GRANT_ROLE'; readonly subject: string; readonly role: Role; readonly range: DataRange }
  | { readonly kind: 'WITHDRAW_ROLE'; readonly subject: string; readonly role: Role }
  | { readonly kind: 'ADD_SCOPE' | 'REMOVE_SCOPE'; readonly role: Role; readonly scope: string };

/** A proposal with what became of it. */
export interface AccessChange {
  readonly id: string;
  readonly content: AccessProposal;
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedRole: string;
  readonly proposedAt: Date;
  readonly state: 'PROPOSED' | 'APPROVED' | 'REJECTED';
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** A role that a subject holds. */
export interface Grant {
  readonly subject: string;
  readonly role: Role;
  readonly range: DataRange;
}

const CHANNEL = 'medical_insurance_access';
const POLL_MS = 1000;

/**
 * Who holds which role, and which scopes a role carries: proposed by one administrator, decided by another, kept with
 * its history. The table of scopes is signed; each process verifies it when it starts and whenever it changes.
 */
export class AccessBook {
  readonly #database: Database;
  readonly #trail: AccessTrail;
  readonly #key: SigningKey;
  readonly #trusted: TrustedKeys;
  readonly #clock: Clock;
  readonly #revocations: DatabaseRevocations;
  #table: SignedScopeTable;
  #scopes: ReadonlyMap<Role, readonly string[]> = new Map();
  #stopListening: () => Promise<void> = async () => undefined;
  #timer: NodeJS.Timeout | null = null;
  #told: () => void = () => undefined;

  private constructor(parts: AccessParts, table: SignedScopeTable) {
    this.#database = parts.database;
    this.#trail = parts.trail;
    this.#key = parts.key;
    this.#trusted = parts.trusted;
    this.#clock = parts.clock;
    this.#revocations = parts.revocations;
    this.#table = table;
    this.#take(table);
  }

  /** Reads and verifies the table; UnfitKey, and so no start, when nobody trusted signed it as it is. */
  static async open(parts: AccessParts): Promise<AccessBook> {
    const { database, trail, key, trusted, clock } = parts;
    const kept = await latest(database);
    if (kept && !isGenuineTable(kept, trusted)) {
      throw new UnfitKey(
        `version ${kept.version} of the table of roles and scopes is not as it was signed: nothing was started; ` +
          `restore ${ACCESS}.scope_table, or name the key that signed it in FORMER_SIGNING_KEYS`,
      );
    }
    const table = kept?.released === RELEASED ? kept : nextVersion(key, kept, kept?.changes ?? [], clock);
    if (table !== kept) {
      const details = { version: table.version, released: table.released };
      const entry = { kind: 'ADMINISTRATION', action: 'scope-table.release', details } as const;
      await trail.trail.recordAlone([entry], tx => insertTable(tx, table, null));
    }
    const book = new AccessBook(parts, (await latest(database))!);
    book.#stopListening = await database.listen(CHANNEL, () => void book.#tryRefresh());
    if (database.kind === 'postgres')
      book.#timer = setInterval(() => void book.#tryRefresh(), POLL_MS).unref();
    return book;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#stopListening();
  }

  /** Tells somebody whenever another table comes into force. */
  onChange(told: () => void): void {
    this.#told = told;
  }

  /** The signed table in force. */
  get table(): SignedScopeTable {
    return this.#table;
  }

  scopesOf(role: Role): readonly string[] {
    return this.#scopes.get(role) ?? [];
  }

  /** The role that a subject holds by decision; null without one. */
  async grantOf(subject: string): Promise<Grant | null> {
    const [row] = await this.#database.query(
      `select subject, role, data_range from ${ACCESS}.role_grant where subject = $1 and until is null`,
      [subject],
    );
    return row ? { subject, role: row['role'] as Role, range: row['data_range'] as DataRange } : null;
  }

  /** Writes a proposal down, if it may be decided at all. */
  async propose(
    tx: EntityManager,
    proposal: AccessProposal,
    reason: string,
    asker: Principal,
  ): Promise<Result<string, RefusalFacts>> {
    const possible = await this.#possible(tx, proposal);
    if (!possible.ok) return possible;
    const id = newId();
    await tx.execute(
      `insert into ${ACCESS}.access_change
         (id, kind, content, reason, proposed_by, proposed_role, proposed_at, state)
       values (?, ?, ?::jsonb, ?, ?, ?, ?, 'PROPOSED')`,
      [id, proposal.kind, JSON.stringify(proposal), reason, asker.subject, asker.role, this.#now()],
    );
    await this.#record(tx, 'access.propose', id, proposal);
    return accept(id);
  }

  /** Decides a proposal by another hand; what it says holds from the commit on, in every process within a second. */
  async decide(
    tx: EntityManager,
    { changeId, approve, reason }: { changeId: string; approve: boolean; reason: string },
    asker: Principal,
  ): Promise<Result<string, RefusalFacts>> {
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [CHANNEL]);
    const change = isId(changeId) ? await this.change(tx, changeId) : null;
    if (!change) throw notFound('权限变更');
    if (change.state !== 'PROPOSED') throw conflict('该变更已有决定');
    const decider = mayDecide({ by: change.proposedBy, role: change.proposedRole }, asker);
    if (!decider.ok) return decider;
    if (approve) {
      const possible = await this.#possible(tx, change.content);
      if (!possible.ok) return possible;
      await this.#apply(tx, change);
    }
    await tx.execute(
      `update ${ACCESS}.access_change
       set state = ?, decided_by = ?, decided_at = ?, decision_reason = ? where id = ?`,
      [approve ? 'APPROVED' : 'REJECTED', asker.subject, this.#now(), reason, changeId],
    );
    await this.#record(tx, approve ? 'access.approve' : 'access.reject', changeId, change.content);
    return accept(changeId);
  }

  /** Takes a committed decision into effect here, and tells the other processes; a role withdrawn takes its tokens along. */
  async announce(changeId: string): Promise<void> {
    const [row] = await this.#database.query(`select * from ${ACCESS}.access_change where id = $1`, [
      changeId,
    ]);
    const { content, state } = changeOf(row!);
    if (state === 'PROPOSED') return;
    if (state === 'APPROVED' && content.kind === 'WITHDRAW_ROLE')
      await this.#trail.revoke(this.#revocations, { subject: content.subject });
    await this.refresh();
    await this.#database.notify(CHANNEL, 'changed');
  }

  /** Reads the table again. One that nobody trusted signed is not taken: the one before stays in force. */
  async refresh(): Promise<void> {
    const table = await latest(this.#database);
    if (!table || table.signature === this.#table.signature) return;
    if (!isGenuineTable(table, this.#trusted))
      throw new UnfitKey('a table of scopes that nobody trusted signed');
    this.#take(table);
  }

  async change(em: EntityManager, id: string): Promise<AccessChange | null> {
    const [row] = await em.execute<Row[]>(`select * from ${ACCESS}.access_change where id = ?`, [id]);
    return row ? changeOf(row) : null;
  }

  /** Proposals, newest first, before one of them. */
  async changes(em: EntityManager, first: number, before: string | null): Promise<AccessChange[]> {
    const rows = await em.execute<Row[]>(
      `select * from ${ACCESS}.access_change where ?::uuid is null or id < ?::uuid order by id desc limit ?`,
      [before, before, first],
    );
    return rows.map(changeOf);
  }

  /** Whether a proposal may take effect as things stand. */
  async #possible(tx: EntityManager, proposal: AccessProposal): Promise<Result<unknown, RefusalFacts>> {
    if ('scope' in proposal) {
      if (!KNOWN_SCOPES.has(proposal.scope))
        return refuse('SCOPE_NOT_FOR_ROLE', '没有该权限', { role: proposal.role, scope: proposal.scope });
      return mayCarry(proposal.role, proposal.scope);
    }
    const held = await heldBy(tx, proposal.subject);
    if (proposal.kind === 'WITHDRAW_ROLE') {
      if (held.includes(proposal.role)) return accept(proposal.role);
      return refuse('ROLE_NOT_HELD', '该主体未持有该角色', {
        subject: proposal.subject,
        role: proposal.role,
      });
    }
    const [other] = held;
    if (other !== undefined && !isAdministrator(other) && !isAdministrator(proposal.role))
      return refuse('ROLE_ALREADY_HELD', '该主体已持有角色，须先撤销', { heldRole: other });
    return mayHold(held, proposal.role);
  }

  async #apply(tx: EntityManager, { id, content }: AccessChange): Promise<void> {
    if ('scope' in content) {
      const { role, scope } = content;
      const change: ScopeChange = { role, scope, effect: content.kind === 'ADD_SCOPE' ? 'ADDED' : 'REMOVED' };
      await this.refreshIn(tx);
      await insertTable(
        tx,
        nextVersion(this.#key, this.#table, withChange(this.#table.changes, change), this.#clock),
        id,
      );
      return;
    }
    const { subject, role } = content;
    if (content.kind === 'GRANT_ROLE')
      return grant(tx, { subject, role, range: content.range }, id, this.#now());
    await tx.execute(
      `update ${ACCESS}.role_grant set until = ? where subject = ? and role = ? and until is null`,
      [this.#now(), subject, role],
    );
  }

  /** The version that a decision builds on is the last one committed, not the one that this process heard of. */
  async refreshIn(tx: EntityManager): Promise<void> {
    const [row] = await tx.execute<Row[]>(LATEST);
    const table = row ? tableOf(row) : null;
    if (!table || !isGenuineTable(table, this.#trusted))
      throw new UnfitKey('a table of scopes that nobody trusted signed');
    this.#take(table);
  }

  #take(table: SignedScopeTable): void {
    this.#table = table;
    this.#scopes = scopesAfter(table.changes);
    this.#told();
  }

  #tryRefresh(): Promise<void> {
    return this.refresh().catch((error: unknown) => this.#trail.alarm('SCOPE_TABLE', error));
  }

  #record(tx: EntityManager, action: string, rowId: string, proposal: AccessProposal): Promise<void> {
    return this.#trail.trail.record(tx, { kind: 'ADMINISTRATION', action, rowId, details: { ...proposal } });
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}

/** What the book is kept with. */
export interface AccessParts {
  readonly database: Database;
  readonly trail: AccessTrail;
  readonly key: SigningKey;
  readonly trusted: TrustedKeys;
  readonly clock: Clock;
  /** Takes back the tokens of whoever loses a role. */
  readonly revocations: DatabaseRevocations;
}

const LATEST = `select version, released, changes, made_at, key_id, signature from ${ACCESS}.scope_table
  order by version desc limit 1`;

async function latest(database: Database): Promise<SignedScopeTable | null> {
  const [row] = await database.query(LATEST);
  return row ? tableOf(row) : null;
}

function tableOf(row: Row): SignedScopeTable {
  return {
    version: Number(row['version']),
    released: String(row['released']),
    changes: row['changes'] as readonly ScopeChange[],
    madeAt: new Date(row['made_at'] as string | Date).toISOString(),
    keyId: String(row['key_id']),
    signature: String(row['signature']),
  };
}

function nextVersion(
  key: SigningKey,
  before: SignedScopeTable | null,
  changes: readonly ScopeChange[],
  clock: Clock,
): SignedScopeTable {
  // A scope that the release does not know any more is nobody's.
  const known = changes.filter(({ role, scope }) => ROLES.includes(role) && KNOWN_SCOPES.has(scope));
  return signScopeTable(key, {
    version: (before?.version ?? 0) + 1,
    changes: known,
    madeAt: clock.now().toISOString(),
  });
}

async function insertTable(
  tx: EntityManager,
  table: SignedScopeTable,
  changeId: string | null,
): Promise<void> {
  const { version, released, changes, madeAt, keyId, signature } = table;
  await tx.execute(
    `insert into ${ACCESS}.scope_table (version, released, changes, made_at, change_id, key_id, signature)
     values (?, ?, ?::jsonb, ?, ?, ?, ?) on conflict do nothing`,
    [version, released, JSON.stringify(changes), madeAt, changeId, keyId, signature],
  );
}

/** The roles that a subject holds now. */
async function heldBy(tx: EntityManager, subject: string): Promise<string[]> {
  const rows = await tx.execute<Row[]>(
    `select role from ${ACCESS}.role_grant where subject = ? and until is null`,
    [subject],
  );
  return rows.map(row => String(row['role']));
}

async function grant(tx: EntityManager, given: Grant, changeId: string | null, since: string): Promise<void> {
  await tx.execute(
    `insert into ${ACCESS}.role_grant (id, subject, role, data_range, change_id, since)
     values (?, ?, ?, ?::jsonb, ?, ?) on conflict do nothing`,
    [newId(), given.subject, given.role, JSON.stringify(given.range), changeId, since],
  );
}

/**
 * At the door: an administrator whom another issuer vouches for is written down at the first token, and held to that
 * role from then on.
 */
export async function holdToRole(
  tx: EntityManager,
  { subject, role }: { readonly subject: string; readonly role: Role },
  now: Date,
): Promise<Result<string, RefusalFacts>> {
  const may = mayHold(await heldBy(tx, subject), role);
  if (may.ok && isAdministrator(role)) await grant(tx, { subject, role, range: {} }, null, now.toISOString());
  return may;
}

function changeOf(row: Row): AccessChange {
  const instant = (name: string): Date | null => (row[name] ? new Date(row[name] as string | Date) : null);
  return {
    id: String(row['id']),
    content: row['content'] as AccessProposal,
    reason: String(row['reason']),
    proposedBy: String(row['proposed_by']),
    proposedRole: String(row['proposed_role']),
    proposedAt: instant('proposed_at')!,
    state: row['state'] as AccessChange['state'],
    decidedBy: row['decided_by'] === null ? null : String(row['decided_by']),
    decidedAt: instant('decided_at'),
  };
}
