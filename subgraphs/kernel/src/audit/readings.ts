import { REVEALS_PER_DAY } from '#schema/sensitive/sensitive.law';
import { rateLimited } from '../graphql/errors.ts';
import type { EntityManager } from '../persistence/database.ts';
import { today, type Clock } from '../vocabulary/calendar.ts';
import type { AuditEntry, AuditTrail } from './audit-trail.ts';

/**
 * What one request read in the clear, and what it was refused. All of it is written in one statement when the
 * request has been executed; the answer goes out only after that is committed.
 */
export class Readings {
  readonly #trail: AuditTrail;
  readonly #clock: Clock;
  readonly #schema: string;
  readonly #perDay: number;
  readonly #entries = new Map<string, AuditEntry>();
  #counted = 0;

  constructor(trail: AuditTrail, clock: Clock, schema: string, perDay = REVEALS_PER_DAY) {
    this.#trail = trail;
    this.#clock = clock;
    this.#schema = schema;
    this.#perDay = perDay;
  }

  /** A field that the answer will show in the clear; the viewer's own data do not count against the quota. */
  revealed(
    action: string,
    { rowId, personId }: { readonly rowId: string; readonly personId: string },
    { own, emergency }: { readonly own: boolean; readonly emergency: string | null },
  ): void {
    const key = `${action}/${rowId}`;
    if (this.#entries.has(key)) return;
    const details = emergency ? { emergency } : undefined;
    this.#entries.set(key, { kind: 'REVEAL', action, rowId, personId, details });
    if (!own) this.#counted += 1;
  }

  /** Something that was refused for lack of right; once per kind of thing, not per row. */
  refused(action: string, code: string): void {
    this.#entries.set(`${code}/${action}`, { kind: 'REFUSAL', action, details: { code } });
  }

  /** A sealed value that did not open. */
  broken(action: string, rowId: string, personId: string): void {
    this.#entries.set(`broken/${action}/${rowId}`, { kind: 'TAMPER', action, rowId, personId });
  }

  /** Commits the records; throws RATE_LIMITED, and leaves a record of that, when the day's quota is used up. */
  async commit(subject: string | null): Promise<void> {
    const entries = [...this.#entries.values()];
    try {
      await this.#trail.recordAlone(entries, tx => this.#count(tx, subject));
    } catch (error) {
      const kept = entries.filter(({ kind }) => kind !== 'REVEAL');
      const refusal: AuditEntry = { kind: 'REFUSAL', action: 'reveal', details: { code: 'RATE_LIMITED' } };
      if (error instanceof QuotaUsedUp) {
        await this.#trail.recordAlone([...kept, refusal]);
        throw rateLimited(`当日明文读取已达上限 ${this.#perDay} 项`);
      }
      throw error;
    }
  }

  async #count(tx: EntityManager, subject: string | null): Promise<void> {
    if (this.#counted === 0) return;
    const [row] = await tx.execute<{ used: number }[]>(
      `insert into "${this.#schema}".reveal_usage as usage (subject, day, used) values (?, ?, ?)
       on conflict (subject, day) do update set used = usage.used + excluded.used returning used`,
      [subject ?? '', today(this.#clock), this.#counted],
    );
    if (Number(row!.used) > this.#perDay) throw new QuotaUsedUp();
  }
}

class QuotaUsedUp extends Error {}
