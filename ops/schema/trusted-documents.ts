/** Lists the clients' operations in `schema/trusted-documents.json` (`--print`: on stdout). */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { manifestOf } from '../../gateway/src/trusted/manifest.ts';
import { ROOT } from './rover.ts';

const files = globSync('clients/*/operations/**/*.graphql', { cwd: ROOT }).toSorted();
const manifest = manifestOf(files.map(file => readFileSync(new URL(file, ROOT), 'utf8')));
const text = `${JSON.stringify(manifest, null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(new URL('schema/trusted-documents.json', ROOT), text);
