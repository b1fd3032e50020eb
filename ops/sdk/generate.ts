import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readApiSchema } from '#schema/api-schema';
import { generateDocuments } from '../../clients/sdk/codegen.ts';
import { manifestOf } from '../../gateway/src/trusted/manifest.ts';

const SDK = join(import.meta.dirname, '../../clients/sdk');

export interface SdkFolders {
  readonly operations: string;
  /** Emptied, and written anew. */
  readonly out: string;
}

/** The SDK's own operations, and where what is made of them lies; git does not keep it. */
export const OWN: SdkFolders = { operations: join(SDK, 'operations'), out: join(SDK, 'dist') };

/**
 * Makes the SDK for the operations in a folder (`**\/*.graphql`): typed documents, the client in `client/`, and the
 * manifest by which the gateway trusts them. Answers how many operations there are; throws `UnfitOperations`, and then
 * nothing has changed.
 */
export async function generateSdk({ operations, out }: SdkFolders = OWN): Promise<number> {
  const { files, bodies } = await generateDocuments(readApiSchema(), operationsIn(operations));
  const manifest = JSON.stringify(manifestOf(bodies), null, 2);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
  writeFileSync(join(out, 'trusted-documents.json'), `${manifest}\n`);
  cpSync(join(SDK, 'src'), join(out, 'client'), {
    recursive: true,
    filter: path => !path.endsWith('.test.ts'),
  });
  return bodies.length;
}

/** The operation files of a folder, in one order, each by its path from here. */
export function operationsIn(folder: string): { path: string; text: string }[] {
  return globSync('**/*.graphql', { cwd: folder, exclude: name => name === 'node_modules' })
    .toSorted()
    .map(file => join(folder, file))
    .map(path => ({ path: relative(process.cwd(), path), text: readFileSync(path, 'utf8') }));
}
