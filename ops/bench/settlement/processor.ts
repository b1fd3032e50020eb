import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** Milliseconds that this process and the PostgreSQL of a backend have computed; of this process alone where that is elsewhere. */
export function processorTime(backend: number): { readonly own: number; readonly database: number } {
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1000, database: databaseTime(backend) };
}

function databaseTime(backend: number): number {
  const server = statOf(backend)?.parent;
  if (!server) return 0;
  const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const ticks = processes.reduce((sum, name) => {
    const stat = statOf(Number(name));
    const counts = stat && (Number(name) === server || stat.parent === server);
    return counts ? sum + stat.ticks : sum;
  }, 0);
  return (1000 * ticks) / TICKS_PER_SECOND;
}

/** The parent of a process, and the clock ticks of it and of its children that have ended; null when it is not on this machine. */
function statOf(pid: number): { parent: number; ticks: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1]!, ticks: fields[11]! + fields[12]! + fields[13]! + fields[14]! };
  } catch {
    return null;
  }
}
