import { randomBytes } from 'node:crypto';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Migration } from '@mikro-orm/migrations';
import { Ctx, Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import pg from 'pg';
import { DatabaseBus } from '#kernel/events/bus';
import type { SubgraphContext } from '#kernel/graphql/context';
import { emitSubgraphSdl } from '#kernel/graphql/subgraph-schema';
import { AUDIENCE, DEVELOPMENT_ISSUER, DevelopmentIssuer } from '#kernel/identity/development-issuer';
import { TokenVerifier } from '#kernel/identity/verifier';
import { createLogger } from '#kernel/logging/logger';
import { openDatabase, type Database } from '#kernel/persistence/database';
import { fixedKey, KeyRing } from '#kernel/sensitive/keys';
import type { Sealed } from '#kernel/sensitive/sealed';
import { PersonItself, Sensitive } from '#kernel/sensitive/sensitive.decorator';
import { SigningKey } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import { systemClock } from '#kernel/vocabulary/calendar';
import { createSubgraph, defineSubgraph, type RunningSubgraph } from '#kernel/server/subgraph';

/** A subgraph for the benchmarks only: two tables of the same persons, six sealed fields in one, six open ones in the other. */
const SCOPE = '@requiresScopes(scopes: [["insured:read"]])';

@Directive(SCOPE)
@ObjectType({ description: '密封人员。A person whose fields are sealed.' })
@PersonItself()
@Entity({ tableName: 'sealed_person' })
export class SealedPerson {
  @Field(() => ID, { description: '标识。Id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Sensitive({ class: 'NAME', description: '姓名。Name.', nullable: true })
  name!: Sealed;

  @Sensitive({ class: 'ID_CARD', description: '公民身份号码。Id card.', nullable: true })
  idCard!: Sealed;

  @Sensitive({ class: 'PHONE', description: '电话。Phone.', nullable: true })
  phone!: Sealed;

  @Sensitive({ class: 'ADDRESS', description: '地址。Address.', nullable: true })
  address!: Sealed;

  @Sensitive({ class: 'BIRTH_DATE', description: '出生日期。Date of birth.', nullable: true })
  birthDate!: Sealed;

  @Sensitive({ class: 'BANK_CARD', description: '银行卡号。Bank card.', nullable: true })
  bankCard!: Sealed;
}

@Directive(SCOPE)
@ObjectType({ description: '明文人员。The same person with open fields.' })
@Entity({ tableName: 'open_person' })
export class OpenPerson {
  @Field(() => ID, { description: '标识。Id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '姓名。Name.' })
  @Property({ type: 'string' })
  name!: string;

  @Field(() => String, { description: '公民身份号码。Id card.' })
  @Property({ type: 'string' })
  idCard!: string;

  @Field(() => String, { description: '电话。Phone.' })
  @Property({ type: 'string' })
  phone!: string;

  @Field(() => String, { description: '地址。Address.' })
  @Property({ type: 'string' })
  address!: string;

  @Field(() => String, { description: '出生日期。Date of birth.' })
  @Property({ type: 'string' })
  birthDate!: string;

  @Field(() => String, { description: '银行卡号。Bank card.' })
  @Property({ type: 'string' })
  bankCard!: string;
}

/** A person who is looked up by a sealed value. */
export class IndexedPerson {
  @Sensitive({ class: 'ID_CARD', searchable: 'EXACT', description: '公民身份号码。Id card.' })
  idCard!: Sealed;
}

class CreatePersons extends Migration {
  override up(): void {
    const columns = (type: string): string =>
      ['name', 'id_card', 'phone', 'address', 'birth_date', 'bank_card']
        .map(column => `"${column}" ${type} not null`)
        .join(', ');
    this.addSql(`create table "compute"."sealed_person" ("id" uuid primary key, ${columns('bytea')})`);
    this.addSql(`create table "compute"."open_person" ("id" uuid primary key, ${columns('varchar(200)')})`);
  }
}

@Resolver()
class PersonsResolver {
  @Directive(SCOPE)
  @Query(() => [SealedPerson], { description: '密封人员。All of them.' })
  sealedPersons(@Ctx() context: SubgraphContext): Promise<SealedPerson[]> {
    return context.em.find(SealedPerson, {}, { orderBy: { id: 'asc' } });
  }

  @Directive(SCOPE)
  @Query(() => [OpenPerson], { description: '明文人员。All of them.' })
  openPersons(@Ctx() context: SubgraphContext): Promise<OpenPerson[]> {
    return context.em.find(OpenPerson, {}, { orderBy: { id: 'asc' } });
  }
}

export const pages = defineSubgraph({
  name: 'compute',
  entities: [SealedPerson, OpenPerson],
  migrations: [CreatePersons],
  resolvers: [PersonsResolver],
  services: () => ({}),
});

export interface OpenedPages {
  readonly subgraph: RunningSubgraph;
  readonly sdl: string;
  readonly verifier: TokenVerifier;
  readonly database: Database;
  bearer(role: 'HANDLER' | 'SERVICE'): Promise<string>;
  stop(): Promise<void>;
}

/** The subgraph of the pages at work, on a database of its own: a fresh one on the server of the address, else embedded. */
export async function openPages(server: string | undefined): Promise<OpenedPages> {
  const fresh = server && (await createDatabase(server));
  const database = await openDatabase({ url: fresh });
  const log = createLogger({ level: 'error' });
  const issuer = DevelopmentIssuer.ephemeral(systemClock.now);
  const bus = new DatabaseBus(database, log);
  const sdl = await emitSubgraphSdl(pages);
  const verifier = new TokenVerifier({
    issuer: DEVELOPMENT_ISSUER,
    audience: AUDIENCE,
    algorithms: issuer.algorithms,
    keys: async () => issuer.publicKey as never,
    now: systemClock.now,
  });
  const subgraph = await createSubgraph(pages, {
    database,
    bus,
    log,
    clock: systemClock,
    area: '310000',
    keys: new KeyRing(fixedKey(randomBytes(32).toString('hex'))),
    signing: new SigningKey(newPrivateKey()),
    verifier,
    peers: { ask: () => Promise.reject(new Error('no peers in a benchmark')) },
    sdl,
  });
  return {
    subgraph,
    sdl,
    verifier,
    database,
    bearer: async role =>
      `Bearer ${role === 'SERVICE' ? await issuer.signService('bench') : await issuer.sign(role, 'bench', {})}`,
    async stop() {
      await subgraph.stop();
      await bus.close();
      await database.close();
      if (server && fresh) await onServer(server, `drop database "${new URL(fresh).pathname.slice(1)}"`);
    },
  };
}

async function createDatabase(server: string): Promise<string> {
  const name = `bench_${randomBytes(8).toString('hex')}`;
  await onServer(server, `create database "${name}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql);
  await client.end();
}
