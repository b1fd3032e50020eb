import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newPrivateKey, publicKeyOf } from '../signing/sm2.ts';
import { DevelopmentAuthority, sm2Signer, type CertificateRequest } from './authority.ts';
import {
  parseCertificate,
  parseCertificates,
  parseRevocationLists,
  type Certificate,
} from './certificate.ts';
import { mayLogIn, type Trust } from './chain.ts';

const NOW = new Date('2026-03-16T02:00:00Z');
const [FROM, TO] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')];
const rootKey = newPrivateKey();
const root = new DevelopmentAuthority('试验根', sm2Signer(rootKey));
const rootPem = root.own(FROM, TO);
const anchor = parseCertificate(rootPem)!;
const li = publicKeyOf(newPrivateKey());

/** Made by OpenSSL for a key of P-256, under the same name. */
const P256 = `-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIUKyse6u1hibolc73TDJXc8LhutAEwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCbGkwIBcNMjYxMTIyMjAxNTUyWhgPMjEyNjEwMjkyMDE1NTJa
MA0xCzAJBgNVBAMMAmxpMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7xVzxC7l
wLLZYM2PWTB4amCoaSx58O6qdubzCsE83VMo3XQkNRgf/Yzp93dGxjWMeanMGqAW
msVcDMN8c4zIoqNTMFEwHQYDVR0OBBYEFEDSMX75iPVs99x5mXbm4YngGv5XMB8G
A1UdIwQYMBaAFEDSMX75iPVs99x5mXbm4YngGv5XMA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDRwAwRAIgYTvmWUonehM2le/Hzw1eGgQ2eoIjAh4hS+ZknQZP
+YUCIAkZnNP3ibKsGVFGfzFodnXGb8n0ZdGT6iVAMOG+WpUV
-----END CERTIFICATE-----
`;

const request = (overrides: Partial<CertificateRequest> = {}): CertificateRequest => ({
  subject: 'li',
  publicKey: li,
  use: 'login',
  notBefore: FROM,
  notAfter: TO,
  ...overrides,
});
const issued = (overrides: Partial<CertificateRequest> = {}, by = root): Certificate =>
  parseCertificate(by.issue(request(overrides)))!;
const trusting = (overrides: Partial<Trust> = {}): Trust => ({
  anchors: [anchor],
  intermediates: [],
  revoked: [],
  ...overrides,
});
const codeOf = (certificate: Certificate, trust = trusting(), now = NOW): string | null => {
  const may = mayLogIn(certificate, trust, now);
  return may.ok ? null : may.refusal.code;
};

test('a certificate of the authority names its subject and its key, and may log in', () => {
  const certificate = issued();
  expect(certificate).toMatchObject({ subject: 'li', publicKey: li, isAuthority: false, forLogin: true });
  expect(certificate.serial).toMatch(/^[0-9a-f]{32}$/);
  expect(codeOf(certificate)).toBeNull();
});

test('each certificate has a serial number of its own', () => {
  expect(issued().serial).not.toBe(issued().serial);
});

