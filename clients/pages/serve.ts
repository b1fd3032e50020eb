import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Page } from './page.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};

/** Everything comes from this server, and no script stands in the page. */
function policyFor({ inlineStyles, blobWorkers }: ServedPage): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `worker-src 'self'${blobWorkers ? ' blob:' : ''}`,
    `style-src 'self'${inlineStyles ? " 'unsafe-inline'" : ''}`,
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

type ServedPage = Pick<Page, 'path' | 'dist' | 'inlineStyles' | 'blobWorkers'>;

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly tag: string;
  readonly zipped: boolean;
}

/** A handler for a page: it answers requests under the page's path and leaves every other alone. */
export function createPageHandler(
  page: ServedPage,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { path, dist } = page;
  const policy = policyFor(page);
  let assets: ReadonlyMap<string, Asset> | undefined;

  return (request, response) => {
    const asked = request.url?.split('?')[0] ?? '';
    if (asked !== path && !asked.startsWith(`${path}/`)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return true;
    }
    assets ??= existsSync(join(dist, 'index.html')) ? readAssets(dist) : undefined;
    if (assets === undefined) {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('The page is not built; run npm run prepare.\n');
      return true;
    }
    const asset = assets.get(asked.slice(path.length + 1) || 'index.html');
    if (asset === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
      return true;
    }
    response.setHeader('content-security-policy', policy);
    send(asset, request, response);
    return true;
  };
}

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
