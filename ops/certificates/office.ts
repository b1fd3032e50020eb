import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DevelopmentAuthority, p256Signer, pointOf, sm2Signer } from '#kernel/certificates/authority';
import { parseCertificate, parseRevocationLists } from '#kernel/certificates/certificate';
import type { TransportFiles } from '#kernel/server/transport';
import { signingKeyFile } from '#kernel/signing/signing-key';
import { newPrivateKey, publicKeyOf } from '#kernel/signing/sm2';
import { CommandRefused } from '../control/lines.ts';

const NAME = 'medical-insurance development authority';
const TRANSPORT_NAME = 'medical-insurance development authority of transport';
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
  issue(subject: string, use: 'login' | 'server', days: number): { key: string; certificate: string } {
    requireName(subject);
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

  /** A key and certificate of TLS (P-256, because Node speaks no TLCP) for one process; tells where all three files lie. */
  transport(name: string, hosts: readonly string[], days: number): TransportFiles {
    requireName(name);
    const notBefore = this.#now();
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const own = this.#p256Key('transport-authority');
    const authority = new DevelopmentAuthority(TRANSPORT_NAME, p256Signer(own));
    const authorities = this.#path('transport-authority.pem');
    if (!existsSync(authorities))
      writeFileSync(authorities, authority.own(notBefore, after(notBefore, AUTHORITY_DAYS)));
    const publicKey = pointOf(this.#p256Key(`${name}.tls`));
    const [certificate, key] = [this.#path(`${name}.tls.pem`), this.#path(`${name}.tls.key`)];
    const notAfter = after(notBefore, days);
    const asked = { subject: name, publicKey, names: hosts, use: 'transport', notBefore, notAfter } as const;
    writeFileSync(certificate, authority.issue(asked));
    return { certificate, key, authorities };
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
    const authority = new DevelopmentAuthority(NAME, sm2Signer(readFileSync(key, 'utf8').trim()));
    const now = this.#now();
    if (!existsSync(this.#path('authority.pem')))
      writeFileSync(this.#path('authority.pem'), authority.own(now, after(now, AUTHORITY_DAYS)));
    if (!existsSync(this.#path('revoked.pem')))
      writeFileSync(this.#path('revoked.pem'), authority.revoke([], now, after(now, LIST_DAYS)));
    return authority;
  }

  /** The key of that name, made on first use. */
  #p256Key(name: string): KeyObject {
    const path = this.#path(`${name}.key`);
    if (!existsSync(path)) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    }
    return createPrivateKey(readFileSync(path));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

function requireName(name: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(name))
    throw new CommandRefused('a subject is 1 to 100 letters, digits, dots, hyphens');
}

function after(from: Date, days: number): Date {
  return new Date(from.getTime() + days * 86_400_000);
}
