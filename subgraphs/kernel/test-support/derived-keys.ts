import { createHmac } from 'node:crypto';
import { lengthPrefixed } from '#kernel/sensitive/envelope';

/** The keys of a class as the house derives them, written out with node:crypto alone: what checks our own ciphers. */
export function derivedKeys(rootKey: string, sensitiveClass: string, version = 1) {
  const derive = (use: string): Buffer =>
    createHmac('sm3', Buffer.from(rootKey, 'hex'))
      .update(lengthPrefixed(['seal', sensitiveClass, String(version), use]))
      .digest();
  return {
    encryption: derive('encryption').subarray(0, 16),
    authentication: derive('authentication'),
    ofPerson(salt: Uint8Array) {
      const bytes = createHmac('sm3', derive('person')).update(salt).digest();
      return { encryption: bytes.subarray(0, 16), authentication: bytes.subarray(16) };
    },
  };
}
