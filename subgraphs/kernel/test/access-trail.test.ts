import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSecretKey } from 'node:crypto';
import { AccessTrail } from '#kernel/audit/access-trail';
import type { Principal } from '#kernel/identity/principal';
import { createLogger } from '#kernel/logging/logger';
import type { Database } from '#kernel/persistence/database';
import { SigningKey } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { openTestDatabase } from '#test/subgraph';

/** The chain of the door is shared by all processes: however many start at once, and whichever of them a caller meets. */
const now = new Date('2026-03-16T02:00:00Z');
const keys = { seal: createSecretKey(Buffer.alloc(32, 7)), signing: new SigningKey(newPrivateKey()) };
const DOORS = 4;

let database: Database;
let drop: () => Promise<void>;
let doors: AccessTrail[];
beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  const open = () => AccessTrail.open(database, keys, { now: () => now }, createLogger({ level: 'silent' }));
  doors = await Promise.all(Array.from({ length: DOORS }, open));
});
afterAll(async () => {
  for (const door of doors) await door.close();
  await database.close();
  await drop();
});

const principal = (tokenId: string | null): Principal => ({
  subject: 'li',
  tokenId,
  role: 'HANDLER',
  scopes: new Set(),
  person: null,
  institution: null,
  tenant: null,
  region: null,
  issuedAt: now.getTime() / 1000,
  expiresAt: now.getTime() / 1000 + 600,
});

test('a token that several processes see first at the same moment is one login', async () => {
  await Promise.all(doors.map(door => door.admitted(principal('token-1'))));
  await doors[1]!.admitted(principal('token-1'));
  await doors[0]!.admitted(principal(null));
  const rows = await database.query(`select kind, subject from identity.audit_record order by id`);
  expect(rows).toEqual([
    { kind: 'LOGIN', subject: 'li' },
    { kind: 'LOGIN', subject: 'li' },
  ]);
  expect(await doors[2]!.trail.verify()).toMatchObject({ records: 2, faults: [] });
});
