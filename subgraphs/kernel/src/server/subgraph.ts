import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { MikroORM } from '@mikro-orm/sql';
import { SERVICE_ROLE } from '#schema/identity/role-scopes';
import { REVEALS_PER_DAY } from '#schema/sensitive/sensitive.law';
import type { AccessBook } from '../access/access-book.ts';
import type { EmergencyReadings } from '../access/emergency-readings.ts';
import { auditResolver } from '../audit/audit-query.ts';
import { attempted } from '../audit/attempts.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { SUBJECTS_APART } from '../audit/folded-refusals.terms.ts';
import { Readings } from '../audit/readings.ts';
import { RefusalRecords } from '../audit/refusal-records.ts';
import { erasureProjection } from '../erasure/erasure.projection.ts';
import type { EventBus } from '../events/bus.ts';
import { KERNEL_ENTITIES, LoadMark } from '../events/outbox.entity.ts';
import { Outbox } from '../events/outbox.ts';
import { ProjectionRunner, type Projection } from '../events/projection.ts';
import { SubgraphContext } from '../graphql/context.ts';
import { CursorCodec } from '../graphql/cursor.ts';
import { forbidden } from '../graphql/errors.ts';
import { FactStreams } from '../graphql/fact-stream.ts';
import { executableSubgraph, type SchemaDefinition } from '../graphql/subgraph-schema.ts';
import { requirePurpose } from '../identity/stated-purpose.ts';
import type { Principal } from '../identity/principal.ts';
import type { TokenVerifier } from '../identity/verifier.ts';
import type { Logins } from '../login/logins.ts';
import type { Importer } from '../load/importer.ts';
import { UNTRACED, type Tracing } from '../observing/tracing.ts';
import {
  transaction,
  type Database,
  type EntityClass,
  type EntityManager,
  type MigrationClass,
} from '../persistence/database.ts';
import { kernelMigrations } from '../persistence/kernel-migrations.ts';
import { Idempotency, type IdempotentAct } from '../persistence/idempotency.ts';
import type { Statement } from '../persistence/statement.ts';
import type { KeyRing } from '../sensitive/keys.ts';
import { BlindIndexes } from '../sensitive/blind-index.ts';
import { KeyRegister } from '../sensitive/key-register.ts';
import { PersonSalts } from '../sensitive/person-salts.ts';
import { Sealer } from '../sensitive/sealer.ts';
import { DocumentSignatures } from '../signing/document-signatures.ts';
import { signatureResolver } from '../signing/signature-query.ts';
import type { SignedKind } from '../signing/signed-kind.ts';
import { TrustedKeys, type SigningKey } from '../signing/signing-key.ts';
import { localTimeStamps } from '../signing/time-stamp.ts';
import { UploadRoom } from '../upload/upload-room.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { Sweeper } from './sweeper.ts';

