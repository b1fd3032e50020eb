/** `npx tsx ops/runbooks/sql.ts 'select …'`: one statement on the database of a stopped system, for a security review. */
import { openDatabase } from '#kernel/persistence/database';
import { readEnvironment } from '../environment.ts';

const [statement] = process.argv.slice(2);
if (!statement) {
  process.stderr.write("usage: npx tsx ops/runbooks/sql.ts 'select …'\n");
  process.exit(2);
}
const { DATABASE_URL: url, DATA_DIR: folder } = readEnvironment();
const database = await openDatabase({ url, folder });
try {
  for (const row of await database.query(statement)) {
    const shown = Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]);
    process.stdout.write(`${JSON.stringify(Object.fromEntries(shown))}\n`);
  }
} finally {
  await database.close();
}
