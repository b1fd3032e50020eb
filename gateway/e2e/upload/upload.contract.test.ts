import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TokenVerifier } from '#kernel/identity/verifier';
import { createLogger } from '#kernel/logging/logger';
import { SubgraphExecutor } from '#kernel/server/execute';
import { serveSubgraph } from '#kernel/server/http';
import type { UploadedFile } from '#kernel/upload/upload-room';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { sample } from '../../../subgraphs/kernel/test/sample/note.ts';
import { Front } from '../../src/front.ts';
import { Gateway } from '../../src/gateway.ts';
import { HttpLink } from '../../src/links/http-link.ts';
import type { SubgraphLink } from '../../src/links/link.ts';
import { Metrics } from '../../src/metrics.ts';
import { allOf } from '../serving/small-gateway.ts';
import { composed, PEOPLE } from '../support/small-graph.ts';

/** `POST /upload` over a subgraph in the same process, and over one with a port of its own. */
const LARGEST = 900_000;
const TABLE = '单号,金额\n1,2.00\n';
const HANDLER = { role: 'HANDLER', subject: 'wang' } as const;
const BOUNDARY = 'a-boundary';
const partOf = (content: string, name = 'file'): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"; filename="濮阳扶摇.csv"\r\n\r\n${content}\r\n`;
const END = `--${BOUNDARY}--\r\n`;

const HASTE = {
  headMilliseconds: 800,
  requestMilliseconds: 1_000,
  checkMilliseconds: 50,
  idleMilliseconds: 800,
};

interface Door {
  readonly graph: TestSubgraph;
  readonly port: number;
  /** Where nobody is waited for. */
  readonly hastyPort: number;
  stop(): Promise<void>;
}

async function open(linkTo: (graph: TestSubgraph) => Promise<SubgraphLink & { stop?(): Promise<void> }>) {
  const graph = await startTestSubgraph(sample, { unwatched: true });
  const link = await linkTo(graph);
  const log = createLogger({ level: 'silent' });
  const verify: TokenVerifier['verify'] = authorization => graph.subgraph.verify(authorization);
  const gateway = new Gateway({
    supergraphSdl: composed([PEOPLE]),
    links: new Map([['people', link]]),
    uploadsTo: 'people',
    verifier: { verify } as unknown as TokenVerifier,
    log,
    now: () => graph.clock.now(),
    introspection: true,
    limits: { uploadBytes: LARGEST },
  });
  const options = {
    gateway,
    log,
    metrics: new Metrics(),
    pages: [],
    readiness: { parts: async () => ({}) },
  };
  const [front, hasty] = [new Front(options), new Front({ ...options, patience: HASTE })];
  const port = await front.listen(0, '127.0.0.1');
  const hastyPort = await hasty.listen(0, '127.0.0.1');
  return {
    graph,
    port,
    hastyPort,
    async stop() {
      await front.close();
      await hasty.close();
      await gateway.stop();
      await link.stop?.();
      await graph.stop();
    },
  };
}

const LINKS: Record<string, () => Promise<Door>> = {
  'in the same process': () => open(async ({ subgraph }) => new SubgraphExecutor(subgraph)),
  'with a port of its own': () =>
    open(async graph => {
      const served = await serveSubgraph(graph.subgraph, { host: '127.0.0.1', port: 0 }, null);
      const service = async (): Promise<string> => (await graph.bearer({ role: 'SERVICE' }))!;
      const link = new HttpLink('people', `http://127.0.0.1:${served.port}/graphql`, service);
      return Object.assign(link, { stop: () => served.stop() });
    }),
};

