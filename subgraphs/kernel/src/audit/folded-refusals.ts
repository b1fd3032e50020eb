import { FOLDED_MS, SOURCES_APART } from './folded-refusals.terms.ts';

/** Somebody who was turned away, at the door or in a subgraph. */
export interface TurnedAway {
  /** What was refused, such as `token`, `purpose`, or a mutation. */
  readonly what: string;
  /** On what it would have been done, by the names of its keys. */
  readonly which?: Readonly<Record<string, string>>;
  readonly code: string;
  /** The subject of a token that is genuine, else the address of the caller. */
  readonly source: string;
}

/** Equal refusals of one stretch of time, as one record. */
export interface Folded extends TurnedAway {
  readonly times: number;
  readonly since: Date;
}

/** As whom all sources beyond those that are told apart count. */
export const OTHERS = 'others';

/**
 * Decides what of a stream of refusals is recorded, so that an attacker is seen at once and cannot fill the disk: the
 * first refusal of a source at once, its repeats as a number when the minute is over, and never more than so many
 * sources a minute.
 */
export class FoldedRefusals {
  readonly #apart: number;
  readonly #open = new Map<string, { readonly first: TurnedAway; readonly since: Date; repeats: number }>();
  readonly #sources = new Set<string>();

  constructor(apart = SOURCES_APART) {
    this.#apart = apart;
  }

  /** Counts one refusal; answers what is to be recorded of it now, if anything. */
  count(refusal: TurnedAway, now: Date): Folded | null {
    const counted = this.#isApart(refusal.source) ? refusal : { ...refusal, source: OTHERS };
    const key = JSON.stringify([counted.source, counted.what, counted.code, counted.which]);
    const known = this.#open.get(key);
    if (known) {
      known.repeats += 1;
      return null;
    }
    this.#open.set(key, { first: counted, since: now, repeats: 0 });
    return { ...counted, times: 1, since: now };
  }

  /** The repeats of each source whose minute is over, and of all when asked for the rest. */
  over(now: Date, rest = false): Folded[] {
    const over: Folded[] = [];
    for (const [key, { first, since, repeats }] of this.#open) {
      if (!rest && now.getTime() - since.getTime() < FOLDED_MS) continue;
      this.#open.delete(key);
      if (repeats > 0) over.push({ ...first, times: repeats, since });
    }
    this.#sources.clear();
    for (const { first } of this.#open.values()) if (first.source !== OTHERS) this.#sources.add(first.source);
    return over;
  }

  #isApart(source: string): boolean {
    if (this.#sources.has(source)) return true;
    if (this.#sources.size >= this.#apart) return false;
    this.#sources.add(source);
    return true;
  }
}
