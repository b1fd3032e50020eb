import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** A key that the issuer withdrew is trusted no longer than this. */
const KEPT_MS = 60_000;
/** A token under an unknown key fetches the set again, but no flood of them does so more often than this. */
const COOLDOWN_MS = 2_000;
const TIMEOUT_MS = 3_000;

/** The keys that an OIDC issuer publishes; a key that it adds or withdraws counts without a restart. */
export function publishedKeys(
  url: string,
  limits: { readonly keptMs?: number; readonly cooldownMs?: number } = {},
): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), {
    cacheMaxAge: limits.keptMs ?? KEPT_MS,
    cooldownDuration: limits.cooldownMs ?? COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  });
}
