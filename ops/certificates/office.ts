import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DevelopmentAuthority, type CertificateUse } from '#kernel/certificates/authority';
import { parseCertificate, parseRevocationLists } from '#kernel/certificates/certificate';
import { signingKeyFile } from '#kernel/signing/signing-key';
import { newPrivateKey, publicKeyOf } from '#kernel/signing/sm2';
import { CommandRefused } from '../control/lines.ts';

const NAME = 'medical-insurance development authority';
const AUTHORITY_DAYS = 3650;
/** A list is good for so long; a new one is written with each revocation. */
const LIST_DAYS = 365;

/** The development authority of one folder: its key, its certificate, its list, and what it issued. */
export class CertificateOffice {
  readonly #folder: string;
  readonly #now: () => Date;

  constructor(folder: string, production: boolean, now: () => Date) {
    if (production)
      throw new CommandRefused(
        'the development authority is refused when NODE_ENV=production: set LOGIN_AUTHORITIES',
      );
    this.#folder = folder;
    this.#now = now;
  }

  /** Issues a certificate for a new key, or for the key of somebody who has one; tells where both lie. */
  issue(
    subject: string,
    use: Exclude<CertificateUse, 'authority'>,
    days: number,
  ): { key: string; certificate: string } {
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(subject))
      throw new CommandRefused('a subject is 1 to 100 letters, digits, dots, hyphens');
    const authority = this.#authority();
    const [key, certificate] = [this.#path(`${subject}.key`), this.#path(`${subject}.pem`)];
    if (!existsSync(key)) writeFileSync(key, newPrivateKey(), { mode: 0o600, flag: 'wx' });
    const publicKey = publicKeyOf(readFileSync(key, 'utf8').trim());
    const notBefore = this.#now();
    writeFileSync(
      certificate,
      authority.issue({ subject, publicKey, use, notBefore, notAfter: after(notBefore, days) }),
    );
    return { key, certificate };
  }

  /** Takes certificates back, besides those that were taken back before; tells where the list lies. */
  revoke(files: readonly string[]): string {
    const authority = this.#authority();
    const serials = files.map(file => {
      const certificate = parseCertificate(readFileSync(file, 'utf8'));
      if (!certificate) throw new CommandRefused(`${file} is no SM2 certificate`);
      return certificate.serial;
    });
    const path = this.#path('revoked.pem');
    const before = existsSync(path) ? parseRevocationLists(readFileSync(path, 'utf8')) : [];
    const all = new Set([...before.flatMap(list => [...list.serials]), ...serials]);
    writeFileSync(path, authority.revoke([...all], this.#now(), after(this.#now(), LIST_DAYS)));
    return path;
  }

  /** The authority; its key, certificate and first list are made on first use. */
  #authority(): DevelopmentAuthority {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const key = this.#path('authority.key');
    signingKeyFile(key).signingKey();
    const authority = new DevelopmentAuthority(NAME, readFileSync(key, 'utf8').trim());
    const now = this.#now();
    if (!existsSync(this.#path('authority.pem')))
      writeFileSync(this.#path('authority.pem'), authority.own(now, after(now, AUTHORITY_DAYS)));
    if (!existsSync(this.#path('revoked.pem')))
      writeFileSync(this.#path('revoked.pem'), authority.revoke([], now, after(now, LIST_DAYS)));
    return authority;
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function after(from: Date, days: number): Date {
  return new Date(from.getTime() + days * 86_400_000);
}
