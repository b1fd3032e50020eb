import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import type { Checkpoint } from '#kernel/audit/checkpoint';
import { ExportVerification, type ExportFault, type Statement } from '#kernel/audit/export';
import { TrustedKeys } from '#kernel/signing/signing-key';
import { CommandRefused } from '../control/lines.ts';

/** Where the signed statements of an exported file lie. */
export const statementsOf = (path: string): string => `${path}.sig`;

/** An export on its way into a file: it stands under its name only when it is whole. */
export class ExportFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #stream: ReturnType<typeof createWriteStream>;
  readonly #statements: Statement[] = [];

  constructor(path: string) {
    refuseExisting(path);
    refuseExisting(statementsOf(path));
    this.#path = path;
    this.#draft = `${path}.part`;
    this.#stream = createWriteStream(this.#draft, { mode: 0o600 });
  }

  async write(lines: readonly string[]): Promise<void> {
    if (!this.#stream.write(lines.map(line => `${line}\n`).join(''))) await once(this.#stream, 'drain');
  }

  sign(statement: Statement): void {
    this.#statements.push(statement);
  }

  async finish(): Promise<void> {
    await this.#close();
    writeLines(statementsOf(this.#path), this.#statements);
    renameSync(this.#draft, this.#path);
  }

  async abandon(): Promise<void> {
    await this.#close();
    rmSync(this.#draft, { force: true });
  }

  #close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.once('error', reject);
      this.#stream.end(resolve);
    });
  }
}

/** Verifies an exported file by a public key alone; answers its lines and what is wrong with them. */
export async function verifyExport(
  path: string,
  publicKeyPath: string,
): Promise<{
  readonly lines: number;
  readonly statements: readonly Statement[];
  readonly faults: readonly ExportFault[];
}> {
  const trusted = new TrustedKeys([read(publicKeyPath).trim()]);
  const statements = readLines<Statement>(statementsOf(path));
  const verification = new ExportVerification();
  let lines = 0;
  if (!existsSync(path)) throw new CommandRefused(`no such file: ${path}`);
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    verification.read(line);
    lines += 1;
  }
  return { lines, statements, faults: verification.faults(statements, trusted) };
}

/** Checkpoints as they were written to a file to be kept elsewhere. */
export function readCheckpoints(path: string): Checkpoint[] {
  return readLines<Checkpoint>(path);
}

export function writeCheckpoints(path: string, checkpoints: readonly Checkpoint[]): void {
  refuseExisting(path);
  writeLines(path, checkpoints);
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw new CommandRefused(`${path} exists; nothing was overwritten`);
}

function writeLines(path: string, rows: readonly object[]): void {
  writeFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600, flag: 'wx' });
}

function readLines<Row>(path: string): Row[] {
  const lines = read(path).split('\n').filter(Boolean);
  try {
    return lines.map(line => JSON.parse(line) as Row);
  } catch {
    throw new CommandRefused(`${path} does not hold one JSON object a line`);
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CommandRefused(`${path} cannot be read`);
  }
}
