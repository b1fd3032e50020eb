import type { KeyObject } from 'node:crypto';
import type { Role } from '#schema/identity/role-scopes';
import type { AccessBook } from '../access/access-book.ts';
import { ACCESS } from '../access/access.terms.ts';
import type { AccessTrail } from '../audit/access-trail.ts';
import { isSignedBy, parseCertificate, type Certificate } from '../certificates/certificate.ts';
import { mayLogIn, type Trust } from '../certificates/chain.ts';
import type { Database, EntityManager, Row } from '../persistence/database.ts';
import type { SigningKey } from '../signing/signing-key.ts';
import { verify } from '../signing/sm2.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { accept, refuse, type RefusalFacts, type Refused, type Result } from '../vocabulary/result.ts';
import { Challenges } from './challenge.ts';
import { lockSeconds } from './lockout.rule.ts';
import { signLoginToken, type BoundCertificate } from './login-token.ts';
import { TOKEN_SECONDS } from './login.terms.ts';

export interface OfferedChallenge {
  readonly challenge: string;
  readonly bytesToSign: Buffer;
  readonly expiresAt: Date;
}

export interface LoggedIn {
  readonly token: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

/** A certificate that is, or was, locked after false signatures in a row. */
export interface Lockout {
  readonly subject: string;
  readonly serial: string;
  readonly failures: number;
  readonly lockedUntil: Date;
}

export interface LoginParts {
  readonly database: Database;
  readonly trail: AccessTrail;
  readonly book: AccessBook;
  readonly key: SigningKey;
  /** Seals challenges. */
  readonly challengeKey: KeyObject;
  /** Names this deployment, so that an answer to another one's challenge is none to its own. */
  readonly deployment: string;
  /** Whom tokens are for. */
  readonly audience: string;
  /** Whom certificates are believed by, as it stands at this moment. */
  readonly trust: () => Trust;
  readonly clock: Clock;
}

/** Logs people in by their SM2 key: a challenge, its signature, and a token that ends with the certificate. */
export class Logins {
  readonly #parts: LoginParts;
  readonly #challenges: Challenges;

  constructor(parts: LoginParts) {
    this.#parts = parts;
    this.#challenges = new Challenges(parts.challengeKey, parts.deployment);
  }

  /** A challenge for the owner of a certificate that may log in. */
  async challenge(certificateText: string): Promise<Result<OfferedChallenge, RefusalFacts>> {
    const known = await this.#certificate(certificateText);
    if (!known.ok) return known;
    const { fingerprint } = known.value;
    const { text, challenge } = this.#challenges.make(fingerprint, this.#parts.clock.now());
    return accept({
      challenge: text,
      bytesToSign: this.#challenges.bytesToSign(challenge, fingerprint),
      expiresAt: challenge.expiresAt,
    });
  }

  /** A token for whoever signed the challenge with the certificate's key, in the role that was granted to its subject. */
  async logIn(
    certificateText: string,
    text: string,
    signature: string,
  ): Promise<Result<LoggedIn, RefusalFacts>> {
    const now = this.#parts.clock.now();
    const known = await this.#certificate(certificateText);
    if (!known.ok) return known;
    const certificate = known.value;
    const locked = await this.#lockOf(certificate);
    if (locked && locked > now) return this.#refused(certificate, lockedRefusal(locked));
    const challenge = this.#challenges.read(text, certificate.fingerprint, now);
    if (!challenge.ok) return this.#refused(certificate, challenge);
    const bytes = this.#challenges.bytesToSign(challenge.value, certificate.fingerprint);
    if (!verify(certificate.publicKey, bytes, signature)) return this.#failed(certificate, now);
    const grant = await this.#parts.book.grantOf(certificate.subject);
    if (!grant) return this.#refused(certificate, refuse('NO_ROLE', '该主体尚未获授任何角色'));
    if (!(await this.#enter(certificate, challenge.value.id, challenge.value.expiresAt)))
      return this.#refused(certificate, refuse('CHALLENGE_USED', '挑战值已使用过，请重新获取'));
    const end = now.getTime() + TOKEN_SECONDS * 1000;
    const expiresAt = new Date(Math.min(end, certificate.notAfter.getTime()));
    const token = signLoginToken(this.#parts.key, {
      ...grant,
      certificate: { serial: certificate.serial, issuer: certificate.issuerName },
      audience: this.#parts.audience,
      issuedAt: now,
      expiresAt,
    });
    return accept({ token, role: grant.role, expiresAt });
  }

  /** Whether a certificate that a token is bound to was taken back since. */
  wasRevoked({ serial, issuer }: BoundCertificate): boolean {
    const { anchors, intermediates, revoked } = this.#parts.trust();
    return revoked.some(
      list =>
        list.issuerName === issuer &&
        list.serials.has(serial) &&
        [...anchors, ...intermediates].some(one => one.subjectName === issuer && isSignedBy(list, one)),
    );
  }

  /** Certificates that were locked, the latest first. */
  async lockouts(first: number): Promise<Lockout[]> {
    const rows = await this.#parts.database.query(
      `select subject, serial, failures, locked_until from ${ACCESS}.login_failure
       where locked_until is not null order by locked_until desc limit $1`,
      [first],
    );
    return rows.map(row => ({
      subject: String(row['subject']),
      serial: String(row['serial']),
      failures: Number(row['failures']),
      lockedUntil: instantOf(row['locked_until']),
    }));
  }

