import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { DatabaseRevocations, type Revocation } from '#kernel/identity/revocations';
import { openDatabase } from '#kernel/persistence/database';
import { systemClock } from '#kernel/vocabulary/calendar';
import { findControls } from '../control/control.ts';
import type { Environment } from '../environment.ts';

const LONGEST_NAME = 400;
const name = z.string().min(1).max(LONGEST_NAME);
const schema = z.union([z.strictObject({ tokenId: name }), z.strictObject({ subject: name })]);

/** Takes tokens back: through the running system, or in the database itself when nothing runs. Says which. */
export async function revoke(environment: Environment, revocation: Revocation): Promise<string> {
  const [control] = await findControls(environment.DATA_DIR);
  if (control) {
    const response = await fetch(`${control.url}/revocations`, {
      method: 'POST',
      headers: { ...control.headers, 'content-type': 'application/json' },
      body: JSON.stringify(revocation),
    });
    if (!response.ok) throw new Error(`the running system answered ${response.status}`);
    return 'the running system refuses it from now on';
  }
  const database = await openDatabase({ url: environment.DATABASE_URL, folder: environment.DATA_DIR });
  try {
    const revocations = await DatabaseRevocations.open(database, systemClock);
    await revocations.revoke(revocation);
    await revocations.close();
    return 'nothing runs here; it is refused from the next start on';
  } finally {
    await database.close();
  }
}

/** The running system's side of `revoke`. */
export async function serveRevocation(
  request: IncomingMessage,
  response: ServerResponse,
  revocations: { revoke(revocation: Revocation): Promise<void> },
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    response.writeHead(400).end();
    return;
  }
  await revocations.revoke(parsed.data);
  response.writeHead(204).end();
}
