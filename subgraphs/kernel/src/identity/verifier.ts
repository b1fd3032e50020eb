import { jwtVerify, type JWTVerifyGetKey, type JWTPayload } from 'jose';
import { ROLES, SERVICE_ROLE, type Role } from '#schema/identity/role-scopes';
import { unauthenticated } from '../graphql/errors.ts';
import { scopesOf, type Principal } from './principal.ts';
import { isLoginToken, readLoginToken, type BoundCertificate } from '../login/login-token.ts';
import type { TrustedKeys } from '../signing/signing-key.ts';
import type { Revocations } from './revocations.ts';

export interface VerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
  readonly now: () => Date;
  /** Tokens that were taken back; none without it. */
  readonly revocations?: Revocations;
  /** The scopes of a role as this deployment has them; those that were released without it. */
  readonly scopesOf?: (role: Role) => readonly string[];
  /** Believes the tokens of this deployment's own logins too. */
  readonly logins?: LoginTrust;
}

/** Who signs tokens of logins, and which certificates were taken back since. */
export interface LoginTrust {
  readonly keys: TrustedKeys;
  wasRevoked(certificate: BoundCertificate): boolean;
}

const CLOCK_TOLERANCE_SECONDS = 5;
const REMEMBERED_TOKENS = 10_000;
/** A token is verified again after this, so that a key which its issuer withdrew does not live on here. */
const REMEMBERED_SECONDS = 60;
/** A service identity is short-lived: whoever finds one in a log has little of it. */
const LONGEST_SERVICE_LIFE_SECONDS = 3600;

/** Verifies bearer tokens; a subgraph trusts no caller, so each has its own. */
export class TokenVerifier {
  readonly #options: VerifierOptions;
  readonly #remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  /** The principal of an `Authorization` header: null without one, UNAUTHENTICATED for a false one. */
  async verify(authorization: string | null | undefined): Promise<Principal | null> {
    if (!authorization) return null;
    const token = /^Bearer ([A-Za-z0-9._-]{1,8192})$/.exec(authorization)?.[1];
    if (!token) throw unauthenticated('令牌格式无效');
    const principal = await this.#verified(token);
    if (await this.#options.revocations?.revoked(principal)) throw unauthenticated('令牌已被吊销');
    return principal;
  }

  /** Resolves once `stands` can be asked of any number of principals; rejects when revocations cannot be read. */
  async fresh(): Promise<void> {
    await this.#options.revocations?.fresh();
  }

  /** Whether the token of a verified principal has neither expired nor been taken back since. */
  stands(principal: Principal): boolean {
    if (principal.expiresAt * 1000 <= this.#options.now().getTime()) return false;
    return !this.#options.revocations?.has(principal);
  }

  /** Verifies every token again at its next request: what its role carries may have changed. */
  forget(): void {
    this.#remembered.clear();
  }

  async #verified(token: string): Promise<Principal> {
    const now = this.#options.now().getTime() / 1000;
    const known = this.#remembered.get(token);
    if (known && now < known.until) return known.principal;
    const principal = await this.#read(token);
    if (this.#remembered.size >= REMEMBERED_TOKENS) this.#remembered.clear();
    const until = Math.min(principal.expiresAt, now + REMEMBERED_SECONDS);
    this.#remembered.set(token, { principal, until });
    return principal;
  }

  async #read(token: string): Promise<Principal> {
    try {
      const { logins, audience } = this.#options;
      if (logins && isLoginToken(token)) {
        const claims = readLoginToken(token, { keys: logins.keys, audience, now: this.#options.now() });
        if (logins.wasRevoked(claims.cnf)) throw new Error('its certificate was taken back');
        if (claims['role'] === SERVICE_ROLE) throw new Error('nobody logs in as a service');
        return principalOf(claims, this.#options.scopesOf);
      }
      const { payload } = await jwtVerify(token, this.#options.keys, {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms: [...this.#options.algorithms],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.#options.now(),
        requiredClaims: ['sub', 'iat', 'exp', 'role'],
      });
      return principalOf(payload, this.#options.scopesOf);
    } catch {
      throw unauthenticated('令牌无效或已过期');
    }
  }
}

function principalOf(claims: JWTPayload, scopes?: VerifierOptions['scopesOf']): Principal {
  const text = (name: string): string | null => (typeof claims[name] === 'string' ? claims[name] : null);
  const role = text('role');
  const added = (text('scope') ?? '').split(' ').filter(Boolean);
  const isService = role === SERVICE_ROLE;
  if (isService && claims.exp! - claims.iat! > LONGEST_SERVICE_LIFE_SECONDS)
    throw new Error('a service token that lives too long');
  if (!isService && !ROLES.includes(role as Role)) throw new Error('unknown role');
  return {
    subject: claims.sub!,
    tokenId: claims.jti ?? null,
    role: role as Principal['role'],
    scopes: isService ? new Set(added) : scopesOf(role as Role, added, scopes),
    person: text('person'),
    institution: text('institution'),
    tenant: text('tenant'),
    region: text('region'),
    issuedAt: claims.iat!,
    expiresAt: claims.exp!,
  };
}
