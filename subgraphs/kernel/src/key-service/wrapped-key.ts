import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fixedKey, UnfitKey, type KeyProvider } from '../sensitive/keys.ts';
import type { KeyService } from './client.ts';

const ROOT_BYTES = 32;

/**
 * The root key of a deployment whose key service holds the key that wraps it: the file holds nothing that opens without the
 * service. It is made on the first start only, like a key file.
 */
export async function wrappedRootKey(
  service: Pick<KeyService, 'wrap' | 'unwrap'>,
  path: string,
  options: { readonly make: boolean } = { make: true },
): Promise<KeyProvider> {
  if (!existsSync(path)) {
    if (!options.make)
      throw new UnfitKey(
        `wrapped key ${path} is missing, but the database is sealed with its key: put it back; nothing was changed`,
      );
    write(path, await service.wrap(randomBytes(ROOT_BYTES)));
  }
  const secret = await service.unwrap(readFileSync(path, 'utf8').trim());
  if (secret.length !== ROOT_BYTES) throw new UnfitKey(`wrapped key ${path} holds no root key of 32 bytes`);
  return fixedKey(secret.toString('hex'));
}

/** Rotates the key of the service and wraps the same root key anew; answers the new version. Nothing has to be sealed again. */
export async function rewrap(
  service: Pick<KeyService, 'wrap' | 'unwrap' | 'rotate'>,
  path: string,
): Promise<number> {
  const secret = await service.unwrap(readFileSync(path, 'utf8').trim());
  const version = await service.rotate();
  const wrapped = await service.wrap(secret);
  // Only what opens again replaces what opened before.
  if (!(await service.unwrap(wrapped)).equals(secret))
    throw new UnfitKey('the key service wraps what it does not open again');
  write(path, wrapped);
  return version;
}

function write(path: string, wrapped: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  writeFileSync(draft, `${wrapped}\n`, { mode: 0o600 });
  renameSync(draft, path);
}