describe('SH-ST-CRYPTO-08: a certificate is refused', () => {
  const namesake = new DevelopmentAuthority('试验根', sm2Signer(newPrivateKey()));

  test.each<[string, Certificate, string]>([
    ['that has expired', issued({ notAfter: new Date('2026-03-16T01:59:59Z') }), 'CERTIFICATE_EXPIRED'],
    ['of tomorrow', issued({ notBefore: new Date('2026-03-17T00:00:00Z') }), 'CERTIFICATE_NOT_YET_VALID'],
    ['for a server', issued({ use: 'server' }), 'CERTIFICATE_FOR_OTHER_USE'],
    ['of the authority itself', anchor, 'CERTIFICATE_FOR_OTHER_USE'],
    [
      'of another authority',
      issued({}, new DevelopmentAuthority('别的根', sm2Signer(newPrivateKey()))),
      'CERTIFICATE_NOT_TRUSTED',
    ],
    ['of another authority that bears the same name', issued({}, namesake), 'CERTIFICATE_NOT_TRUSTED'],
    ['that somebody altered', { ...issued(), signed: Buffer.from('other') }, 'CERTIFICATE_NOT_TRUSTED'],
    ['whose signature is none', { ...issued(), signature: null }, 'CERTIFICATE_NOT_TRUSTED'],
    [
      'whose signature is out of range',
      { ...issued(), signature: 'f'.repeat(128) },
      'CERTIFICATE_NOT_TRUSTED',
    ],
  ])('%s', (_, certificate, code) => {
    expect(codeOf(certificate)).toBe(code);
  });

  test('that somebody without the right to issue has issued', () => {
    const key = newPrivateKey();
    const clerk = issued({ subject: 'clerk', publicKey: publicKeyOf(key) });
    const forged = issued({}, new DevelopmentAuthority('clerk', sm2Signer(key)));
    expect(codeOf(forged, trusting({ intermediates: [clerk] }))).toBe('CERTIFICATE_NOT_TRUSTED');
  });

  test('when its authority has expired', () => {
    const old = parseCertificate(root.own(FROM, new Date('2026-02-01T00:00:00Z')))!;
    expect(codeOf(issued())).toBeNull();
    expect(codeOf(issued(), trusting({ anchors: [], intermediates: [old] }))).toBe('CERTIFICATE_EXPIRED');
  });
});

test('a chain over an authority in between is followed to the one that is believed', () => {
  const key = newPrivateKey();
  const between = issued({ subject: '二级', publicKey: publicKeyOf(key), use: 'authority' });
  const leaf = issued({}, new DevelopmentAuthority('二级', sm2Signer(key)));
  expect(codeOf(leaf, trusting({ intermediates: [between] }))).toBeNull();
  expect(codeOf(leaf)).toBe('CERTIFICATE_NOT_TRUSTED');
  expect(codeOf(leaf, { ...trusting(), anchors: [], intermediates: [between] })).toBe(
    'CERTIFICATE_NOT_TRUSTED',
  );
});

describe('a list of certificates that were taken back', () => {
  const [mine, other] = [issued(), issued({ subject: 'wang' })];
  const list = (serials: string[], until = TO, by = root) =>
    parseRevocationLists(by.revoke(serials, FROM, until));

  test('refuses whom it names and nobody else', () => {
    const trust = trusting({ revoked: list([mine.serial]) });
    expect(codeOf(mine, trust)).toBe('CERTIFICATE_REVOKED');
    expect(codeOf(other, trust)).toBeNull();
  });

  test('refuses everybody when it is old, and does not forget whom it names', () => {
    const trust = trusting({ revoked: list([mine.serial], new Date('2026-03-01T00:00:00Z')) });
    expect(codeOf(mine, trust)).toBe('CERTIFICATE_REVOKED');
    expect(codeOf(other, trust)).toBe('REVOCATION_UNKNOWN');
  });

  test('that a stranger signed in the name of the authority lets nobody in', () => {
    const forged = list([], TO, new DevelopmentAuthority('试验根', sm2Signer(newPrivateKey())));
    expect(codeOf(mine, trusting({ revoked: forged }))).toBe('REVOCATION_UNKNOWN');
  });
});

test.each(['', 'x', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', rootPem.slice(0, 200)])(
  'what is no certificate is none (%#)',
  text => {
    expect(parseCertificate(text)).toBeNull();
  },
);

test('a certificate of another kind of key is none', () => {
  expect(parseCertificate(P256)).toBeNull();
});

const testWithOpenssl = /SM2/.test(String(spawnSync('openssl', ['ecparam', '-list_curves']).stdout))
  ? test
  : test.skip;

testWithOpenssl('OpenSSL, where it is installed, agrees about the chain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    writeFileSync(join(folder, 'root.pem'), rootPem);
    writeFileSync(join(folder, 'leaf.pem'), root.issue(request()));
    const verify = ['verify', '-attime', String(NOW.getTime() / 1000), '-vfyopt', 'distid:1234567812345678'];
    const said = execFileSync('openssl', [...verify, '-CAfile', 'root.pem', 'leaf.pem'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(said).toContain('leaf.pem: OK');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file of several certificates is read whole', () => {
  expect(parseCertificates(rootPem + root.issue(request())).map(({ subject }) => subject)).toEqual([
    '试验根',
    'li',
  ]);
});
