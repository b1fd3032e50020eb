import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase, type Database } from '#kernel/persistence/database';
import { kernelMigrations } from '#kernel/persistence/kernel-migrations';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import { loadDefinition } from './definitions.ts';
import { firstDatabase, prepareFirstDatabase } from './first-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'first-database-test-'));
let database: Database;
beforeAll(async () => {
  await prepareFirstDatabase();
  expect(await firstDatabase()).toBeDefined();
  database = await openDatabase({ folder, first: firstDatabase });
}, 120_000);
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

test('the database of a first start has gone through every migration of every subgraph', async () => {
  for (const name of SUBGRAPHS) {
    const { migrations } = await loadDefinition(name);
    const rows = await database.query(`select name from "${name}".migration order by id`);
    expect(rows.map(row => row['name'])).toEqual(
      [...kernelMigrations(name), ...migrations].map(migration => migration.name),
    );
  }
});

test('it remembers no key, no fact, no record, and nobody', async () => {
  const tables = ['key_check', 'outbox_event', 'audit_record', 'load_mark', 'person_salt'];
  for (const name of SUBGRAPHS) {
    for (const table of tables) {
      expect(await database.query(`select 1 from "${name}"."${table}"`)).toEqual([]);
    }
  }
});
