import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyService } from '#kernel/key-service/client';
import { UnfitKey } from '#kernel/sensitive/keys';
import { signingKeyFile } from '#kernel/signing/signing-key';
import { isPublicKey } from '#kernel/signing/sm2';
import { systemClock } from '#kernel/vocabulary/calendar';
import type { Environment } from '../environment.ts';

/** Where the wrapped root key lies; it opens nowhere without the key service. */
export const wrappedKeyFile = ({ DATA_DIR }: Pick<Environment, 'DATA_DIR'>): string =>
  join(DATA_DIR, 'keys', 'root.wrapped');

/** The key service of the settings; null where they name none. */
export function keyService(environment: Environment): KeyService | null {
  const { KEY_SERVICE_URL: url, KEY_SERVICE_PUBLIC_KEY: publicKey, KEY_SERVICE_KEY: keyName } = environment;
  if (!url) return null;
  if (!publicKey || !isPublicKey(publicKey))
    throw new UnfitKey('KEY_SERVICE_PUBLIC_KEY names no SM2 public key by which the key service is believed');
  const file =
    environment.KEY_SERVICE_CLIENT_KEY_FILE ?? join(environment.DATA_DIR, 'keys', 'key-service-client.key');
  signingKeyFile(file).signingKey();
  return new KeyService({
    url,
    publicKey,
    keyName,
    clock: systemClock,
    privateKey: readFileSync(file, 'utf8').trim(),
  });
}
