import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, type JWTPayload } from 'jose';
import type { DataRange } from '../access/access-book.ts';
import type { SigningKey, TrustedKeys } from '../signing/signing-key.ts';

/** How a token of a login names its signature; JOSE has no name for SM2. */
export const SM2_ALGORITHM = 'SM2SM3';

export const LOGIN_ISSUER = 'https://login.medical-insurance.localhost';

/** The certificate that a token is bound to: the token ends when the certificate is taken back. */
export interface BoundCertificate {
  readonly serial: string;
  readonly issuer: string;
}

export interface LoginClaims {
  readonly subject: string;
  readonly role: string;
  readonly range: DataRange;
  readonly certificate: BoundCertificate;
  readonly audience: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A token in the compact form of RFC 7515, signed with SM2 over SM3. */
export function signLoginToken(key: SigningKey, claims: LoginClaims): string {
  const { subject, role, range, certificate, audience, issuedAt, expiresAt } = claims;
  const body = {
    ...Object.fromEntries(Object.entries(range).filter(([, value]) => value != null)),
    iss: LOGIN_ISSUER,
    aud: audience,
    sub: subject,
    role,
    jti: randomUUID(),
    iat: secondsOf(issuedAt),
    exp: secondsOf(expiresAt),
    cnf: certificate,
  };
  const signed = [{ alg: SM2_ALGORITHM, typ: 'JWT', kid: key.keyId }, body].map(encoded).join('.');
  return `${signed}.${Buffer.from(key.sign(Buffer.from(signed)), 'hex').toString('base64url')}`;
}

/** Whether a token says that SM2 signed it; the check of the signature follows. */
export function isLoginToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).alg === SM2_ALGORITHM;
  } catch {
    return false;
  }
}

/** The claims of a token that a trusted key signed, for this audience and now; throws for any other. */
export function readLoginToken(
  token: string,
  { keys, audience, now }: { readonly keys: TrustedKeys; readonly audience: string; readonly now: Date },
): JWTPayload & { readonly cnf: BoundCertificate } {
  const { kid = '' } = decodeProtectedHeader(token);
  const [head, body, signature] = token.split('.') as [string, string, string];
  const digits = Buffer.from(signature, 'base64url').toString('hex');
  if (!keys.verify(kid, Buffer.from(`${head}.${body}`), digits)) throw new Error('a false signature');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as JWTPayload & {
    readonly cnf: BoundCertificate;
  };
  const { iss, aud, iat, exp } = claims;
  const at = now.getTime() / 1000;
  if (iss !== LOGIN_ISSUER || aud !== audience || !claims.cnf) throw new Error('a token for others');
  if (typeof iat !== 'number' || typeof exp !== 'number' || exp <= at || iat > at + 5)
    throw new Error('a token of another time');
  return claims;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function secondsOf(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
