/**
 * Lists the clients' operations in `schema/trusted-documents.json` (`--print`: on stdout). Manifests that other teams
 * made with `npm run sdk` may be named as well: their operations are added.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { readApiSchema } from '#schema/api-schema';
import { generateDocuments } from '../../clients/sdk/codegen.ts';
import { manifestOf, type Manifest } from '../../gateway/src/trusted/manifest.ts';
import { operationsIn, OWN } from '../sdk/generate.ts';
import { ROOT } from './rover.ts';

const manifests = process.argv.slice(2).filter(argument => argument !== '--print');
const files = globSync('clients/*/operations/**/*.graphql', { cwd: ROOT }).filter(
  file => !file.startsWith('clients/sdk/'),
);
const manifest = manifestOf([
  ...files.toSorted().map(file => readFileSync(new URL(file, ROOT), 'utf8')),
  ...(await generateDocuments(readApiSchema(), operationsIn(OWN.operations))).bodies,
  ...manifests.flatMap(file => bodiesOf(file)),
]);
const text = `${JSON.stringify(manifest, null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(new URL('schema/trusted-documents.json', ROOT), text);

/** Only the texts are taken over: their hashes are made anew. */
function bodiesOf(file: string): string[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as Manifest).operations.map(({ body }) => body);
}
