/** `npm run sdk -- FOLDER OUT`: typed documents and a client for the operations in FOLDER; without both, the SDK's own. */
import { resolve } from 'node:path';
import { UnfitOperations } from '../../clients/sdk/codegen.ts';
import { generateSdk, OWN } from './generate.ts';

const [operations = OWN.operations, out = OWN.out] = process.argv.slice(2).map(path => resolve(path));
if (process.argv.length === 3) {
  process.stderr.write('usage: npm run sdk -- FOLDER OUT\nOUT is emptied and written anew.\n');
  process.exit(1);
}
try {
  const count = await generateSdk({ operations, out });
  if (process.argv.length > 2) process.stdout.write(`${count} operations in ${out}\n`);
} catch (error) {
  if (!(error instanceof UnfitOperations)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
