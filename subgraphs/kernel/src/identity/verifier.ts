import { jwtVerify, type JWTVerifyGetKey, type JWTPayload } from 'jose';
import { ROLES, SERVICE_ROLE, type Role } from '#schema/identity/role-scopes';
import { unauthenticated } from '../graphql/errors.ts';
import { scopesOf, type Principal } from './principal.ts';

export interface VerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly algorithms: readonly string[];
  readonly now: () => Date;
}

const CLOCK_TOLERANCE_SECONDS = 5;
const REMEMBERED_TOKENS = 10_000;

/** Verifies bearer tokens; a subgraph trusts no caller, so each has its own. */
export class TokenVerifier {
  readonly #options: VerifierOptions;
  readonly #remembered = new Map<string, Principal>();

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  /** The principal of an `Authorization` header: null without one, UNAUTHENTICATED for a false one. */
  async verify(authorization: string | null | undefined): Promise<Principal | null> {
    if (!authorization) return null;
    const token = /^Bearer ([A-Za-z0-9._-]{1,8192})$/.exec(authorization)?.[1];
    if (!token) throw unauthenticated('令牌格式无效');
    const known = this.#remembered.get(token);
    if (known && known.expiresAt * 1000 > this.#options.now().getTime()) return known;
    const principal = await this.#read(token);
    if (this.#remembered.size >= REMEMBERED_TOKENS) this.#remembered.clear();
    this.#remembered.set(token, principal);
    return principal;
  }

  async #read(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, this.#options.keys, {
        issuer: this.#options.issuer,
        audience: this.#options.audience,
        algorithms: [...this.#options.algorithms],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.#options.now(),
        requiredClaims: ['sub', 'exp', 'role'],
      });
      return principalOf(payload);
    } catch {
      throw unauthenticated('令牌无效或已过期');
    }
  }
}

function principalOf(claims: JWTPayload): Principal {
  const text = (name: string): string | null => (typeof claims[name] === 'string' ? claims[name] : null);
  const role = text('role');
  const added = (text('scope') ?? '').split(' ').filter(Boolean);
  const isService = role === SERVICE_ROLE;
  if (!isService && !ROLES.includes(role as Role)) throw new Error('unknown role');
  return {
    subject: claims.sub!,
    role: role as Principal['role'],
    scopes: isService ? new Set(added) : scopesOf(role as Role, added),
    person: text('person'),
    institution: text('institution'),
    tenant: text('tenant'),
    region: text('region'),
    expiresAt: claims.exp!,
  };
}
