import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from './page.ts';

const COMPRESSIBLE = /\.(?:js|css|json|svg|html)$/;

/** Bundles pages from the installed packages into their folders; takes a few seconds and no network. */
export async function buildPages(pages: readonly Page[]): Promise<void> {
  const { build, stop } = await import('esbuild');
  const bundle = async ({ source, dist, workers }: Page): Promise<void> => {
    const common = {
      bundle: true,
      minify: true,
      target: 'es2022',
      outdir: dist,
      legalComments: 'linked',
      logLevel: 'warning',
      define: { 'process.env.NODE_ENV': '"production"' },
    } as const;
    await Promise.all([
      build({
        ...common,
        entryPoints: { page: join(source, 'main.tsx') },
        format: 'esm',
        jsx: 'automatic',
        loader: { '.ttf': 'file' },
      }),
      build({ ...common, entryPoints: { ...workers }, format: 'iife' }),
    ]);
  };
  for (const page of pages) {
    rmSync(page.dist, { recursive: true, force: true });
    mkdirSync(page.dist, { recursive: true });
    await page.before?.();
    await bundle(page);
    await finish(page);
  }
  // The bundler works in a process of its own, which the server that called does not need.
  await stop();
}

async function finish({ source, dist, files }: Page): Promise<void> {
  for (const [name, text] of Object.entries((await files?.()) ?? {})) writeFileSync(join(dist, name), text);
  for (const file of readdirSync(source).filter(name => name.endsWith('.svg'))) {
    copyFileSync(join(source, file), join(dist, file));
  }
  for (const file of readdirSync(dist).filter(name => COMPRESSIBLE.test(name))) {
    writeFileSync(join(dist, `${file}.gz`), gzipSync(readFileSync(join(dist, file))));
  }
  // Last, so that a page that is there is a page that is whole.
  copyFileSync(join(source, 'index.html'), join(dist, 'index.html'));
}

/** For a first start after an installation that ran no scripts; without its pages the system still serves. */
export async function buildMissingPages(pages: readonly Page[]): Promise<void> {
  const missing = pages.filter(({ dist }) => !existsSync(join(dist, 'index.html')));
  if (missing.length === 0) return;
  try {
    await buildPages(missing);
  } catch (error) {
    process.stderr.write(`the pages could not be built: ${String(error)}\n`);
  }
}
