import type { AccessTrail } from '../audit/access-trail.ts';
import { notFound } from '../graphql/errors.ts';
import type { Principal } from '../identity/principal.ts';
import { redactText } from '../logging/logger.ts';
import type { Database, EntityManager, Row } from '../persistence/database.ts';
import { isId, newId } from '../persistence/id.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { accept, type RefusalFacts, type Result } from '../vocabulary/result.ts';
import { ACCESS } from './access.terms.ts';
import { isRunning, mayBegin, mayReview, type EmergencyFacts } from './emergency.rule.ts';
import type { EmergencyClass } from './emergency.terms.ts';

/** An emergency: one subject may read classes of one person's data beyond the own scopes, for a while. */
export interface Emergency extends EmergencyFacts {
  readonly role: string;
  readonly personId: string;
  readonly classes: readonly EmergencyClass[];
  readonly reason: string;
  readonly beganAt: Date;
  readonly reviewedAt: Date | null;
  readonly justified: boolean | null;
  readonly finding: string | null;
}

/** What somebody asks to read, and why. */
export interface EmergencyAsked {
  readonly personId: string;
  readonly classes: readonly EmergencyClass[];
  readonly reason: string;
  readonly minutes: number;
}

export interface EmergencyParts {
  readonly database: Database;
  readonly trail: AccessTrail;
  readonly clock: Clock;
}

const TABLE = `${ACCESS}.emergency_reading`;
const CHANNEL = 'medical_insurance_emergencies';
const POLL_MS = 1000;

/**
 * Emergencies (break-glass): begun by one's own hand with a written reason, told to the operators at once, over after their
 * time, and reviewed by somebody else before another can begin. What is read meanwhile needs a purpose and is recorded.
 */
export class EmergencyReadings {
  readonly #parts: EmergencyParts;
  #running: ReadonlyMap<string, Emergency> = new Map();
  #stopListening: () => Promise<void> = async () => undefined;
  #timer: NodeJS.Timeout | null = null;

  private constructor(parts: EmergencyParts) {
    this.#parts = parts;
  }

  static async open(parts: EmergencyParts): Promise<EmergencyReadings> {
    const readings = new EmergencyReadings(parts);
    await readings.#refresh();
    const again = (): void => void readings.#refresh().catch(() => undefined);
    readings.#stopListening = await parts.database.listen(CHANNEL, again);
    if (parts.database.kind === 'postgres') readings.#timer = setInterval(again, POLL_MS).unref();
    return readings;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#stopListening();
  }