export const SUBGRAPHS = ['insured', 'settlement', 'pharmacy', 'inspection', 'knowledge', 'compute'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/**
 * Asks another subgraph's GraphQL with this subgraph's service identity; the token of whom it works for travels
 * along. Rejects when the other is away or slow.
 */
export interface PeerClient {
  ask<Data>(peer: SubgraphName, document: string, variables: Record<string, unknown>): Promise<Data>;
}

/** What the process gives to every subgraph in it. */
export interface Surroundings {
  readonly database: Database;
  readonly bus: EventBus;
  readonly keys: KeyRing;
  /** Signs in the name of the deployment: documents, and the checkpoints of the audit chain. */
  readonly signing: SigningKey;
  /** Public keys of earlier days, whose signatures of documents are still believed. */
  readonly formerKeys?: readonly string[];
  /** Who holds which role; a process without a door has none. */
  readonly access?: AccessBook;
  /** Who may read beyond the own scopes for a while; a process without a door lets nobody. */
  readonly emergencies?: EmergencyReadings;
  /** Logs people in by their SM2 key, where authorities of certificates are known. */
  readonly logins?: Logins;
  /** Version of the signed release that this process verified at its start; null where nothing was signed. */
  readonly release?: string | null;
  /** The pooling area (统筹区) of the deployment; part of what every sealed value is bound to. */
  readonly area: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly verifier: TokenVerifier;
  readonly peers: PeerClient;
  /** Tells where the time goes; nobody listens by default. */
  readonly tracing?: Tracing;
  /** Settings of one subgraph, read by the process's environment.ts. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** The SDL to serve; the committed one by default. */
  readonly sdl?: string;
  /** Sees each SQL statement; for tests that count them. */
  readonly onStatement?: (sql: string) => void;
}

/** The tools of one subgraph, from which its services are built. */
export interface Kernel {
  readonly name: SubgraphName;
  readonly orm: MikroORM;
  readonly outbox: Outbox;
  readonly audit: AuditTrail;
  /** Signs documents in the transaction that makes them. */
  readonly signatures: DocumentSignatures;
  /** Who holds which role; the subgraph that serves it asks for it. */
  readonly access: AccessBook | null;
  readonly emergencies: EmergencyReadings | null;
  readonly logins: Logins | null;
  readonly release: string | null;
  readonly bus: EventBus;
  readonly streams: FactStreams;
  readonly sealer: Sealer;
  readonly keyRegister: KeyRegister;
  /** Versions of the keys of blind indexes. */
  readonly indexRegister: KeyRegister;
  readonly salts: PersonSalts;
  /** Where files wait for the mutation that takes them. */
  readonly uploads: UploadRoom;
  readonly cursors: CursorCodec;
  readonly clock: Clock;
  readonly log: Logger;
  readonly peers: PeerClient;
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** A fresh reading scope. */
  em(): EntityManager;
  /** One transaction; its facts are announced right after the commit. */
  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T>;
  /** An act at most once per idempotency key, in a transaction of its own: `Idempotency.once`. */
  once<Outcome>(
    act: IdempotentAct,
    content: unknown,
    work: (tx: EntityManager, inserted: boolean) => Promise<Outcome>,
    alongside?: Statement,
  ): Promise<Outcome>;
  /** What an act came to that was done before, null for one that was not: `Idempotency.outcomeOf`. */
  outcomeOf<Outcome>(act: IdempotentAct, content: unknown): Promise<Outcome | null>;
}

/** Work that goes on for as long as the subgraph runs. */
export interface BackgroundTask {
  start(): void | Promise<void>;
  stop(): void | Promise<void>;
}

/** One subgraph: everything that the process needs to know of it. */
export interface SubgraphDefinition<Services = unknown, World = unknown> extends SchemaDefinition<Services> {
  readonly name: SubgraphName;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
  /** Builds the services; long-lived, shared by all requests. */
  services(kernel: Kernel): Services;
  /**
   * Which of these persons are or were patients (or policy holders) of the institution or insurer that asks;
   * nobody where a subgraph cannot tell.
   */
  readonly theirsAmong?: (
    asker: Principal,
    personIds: readonly string[],
    services: Services,
  ) => Promise<ReadonlySet<string>>;
  readonly projections?: (services: Services, kernel: Kernel) => readonly Projection[];
  readonly tasks?: (services: Services, kernel: Kernel) => readonly BackgroundTask[];
  readonly importers?: (services: Services, kernel: Kernel) => readonly Importer[];
  /** The kinds of document that are signed here. */
  readonly signs?: readonly SignedKind[];
  /** Maps the demo world to rows, in one transaction, on the first start. */
  readonly demo?: (world: World, tx: EntityManager, services: Services, kernel: Kernel) => Promise<void>;
}

/**
 * Keeps the types of a definition together, and adds what every subgraph serves: its audit records, and the verification
 * of its signatures where it signs.
 */
export function defineSubgraph<Services, World = unknown>(
  definition: SubgraphDefinition<Services, World>,
): SubgraphDefinition<Services, World> {
  const { name, resolvers, signs } = definition;
  const verification = signs ? [signatureResolver(name, signs)] : [];
  return { ...definition, resolvers: [...resolvers, auditResolver(name), ...verification] };
}

/** Where the committed SDL of a subgraph lies. */
export function sdlPath(name: string): URL {
  return new URL(`../../../../schema/subgraphs/${name}.graphql`, import.meta.url);
}

/** A subgraph at work in this process. */
export interface RunningSubgraph {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  readonly kernel: Kernel;
  readonly importers: readonly Importer[];
  readonly tracing: Tracing;
  readonly projections: readonly Projection[];
  readonly runner: ProjectionRunner;
  /** Verifies the caller's token and purpose itself and makes the context of one request. */
  context(headers: {
    authorization?: string | null;
    onBehalfOf?: string | null;
    purpose?: string | null;
    requestId: string;
  }): Promise<SubgraphContext>;
  /** Whose token it is; null without one, UNAUTHENTICATED for a false, expired or revoked one. */
  verify(authorization: string | null | undefined): Promise<Principal | null>;
  demoLoaded(): Promise<boolean>;
  /** Loads the demo world unless it was loaded before; tells whether it did. */
  loadDemo(world: unknown): Promise<boolean>;
  ready(): Promise<boolean>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const DEMO_MARK = 'demo-world';

/** Brings a subgraph up to the point where it can answer; `start` sets its background work going. */
export async function createSubgraph<Services, World>(
  definition: SubgraphDefinition<Services, World>,
  around: Surroundings,
): Promise<RunningSubgraph> {
  const { name } = definition;
  const log = around.log.child({ subgraph: name });
  const orm = await around.database.orm({
    name,
    entities: [...KERNEL_ENTITIES, ...definition.entities],
    migrations: [...kernelMigrations(name), ...definition.migrations],
    onStatement: around.onStatement,
  });
  const outbox = new Outbox(name, orm, around.bus, around.clock, log);
  const audit = new AuditTrail(
    name,
    orm,
    { seal: around.keys.auditKey(), signing: around.signing },
    around.clock,
    log,
  );
  const attempts = new RefusalRecords(audit, attempted, { clock: around.clock, log, apart: SUBJECTS_APART });
  const signatures = new DocumentSignatures(
    around.signing,
    new TrustedKeys([around.signing.publicKey, ...(around.formerKeys ?? [])]),
    localTimeStamps(around.signing, around.clock),
    around.clock,
  );
  const checkValue = around.keys.checkValue(around.area);
  const keyRegister = new KeyRegister(name, orm, around.database, checkValue);
  await keyRegister.open();
  const indexRegister = new KeyRegister(name, orm, around.database, checkValue, 'index_key');
  await indexRegister.open();
  const salts = new PersonSalts(name, orm, around.database, around.clock);
  await salts.open();
  const cursors = new CursorCodec(around.keys.cursorKey());
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  const idempotency = new Idempotency(around.keys.fingerprintKey(), around.clock);
  const sealer = new Sealer(
    around.keys,
    around.area,
    keyRegister,
    salts,
    new BlindIndexes(around.keys, around.area, indexRegister),
  );
  const kernel: Kernel = {
    name,
    orm,
    outbox,
    audit,
    signatures,
    access: around.access ?? null,
    emergencies: around.emergencies ?? null,
    logins: around.logins ?? null,
    release: around.release ?? null,
    cursors,
    bus: around.bus,
    streams: new FactStreams(around.bus, cursors),
    sealer,
    keyRegister,
    indexRegister,
    salts,
    uploads: new UploadRoom({ name, em, sealer, audit, clock: around.clock }),
    clock: around.clock,
    log,
    peers: around.peers,
    settings: around.settings ?? {},
    em,
    async transaction(work) {
      const result = await transaction(em(), work);
      outbox.committed();
      audit.committed();
      return result;
    },
    once: (act, content, work, alongside) =>
      kernel.transaction(tx => idempotency.once(tx, act, content, inserted => work(tx, inserted), alongside)),
    outcomeOf: (act, content) => idempotency.outcomeOf(em(), act, content),
  };
  const services = definition.services(kernel);
  const revealsPerDay = Number(kernel.settings['REVEALS_PER_DAY'] ?? REVEALS_PER_DAY);
  const sdl = around.sdl ?? readFileSync(sdlPath(name), 'utf8');
  const schema = await executableSubgraph(sdl, definition, {
    sealer: kernel.sealer,
    salts,
    emergencies: kernel.emergencies,
    theirsAmong: (asker, personIds) =>
      definition.theirsAmong?.(asker, personIds, services) ?? Promise.resolve(new Set()),
  });
  const projections = [...(definition.projections?.(services, kernel) ?? []), erasureProjection(kernel)];
  const runner = new ProjectionRunner(orm, around.bus, log, () => outbox.relay());
  const tasks = [
    ...(definition.tasks?.(services, kernel) ?? []),
    new Sweeper(kernel, 'uploads', () => kernel.uploads.sweep()),
  ];
  return {
    name,
    schema,
    sdl,
    kernel,
    tracing: around.tracing ?? UNTRACED,
    projections,
    runner,
    importers: definition.importers?.(services, kernel) ?? [],
    verify: authorization => around.verifier.verify(authorization),
    async context({ authorization, onBehalfOf: carried, purpose: stated, requestId }) {
      const principal = await around.verifier.verify(authorization);
      const onBehalfOf = await around.verifier.verify(carried);
      if (onBehalfOf && principal?.role !== SERVICE_ROLE) throw forbidden('只有服务可以代他人查询');
      const purpose = requirePurpose(stated);
      const readings = new Readings(audit, around.clock, name, revealsPerDay);
      return new SubgraphContext({
        principal,
        onBehalfOf,
        requestId,
        purpose,
        services,
        em: em(),
        readings,
        attempts,
        cursors,
        signatures,
      });
    },
    async demoLoaded() {
      return !definition.demo || (await em().findOne(LoadMark, { name: DEMO_MARK })) !== null;
    },
    async loadDemo(world) {
      const { demo } = definition;
      if (!demo) return false;
      return kernel.transaction(async tx => {
        if (await tx.findOne(LoadMark, { name: DEMO_MARK })) return false;
        await demo(world as World, tx, services, kernel);
        await tx.insert(LoadMark, { name: DEMO_MARK, loadedAt: around.clock.now() });
        return true;
      });
    },
    async ready() {
      await orm.em.getConnection().execute('select 1');
      return true;
    },
    async start() {
      outbox.start();
      audit.start();
      attempts.start();
      runner.start(projections);
      for (const task of tasks) await task.start();
    },
    async stop() {
      for (const task of [...tasks].reverse()) await task.stop();
      await runner.stop();
      await outbox.stop();
      await attempts.stop();
      await audit.stop();
      await keyRegister.close();
      await indexRegister.close();
      await salts.close();
    },
  };
}
