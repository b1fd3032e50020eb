import { UnfitKey } from '#kernel/sensitive/keys';
import { readEnvironment } from '../environment.ts';
import { UnfitRelease } from '../release/verify.ts';
import { openSubgraphs, type OpenSubgraphs } from '../start/system.ts';
import { findControls } from './control.ts';
import { askLines, CommandRefused, type Tell } from './lines.ts';

export interface Operation<Order, Line> {
  /** Where the running system does it. */
  readonly path: string;
  readonly order: Order;
  work(order: Order, opened: OpenSubgraphs, tell: Tell<Line>): Promise<void>;
  show(line: Line): void | Promise<void>;
}

/**
 * Does an operator command: in every process of the running system, or on the database itself when nothing
 * runs. Answers the exit code.
 */
export async function operate<Order extends object, Line>(
  operation: Operation<Order, Line>,
): Promise<number> {
  const environment = readEnvironment();
  try {
    const controls = await findControls(environment.DATA_DIR);
    for (const control of controls)
      await askLines(control, operation.path, operation.order, operation.show as never);
    if (controls.length > 0) return 0;
    const opened = await openSubgraphs({ ...environment, split: [] });
    try {
      await operation.work(operation.order, opened, async line => operation.show(line));
    } finally {
      await opened.close();
    }
    return 0;
  } catch (error) {
    const known = [CommandRefused, UnfitKey, UnfitRelease].some(kind => error instanceof kind);
    if (!known) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}
