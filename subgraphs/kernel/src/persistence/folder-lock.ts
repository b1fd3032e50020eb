import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another process owns the data folder. */
export class FolderInUse extends Error {
  constructor(folder: string, pid: number) {
    super(`data folder ${folder} is in use by process ${pid}: stop that process, or choose another DATA_DIR`);
    this.name = 'FolderInUse';
  }
}

/**
 * Takes the lock of a data folder; a second process would destroy the embedded cluster.
 * A lock left behind by a process that is gone is taken over. Returns the release.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return () => {
        if (read(path) === mine) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid, start] = (read(path) ?? '').split(' ');
      if (pid && isAlive(Number(pid)) && (startOf(Number(pid)) === start || !start)) {
        throw new FolderInUse(folder, Number(pid));
      }
      rmSync(path, { force: true });
    }
  }
  throw new FolderInUse(folder, 0);
}

/** The process that holds the folder, or null; touches nothing. */
export function holderOf(folder: string): number | null {
  const [pid, start] = (read(join(folder, 'lock')) ?? '').split(' ');
  return pid && isAlive(Number(pid)) && startOf(Number(pid)) === start ? Number(pid) : null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process began, so that a reused process id is not taken for the old holder; empty where unknown. */
function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
