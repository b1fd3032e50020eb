import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createPageHandler } from './serve.ts';

const FOLDER = join(import.meta.dirname, `../../.tmp/page-${process.pid}`);
let server: Server;
let origin: string;

beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const serve = createPageHandler({ path: '/graphiql', dist: FOLDER, inlineStyles: true });
  server = createServer((request, response) => {
    if (!serve(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise(resolve => server.close(resolve));
  rmSync(FOLDER, { recursive: true, force: true });
});

test('a page that is not built says how to build it, and is served as soon as it is there', async () => {
  const missing = await fetch(`${origin}/graphiql`);
  expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('npm run prepare')]);

  writeFileSync(join(FOLDER, 'page.js'), 'run()');
  writeFileSync(join(FOLDER, 'page.js.gz'), gzipSync('run()'));
  writeFileSync(join(FOLDER, 'index.html'), '<!doctype html>');
  for (const path of ['/graphiql', '/graphiql/', '/graphiql?tab=1']) {
    const page = await fetch(origin + path);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  }
});

test('no script but its own may run in the page', async () => {
  const { headers } = await fetch(`${origin}/graphiql`);
  const policy = headers.get('content-security-policy')?.split('; ') ?? [];
  expect(policy).toEqual(
    expect.arrayContaining(["default-src 'none'", "script-src 'self'", "connect-src 'self'"]),
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  // Only where a library positions with style attributes.
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
});

test('a script goes out compressed, and not again while it is unchanged', async () => {
  const script = await fetch(`${origin}/graphiql/page.js`);
  expect([script.headers.get('content-encoding'), await script.text()]).toEqual(['gzip', 'run()']);
  const again = await fetch(`${origin}/graphiql/page.js`, {
    headers: { 'if-none-match': script.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

test.each(['/graphiql/nothing.js', '/graphiql/../package.json', '/graphiql/%2e%2e%2fpackage.json'])(
  '%s finds nothing outside the page',
  async path => {
    expect((await fetch(origin + path)).status).not.toBe(200);
  },
);

test('other paths are left to the gateway, other methods are refused', async () => {
  expect((await fetch(`${origin}/graphql`)).status).toBe(418);
  expect((await fetch(`${origin}/graphiqlx`)).status).toBe(418);
  expect((await fetch(`${origin}/graphiql`, { method: 'POST' })).status).toBe(405);
});
