/** `npm run certificates -- …`: SM2 certificates of the development authority, and the answer to a login's challenge. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fixedSigningKey } from '#kernel/signing/signing-key';
import { systemClock } from '#kernel/vocabulary/calendar';
import { CommandRefused } from '../control/lines.ts';
import { readEnvironment } from '../environment.ts';
import { CertificateOffice } from './office.ts';
import { certificateFolder } from './trust.ts';

const USAGE = `certificates -- issue SUBJECT [--use login|server] [--days N]
         a key and a certificate of the development authority, which is made on first use
certificates -- transport NAME HOST… [--days N]
         a key and a certificate of TLS for one process, with the settings that name them
certificates -- revoke FILE…
         takes certificates back; a running system knows it at once
certificates -- sign KEY_FILE BYTES
         the signature of a challenge's bytesToSign (base64), 128 hexadecimal digits
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function work(): number {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { use: { type: 'string', default: 'login' }, days: { type: 'string', default: '365' } },
  });
  const [act, ...rest] = positionals;
  if (act === 'sign' && rest.length === 2) {
    const key = fixedSigningKey(readFileSync(rest[0]!, 'utf8').trim()).signingKey();
    say(key.sign(Buffer.from(rest[1]!, 'base64')));
    return 0;
  }
  const { use } = values;
  const days = Number(values.days);
  const { DATA_DIR, production } = readEnvironment();
  const office = () =>
    new CertificateOffice(certificateFolder(DATA_DIR), production, () => systemClock.now());
  if (
    act === 'issue' &&
    rest.length === 1 &&
    (use === 'login' || use === 'server') &&
    days >= 1 &&
    days <= 3650
  ) {
    const { key, certificate } = office().issue(rest[0]!, use, days);
    say(`key          ${key}\ncertificate  ${certificate}`);
    return 0;
  }
  if (act === 'transport' && rest.length > 1 && days >= 1 && days <= 3650) {
    const { certificate, key, authorities } = office().transport(rest[0]!, rest.slice(1), days);
    say(`TLS_CERTIFICATE=${certificate}\nTLS_KEY=${key}\nTLS_AUTHORITIES=${authorities}`);
    return 0;
  }
  if (act === 'revoke' && rest.length > 0) {
    say(`list         ${office().revoke(rest)}`);
    return 0;
  }
  process.stderr.write(USAGE);
  return 2;
}

try {
  process.exitCode = work();
} catch (error) {
  process.stderr.write(
    `${error instanceof CommandRefused ? error.message : String((error as Error).stack)}\n`,
  );
  process.exitCode = 1;
}
