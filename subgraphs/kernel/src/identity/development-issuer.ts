import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { SignJWT } from 'jose';
import { SERVICE_ROLE, SERVICE_SCOPES, type Role } from '#schema/identity/role-scopes';

export const DEVELOPMENT_ISSUER = 'https://issuer.medical-insurance.localhost';
export const AUDIENCE = 'medical-insurance-supergraph';
const ALGORITHM = 'ES256';

export interface TokenClaims {
  readonly person?: string;
  readonly institution?: string;
  readonly tenant?: string;
  readonly region?: string;
  readonly scope?: string;
}

/**
 * Signs tokens for a development machine. It must not exist in production:
 * there tokens come from the OIDC issuer named by configuration.
 */
export class DevelopmentIssuer {
  readonly algorithms = [ALGORITHM];
  readonly #privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly #now: () => Date;

  private constructor(privateKey: KeyObject, now: () => Date) {
    this.#privateKey = privateKey;
    this.publicKey = createPublicKey(privateKey);
    this.#now = now;
  }

  /** The issuer whose key lies in a file of mode 0600, made on first use. */
  static fromFile(path: string, production: boolean, now: () => Date = () => new Date()): DevelopmentIssuer {
    refuseProduction(production);
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    }
    return new DevelopmentIssuer(createPrivateKey(readFileSync(path, 'utf8')), now);
  }

  /** An issuer with a key of its own that is nowhere stored; for tests. */
  static ephemeral(now: () => Date = () => new Date()): DevelopmentIssuer {
    return new DevelopmentIssuer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, now);
  }

  /** A token of a person or an outside system, valid for `lifetimeSeconds` (12 hours by default). */
  sign(role: Role, subject: string, claims: TokenClaims = {}, lifetimeSeconds = 12 * 3600): Promise<string> {
    return this.#sign({ role, ...claims }, subject, lifetimeSeconds);
  }

  /** A short-lived token of a subgraph that asks another. */
  signService(name: string, lifetimeSeconds = 300): Promise<string> {
    return this.#sign(
      { role: SERVICE_ROLE, scope: SERVICE_SCOPES.join(' ') },
      `service:${name}`,
      lifetimeSeconds,
    );
  }

  #sign(claims: Record<string, unknown>, subject: string, lifetimeSeconds: number): Promise<string> {
    const now = Math.floor(this.#now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM })
      .setJti(randomUUID())
      .setSubject(subject)
      .setIssuer(DEVELOPMENT_ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(this.#privateKey);
  }
}

function refuseProduction(production: boolean): void {
  if (production)
    throw new Error('the development issuer is refused when NODE_ENV=production: configure OIDC_ISSUER');
}
