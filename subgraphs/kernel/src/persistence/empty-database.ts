import { existsSync, mkdirSync, openAsBlob, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/** What every embedded database can do beyond PostgreSQL itself. */
export const EXTENSIONS = { vector, pg_trgm };

/**
 * An embedded database before anything is in it. Making one takes several seconds, unpacking one that is made takes one:
 * `npm run prepare` makes it, so every test begins with it, and a first start for which no other was made.
 */
export async function emptyDatabase(): Promise<Blob | undefined> {
  const image = imagePath();
  return existsSync(image) ? openAsBlob(image, { type: 'application/x-tar' }) : undefined;
}

/** Makes the image for `emptyDatabase`, if this version of the database has none yet. */
export async function prepareEmptyDatabase(): Promise<void> {
  const image = imagePath();
  if (existsSync(image)) return;
  const pglite = await PGlite.create({ dataDir: 'memory://', extensions: EXTENSIONS });
  const content = Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer());
  await pglite.close();
  mkdirSync(dirname(image), { recursive: true });
  // Whoever reads meanwhile finds a whole image or none.
  writeFileSync(`${image}.${process.pid}`, content);
  renameSync(`${image}.${process.pid}`, image);
}

function imagePath(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(main), '../package.json'), 'utf8')) as {
    version: string;
  };
  return join(import.meta.dirname, `../../dist/empty-database-${version}.tar`);
}
