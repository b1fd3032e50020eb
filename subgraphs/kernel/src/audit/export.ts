import { lengthPrefixed } from '../sensitive/envelope.ts';
import type { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import type { ChainedRecord } from './chain-store.ts';
import { faultsOf, hashOf, type AuditFacts, type ChainFault, type Link, type Start } from './chain.ts';

/**
 * What is signed of an export, for each chain in it: where its part of the chain begins and ends. Every record's hash
 * covers the one before, so the two ends hold everything between them.
 */
export interface Statement {
  readonly chain: string;
  readonly after: Start;
  readonly upTo: Start;
  readonly exportedAt: string;
  readonly keyId: string;
  readonly signature: string;
}

/** What is wrong with an exported file; `line` is null for what is missing from it. */
export interface ExportFault {
  readonly chain: string | null;
  readonly line: number | null;
  readonly fault: ChainFault['fault'] | 'UNREADABLE' | 'UNSIGNED' | 'SIGNATURE_FALSE';
  /** The places in the chain that are missing, or the place of the line. */
  readonly sequence?: number;
  readonly upTo?: number;
}

/** A record as its line says it. */
type Written = Omit<AuditFacts, 'occurredAt'> &
  Pick<Link, 'sequence' | 'previousHash' | 'hash'> & { readonly chain: string; readonly occurredAt: string };

/** One record as one line of an exported file. */
export function lineOf(chain: string, { link, facts }: ChainedRecord): string {
  const { sequence, previousHash, hash } = link;
  const line = JSON.stringify({ chain, sequence, ...facts, previousHash, hash });
  // JSON leaves these as they are, and some readers take them for the end of a line.
  return line.replace(/[\u2028\u2029]/g, end => `\\u${end.charCodeAt(0).toString(16)}`);
}

/** Signs the two ends of an exported part of a chain. */
export function signStatement(
  key: SigningKey,
  stated: Pick<Statement, 'chain' | 'after' | 'upTo' | 'exportedAt'>,
): Statement {
  const unsigned = { ...stated, keyId: key.keyId };
  return { ...unsigned, signature: key.sign(bytesOf(unsigned)) };
}

function bytesOf({ chain, after, upTo, exportedAt, keyId }: Omit<Statement, 'signature'>): Buffer {
  const ends = [after, upTo].flatMap(({ sequence, hash }) => [String(sequence), hash]);
  return lengthPrefixed(['audit export', chain, ...ends, exportedAt, keyId]);
}

interface ExportedLink extends Link {
  readonly line: number;
}

/** Reads an exported file line by line and decides, by the public key alone, whether it is what was exported. */
export class ExportVerification {
  readonly #chains = new Map<string, ExportedLink[]>();
  readonly #faults: ExportFault[] = [];
  #lines = 0;

  read(text: string): void {
    const line = ++this.#lines;
    const record = parsed(text);
    if (!record) return void this.#faults.push({ chain: null, line, fault: 'UNREADABLE' });
    const links = this.#chains.get(record.chain) ?? [];
    this.#chains.set(record.chain, links);
    links.push({ ...record.link, line });
  }

  /** All that is wrong; nothing when every line stands as it was signed. */
  faults(statements: readonly Statement[], trusted: TrustedKeys): ExportFault[] {
    const stated = new Map(statements.map(statement => [statement.chain, statement]));
    const unsigned = [...this.#chains.keys()].filter(chain => !stated.has(chain));
    return [
      ...this.#faults,
      ...unsigned.map((chain): ExportFault => ({ chain, line: null, fault: 'UNSIGNED' })),
      ...statements.flatMap(statement =>
        trusted.verify(statement.keyId, bytesOf(statement), statement.signature)
          ? this.#faultsOfChain(statement)
          : [{ chain: statement.chain, line: null, fault: 'SIGNATURE_FALSE' } as const],
      ),
    ];
  }

  #faultsOfChain({ chain, after, upTo }: Statement): ExportFault[] {
    const lines = this.#chains.get(chain) ?? [];
    const named: ExportFault[] = [];
    const bySequence = new Map<number, ExportedLink>();
    const followed = new Set([...lines.map(link => link.previousHash), upTo.hash]);
    let highest = -1;
    for (const link of lines) {
      const twin = bySequence.get(link.sequence);
      if (twin) {
        // Of two records at one place, the genuine one is sound and has a follower.
        const [kept, added] = twin.sound && followed.has(twin.hash) ? [twin, link] : [link, twin];
        bySequence.set(link.sequence, kept);
        named.push({ chain, line: added.line, fault: 'INSERTED', sequence: added.sequence });
        continue;
      }
      bySequence.set(link.sequence, link);
      if (link.sequence < highest)
        named.push({ chain, line: link.line, fault: 'REORDERED', sequence: link.sequence });
      highest = Math.max(highest, link.sequence);
    }
    const links = [...bySequence.values()].sort((one, other) => one.sequence - other.sequence);
    const inChain = faultsOf(links, { ...upTo, sealed: true }, after).map(
      ({ fault, sequence, upTo: last, id }): ExportFault => {
        const line = id === null ? null : (bySequence.get(sequence)?.line ?? null);
        return { chain, line, fault, sequence, ...(last !== undefined && { upTo: last }) };
      },
    );
    return [...named, ...inChain];
  }
}

/** The record of a line; null unless the line is exactly how that record is written. */
function parsed(text: string): { chain: string; link: Link } | null {
  try {
    const { chain, sequence, previousHash, hash, ...said } = JSON.parse(text) as Written;
    const facts = { ...said, occurredAt: new Date(said.occurredAt) };
    const link = { id: facts.id, sequence, previousHash, hash, sound: hash === hashOf(previousHash, facts) };
    return lineOf(chain, { link, facts }) === text ? { chain, link } : null;
  } catch {
    return null;
  }
}
