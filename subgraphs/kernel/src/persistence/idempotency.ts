import { createHmac, type KeyObject } from 'node:crypto';
import { conflict, badUserInput } from '../graphql/errors.ts';
import { IdempotencyRecord } from '../events/outbox.entity.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { writeAtCommit } from './at-commit.ts';
import type { EntityManager, Row } from './database.ts';
import type { Statement } from './statement.ts';

/** Which act of whom a key belongs to. */
export interface IdempotentAct {
  readonly operation: string;
  readonly subject: string;
  readonly key: string;
}

/** Runs acts at most once per idempotency key. */
export class Idempotency {
  readonly #key: KeyObject;
  readonly #clock: Clock;

  constructor(key: KeyObject, clock: Clock) {
    this.#key = key;
    this.#clock = clock;
  }

  /**
   * Inside the act's transaction: the first call does the work and keeps its outcome (plain
   * JSON: ids and facts, never a sensitive value); the same key with the same content returns
   * that outcome again; with other content it is CONFLICT. `alongside` inserts a row in the statement that claims the
   * key; whether it did is told to the work.
   */
  async once<Outcome>(
    tx: EntityManager,
    act: IdempotentAct,
    content: unknown,
    work: (inserted: boolean) => Promise<Outcome>,
    alongside?: Statement,
  ): Promise<Outcome> {
    const { key, fingerprint } = this.#record(act, content);
    const schema = String(tx.config.get('schema'));
    const [claim] = await tx.execute<Row[]>(
      `with claimed as (insert into "${schema}".idempotency (key, fingerprint, created_at) values (?, ?, ?)
           on conflict (key) do nothing returning 1),
         beside as (${alongside ? `${alongside.text} returning 1` : 'select where false'})
       select exists (select from claimed) as claimed, exists (select from beside) as inserted`,
      [key, fingerprint, this.#clock.now().toISOString(), ...(alongside?.parameters ?? [])],
    );
    if (claim!['claimed'] !== true) return (await this.outcomeOf<Outcome>(tx, act, content))!;
    const outcome = await work(claim!['inserted'] === true);
    await writeAtCommit(tx, {
      text: `update "${schema}".idempotency set outcome = ?::jsonb where key = ?`,
      parameters: [JSON.stringify(outcome ?? null), key],
    });
    return outcome;
  }

  /**
   * What an act came to that was done before; null for one that was not. For whoever has to ask somebody else first,
   * which no transaction may wait for and no repetition needs.
   */
  async outcomeOf<Outcome>(em: EntityManager, act: IdempotentAct, content: unknown): Promise<Outcome | null> {
    const { key, fingerprint } = this.#record(act, content);
    const first = await em.findOne(IdempotencyRecord, { key });
    if (first && first.fingerprint !== fingerprint) throw conflict('同一幂等键的请求内容不同');
    return (first?.outcome ?? null) as Outcome | null;
  }

  #record(act: IdempotentAct, content: unknown): { readonly key: string; readonly fingerprint: string } {
    if (!/^[\x21-\x7e]{8,100}$/.test(act.key)) {
      throw badUserInput({ idempotencyKey: '须为 8 到 100 个可见 ASCII 字符' });
    }
    const key = `${act.operation}/${act.subject}/${act.key}`;
    const fingerprint = createHmac('sm3', this.#key).update(canonical(content)).digest('hex');
    return { key, fingerprint };
  }
}

/** JSON with sorted keys, so that equal contents give equal bytes. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (inner && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)) {
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return inner;
  });
}
