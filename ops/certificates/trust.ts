import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseCertificates, parseRevocationLists } from '#kernel/certificates/certificate';
import type { Trust } from '#kernel/certificates/chain';
import type { Environment } from '../environment.ts';

/** Where the development authority keeps its certificate and its list, unless the settings name others. */
export const certificateFolder = (dataFolder: string): string => join(dataFolder, 'certificates');

/**
 * Whom certificates of logins are believed by: the files that the settings name, read again when one has changed, so that a
 * new list counts without a restart. A file that cannot be read any more leaves nobody believed.
 */
export function certificateTrust(
  settings: Pick<Environment, 'DATA_DIR' | 'LOGIN_AUTHORITIES' | 'LOGIN_REVOCATIONS'>,
): () => Trust {
  const folder = certificateFolder(settings.DATA_DIR);
  const anchors = settings.LOGIN_AUTHORITIES ?? join(folder, 'authority.pem');
  const lists = settings.LOGIN_REVOCATIONS ?? join(folder, 'revoked.pem');
  // Who names a file means it: where it is missing, nobody is let in.
  const required = [settings.LOGIN_AUTHORITIES, settings.LOGIN_REVOCATIONS].filter(
    path => path !== undefined,
  );
  let seen = '';
  let trust = NOBODY;
  return () => {
    const state = [anchors, lists].map(stampOf).join(' ');
    if (state === seen) return trust;
    seen = state;
    trust = required.every(existsSync) ? read(anchors, lists) : NOBODY;
    return trust;
  };
}

const NOBODY: Trust = { anchors: [], intermediates: [], revoked: [] };

function read(anchors: string, lists: string): Trust {
  try {
    const authorities = existsSync(anchors) ? parseCertificates(readFileSync(anchors, 'utf8')) : [];
    const isRoot = ({ subjectName, issuerName }: (typeof authorities)[number]) => subjectName === issuerName;
    return {
      anchors: authorities.filter(isRoot),
      intermediates: authorities.filter(authority => !isRoot(authority)),
      revoked: existsSync(lists) ? parseRevocationLists(readFileSync(lists, 'utf8')) : [],
    };
  } catch {
    return NOBODY;
  }
}

function stampOf(path: string): string {
  if (!existsSync(path)) return '-';
  const { mtimeMs, size, ino } = statSync(path);
  return `${mtimeMs}/${size}/${ino}`;
}
