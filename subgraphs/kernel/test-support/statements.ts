import { AsyncLocalStorage } from 'node:async_hooks';
import type { MikroORM } from '@mikro-orm/sql';

/** Calls back at each statement of some work that an ORM sends; returns the way to stop. */
export function watchStatements(orm: MikroORM, seen: (sql: string) => void): () => void {
  const connection = orm.em.getConnection();
  const execute = connection.execute;
  connection.execute = function (this: unknown, ...args: Parameters<typeof execute>) {
    if (isOfWork(String(args[0]))) seen(String(args[0]));
    return execute.apply(connection, args);
  } as typeof execute;
  return () => void (connection.execute = execute);
}

/** The SQL statements that a subgraph sent, so that a test can say how many an operation costs. */
export class StatementLog {
  readonly #counting = new AsyncLocalStorage<string[]>();

  add(message: string): void {
    this.#counting.getStore()?.push(message);
  }

  /** The statements that some work sends; what others send meanwhile, by timers of their own, is not counted. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; statements: readonly string[] }> {
    const statements: string[] = [];
    const result = await this.#counting.run(statements, work);
    return { result, statements: statements.filter(isOfWork) };
  }
}

/** What the relay of facts, the projections and the writer of the audit chain do in the background. */
const BACKGROUND =
  /outbox_event where position is null|"projection_offset"|audit_record where sequence is null|update "\w+"\.audit_record|audit_head|audit_checkpoint|hashtext\('?audit:/;

function isOfWork(text: string): boolean {
  return /\b(select|insert|update|delete)\b/i.test(text) && !BACKGROUND.test(text);
}