describe.each(Object.entries(LINKS))('%s', (_, start) => {
  let door: Door;
  let authorization: string;
  beforeAll(async () => {
    door = await start();
    authorization = (await door.graph.bearer(HANDLER))!;
  });
  afterAll(() => door?.stop());

  const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${door.port}/upload`, {
      method: 'POST',
      headers: { authorization, 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
      body,
    });
  const find = async (handle: string): Promise<UploadedFile> => {
    const { uploads } = door.graph.subgraph.kernel;
    return uploads.find((await door.graph.subgraph.verify(authorization))!, handle);
  };
  /** Whole files, and rows of files that are not whole (yet). */
  const rows = async (): Promise<{ whole: number; pieces: number }> => {
    const [counted] = await door.graph.subgraph.kernel.em().execute<{ whole: unknown; pieces: unknown }[]>(
      `select count(*) filter (where digest is not null) as whole, count(*) filter (where digest is null) +
         (select count(*) from compute.upload_chunk c where not exists
           (select 1 from compute.upload u where u.id = c.upload_id and u.digest is not null)) as pieces
       from compute.upload`,
    );
    return { whole: Number(counted!.whole), pieces: Number(counted!.pieces) };
  };
  const refused = async (response: Response) => {
    const { errors } = (await response.json()) as {
      errors: { extensions: { code: string; fields?: object } }[];
    };
    const [{ extensions }] = errors as [{ extensions: { code: string; fields?: { file?: string } } }];
    return [response.status, extensions.code, extensions.fields?.file];
  };

  test('a file is answered with its handle, and its name is not kept', async () => {
    const form = new FormData();
    form.append('note', 'fields beside the file are not looked at');
    form.append('file', new Blob([TABLE]), '濮阳扶摇.csv');
    const response = await fetch(`http://127.0.0.1:${door.port}/upload`, {
      method: 'POST',
      headers: { authorization, 'x-request-id': 'upload-request-1' },
      body: form,
    });
    expect([response.status, response.headers.get('x-request-id')]).toEqual([201, 'upload-request-1']);
    const { handle } = (await response.json()) as { handle: string };
    expect(await find(handle)).toMatchObject({ mediaType: 'text/csv', size: Buffer.byteLength(TABLE) });
    const records = await door.graph.subgraph.kernel
      .em()
      .execute(`select subject, request_id, details from compute.audit_record where row_id = ?`, [handle]);
    expect(records).toEqual([
      { subject: 'wang', request_id: 'upload-request-1', details: expect.stringContaining('text/csv') },
    ]);
    const everything = await Promise.all(
      ['upload', 'audit_record'].map(table =>
        door.graph.subgraph.kernel.em().execute(`select t::text from compute.${table} t`),
      ),
    );
    expect(JSON.stringify(everything)).not.toContain('濮阳扶摇');
  });

  test('a file of exactly the largest size is taken', async () => {
    const response = await post(`${partOf('x'.repeat(LARGEST))}${END}`);
    expect(response.status).toBe(201);
  });

  test.each<[string, string, Record<string, string>, (number | string)[]]>([
    ['nobody', '', { authorization: '' }, [401, 'UNAUTHENTICATED']],
    ['a false token', '', { authorization: 'Bearer x.y.z' }, [401, 'UNAUTHENTICATED']],
    ['no multipart', '{}', { 'content-type': 'application/json' }, [415, 'BAD_USER_INPUT', 'multipart']],
    ['no boundary', '', { 'content-type': 'multipart/form-data; a=b' }, [400, 'BAD_USER_INPUT', 'boundary']],
    ['no file', END, {}, [400, 'BAD_USER_INPUT', '']],
    ['two files', `${partOf(TABLE)}${partOf(TABLE)}${END}`, {}, [400, 'BAD_USER_INPUT', '一个']],
    ['an empty file', `${partOf('')}${END}`, {}, [400, 'BAD_USER_INPUT', '为空']],
    ['a file of another type', `${partOf('GIF89a\0\0')}${END}`, {}, [400, 'BAD_USER_INPUT', '只接受']],
    ['a byte too much', `${partOf('x'.repeat(LARGEST + 1))}${END}`, {}, [413, 'BAD_USER_INPUT', '超过']],
    ['a body without its end', partOf(TABLE), {}, [400, 'BAD_USER_INPUT', '不完整']],
    ['half a file', partOf(TABLE).slice(0, -9), {}, [400, 'BAD_USER_INPUT', '不完整']],
  ])('%s is refused with its status, and nothing of it is kept', async (_what, body, headers, expected) => {
    const before = await rows();
    const [status, code, file] = await refused(await post(body, headers));
    expect([status, code]).toEqual(expected.slice(0, 2));
    expect(file ?? '').toContain(expected[2] ?? '');
    await settled(before);
  });

  test('another method than POST is 405', async () => {
    const response = await fetch(`http://127.0.0.1:${door.port}/upload`, { headers: { authorization } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  const bare = async (port: number, content: string) => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /upload HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n` +
        `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: 900000\r\n\r\n${content}`,
    );
    return socket;
  };

  test('who is too slow is 408, and nothing of the file is kept', async () => {
    const before = await rows();
    const socket = await bare(door.hastyPort, partOf('x'.repeat(1_000)));
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
    await settled(before);
  });

  test('who goes away in the middle leaves nothing behind', async () => {
    const before = await rows();
    const socket = await bare(door.port, partOf('x'.repeat(800_000)));
    await arrived();
    socket.destroy();
    await settled(before);
  });

  /** Waits until pieces of a file are there, beside the row that says that one is on its way. */
  const arrived = (): Promise<void> => until(async () => (await rows()).pieces > 1);

  /** Waits until no piece of a file is left; a refusal may be told before the subgraph has heard of the file. */
  const settled = (before: { readonly whole: number }): Promise<void> =>
    until(async () => {
      const { whole, pieces } = await rows();
      return pieces === 0 && whole === before.whole;
    });
});

/** Asks again until it holds; gives up when it was asked more often than anything here can take. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let asked = 0; asked < 20_000; asked++) {
    if (await holds()) return;
    // The embedded database answers without letting the network have its turn.
    await setImmediate();
  }
  throw new Error('it never held');
}
