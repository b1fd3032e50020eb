import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { lengthPrefixed } from '#kernel/sensitive/envelope';
import type { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';

/** Where the manifest of a release lies, in the folder that it describes. */
export const MANIFEST = 'release.json';

/**
 * What is not shipped: made on each machine out of what is. `node_modules` is held by the checksums of the lock, which is
 * shipped; `dist` is built from sources that are.
 */
const NOT_SHIPPED = new Set(['node_modules', 'dist', 'coverage', '.git', '.data', '.tmp']);

/** A path below the folder, without a way out of it. */
const insidePath = z
  .string()
  .min(1)
  .refine(path => !/^\/|\\/.test(path) && path.split('/').every(part => !['', '.', '..'].includes(part)));

const manifestShape = z.strictObject({
  version: z.string().min(1).max(100),
  madeAt: z.iso.datetime(),
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  files: z.array(z.strictObject({ path: insidePath, sm3: z.string().regex(/^[0-9a-f]{64}$/) })).min(1),
  signature: z.string(),
});

/** Every shipped file of a release with its SM3, signed. */
export type Manifest = Readonly<z.infer<typeof manifestShape>>;

/** What departs from a release; `path` is null for what is wrong with the manifest as a whole. */
export interface ReleaseFault {
  readonly path: string | null;
  readonly fault:
    'UNREADABLE' | 'UNKNOWN_KEY' | 'FALSE_SIGNATURE' | 'TWICE' | 'CHANGED' | 'MISSING' | 'UNLISTED';
}

/** Makes the signed manifest of all that a folder ships. */
export function signRelease(
  folder: string,
  { version, madeAt, key }: { readonly version: string; readonly madeAt: Date; readonly key: SigningKey },
): Manifest {
  const files = shippedFiles(folder).map(path => ({ path, sm3: digestOf(folder, path) }));
  return signManifest({ version, madeAt: madeAt.toISOString(), files }, key);
}

/** Signs a list of files as it is given. */
export function signManifest(
  list: Pick<Manifest, 'version' | 'madeAt' | 'files'>,
  key: SigningKey,
): Manifest {
  const unsigned = { ...list, keyId: key.keyId };
  return { ...unsigned, signature: key.sign(bytesOf(unsigned)) };
}

/**
 * Decides whether a folder holds exactly what its manifest says, file by file. A manifest that is not genuine tells
 * nothing of files, so then only that is said.
 */
export function faultsOfRelease(folder: string, text: string, trusted: TrustedKeys): readonly ReleaseFault[] {
  const manifest = readManifest(text);
  if (!manifest) return [{ path: null, fault: 'UNREADABLE' }];
  if (trusted.publicKeyOf(manifest.keyId) === null) return [{ path: null, fault: 'UNKNOWN_KEY' }];
  if (!trusted.verify(manifest.keyId, bytesOf(manifest), manifest.signature))
    return [{ path: null, fault: 'FALSE_SIGNATURE' }];
  const present = new Set(shippedFiles(folder));
  const listed = new Set<string>();
  const faults = manifest.files.flatMap(({ path, sm3 }): ReleaseFault[] => {
    if (listed.has(path)) return [{ path, fault: 'TWICE' }];
    listed.add(path);
    if (!present.has(path)) return [{ path, fault: 'MISSING' }];
    return digestOf(folder, path) === sm3 ? [] : [{ path, fault: 'CHANGED' }];
  });
  const unlisted = [...present].filter(path => !listed.has(path));
  return [...faults, ...unlisted.map((path): ReleaseFault => ({ path, fault: 'UNLISTED' }))];
}

/** A manifest out of its text; null when it is none. */
export function readManifest(text: string): Manifest | null {
  try {
    return manifestShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Paths of all that a folder ships, in one order everywhere. Links are listed and read as what they point to. */
function shippedFiles(folder: string): string[] {
  return walk(folder, '').sort();
}

function walk(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap(entry => {
    const path = below ? `${below}/${entry.name}` : entry.name;
    if (NOT_SHIPPED.has(entry.name) || path === MANIFEST || path.endsWith('.log')) return [];
    return entry.isDirectory() ? walk(folder, path) : [path];
  });
}

function digestOf(folder: string, path: string): string {
  return createHash('sm3')
    .update(readFileSync(join(folder, path)))
    .digest('hex');
}

function bytesOf({ version, madeAt, keyId, files }: Omit<Manifest, 'signature'>): Buffer {
  return lengthPrefixed([
    ...['release', version, madeAt, keyId, String(files.length)],
    ...files.flatMap(({ path, sm3 }) => [path, sm3]),
  ]);
}
