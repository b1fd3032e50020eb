/** Whose word counts in a set when both sides have changed it. */
export type SetOwner = 'OURS' | 'PARTNERS';

/** A version of a record under its business code. */
export interface RecordVersion {
  readonly version: number;
  /** Canonical text of what it says. */
  readonly content: string;
  /** Whether this side wrote it. */
  readonly ours: boolean;
}

export type InboundVerdict = 'APPLY' | 'DUPLICATE' | 'OUTDATED' | 'OWNER_WINS';

/**
 * What becomes of a record that arrives: newer versions replace older ones, older ones are refused, the same again is
 * a duplicate. Where this side has written the record itself, the owner of the set wins: of ours nothing is taken, and
 * a partner's word replaces ours even at the same version.
 */
export function decideInbound(
  current: RecordVersion | null,
  arriving: Pick<RecordVersion, 'version' | 'content'>,
  owner: SetOwner,
): InboundVerdict {
  if (current === null) return 'APPLY';
  if (arriving.version < current.version) return 'OUTDATED';
  if (arriving.version === current.version && arriving.content === current.content) return 'DUPLICATE';
  if (current.ours) return owner === 'OURS' ? 'OWNER_WINS' : 'APPLY';
  return arriving.version > current.version ? 'APPLY' : 'OUTDATED';
}
