import { IMPORT_KINDS, type ImportKind } from '#kernel/load/importer';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export const USAGE = `usage: npm run load -- ${IMPORT_KINDS.join('|')} FILE… [--json]`;

export interface LoadOrder {
  readonly kind: ImportKind;
  /** Files or folders, as they were typed. */
  readonly paths: readonly string[];
  /** Print one JSON report instead of lines for people. */
  readonly json: boolean;
}

/** Reads the command line. */
export function readArguments(words: readonly string[]): Result<LoadOrder, RefusalFacts<'USAGE'>> {
  const unknown = words.find(word => word.startsWith('--') && word !== '--json');
  if (unknown) return refuse('USAGE', `unknown option ${unknown}`);
  const [kind, ...paths] = words.filter(word => word !== '--json');
  if (!kind) return refuse('USAGE', 'say what to load');
  if (!isImportKind(kind)) return refuse('USAGE', `“${kind}” is no kind of input`);
  if (paths.length === 0) return refuse('USAGE', 'name at least one file or folder');
  return accept({ kind, paths, json: words.includes('--json') });
}

export function isImportKind(text: unknown): text is ImportKind {
  return (IMPORT_KINDS as readonly unknown[]).includes(text);
}
