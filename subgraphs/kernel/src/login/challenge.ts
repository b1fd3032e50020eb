import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import { newId } from '../persistence/id.ts';
import { accept, refuse, type RefusalFacts, type Result } from '../vocabulary/result.ts';
import { CHALLENGE_SECONDS } from './login.terms.ts';

/** What a certificate's owner is asked to sign; kept nowhere, because it is sealed. */
export interface Challenge {
  readonly id: string;
  readonly expiresAt: Date;
}

export type ChallengeRefused = RefusalFacts<'CHALLENGE_FALSE' | 'CHALLENGE_LATE'>;

/** Challenges of one deployment, each for one certificate. Whoever floods this system with requests leaves nothing in it. */
export class Challenges {
  readonly #key: KeyObject;
  readonly #audience: string;

  constructor(key: KeyObject, audience: string) {
    this.#key = key;
    this.#audience = audience;
  }

  /** A challenge as a text that only its own certificate can bring back. */
  make(fingerprint: string, now: Date): { readonly text: string; readonly challenge: Challenge } {
    const expiresAt = new Date(Math.floor(now.getTime() / 1000 + CHALLENGE_SECONDS) * 1000);
    const challenge = { id: newId(), expiresAt };
    const said = `${challenge.id}.${expiresAt.getTime() / 1000}`;
    return { text: `${said}.${this.#seal(said, fingerprint)}`, challenge };
  }

  /** Decides whether a text is a challenge of this deployment for this certificate that may still be answered. */
  read(text: string, fingerprint: string, now: Date): Result<Challenge, ChallengeRefused> {
    const [, said, id, seconds, seal] = /^(([0-9a-f-]{36})\.(\d{1,12}))\.([0-9a-f]{64})$/.exec(text) ?? [];
    const expected = Buffer.from(this.#seal(said ?? '', fingerprint));
    if (!seal || !timingSafeEqual(expected, Buffer.from(seal)))
      return refuse('CHALLENGE_FALSE', '挑战值不是发给该证书的');
    const expiresAt = new Date(Number(seconds) * 1000);
    if (now > expiresAt) return refuse('CHALLENGE_LATE', '挑战值已过期，请重新获取');
    return accept({ id: id!, expiresAt });
  }

  /** The bytes to sign: `login`, the deployment, the challenge's id and end, the certificate; each behind its length. */
  bytesToSign({ id, expiresAt }: Challenge, fingerprint: string): Buffer {
    return lengthPrefixed(['login', this.#audience, id, expiresAt.toISOString(), fingerprint]);
  }

  #seal(said: string, fingerprint: string): string {
    return createHmac('sm3', this.#key)
      .update(lengthPrefixed(['challenge', this.#audience, said, fingerprint]))
      .digest('hex');
  }
}
