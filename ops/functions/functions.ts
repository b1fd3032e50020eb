import { join } from 'node:path';
import { loadFunctionList } from '../../schema/checks/functions.ts';
import { REQUIREMENTS } from '../../schema/functions/function-list.ts';
import { countBySystem, countTable, describeFunction } from './summary.ts';

/**
 * `npm run functions`: each served function of the requirements with its operations and tests, then the
 * counts per document. `-- --missing` lists the ids that nothing serves yet, `-- --json` prints all as JSON.
 */
const list = loadFunctionList(join(import.meta.dirname, '../..'));
const counts = countBySystem(list);
const wish = process.argv[2];

if (wish === '--json') {
  process.stdout.write(`${JSON.stringify({ ...list, counts }, null, 2)}\n`);
} else if (wish === '--missing') {
  const listed = new Set([...list.served, ...list.outside].map(({ id }) => id));
  const missing = REQUIREMENTS.filter(({ id }) => !listed.has(id));
  process.stdout.write(missing.map(({ id, tier, owner }) => `${tier} ${owner.padEnd(11)}${id}\n`).join(''));
} else {
  const entries = list.served.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const lines = [...entries.flatMap(describeFunction), '', ...countTable(counts)];
  process.stdout.write(`${lines.join('\n')}\n`);
}
if (list.problems.length > 0) {
  process.stderr.write(`${list.problems.join('\n')}\nrun npm run check for more\n`);
  process.exitCode = 1;
}
