import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { KERNEL_ENTITIES } from '#kernel/events/outbox.entity';
import { openDatabase } from '#kernel/persistence/database';
import { EXTENSIONS } from '#kernel/persistence/empty-database';
import { kernelMigrations } from '#kernel/persistence/kernel-migrations';
import { SUBGRAPHS } from '#kernel/server/subgraph';
import { ROOT } from '../schema/rover.ts';
import { loadDefinition } from './definitions.ts';

/** What the tables of the subgraphs follow from. */
const SOURCES = ['package-lock.json', 'subgraphs/kernel/src/persistence/*.ts', 'subgraphs/*/migrations/*.ts'];

/**
 * A database in which every subgraph has its tables and nothing in them, for the first start of a system: several hundred
 * migrations take longer than unpacking what they make. None where `npm run prepare` has not seen these very migrations.
 */
export async function firstDatabase(): Promise<Blob | undefined> {
  const image = imagePath();
  return existsSync(image) ? openAsBlob(image, { type: 'application/x-tar' }) : undefined;
}

/** Makes the image for `firstDatabase`, and removes those of other migrations. */
export async function prepareFirstDatabase(): Promise<void> {
  const image = imagePath();
  if (existsSync(image)) return;
  const content = await migrated();
  rmSync(dirname(image), { recursive: true, force: true });
  mkdirSync(dirname(image), { recursive: true });
  // Whoever reads meanwhile finds a whole image or none.
  writeFileSync(`${image}.${process.pid}`, content);
  renameSync(`${image}.${process.pid}`, image);
}

async function migrated(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'first-database-'));
  try {
    const database = await openDatabase({ folder });
    for (const name of SUBGRAPHS) {
      const { entities, migrations } = await loadDefinition(name);
      await database.orm({
        name,
        entities: [...KERNEL_ENTITIES, ...entities],
        migrations: [...kernelMigrations(name), ...migrations],
      });
    }
    await database.close();
    const pglite = await PGlite.create({ dataDir: join(folder, 'database'), extensions: EXTENSIONS });
    const dump = await pglite.dumpDataDir('none');
    await pglite.close();
    return Buffer.from(await dump.arrayBuffer());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function imagePath(): string {
  const cwd = fileURLToPath(ROOT);
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd }).sort())
    hash.update(file).update(readFileSync(join(cwd, file)));
  return join(import.meta.dirname, 'dist', `first-database-${hash.digest('hex').slice(0, 16)}.tar`);
}
