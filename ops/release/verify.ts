import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPublicKey } from '#kernel/signing/sm2';
import { TrustedKeys } from '#kernel/signing/signing-key';
import type { Environment } from '../environment.ts';
import { ROOT } from '../schema/rover.ts';
import { faultsOfRelease, MANIFEST, readManifest, type ReleaseFault } from './manifest.ts';

/** Where a release is signed on the publisher's machine, unless RELEASE_KEY names a public key. */
export const releaseKeyFile = (dataFolder: string): string => join(dataFolder, 'keys', 'release.key');

/** What lies here is not the release that was signed; the message names each file. */
export class UnfitRelease extends Error {}

const MOST_NAMED = 20;

/**
 * Verifies the release in a folder where there is a manifest; tells its version, null without one. Runs before anything
 * is opened, so that nothing starts out of files that nobody signed.
 */
export function requireGenuineRelease(
  environment: Pick<Environment, 'RELEASE_KEY' | 'DATA_DIR'>,
  folder = fileURLToPath(ROOT),
): string | null {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8');
  const faults = faultsOfRelease(folder, text, trustedPublisher(environment));
  if (faults.length > 0) throw new UnfitRelease(describeFaults(faults));
  return readManifest(text)!.version;
}

/** What is wrong with a release, a line for each fault. */
export function describeFaults(faults: readonly ReleaseFault[]): string {
  const named = faults.slice(0, MOST_NAMED).map(({ path, fault }) => `  ${fault} ${path ?? MANIFEST}`);
  const more = faults.length > MOST_NAMED ? [`  and ${faults.length - MOST_NAMED} more`] : [];
  return ['this is not the release that was signed; nothing was started', ...named, ...more].join('\n');
}

/** The keys whose releases are believed: RELEASE_KEY, else the one that signs on this machine. */
export function trustedPublisher({
  RELEASE_KEY,
  DATA_DIR,
}: Pick<Environment, 'RELEASE_KEY' | 'DATA_DIR'>): TrustedKeys {
  const beside = `${releaseKeyFile(DATA_DIR)}.pub`;
  const key = RELEASE_KEY ?? (existsSync(beside) ? readFileSync(beside, 'utf8').trim() : null);
  if (key !== null && !isPublicKey(key))
    throw new UnfitRelease('RELEASE_KEY is no SM2 public key (04 and 128 hexadecimal digits)');
  return new TrustedKeys(key === null ? [] : [key]);
}
