import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SensitiveClass } from '#schema/sensitive/sensitive.law';
import { lengthPrefixed, sealKeys, type SealKeys } from './envelope.ts';
import { HmacSm3 } from './hmac-sm3.ts';

const ROOT_BYTES = 32;

/** Where the root secret comes from; every key of the deployment is derived from it. */
export interface KeyProvider {
  rootKey(): KeyObject;
}

/** The root key is missing, or is not the one with which the database was sealed. */
export class UnfitKey extends Error {}

/**
 * A key file of mode 0600, never overwritten. It is made on the first start only: where a database has been
 * sealed already, a new key would open nothing.
 */
export function keyFile(path: string, options: { readonly make: boolean } = { make: true }): KeyProvider {
  return {
    rootKey() {
      if (!existsSync(path)) {
        if (!options.make) {
          throw new UnfitKey(
            `key file ${path} is missing, but the database is sealed with its key: put it back; nothing was changed`,
          );
        }
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        writeFileSync(path, randomBytes(ROOT_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
        chmodSync(path, 0o600);
      }
      if ((statSync(path).mode & 0o077) !== 0) {
        throw new UnfitKey(`key file ${path} is readable by others: set its mode to 0600`);
      }
      return rootFromHex(readFileSync(path, 'utf8').trim(), `key file ${path}`);
    },
  };
}

/** A root key given as 64 hexadecimal characters, by configuration or by a test. */
export function fixedKey(hex: string): KeyProvider {
  return { rootKey: () => rootFromHex(hex, 'the configured root key') };
}

function rootFromHex(hex: string, where: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new UnfitKey(`${where} does not hold a root key of 32 bytes in hex`);
  }
  return createSecretKey(Buffer.from(hex, 'hex'));
}

/** One version of a class's keys: its own, for what belongs to nobody, and those of every person. */
export class ClassKeys {
  readonly own: SealKeys;
  readonly #personKey: HmacSm3;

  constructor(own: SealKeys, personKey: HmacSm3) {
    this.own = own;
    this.#personKey = personKey;
  }

  /**
   * The keys of one person: HMAC-SM3(key of the class, the person's salt). Of its 256 bits the first half encrypts (SM4),
   * the second authenticates (HMAC-SM3); neither half tells anything of the other.
   */
  ofPerson(salt: Buffer): SealKeys {
    const bytes = this.#personKey.digest(salt);
    return sealKeys(bytes.subarray(0, 16), bytes.subarray(16));
  }
}

/** Keys by purpose, derived with HMAC-SM3 from the root key; those that OpenSSL uses are KeyObjects (raw buffers are 4× slower). */
export class KeyRing {
  readonly #root: KeyObject;
  readonly #derived = new Map<string, KeyObject>();
  readonly #classes = new Map<SensitiveClass, Map<number, ClassKeys>>();

  constructor(provider: KeyProvider) {
    this.#root = provider.rootKey();
  }

  /** A version of a class's keys. */
  classKeys(sensitiveClass: SensitiveClass, keyId: number): ClassKeys {
    let versions = this.#classes.get(sensitiveClass);
    if (!versions) this.#classes.set(sensitiveClass, (versions = new Map()));
    let keys = versions.get(keyId);
    if (!keys) {
      const derive = (use: string): Buffer => this.#bytes(['seal', sensitiveClass, String(keyId), use]);
      const own = sealKeys(derive('encryption').subarray(0, 16), derive('authentication'));
      versions.set(keyId, (keys = new ClassKeys(own, new HmacSm3(derive('person')))));
    }
    return keys;
  }

  blindIndexKey(sensitiveClass: SensitiveClass, version: number): KeyObject {
    // The first version was derived before there were others.
    return this.#derive(['blind-index', sensitiveClass, ...(version === 1 ? [] : [String(version)])]);
  }

  fingerprintKey(): KeyObject {
    return this.#derive(['fingerprint']);
  }

  /** What tells a database whether this is its key, and says nothing of the key. */
  checkValue(area: string): string {
    return createHmac('sm3', this.#derive(['check']))
      .update(area)
      .digest('hex');
  }

  auditKey(): KeyObject {
    return this.#derive(['audit']);
  }

  /** Seals the challenges of logins. */
  challengeKey(): KeyObject {
    return this.#derive(['challenge']);
  }

  cursorKey(): KeyObject {
    return this.#derive(['cursor']);
  }

  #derive(path: readonly string[]): KeyObject {
    const name = path.join('/');
    let key = this.#derived.get(name);
    if (!key) this.#derived.set(name, (key = createSecretKey(this.#bytes(path))));
    return key;
  }

  #bytes(path: readonly string[]): Buffer {
    return createHmac('sm3', this.#root).update(lengthPrefixed(path)).digest();
  }
}