  async #certificate(text: string): Promise<Result<Certificate, RefusalFacts>> {
    const certificate = text.length <= LARGEST_CERTIFICATE ? parseCertificate(text) : null;
    if (!certificate) return refuse('CERTIFICATE_UNREADABLE', '不是 SM2 数字证书');
    const may = mayLogIn(certificate, this.#parts.trust(), this.#parts.clock.now());
    return may.ok ? may : this.#refused(certificate, may);
  }

  async #lockOf({ fingerprint }: Certificate): Promise<Date | null> {
    const [row] = await this.#parts.database.query(
      `select locked_until from ${ACCESS}.login_failure where fingerprint = $1`,
      [fingerprint],
    );
    return row?.['locked_until'] ? instantOf(row['locked_until']) : null;
  }

  /** Uses a challenge up and records the login, both or neither; false when it was used before. */
  async #enter({ fingerprint, serial, subject }: Certificate, id: string, expiresAt: Date): Promise<boolean> {
    let fresh = false;
    const now = this.#parts.clock.now().toISOString();
    await this.#parts.trail.trail
      .recordAlone(
        [{ kind: 'LOGIN', action: 'login.certificate', details: { subject, serial } }],
        async tx => {
          await tx.execute(`delete from ${ACCESS}.used_challenge where expires_at < ?`, [now]);
          const rows = await tx.execute<Row[]>(
            `insert into ${ACCESS}.used_challenge (id, expires_at) values (?, ?) on conflict do nothing returning id`,
            [id, expiresAt.toISOString()],
          );
          fresh = rows.length > 0;
          if (!fresh) throw new ChallengeUsed();
          await tx.execute(`delete from ${ACCESS}.login_failure where fingerprint = ?`, [fingerprint]);
        },
      )
      .catch((error: unknown) => {
        if (!(error instanceof ChallengeUsed)) throw error;
      });
    return fresh;
  }

  /** Counts a false signature, and locks the certificate when it is one too many. */
  async #failed(certificate: Certificate, now: Date): Promise<Refused<RefusalFacts>> {
    const { fingerprint, serial, subject } = certificate;
    let until: Date | null = null;
    const details = { subject, serial };
    await this.#parts.trail.trail.recordAlone(
      [{ kind: 'REFUSAL', action: 'login.signature', details }],
      async tx => {
        const [row] = await tx.execute<Row[]>(
          `insert into ${ACCESS}.login_failure as known (fingerprint, subject, serial, failures) values (?, ?, ?, 1)
           on conflict (fingerprint) do update set failures = known.failures + 1 returning failures`,
          [fingerprint, subject, serial],
        );
        const seconds = lockSeconds(Number(row!['failures']));
        if (seconds === 0) return;
        until = new Date(now.getTime() + seconds * 1000);
        await this.#lock(tx, fingerprint, until, { ...details, seconds });
      },
    );
    return until ? lockedRefusal(until) : refuse('SIGNATURE_FALSE', '签名无效');
  }

  async #lock(tx: EntityManager, fingerprint: string, until: Date, details: object): Promise<void> {
    await tx.execute(`update ${ACCESS}.login_failure set locked_until = ? where fingerprint = ?`, [
      until.toISOString(),
      fingerprint,
    ]);
    const { trail } = this.#parts.trail;
    await trail.record(tx, {
      kind: 'REFUSAL',
      action: 'login.locked',
      details: { ...details, until: until.toISOString() },
    });
    this.#parts.trail.alarm('LOGIN_LOCKED', details);
  }

  async #refused(
    { fingerprint }: Certificate,
    refused: Refused<RefusalFacts>,
  ): Promise<Refused<RefusalFacts>> {
    const source = `certificate ${fingerprint.slice(0, 16)}`;
    await this.#parts.trail.turnedAway('login', refused.refusal.code, null, source);
    return refused;
  }
}

const LARGEST_CERTIFICATE = 8_000;

class ChallengeUsed extends Error {}

function lockedRefusal(until: Date): Refused<RefusalFacts> {
  return refuse('CERTIFICATE_LOCKED', '连续签名错误，证书暂时锁定', { lockedUntil: until.toISOString() });
}

function instantOf(value: unknown): Date {
  return new Date(value as string | Date);
}
