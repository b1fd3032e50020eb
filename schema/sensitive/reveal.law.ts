import type { Role, SERVICE_ROLE } from '../identity/role-scopes.ts';
import { REVEAL_SCOPES, type SensitiveClass } from './sensitive.law.ts';

export interface RevealFacts {
  readonly class: SensitiveClass;
  readonly viewer: {
    readonly role: Role | typeof SERVICE_ROLE;
    readonly scopes: ReadonlySet<string>;
    /** The person that a PERSON is. */
    readonly person: string | null;
  };
  /** Whose data it is. */
  readonly personId: string;
  readonly purposeStated: boolean;
}

/**
 * - `OWN`: the viewer's own data, clear without a purpose.
 * - `CLEAR`: clear, for the stated purpose.
 * - `CLEAR_IF_THEIRS`: clear if the person is or was the viewer's own patient or policy holder, which only
 *   the owner of the data can tell.
 * - `NO_PURPOSE`, `NO_RIGHT`: masked.
 */
export type Sight = 'OWN' | 'CLEAR' | 'CLEAR_IF_THEIRS' | 'NO_PURPOSE' | 'NO_RIGHT';

/** Roles that see only persons who are or were their own patients or policy holders. */
const TIED_TO_THEIR_OWN: ReadonlySet<string> = new Set(['INSTITUTION', 'INSURER']);

/**
 * Decides whether a viewer sees a class of one person's data in the clear.
 * Source: contract, `@sensitive`: scope of the class and a purpose; own data without one; SECRET never.
 */
export function sightOf({ class: sensitiveClass, viewer, personId, purposeStated }: RevealFacts): Sight {
  const scope = REVEAL_SCOPES[sensitiveClass];
  if (scope === null) return 'NO_RIGHT';
  if (viewer.role === 'PERSON' && viewer.person === personId) return 'OWN';
  if (!viewer.scopes.has(scope)) return 'NO_RIGHT';
  if (!purposeStated) return 'NO_PURPOSE';
  return TIED_TO_THEIR_OWN.has(viewer.role) ? 'CLEAR_IF_THEIRS' : 'CLEAR';
}
