import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { FileRefused, type ImportFile } from '#kernel/load/importer';
import { asUtf8, detectEncoding } from '#kernel/load/encoding';

/** No file that the system loads is larger; what is, is not what it claims to be. */
export const LARGEST_FILE = 256 * 1024 * 1024;

/** A file that was found under the named paths. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
  /** Named itself, not only lying in a named folder: then it must be understood. */
  readonly named: boolean;
}

/** A path that leads nowhere; nothing is loaded then. */
export class PathMissing extends Error {
  constructor(path: string) {
    super(`no such file or folder: ${path}`);
    this.name = 'PathMissing';
  }
}

/** The files under paths, each once: named ones first come, those of a folder in the order of their names. */
export async function findFiles(paths: readonly string[]): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    for (const file of await filesAt(resolve(path), true)) {
      if (!found.has(file.path) || file.named) found.set(file.path, file);
    }
  }
  return [...found.values()];
}

async function filesAt(path: string, named: boolean): Promise<FoundFile[]> {
  const entry = await stat(path).catch(() => null);
  if (!entry) throw new PathMissing(path);
  if (entry.isFile()) return [{ path, name: basename(path), size: entry.size, named }];
  if (!entry.isDirectory()) throw new PathMissing(`${path} (neither file nor folder)`);
  const names = (await readdir(path)).filter(name => !name.startsWith('.')).sort();
  const nested = await Promise.all(names.map(name => filesAt(join(path, name), false)));
  return nested.flat();
}

/** What is told while a file is read. */
export interface ReadingListener {
  read(bytes: number): void;
  readonly signal: AbortSignal;
}

/** Makes a found file readable as UTF-8 text; refuses it when it is empty, too large, or no text. */
export async function openFile(file: FoundFile, listener: ReadingListener): Promise<ImportFile> {
  if (file.size === 0) throw new FileRefused('the file is empty');
  if (file.size > LARGEST_FILE) {
    throw new FileRefused(`larger than ${LARGEST_FILE / 1024 / 1024} MB`);
  }
  const encoding = await detectEncoding(bytesOf(file.path, { ...listener, read: () => undefined }));
  return {
    name: file.name,
    size: file.size,
    open: () => asUtf8(bytesOf(file.path, listener), encoding),
  };
}

async function* bytesOf(
  path: string,
  listener: ReadingListener,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    if (listener.signal.aborted) throw new FileRefused('the load was broken off');
    listener.read(chunk.length);
    yield chunk;
  }
}
