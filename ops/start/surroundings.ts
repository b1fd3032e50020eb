import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRemoteJWKSet } from 'jose';
import { DatabaseBus } from '#kernel/events/bus';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer } from '#kernel/identity/development-issuer';
import { TokenVerifier } from '#kernel/identity/verifier';
import { createLogger, type Logger } from '#kernel/logging/logger';
import { openDatabase, type Database } from '#kernel/persistence/database';
import { fixedKey, keyFile, KeyRing } from '#kernel/sensitive/keys';
import type { Surroundings } from '#kernel/server/subgraph';
import { systemClock } from '#kernel/vocabulary/calendar';
import type { Environment } from '../environment.ts';
import { Peers } from './peers.ts';

/** What every process of the system has, made from its settings. */
export interface Process {
  readonly environment: Environment;
  readonly log: Logger;
  readonly database: Database;
  readonly bus: DatabaseBus;
  readonly verifier: TokenVerifier;
  /** Null in production. */
  readonly issuer: DevelopmentIssuer | null;
  readonly peers: Peers;
  readonly surroundings: Surroundings;
}

/** Opens the database (taking its lock) and everything that subgraphs stand on. */
export async function openProcess(environment: Environment): Promise<Process> {
  const log = createLogger({ level: environment.LOG_LEVEL });
  const { verifier, issuer } = identity(environment);
  const keys = new KeyRing(
    environment.ROOT_KEY
      ? fixedKey(environment.ROOT_KEY)
      : keyFile(join(environment.DATA_DIR, 'keys', 'root.key')),
  );
  const database = await openDatabase({ url: environment.DATABASE_URL, folder: environment.DATA_DIR });
  const bus = new DatabaseBus(database, log);
  const peers = new Peers(name => serviceToken(environment, issuer, name));
  const surroundings: Surroundings = {
    database,
    bus,
    keys,
    area: environment.POOLING_AREA,
    clock: systemClock,
    log,
    verifier,
    peers,
    settings: {
      DCGM_URL: environment.DCGM_URL,
      SIMULATED_FLEET: environment.DEMO === 'on' ? 'on' : undefined,
    },
  };
  return { environment, log, database, bus, verifier, issuer, peers, surroundings };
}

/** The issuer of tokens that this process trusts: OIDC by configuration, else the development issuer of this machine. */
export function identity(environment: Environment): {
  verifier: TokenVerifier;
  issuer: DevelopmentIssuer | null;
} {
  const now = (): Date => systemClock.now();
  if (environment.OIDC_ISSUER) {
    const url = environment.OIDC_JWKS_URL ?? `${environment.OIDC_ISSUER}/.well-known/jwks.json`;
    const verifier = new TokenVerifier({
      issuer: environment.OIDC_ISSUER,
      audience: environment.OIDC_AUDIENCE ?? AUDIENCE,
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      keys: createRemoteJWKSet(new URL(url)),
      now,
    });
    return { verifier, issuer: null };
  }
  const issuer = DevelopmentIssuer.fromFile(
    join(environment.DATA_DIR, 'keys', 'issuer.pem'),
    environment.production,
  );
  const verifier = new TokenVerifier({
    issuer: DEVELOPMENT_ISSUER,
    audience: AUDIENCE,
    algorithms: issuer.algorithms,
    keys: async () => issuer.publicKey as never,
    now,
  });
  return { verifier, issuer };
}

async function serviceToken(
  environment: Environment,
  issuer: DevelopmentIssuer | null,
  name: string,
): Promise<string> {
  if (issuer) return issuer.signService(name);
  if (!environment.SERVICE_TOKEN_FILE)
    throw new Error('SERVICE_TOKEN_FILE is not set: subgraphs cannot ask each other');
  return readFileSync(environment.SERVICE_TOKEN_FILE, 'utf8').trim();
}
