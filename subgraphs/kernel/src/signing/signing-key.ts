import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import { UnfitKey } from '../sensitive/keys.ts';
import { isPrivateKey, keyIdOf, newPrivateKey, publicKeyOf, sign, verify } from './sm2.ts';

/** Signs in the name of this deployment. */
export class SigningKey {
  readonly publicKey: string;
  readonly keyId: string;
  readonly #privateKey: string;

  constructor(privateKey: string) {
    this.#privateKey = privateKey;
    this.publicKey = publicKeyOf(privateKey);
    this.keyId = keyIdOf(this.publicKey);
  }

  sign(bytes: Uint8Array): string {
    return sign(this.#privateKey, bytes, { publicKey: this.publicKey });
  }
}

/** Where the signing key comes from. */
export interface SigningKeyProvider {
  signingKey(): SigningKey;
}

/**
 * A key file of mode 0600, made on first use and never overwritten. Its public key lies beside it in `PATH.pub`, to be
 * given to whoever verifies elsewhere.
 */
export function signingKeyFile(path: string): SigningKeyProvider {
  return {
    signingKey() {
      if (!existsSync(path)) makeOnce(path, newPrivateKey());
      if ((statSync(path).mode & 0o077) !== 0) {
        throw new UnfitKey(`signing key file ${path} is readable by others: set its mode to 0600`);
      }
      const key = fromHex(readFileSync(path, 'utf8').trim(), `signing key file ${path}`);
      if (!existsSync(`${path}.pub`)) writeFileSync(`${path}.pub`, `${key.publicKey}\n`, { mode: 0o644 });
      return key;
    },
  };
}

/** A signing key given as 64 hexadecimal characters, by configuration or by a test. */
export function fixedSigningKey(hex: string): SigningKeyProvider {
  return { signingKey: () => fromHex(hex, 'the configured signing key') };
}

/** Public keys whose signatures are believed. */
export class TrustedKeys {
  readonly #keys: ReadonlyMap<string, string>;

  constructor(publicKeys: readonly string[]) {
    this.#keys = new Map(publicKeys.map(key => [keyIdOf(key), key]));
  }

  /** The short names of all of them. */
  get keyIds(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** Whether it is a signature of these bytes by the trusted key of that name. */
  verify(keyId: string, bytes: Uint8Array, signature: string): boolean {
    const key = this.#keys.get(keyId);
    return key !== undefined && verify(key, bytes, signature);
  }

  /** The trusted key of a name; null when nobody trusts one. */
  publicKeyOf(keyId: string): string | null {
    return this.#keys.get(keyId) ?? null;
  }
}

/** Several processes may start at once over one folder: the first one's key stands, and all of them read it whole. */
function makeOnce(path: string, privateKey: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, privateKey, { mode: 0o600, flag: 'wx' });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function fromHex(hex: string, where: string): SigningKey {
  if (!isPrivateKey(hex)) throw new UnfitKey(`${where} does not hold an SM2 private key of 32 bytes in hex`);
  return new SigningKey(hex);
}
