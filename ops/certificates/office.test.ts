import { afterAll, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCertificate } from '#kernel/certificates/certificate';
import { mayLogIn } from '#kernel/certificates/chain';
import { createLogger } from '#kernel/logging/logger';
import { Transport } from '#kernel/server/transport';
import { CommandRefused } from '../control/lines.ts';
import { CertificateOffice } from './office.ts';
import { certificateFolder, certificateTrust } from './trust.ts';

const home = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => rmSync(home, { recursive: true }));

const NOW = new Date('2026-03-16T02:00:00Z');
const settings = { DATA_DIR: home, LOGIN_AUTHORITIES: undefined, LOGIN_REVOCATIONS: undefined };
const office = new CertificateOffice(certificateFolder(home), false, () => NOW);
const trust = certificateTrust(settings);
const certificate = (path: string) => parseCertificate(readFileSync(path, 'utf8'))!;

test('SH-ST-CRYPTO-17, SH-AI-CRYPTO-14: a certificate that the authority issues may log in until it is taken back, and the list counts without a restart', () => {
  const [li, wang] = [office.issue('li', 'login', 365), office.issue('wang', 'login', 365)];
  expect(statSync(li.key).mode & 0o777).toBe(0o600);
  expect(mayLogIn(certificate(li.certificate), trust(), NOW).ok).toBe(true);
  office.revoke([li.certificate]);
  expect(mayLogIn(certificate(li.certificate), trust(), NOW)).toMatchObject({
    refusal: { code: 'CERTIFICATE_REVOKED' },
  });
  expect(mayLogIn(certificate(wang.certificate), trust(), NOW).ok).toBe(true);
  office.revoke([wang.certificate]);
  for (const each of [li, wang]) expect(mayLogIn(certificate(each.certificate), trust(), NOW).ok).toBe(false);
});

test('somebody whose certificate was taken back gets another for the same key', () => {
  const { certificate: path } = office.issue('li', 'login', 365);
  expect(mayLogIn(certificate(path), trust(), NOW).ok).toBe(true);
});

test('a file of authorities that is named and missing, or unreadable, lets nobody in', () => {
  const { certificate: path } = office.issue('sun', 'login', 1);
  const broken = join(home, 'broken.pem');
  writeFileSync(broken, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  for (const LOGIN_AUTHORITIES of [join(home, 'nowhere.pem'), broken]) {
    const believed = certificateTrust({ ...settings, LOGIN_AUTHORITIES })();
    expect(mayLogIn(certificate(path), believed, NOW)).toMatchObject({
      refusal: { code: 'CERTIFICATE_NOT_TRUSTED' },
    });
  }
});

test('a process gets files of TLS that fit each other, and keeps its key when its certificate is renewed', () => {
  const files = office.transport('settlement', ['localhost', '127.0.0.1'], 30);
  const log = createLogger({ level: 'silent' });
  const first = readFileSync(files.certificate, 'utf8');
  new Transport(files, log).stop();
  expect(office.transport('settlement', ['localhost'], 30)).toEqual(files);
  expect(readFileSync(files.certificate, 'utf8')).not.toBe(first);
  new Transport(files, log).stop();
});

test('in production there is no such authority', () => {
  expect(() => new CertificateOffice(home, true, () => NOW)).toThrow(CommandRefused);
});

test.each(['', '../li', 'a b', '.hidden'])(
  'a subject that would lead out of the folder is refused: %s',
  subject => {
    expect(() => office.issue(subject, 'login', 1)).toThrow(CommandRefused);
  },
);
