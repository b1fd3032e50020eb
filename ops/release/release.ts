/** `npm run release -- sign | verify`: a manifest of every shipped file, signed; and whether the files are still those. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UnfitKey } from '#kernel/sensitive/keys';
import { signingKeyFile } from '#kernel/signing/signing-key';
import { systemClock } from '#kernel/vocabulary/calendar';
import { readEnvironment } from '../environment.ts';
import { ROOT } from '../schema/rover.ts';
import { MANIFEST, signRelease } from './manifest.ts';
import { releaseKeyFile, requireGenuineRelease, UnfitRelease } from './verify.ts';

const USAGE = `release -- sign [--version NAME] [--key FILE]
         writes ${MANIFEST}: every shipped file with its SM3, signed with the key in FILE (made on first use)
release -- verify
         is every file as it was signed; the start asks the same wherever ${MANIFEST} lies
`;

const folder = fileURLToPath(ROOT);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function sign(version: string | undefined, keyFile: string | undefined): number {
  const { DATA_DIR } = readEnvironment();
  const key = signingKeyFile(keyFile ?? releaseKeyFile(DATA_DIR)).signingKey();
  const manifest = signRelease(folder, {
    version: version ?? packageVersion(),
    madeAt: systemClock.now(),
    key,
  });
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
  say(`${manifest.files.length} files of ${manifest.version} are signed by ${key.keyId}`);
  say(`whoever starts it names the publisher: RELEASE_KEY=${key.publicKey}`);
  return 0;
}

function verify(): number {
  if (!existsSync(join(folder, MANIFEST))) {
    process.stderr.write(`there is no ${MANIFEST}: nothing was signed here\n`);
    return 1;
  }
  say(`every file is as it was signed for ${requireGenuineRelease(readEnvironment())}`);
  return 0;
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

function work(): number {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { version: { type: 'string' }, key: { type: 'string' } },
  });
  const [act, ...rest] = positionals;
  if (act === 'sign' && rest.length === 0) return sign(values.version, values.key);
  if (act === 'verify' && rest.length === 0) return verify();
  process.stderr.write(USAGE);
  return 2;
}

try {
  process.exitCode = work();
} catch (error) {
  const known = error instanceof UnfitRelease || error instanceof UnfitKey;
  process.stderr.write(`${known ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
