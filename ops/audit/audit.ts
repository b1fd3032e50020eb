/** `npm run audit -- …`: proves what the audit trail holds; takes it out of the system, signed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Checkpoint } from '#kernel/audit/checkpoint';
import { CommandRefused } from '../control/lines.ts';
import { operate } from '../control/operate.ts';
import { readEnvironment } from '../environment.ts';
import { ExportFile, readCheckpoints, verifyExport, writeCheckpoints } from './files.ts';
import { describeChain, placeOf, workAudit, type AuditLine, type AuditOrder } from './work.ts';

const USAGE = `audit -- verify [--since CHECKPOINTS]
         is any record altered, removed, inserted, reordered; was the database set back behind CHECKPOINTS
audit -- checkpoint FILE
         writes the signed state of every chain to FILE, to be kept where the database is not
audit -- export FILE [--chain NAME]… [--from INSTANT]
         writes the records as JSON Lines to FILE, and what is signed of them to FILE.sig
audit -- verify-export FILE [--key PUBLIC_KEY_FILE]
         is FILE what was exported; needs neither database nor system
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function verify(since: string | undefined): Promise<number> {
  const kept = since === undefined ? [] : readCheckpoints(since);
  return ask({ act: 'verify', kept }, line => {
    if ('verified' in line) say(describeChain(line.verified));
  });
}

async function checkpoint(path: string): Promise<number> {
  const checkpoints: Checkpoint[] = [];
  const code = await ask({ act: 'checkpoint' }, line => {
    if ('checkpoint' in line) checkpoints.push(line.checkpoint);
  });
  if (code !== 0) return code;
  writeCheckpoints(path, checkpoints);
  for (const { chain, sequence, keyId } of checkpoints)
    say(`${chain}: up to record ${sequence}, signed by ${keyId}`);
  return 0;
}

async function exportTo(path: string, chains: readonly string[], from: string | undefined): Promise<number> {
  const instant = from === undefined ? null : new Date(from);
  if (instant && Number.isNaN(instant.getTime())) throw new CommandRefused(`${from} is no instant`);
  const file = new ExportFile(path);
  const written = new Map<string, number>();
  const order: AuditOrder = { act: 'export', chains: [...chains], from: instant?.toISOString() ?? null };
  const code = await ask(order, async line => {
    if ('statement' in line) {
      const { chain, after, upTo, keyId } = line.statement;
      file.sign(line.statement);
      say(`${chain}: ${placeOf(after.sequence + 1, upTo.sequence)}, signed by ${keyId}`);
    } else if ('exported' in line) {
      const { chain, lines } = line.exported;
      await file.write(lines);
      written.set(chain, (written.get(chain) ?? 0) + lines.length);
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${chain}: ${written.get(chain)} records\r`);
    }
  });
  await (code === 0 ? file.finish() : file.abandon());
  return code;
}

async function verifyFile(path: string, key: string | undefined): Promise<number> {
  const own = join(readEnvironment().DATA_DIR, 'keys', 'signing.key.pub');
  if (key === undefined && !existsSync(own)) throw new CommandRefused('say by which public key: --key FILE');
  const { lines, statements, faults } = await verifyExport(path, key ?? own);
  for (const { chain, line, fault, sequence, upTo } of faults) {
    const place = [
      ...(line === null ? [] : [`line ${line}`]),
      ...(chain === null ? [] : [chain]),
      ...(sequence === undefined ? [] : [placeOf(sequence, upTo)]),
    ];
    say(`${place.join(', ')}: ${fault}`);
  }
  if (faults.length > 0) return 1;
  for (const { chain, after, upTo, exportedAt } of statements)
    say(`${chain}: ${placeOf(after.sequence + 1, upTo.sequence)}, exported ${exportedAt}`);
  say(`${lines} lines stand as they were signed`);
  return 0;
}

function ask(order: AuditOrder, show: (line: AuditLine) => void | Promise<void>): Promise<number> {
  return operate<AuditOrder, AuditLine>({ path: '/audit', order, work: workAudit, show });
}

class Misused extends Error {}

function understood<T>(parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new Misused();
  }
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { since: text, chain: { ...text, multiple: true }, from: text, key: text } as const;
  const { positionals, values } = understood(() => parseArgs({ allowPositionals: true, options }));
  const [act, path] = positionals;
  if (act === 'verify' && positionals.length === 1) return verify(values.since);
  if (path === undefined || positionals.length !== 2) throw new Misused();
  if (act === 'checkpoint') return checkpoint(path);
  if (act === 'export') return exportTo(path, values.chain ?? [], values.from);
  if (act === 'verify-export') return verifyFile(path, values.key);
  throw new Misused();
}

try {
  process.exitCode = await main();
} catch (error) {
  const misused = error instanceof Misused;
  if (!misused && !(error instanceof CommandRefused)) throw error;
  process.stderr.write(misused ? USAGE : `${error.message}\n`);
  process.exitCode = misused ? 2 : 1;
}