  /** The emergency that lets a subject read a class of a person's data now; null without one. */
  opensTo(subject: string, personId: string, sensitiveClass: string): string | null {
    const emergency = this.#running.get(subject);
    if (!emergency || emergency.personId !== personId) return null;
    if (!isRunning(emergency, this.#parts.clock.now())) return null;
    return (emergency.classes as readonly string[]).includes(sensitiveClass) ? emergency.id : null;
  }

  async begin(
    tx: EntityManager,
    asked: EmergencyAsked,
    asker: Principal,
  ): Promise<Result<string, RefusalFacts>> {
    await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${CHANNEL}:${asker.subject}`]);
    const [last] = await tx.execute<Row[]>(
      `select * from ${TABLE} where subject = ? order by id desc limit 1`,
      [asker.subject],
    );
    const may = mayBegin(last ? emergencyOf(last) : null);
    if (!may.ok) return may;
    const [id, now] = [newId(), this.#parts.clock.now()];
    const until = new Date(now.getTime() + asked.minutes * 60_000);
    const { personId, classes, reason } = asked;
    await tx.execute(
      `insert into ${TABLE} (id, subject, role, person_id, classes, reason, began_at, until)
       values (?, ?, ?, ?, ?::jsonb, ?, ?, ?)`,
      [id, asker.subject, asker.role, personId, JSON.stringify(classes), redactText(reason), now, until],
    );
    await this.#record(tx, 'emergency.begin', id, { personId, classes, until: until.toISOString() });
    return accept(id);
  }

  /** Ends one's own emergency before its time; one that is over stays as it is. */
  async end(tx: EntityManager, id: string, asker: Principal): Promise<Result<string, RefusalFacts>> {
    const emergency = await this.find(tx, id);
    if (emergency?.subject !== asker.subject) throw notFound('紧急查阅');
    const now = this.#parts.clock.now();
    if (isRunning(emergency, now)) {
      await tx.execute(`update ${TABLE} set ended_at = ? where id = ? and ended_at is null`, [now, id]);
      await this.#record(tx, 'emergency.end', id, { personId: emergency.personId });
    }
    return accept(id);
  }

  async review(
    tx: EntityManager,
    { id, justified, finding }: { id: string; justified: boolean; finding: string },
    asker: Principal,
  ): Promise<Result<string, RefusalFacts>> {
    const emergency = await this.find(tx, id, 'for update');
    if (!emergency) throw notFound('紧急查阅');
    const now = this.#parts.clock.now();
    const may = mayReview(emergency, asker.subject, now);
    if (!may.ok) return may;
    await tx.execute(
      `update ${TABLE} set reviewed_by = ?, reviewed_at = ?, justified = ?, finding = ? where id = ?`,
      [asker.subject, now, justified, redactText(finding), id],
    );
    await this.#record(tx, 'emergency.review', id, { personId: emergency.personId, justified });
    return accept(id);
  }

  /** Takes what was committed into effect, here and in the other processes; a beginning alarms the operators. */
  async announce(id: string): Promise<void> {
    await this.#refresh();
    await this.#parts.database.notify(CHANNEL, id);
    for (const { id: running, subject, role, classes } of this.#running.values()) {
      if (running === id) this.#parts.trail.alarm('EMERGENCY_READING', { id, subject, role, classes });
    }
  }

  async find(em: EntityManager, id: string, lock = ''): Promise<Emergency | null> {
    if (!isId(id)) return null;
    const [row] = await em.execute<Row[]>(`select * from ${TABLE} where id = ? ${lock}`, [id]);
    return row ? emergencyOf(row) : null;
  }

  /** Emergencies, newest first, before one of them; `outstanding` leaves out those that were reviewed. */
  async list(
    em: EntityManager,
    { first, before, outstanding }: { first: number; before: string | null; outstanding: boolean },
  ): Promise<Emergency[]> {
    const rows = await em.execute<Row[]>(
      `select * from ${TABLE} where (?::uuid is null or id < ?::uuid) and (not ? or reviewed_by is null)
       order by id desc limit ?`,
      [before, before, outstanding, first],
    );
    return rows.map(emergencyOf);
  }

  async #refresh(): Promise<void> {
    const rows = await this.#parts.database.query(
      `select * from ${TABLE} where ended_at is null and until > $1`,
      [this.#parts.clock.now().toISOString()],
    );
    this.#running = new Map(rows.map(emergencyOf).map(emergency => [emergency.subject, emergency]));
  }

  #record(
    tx: EntityManager,
    action: string,
    rowId: string,
    { personId, ...details }: { readonly personId: string } & Record<string, unknown>,
  ): Promise<void> {
    return this.#parts.trail.trail.record(tx, { kind: 'ADMINISTRATION', action, rowId, personId, details });
  }
}

function emergencyOf(row: Row): Emergency {
  const instant = (name: string): Date | null => (row[name] ? new Date(row[name] as string | Date) : null);
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row['id']),
    subject: String(row['subject']),
    role: String(row['role']),
    personId: String(row['person_id']),
    classes: row['classes'] as readonly EmergencyClass[],
    reason: String(row['reason']),
    beganAt: instant('began_at')!,
    until: instant('until')!,
    endedAt: instant('ended_at'),
    reviewedBy: text('reviewed_by'),
    reviewedAt: instant('reviewed_at'),
    justified: row['justified'] as boolean | null,
    finding: text('finding'),
  };
}
