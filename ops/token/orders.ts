import { z } from 'zod';
import type { AccessTrail } from '#kernel/audit/access-trail';
import type { DatabaseRevocations } from '#kernel/identity/revocations';
import { findControls } from '../control/control.ts';
import { askLines, CommandRefused } from '../control/lines.ts';
import type { Environment } from '../environment.ts';
import { openProcess } from '../start/surroundings.ts';

const name = z.string().min(1).max(400);
const ORDER = z.union([
  z.strictObject({ revoke: z.union([z.strictObject({ tokenId: name }), z.strictObject({ subject: name })]) }),
  z.strictObject({ grant: z.strictObject({ subject: name, role: name, scope: name }) }),
]);

/** What an operator does to tokens: takes them back, or gives one more than its role holds. */
export type TokenOrder = z.infer<typeof ORDER>;

/** Does it, and leaves the record of it. */
export async function workToken(
  order: TokenOrder,
  { revocations, access }: { readonly revocations: DatabaseRevocations; readonly access: AccessTrail },
): Promise<void> {
  const parsed = ORDER.safeParse(order);
  if (!parsed.success) throw new CommandRefused('no such order for tokens');
  if ('revoke' in parsed.data) await access.revoke(revocations, parsed.data.revoke);
  else await access.granted(parsed.data.grant);
}

/** Has it done by the running system, or in the database itself when nothing runs; says which. */
export async function orderTokens(
  environment: Environment,
  order: TokenOrder,
): Promise<'running' | 'stopped'> {
  const [control] = await findControls(environment.DATA_DIR);
  if (control) {
    await askLines(control, '/tokens', order, () => undefined);
    return 'running';
  }
  const opened = await openProcess(environment);
  try {
    await workToken(order, opened);
    return 'stopped';
  } finally {
    await opened.close();
  }
}
