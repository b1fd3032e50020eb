import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { AccessBook } from '#kernel/access/access-book';
import { AccessTrail } from '#kernel/audit/access-trail';
import { DatabaseRevocations } from '#kernel/identity/revocations';
import { scopesOf, type Principal } from '#kernel/identity/principal';
import { createLogger } from '#kernel/logging/logger';
import type { Database } from '#kernel/persistence/database';
import { UnfitKey, fixedKey, KeyRing } from '#kernel/sensitive/keys';
import { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { openTestDatabase, TEST_ROOT_KEY } from '#test/subgraph';
import type { Role } from '#schema/identity/role-scopes';

const clock = { now: () => new Date('2026-03-16T02:00:00Z') };
const log = createLogger({ level: 'silent' });
const signing = new SigningKey(newPrivateKey());
const seal = new KeyRing(fixedKey(TEST_ROOT_KEY)).auditKey();

let database: Database;
let drop: () => Promise<void>;
let trail: AccessTrail;
let revocations: DatabaseRevocations;
const books: AccessBook[] = [];

beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
  trail = await AccessTrail.open(database, { seal, signing }, clock, log);
  revocations = await DatabaseRevocations.open(database, clock);
});
afterEach(async () => {
  for (const book of books.splice(0)) await book.close();
  await database.query('delete from identity.scope_table');
});
afterAll(async () => {
  await revocations.close();
  await trail.close();
  await database.close();
  await drop();
});

async function open(key = signing, trusted = new TrustedKeys([key.publicKey])): Promise<AccessBook> {
  const book = await AccessBook.open({ database, trail, revocations, key, trusted, clock });
  books.push(book);
  return book;
}

describe('SH-ST-CRYPTO-05, SH-AI-CRYPTO-05, SH-ST-CRYPTO-03, SH-AI-CRYPTO-03: the table of roles and scopes', () => {
  test('is signed at the first start and verified at each one after', async () => {
    const first = await open();
    expect(first.table.version).toBe(1);
    expect((await open()).table).toEqual(first.table);
  });

  test.each([
    [
      'a scope that was slipped in',
      `changes = '[{"role":"SCREEN","scope":"insured:read","effect":"ADDED"}]'`,
    ],
    ['another instant', `made_at = made_at + interval '1 second'`],
    ['another release', `released = repeat('0', 64)`],
    ['a signature out of range', `signature = repeat('f', 128)`],
    ['a key of a stranger', `key_id = repeat('0', 16)`],
  ])('stops the start when it holds %s', async (_, change) => {
    await open();
    await database.query(`update identity.scope_table set ${change}`);
    await expect(open()).rejects.toThrow(UnfitKey);
    const [row] = await database.query('select count(*)::int as tables from identity.scope_table');
    expect(row?.['tables']).toBe(1);
  });

  test('stops the start under a key that did not sign it, unless the former key is still believed', async () => {
    await open();
    const successor = new SigningKey(newPrivateKey());
    await expect(open(successor)).rejects.toThrow('FORMER_SIGNING_KEYS');
    const both = new TrustedKeys([successor.publicKey, signing.publicKey]);
    expect((await open(successor, both)).table.keyId).toBe(signing.keyId);
  });

  test('a running process keeps the table that was signed when another is slipped in', async () => {
    const book = await open();
    await database.query(
      `insert into identity.scope_table (version, released, changes, made_at, key_id, signature)
       select 2, released, '[{"role":"SCREEN","scope":"insured:read","effect":"ADDED"}]', made_at, key_id, signature || ''
       from identity.scope_table`,
    );
    await database.query(`update identity.scope_table set signature = repeat('a', 128) where version = 2`);
    await expect(book.refresh()).rejects.toThrow(UnfitKey);
    expect(book.scopesOf('SCREEN')).not.toContain('insured:read');
  });
});

describe('an administrator whom an outside issuer vouches for', () => {
  const principal = (subject: string, role: Role, tokenId: string): Principal => ({
    subject,
    role,
    tokenId,
    scopes: scopesOf(role, []),
    issuedAt: 1,
    expiresAt: 1_900_000_000,
    person: null,
    institution: null,
    tenant: null,
    region: null,
  });

  test.each<[Role]>([['AUDIT_ADMIN'], ['SYSTEM_ADMIN'], ['HANDLER']])(
    'is held to that role at the door: a later token as %s is refused',
    async role => {
      await trail.admitted(principal('li', 'SECURITY_ADMIN', 'a'));
      await expect(trail.admitted(principal('li', role, 'b'))).rejects.toMatchObject({
        extensions: { code: 'FORBIDDEN' },
      });
      await trail.admitted(principal('li', 'SECURITY_ADMIN', 'c'));
      await trail.admitted(principal('somebody else', role, 'd'));
    },
  );
});
