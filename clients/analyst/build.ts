import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  copyFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DIST } from './files.ts';
import { readOperations } from './operations.ts';

const PAGE = join(import.meta.dirname, 'page');
const COMPRESSIBLE = /\.(?:js|css|json|svg|html)$/;

/** Bundles the page from the installed packages into `dist/`; takes a few seconds and no network. */
export async function buildAnalyst(): Promise<void> {
  const { build, stop } = await import('esbuild');
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(DIST, { recursive: true });
  const common = {
    bundle: true,
    minify: true,
    target: 'es2022',
    outdir: DIST,
    legalComments: 'linked',
    logLevel: 'warning',
  } as const;
  await Promise.all([
    build({
      ...common,
      entryPoints: { page: join(PAGE, 'main.tsx') },
      format: 'esm',
      jsx: 'automatic',
      loader: { '.ttf': 'file' },
      define: { 'process.env.NODE_ENV': '"production"' },
    }),
    build({
      ...common,
      entryPoints: {
        'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
        'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
        'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
      },
      format: 'iife',
      define: { 'process.env.NODE_ENV': '"production"' },
    }),
  ]);
  writeFileSync(join(DIST, 'operations.json'), JSON.stringify(readOperations()));
  copyFileSync(join(PAGE, 'icon.svg'), join(DIST, 'icon.svg'));
  for (const file of readdirSync(DIST).filter(name => COMPRESSIBLE.test(name))) {
    writeFileSync(join(DIST, `${file}.gz`), gzipSync(readFileSync(join(DIST, file))));
  }
  // The bundler works in a process of its own, which the server that called does not need.
  await stop();
  // Last, so that a page that is there is a page that is whole.
  copyFileSync(join(PAGE, 'index.html'), join(DIST, 'index.html'));
}

/** For a first start after an installation that ran no scripts; without a page the rest of the system still serves. */
export async function buildAnalystWhenMissing(): Promise<void> {
  if (existsSync(join(DIST, 'index.html'))) return;
  try {
    await buildAnalyst();
  } catch (error) {
    process.stderr.write(`GraphiQL could not be built: ${String(error)}\n`);
  }
}

if (process.argv[1] === import.meta.filename) await buildAnalyst();
