import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPERATIONS = join(import.meta.dirname, 'operations');
const ENDING = '.graphql';

/** The operations of the wall by their path in `operations/` without the ending, as its panels name them. */
export function readDocuments(): Readonly<Record<string, string>> {
  const files = globSync(`**/*${ENDING}`, { cwd: OPERATIONS }).toSorted();
  return Object.fromEntries(
    files.map(file => [file.slice(0, -ENDING.length), readFileSync(join(OPERATIONS, file), 'utf8')]),
  );
}
