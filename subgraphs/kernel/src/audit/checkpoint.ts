import type { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import { lengthPrefixed } from '../sensitive/envelope.ts';
import { GENESIS, type ChainFault, type Link } from './chain.ts';
import { CHECKPOINT_AFTER_MINUTES, CHECKPOINT_AFTER_RECORDS } from './checkpoint.terms.ts';

/** How far a chain had come at some instant, signed: proof of all that stood before, to whoever has the public key. */
export interface Checkpoint {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  readonly madeAt: string;
  readonly keyId: string;
  readonly signature: string;
}

/** How far a chain is ahead of its last checkpoint. */
export interface Progress {
  readonly records: number;
  /** When the first record after the last checkpoint was made; null without one. */
  readonly since: Date | null;
}

/** Decides whether a checkpoint is due: after so many records, or so long after the first one that has none. */
export function checkpointDue({ records, since }: Progress, now: Date): boolean {
  if (records >= CHECKPOINT_AFTER_RECORDS) return true;
  return since !== null && now.getTime() - since.getTime() >= CHECKPOINT_AFTER_MINUTES * 60_000;
}

/** Signs how far a chain has come. */
export function signCheckpoint(
  key: SigningKey,
  { chain, sequence, hash, madeAt }: Pick<Checkpoint, 'chain' | 'sequence' | 'hash' | 'madeAt'>,
): Checkpoint {
  const signature = key.sign(bytesOf({ chain, sequence, hash, madeAt, keyId: key.keyId }));
  return { chain, sequence, hash, madeAt, keyId: key.keyId, signature };
}

/** Whether a trusted key signed exactly this checkpoint. */
export function isGenuine(checkpoint: Checkpoint, trusted: TrustedKeys): boolean {
  return trusted.verify(checkpoint.keyId, bytesOf(checkpoint), checkpoint.signature);
}

/**
 * Decides whether a chain still is what its checkpoints say of it. What the chain's own faults name is not named again:
 * here stand only a checkpoint that nobody trusted signed, a history that was written anew, and one that was set back.
 */
export function faultsOfCheckpoints(
  links: readonly Link[],
  checkpoints: readonly Checkpoint[],
  trusted: TrustedKeys,
): ChainFault[] {
  const hashes = new Map(links.map(link => [link.sequence, link]));
  const end = links.at(-1)?.sequence ?? 0;
  return checkpoints.flatMap((checkpoint): ChainFault[] => {
    const { sequence, hash } = checkpoint;
    if (!isGenuine(checkpoint, trusted)) return [{ fault: 'CHECKPOINT_FORGED', sequence, id: null }];
    if (sequence > end) return [{ fault: 'SET_BACK', sequence: end + 1, upTo: sequence, id: null }];
    const link = hashes.get(sequence);
    const stands = sequence === 0 ? hash === GENESIS : !link || link.hash === hash;
    return stands ? [] : [{ fault: 'REWRITTEN', sequence, id: link?.id ?? null }];
  });
}

function bytesOf({ chain, sequence, hash, madeAt, keyId }: Omit<Checkpoint, 'signature'>): Buffer {
  return lengthPrefixed(['audit checkpoint', chain, String(sequence), hash, madeAt, keyId]);
}
