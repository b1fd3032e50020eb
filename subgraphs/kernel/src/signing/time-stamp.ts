import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import type { SigningKey, TrustedKeys } from './signing-key.ts';

/** Somebody's signed word that bytes existed at an instant. */
export interface TimeStamp {
  readonly authority: string;
  readonly stampedAt: string;
  readonly keyId: string;
  readonly signature: string;
}

/** Stamps bytes with the time. It is asked inside the transaction that makes a document, so it must not wait. */
export interface TimeStamper {
  stamp(bytes: Uint8Array): TimeStamp;
}

/** Shown beside each stamp of this deployment's own clock: no third party stands behind it. */
export const LOCAL_AUTHORITY = 'local';

/** Stamps by the clock and the key of this deployment. */
export function localTimeStamps(key: SigningKey, clock: Clock): TimeStamper {
  return {
    stamp(bytes) {
      const stampedAt = clock.now().toISOString();
      const unsigned = { authority: LOCAL_AUTHORITY, stampedAt, keyId: key.keyId };
      return { ...unsigned, signature: key.sign(stampBytes(unsigned, bytes)) };
    },
  };
}

/** Whether a trusted authority stamped exactly these bytes. */
export function isGenuineStamp(stamp: TimeStamp, bytes: Uint8Array, trusted: TrustedKeys): boolean {
  return trusted.verify(stamp.keyId, stampBytes(stamp, bytes), stamp.signature);
}

function stampBytes(stamp: Omit<TimeStamp, 'signature'>, bytes: Uint8Array): Buffer {
  const digest = createHash('sm3').update(bytes).digest('hex');
  return lengthPrefixed(['time stamp', stamp.authority, stamp.stampedAt, stamp.keyId, digest]);
}
