/** Composes `rover.yaml` into `schema/supergraph.graphql` (`--print`: to stdout); exits 1 with the composition errors. */
import { writeFileSync } from 'node:fs';
import { compose, ROOT } from './rover.ts';

const composed = compose();
if (!composed.ok) {
  for (const error of composed.errors) process.stderr.write(`${error}\n`);
  process.exit(1);
}
if (process.argv.includes('--print')) process.stdout.write(composed.sdl);
else writeFileSync(new URL('schema/supergraph.graphql', ROOT), composed.sdl);
