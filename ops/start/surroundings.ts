import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessBook } from '#kernel/access/access-book';
import { EmergencyReadings } from '#kernel/access/emergency-readings';
import { AccessTrail } from '#kernel/audit/access-trail';
import { DatabaseBus, type EventBus } from '#kernel/events/bus';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer } from '#kernel/identity/development-issuer';
import { publishedKeys } from '#kernel/identity/json-web-keys';
import { DatabaseRevocations } from '#kernel/identity/revocations';
import { TokenVerifier, type VerifierOptions } from '#kernel/identity/verifier';
import { Logins } from '#kernel/login/logins';
import { wrappedRootKey } from '#kernel/key-service/wrapped-key';
import { createLogger, type Logger } from '#kernel/logging/logger';
import { openTracing, UNTRACED, type Tracing } from '#kernel/observing/tracing';
import { openDatabase, type Database } from '#kernel/persistence/database';
import { fixedKey, keyFile, KeyRing, type KeyProvider } from '#kernel/sensitive/keys';
import { fixedSigningKey, signingKeyFile, TrustedKeys, type SigningKey } from '#kernel/signing/signing-key';
import { Transport } from '#kernel/server/transport';
import type { Surroundings } from '#kernel/server/subgraph';
import { systemClock, type Clock } from '#kernel/vocabulary/calendar';
import { keyService, wrappedKeyFile } from '../keys/service.ts';
import { certificateTrust } from '../certificates/trust.ts';
import type { Environment } from '../environment.ts';
import { requireGenuineRelease } from '../release/verify.ts';
import { firstDatabase } from './first-database.ts';
import { Peers } from './peers.ts';
import { ServiceIdentity } from './service-identity.ts';

/** What every process of the system has, made from its settings. */
export interface Process {
  readonly environment: Environment;
  readonly log: Logger;
  readonly database: Database;
  readonly bus: EventBus;
  readonly verifier: TokenVerifier;
  /** Null in production. */
  readonly issuer: DevelopmentIssuer | null;
  readonly revocations: DatabaseRevocations;
  /** Who came in, was turned away, was given or lost a right. */
  readonly access: AccessTrail;
  readonly peers: Peers;
  /** As whom this process asks subgraphs in other processes. */
  readonly service: ServiceIdentity;
  readonly tracing: Tracing;
  /** TLS of this process; null where the settings name no certificate. */
  readonly transport: Transport | null;
  readonly surroundings: Surroundings;
  close(): Promise<void>;
}

/** Opens the database (taking its lock) and everything that subgraphs stand on, out of files that were signed. */
export async function openProcess(environment: Environment, clock: Clock = systemClock): Promise<Process> {
  const release = requireGenuineRelease(environment);
  const log = createLogger({ level: environment.LOG_LEVEL });
  const transport = openTransport(environment, log);
  const { trust, issuer } = identity(environment, clock);
  const tracing = await openTracingTo(environment);
  const database = await openDatabase({
    url: environment.DATABASE_URL,
    folder: environment.DATA_DIR,
    first: firstDatabase,
    tracing,
  });
  const { keys, signing } = await openKeys(environment, database).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const formerKeys = environment.FORMER_SIGNING_KEYS?.split(',').map(key => key.trim()) ?? [];
  const trusted = new TrustedKeys([signing.publicKey, ...formerKeys]);
  const bus = await openBus(environment, database, log);
  const revocations = await DatabaseRevocations.open(database, clock);
  const auditKeys = { seal: keys.auditKey(), signing };
  const access = await AccessTrail.open(database, auditKeys, clock, log);
  if (release !== null) await access.started(release);
  const book = await AccessBook.open({
    database,
    revocations,
    trail: access,
    key: signing,
    trusted,
    clock,
  }).catch(async (error: unknown) => {
    for (const opened of [access, revocations, bus, database]) await opened.close();
    throw error;
  });
  const emergencies = await EmergencyReadings.open({ database, trail: access, clock });
  const logins = new Logins({
    database,
    book,
    trail: access,
    key: signing,
    challengeKey: keys.challengeKey(),
    clock,
    deployment: `${trust.audience}/${environment.POOLING_AREA}`,
    audience: trust.audience,
    trust: certificateTrust(environment),
  });
  const verifier = new TokenVerifier({
    ...trust,
    revocations,
    scopesOf: role => book.scopesOf(role),
    logins: { keys: trusted, wasRevoked: certificate => logins.wasRevoked(certificate) },
  });
  book.onChange(() => verifier.forget());
  const service = new ServiceIdentity(() => serviceToken(environment, issuer), trust.now);
  const peers = new Peers(service);
  const surroundings: Surroundings = {
    database,
    bus,
    keys,
    signing,
    formerKeys,
    access: book,
    emergencies,
    logins,
    release,
    area: environment.POOLING_AREA,
    clock,
    log,
    verifier,
    peers,
    tracing,
    settings: {
      DCGM_URL: environment.DCGM_URL,
      SIMULATED_FLEET: environment.DEMO === 'on' ? 'on' : undefined,
      EXCHANGE: environment.EXCHANGE_FILE && readFileSync(environment.EXCHANGE_FILE, 'utf8'),
      SIMULATED_INSURERS: environment.DEMO === 'on' ? 'on' : undefined,
      SIMULATED_PAYMENTS: environment.DEMO === 'on' ? 'on' : undefined,
      SIMULATED_WALLETS: environment.DEMO === 'on' ? 'on' : undefined,
      SIMULATED_INVOICES: environment.DEMO === 'on' ? 'on' : undefined,
    },
  };
  const close = async (): Promise<void> => {
    transport?.stop();
    await emergencies.close();
    await book.close();
    await access.close();
    await revocations.close();
    await bus.close();
    await database.close();
    await tracing.stop();
  };
  const identities = { verifier, issuer, revocations, access, service };
  return { environment, log, database, bus, ...identities, peers, tracing, transport, surroundings, close };
}

