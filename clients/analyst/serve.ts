import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { DIST } from './files.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Everything comes from this server, and no script stands in the page.
 * Inline styles are allowed because the editor positions its lines with them.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly tag: string;
  readonly zipped: boolean;
}

/** A handler for the page in a folder: it answers requests under `/graphiql` and leaves every other alone. */
export function createAnalystHandler(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let assets: ReadonlyMap<string, Asset> | undefined;

  return (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (path !== '/graphiql' && !path.startsWith('/graphiql/')) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return true;
    }
    assets ??= existsSync(join(folder, 'index.html')) ? readAssets(folder) : undefined;
    if (assets === undefined) {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('GraphiQL is not built; run npm run prepare.\n');
      return true;
    }
    const asset = assets.get(path.slice('/graphiql/'.length) || 'index.html');
    if (asset === undefined)
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
    else send(asset, request, response);
    return true;
  };
}

/** GraphiQL for analysts, as the front of the gateway mounts it. */
export const serveAnalyst = createAnalystHandler(DIST);

/** The files that may be asked for are the files that were built: no path of a request reaches the disk. */
function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const files = readdirSync(folder);
  return new Map(
    files
      .filter(file => !file.endsWith('.gz'))
      .map(file => {
        const path = join(folder, file);
        const hash = createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22);
        const type = TYPES[extname(file)] ?? 'application/octet-stream';
        return [file, { path, type, tag: `"${hash}"`, zipped: files.includes(`${file}.gz`) }];
      }),
  );
}

function send({ path, type, tag, zipped }: Asset, request: IncomingMessage, response: ServerResponse): void {
  const zip = zipped && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('vary', 'accept-encoding');
  response.setHeader('etag', tag);
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('content-type', type);
  if (zip) response.setHeader('content-encoding', 'gzip');
  response.writeHead(200);
  if (request.method === 'HEAD') response.end();
  else createReadStream(zip ? `${path}.gz` : path).pipe(response);
}
