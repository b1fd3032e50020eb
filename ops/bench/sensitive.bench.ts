import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { sm4 } from 'sm-crypto-v2';
import { SERVICE_HEADER } from '#kernel/identity/headers';
import { createLogger } from '#kernel/logging/logger';
import { newId } from '#kernel/persistence/id';
import { lengthPrefixed, open, readHeader, seal, sealKeys } from '#kernel/sensitive/envelope';
import { SubgraphExecutor } from '#kernel/server/execute';
import { serveSubgraph } from '#kernel/server/http';
import { systemClock } from '#kernel/vocabulary/calendar';
import { Front } from '../../gateway/src/front.ts';
import { Gateway } from '../../gateway/src/gateway.ts';
import { Metrics } from '../../gateway/src/metrics.ts';
import { createDemoWorld, DEMO_SEED } from '../demo/world.ts';
import { readEnvironment } from '../environment.ts';
import type { Benchmark } from './benchmark.ts';
import { IndexedPerson, OpenPerson, openPages, SealedPerson, type OpenedPages } from './sensitive-page.ts';

const persons = () => createDemoWorld({ seed: DEMO_SEED, asOf: '2026-03-31' }).persons;

/** Sealing and opening on one thread, beside a library that authenticates too and beside the bare cipher. */
export const sensitiveFields: Benchmark = {
  name: 'sensitive-fields',
  question:
    'What does sealing and opening a field cost? (limits: 0.4 of the time of sm-crypto-v2, 2.5 of that of the bare cipher)',
  clock: 'CPU',
  prepare() {
    const values = persons().map(person => person.idCard);
    const rowIds = values.map(newId);
    const raw = randomBytes(16);
    const encryption = createSecretKey(raw);
    const keys = sealKeys(raw, randomBytes(16));
    const contextOf = (at: number): Buffer =>
      lengthPrefixed(['310000', 'InsuredPerson.idCard', rowIds[at]!, rowIds[at]!, '1']);
    const all = (roundTrip: (clear: string, at: number, nonce: Buffer) => string) => () => {
      const nonces = randomBytes(16 * values.length);
      return values.every(
        (clear, at) => roundTrip(clear, at, nonces.subarray(16 * at, 16 * (at + 1))) === clear,
      );
    };
    const runner = (name: string, roundTrip: Parameters<typeof all>[0]) => ({
      name,
      units: values.length,
      run: all(roundTrip),
    });
    return {
      unit: 'field',
      runners: [
        runner('SM4-CTR + HMAC-SM3 (the envelope)', (clear, at) => {
          const envelope = seal(clear, 1, keys, contextOf(at));
          readHeader(envelope);
          return open(envelope, keys, contextOf(at));
        }),
        runner('SM4-GCM (sm-crypto-v2)', (clear, at, nonce) => {
          const options = {
            mode: 'gcm',
            output: 'array',
            iv: nonce.subarray(0, 12),
            associatedData: contextOf(at),
          } as const;
          const sealed = sm4.encrypt(Buffer.from(clear), raw, { ...options, outputTag: true });
          return Buffer.from(
            sm4.decrypt(sealed.output, raw, { ...options, tag: sealed.tag }) as unknown as Uint8Array,
          ).toString();
        }),
        runner('SM4-CTR (native, nothing else)', (clear, _at, nonce) => {
          const cipher = createCipheriv('sm4-ctr', encryption, nonce);
          const ciphertext = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
          const decipher = createDecipheriv('sm4-ctr', encryption, nonce);
          return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
        }),
      ],
      limits: [],
    };
  },
};

const PAGE = 200;
const FIELDS = ['name', 'idCard', 'phone', 'address', 'birthDate', 'bankCard'] as const;
const READS = 8;

/** A page of persons over HTTP, six sealed fields opened and masked, against the same page of open fields. */
function pageServed(
  name: string,
  by: string,
  serve: (graph: OpenedPages) => Promise<{ readonly url: string; stop(): Promise<void> }>,
): Benchmark {
  return {
    name,
    question: `What do six sealed fields cost a page of 200 persons, asked of ${by} over HTTP? (limits: 1.4 of the open page, and 10 ms more)`,
    clock: 'CPU',
    async prepare() {
      const graph = await openPages(readEnvironment().DATABASE_URL);
      await fill(graph);
      const server = await serve(graph);
      const headers = {
        'content-type': 'application/json',
        authorization: await graph.bearer('HANDLER'),
        [SERVICE_HEADER]: await graph.bearer('SERVICE'),
      };
      const read = async (list: string): Promise<number> => {
        const body = JSON.stringify({ query: `{ ${list} { ${FIELDS.join(' ')} } }` });
        const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
        const { data } = (await response.json()) as { data: Record<string, unknown[]> };
        return data[list]!.length;
      };
      const reading = (list: string) => async () => {
        for (let count = 0; count < READS; count++) {
          if ((await read(list)) !== PAGE) throw new Error('the page is not whole');
        }
        return true;
      };
      return {
        unit: 'page',
        runners: [
          { name: 'six sealed fields, masked', units: READS, run: reading('sealedPersons') },
          { name: 'six open fields', units: READS, run: reading('openPersons') },
        ],
        limits: [],
        async close() {
          await server.stop();
          await graph.stop();
        },
      };
    },
  };
}