function openTransport(environment: Environment, log: Logger): Transport | null {
  const { TLS_CERTIFICATE: certificate, TLS_KEY: key, TLS_AUTHORITIES: authorities } = environment;
  return certificate && key && authorities ? new Transport({ certificate, key, authorities }, log) : null;
}

/** Tracing to the collector of the settings; nobody listens without one. */
async function openTracingTo(environment: Environment): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: service } = environment;
  return endpoint ? openTracing({ endpoint, service, share: environment.OTEL_TRACES_SAMPLER_ARG }) : UNTRACED;
}

/** The event bus, whose news NATS carries when the settings name one; without it no code of NATS is loaded. */
async function openBus({ NATS_URL: url }: Environment, database: Database, log: Logger): Promise<EventBus> {
  if (!url) return new DatabaseBus(database, log);
  const { NatsCarrier } = await import('#kernel/events/nats-carrier');
  return new DatabaseBus(database, log, new NatsCarrier({ url }, database, log));
}

/** The root key, made only for a database that nothing has been sealed in, and the signing key. */
async function openKeys(
  environment: Environment,
  database: Database,
): Promise<{ keys: KeyRing; signing: SigningKey }> {
  const root = await rootKey(environment, { make: !(await wasSealed(database)) });
  return { keys: new KeyRing(root), signing: signingKey(environment) };
}

/** Whether a subgraph has remembered the key with which it seals. */
async function wasSealed(database: Database): Promise<boolean> {
  const tables = await database.query(
    `select table_schema from information_schema.tables where table_name = 'key_check'`,
  );
  for (const { table_schema: schema } of tables) {
    const [check] = await database.query(`select 1 from "${String(schema)}".key_check limit 1`);
    if (check) return true;
  }
  return false;
}

/** Where the root key comes from: the key service, the settings, or a file, in this order. */
async function rootKey(environment: Environment, options: { readonly make: boolean }): Promise<KeyProvider> {
  const service = keyService(environment);
  if (service) return wrappedRootKey(service, wrappedKeyFile(environment), options);
  if (environment.ROOT_KEY) return fixedKey(environment.ROOT_KEY);
  return keyFile(join(environment.DATA_DIR, 'keys', 'root.key'), options);
}

/** The key that signs in the name of this deployment. */
export function signingKey(environment: Environment): SigningKey {
  const path = join(environment.DATA_DIR, 'keys', 'signing.key');
  const provider = environment.SIGNING_KEY ? fixedSigningKey(environment.SIGNING_KEY) : signingKeyFile(path);
  return provider.signingKey();
}

/** The issuer of tokens that this process trusts: OIDC by configuration, else the development issuer of this machine. */
export function identity(
  environment: Environment,
  clock: Clock = systemClock,
): {
  trust: VerifierOptions;
  issuer: DevelopmentIssuer | null;
} {
  const now = (): Date => clock.now();
  if (environment.OIDC_ISSUER) {
    const url = environment.OIDC_JWKS_URL ?? `${environment.OIDC_ISSUER}/.well-known/jwks.json`;
    const trust = {
      issuer: environment.OIDC_ISSUER,
      audience: environment.OIDC_AUDIENCE ?? AUDIENCE,
      algorithms: ['ES256', 'RS256', 'EdDSA'],
      keys: publishedKeys(url),
      now,
    };
    return { trust, issuer: null };
  }
  const issuer = DevelopmentIssuer.fromFile(
    join(environment.DATA_DIR, 'keys', 'issuer.pem'),
    environment.production,
    now,
  );
  const trust = {
    issuer: DEVELOPMENT_ISSUER,
    audience: AUDIENCE,
    algorithms: issuer.algorithms,
    keys: async () => issuer.publicKey as never,
    now,
  };
  return { trust, issuer };
}

async function serviceToken(environment: Environment, issuer: DevelopmentIssuer | null): Promise<string> {
  if (issuer) return issuer.signService('process');
  if (!environment.SERVICE_TOKEN_FILE)
    throw new Error('SERVICE_TOKEN_FILE is not set: subgraphs cannot ask each other');
  return readFileSync(environment.SERVICE_TOKEN_FILE, 'utf8').trim();
}