export const sensitivePage = pageServed('sensitive-page', 'a subgraph alone', async ({ subgraph }) => {
  const port = await freePort();
  const server = await serveSubgraph(subgraph, { host: '127.0.0.1', port });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.stop() };
});

/** As a user asks: the gateway is the only address for users. */
export const sensitivePageOfGateway = pageServed(
  'sensitive-gateway-page',
  'the gateway',
  async ({ subgraph, sdl, verifier }) => {
    const composed = composeServices([{ name: subgraph.name, typeDefs: parse(sdl) }]);
    if (!composed.supergraphSdl) throw new Error(composed.errors!.join());
    const log = createLogger({ level: 'error' });
    const metrics = new Metrics();
    const gateway = new Gateway({
      supergraphSdl: composed.supergraphSdl,
      links: new Map([[subgraph.name, new SubgraphExecutor(subgraph)]]),
      verifier,
      log,
      metrics,
      now: systemClock.now,
      introspection: true,
    });
    const front = new Front({ gateway, log, metrics, readiness: { parts: async () => ({}) }, pages: [] });
    const port = await front.listen(0, '127.0.0.1');
    return {
      url: `http://127.0.0.1:${port}`,
      async stop() {
        await front.close();
        await gateway.stop();
      },
    };
  },
);

/** The same persons in both tables. */
async function fill({ subgraph: { kernel } }: OpenedPages): Promise<void> {
  const rows = persons()
    .slice(0, PAGE)
    .map(({ name, idCard, phone, address, birthDate }) => ({
      id: newId(),
      values: { name, idCard, phone, address, birthDate, bankCard: `6222${phone}0001` },
    }));
  await kernel.transaction(async tx => {
    await kernel.sealer.prepare(
      tx,
      rows.map(({ id }) => id),
    );
    for (const { id, values } of rows) {
      const sealed = await kernel.sealer.seal(tx, SealedPerson, { rowId: id }, values);
      await tx.insert(SealedPerson, { id, ...sealed } as never);
      await tx.insert(OpenPerson, { id, ...values });
    }
  });
}

const ROWS = 1_000_000;
const LOOK_UPS = 300;

/** Finding rows by a sealed value through its blind index, against a plain column with the same kind of index. */
export const sensitiveIndex: Benchmark = {
  name: 'sensitive-index',
  question: 'What does a look-up by blind index cost in 1,000,000 rows on PostgreSQL? (limit 1.3×)',
  needs: 'POSTGRESQL',
  async prepare() {
    const graph = await openPages(readEnvironment().DATABASE_URL);
    const { sealer } = graph.subgraph.kernel;
    const { database } = graph;
    await database.query(`create unlogged table look_up (id int, id_card text, id_card_index bytea)`);
    await database.query(
      `insert into look_up select n, lpad(n::text, 18, '3'), substr(decode(md5(n::text), 'hex'), 1, 8)
       from generate_series(1, ${ROWS}) n`,
    );
    const sought = persons()
      .slice(0, LOOK_UPS)
      .map(person => person.idCard);
    for (const [at, idCard] of sought.entries()) {
      const index = sealer.blindIndex(IndexedPerson, 'idCard', idCard);
      const row = 1 + at * Math.floor(ROWS / LOOK_UPS);
      await database.query(`update look_up set id_card = $1, id_card_index = $2 where id = $3`, [
        idCard,
        index,
        row,
      ]);
    }
    await database.query(`create index on look_up (id_card)`);
    await database.query(`create index on look_up (id_card_index)`);
    await database.query(`analyze look_up`);
    const finding = (find: (idCard: string) => Promise<readonly unknown[]>) => async () => {
      for (const idCard of sought) if ((await find(idCard)).length !== 1) throw new Error('not found');
      return true;
    };
    return {
      unit: 'look-up',
      runners: [
        {
          name: 'by blind index',
          units: LOOK_UPS,
          run: finding(idCard =>
            database.query(`select id, id_card from look_up where id_card_index in ($1)`, [
              ...sealer.blindIndexes(IndexedPerson, 'idCard', idCard),
            ]),
          ),
        },
        {
          name: 'by plain column',
          units: LOOK_UPS,
          run: finding(idCard =>
            database.query(`select id, id_card from look_up where id_card in ($1)`, [idCard]),
          ),
        },
      ],
      limits: [],
      close: () => graph.stop(),
    };
  },
};

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  return port;
}
