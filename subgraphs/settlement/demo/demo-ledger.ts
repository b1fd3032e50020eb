import type { DemoClaim } from '../../../ops/demo/world.types.ts';
import { yearOf } from '#kernel/vocabulary/calendar';
import type { Accumulators } from '../src/benefit/facts.rule.ts';
import { afterMovement } from '../src/settlement/opposite.rule.ts';

interface Year {
  readonly claim: DemoClaim;
  readonly accumulators: Accumulators;
  readonly sequence: number;
}

/** The years of all persons, as far as their bills have come. */
export class DemoLedger {
  readonly #years = new Map<string, Year>();

  of(claim: DemoClaim): Accumulators {
    return this.#years.get(keyOf(claim))?.accumulators ?? {};
  }

  /** Moves the year of a bill; yields the bill's place in it. */
  move(claim: DemoClaim, moved: Accumulators): number {
    const sequence = (this.#years.get(keyOf(claim))?.sequence ?? 0) + 1;
    this.#years.set(keyOf(claim), { claim, accumulators: afterMovement(this.of(claim), moved), sequence });
    return sequence;
  }

  rows(): object[] {
    return [...this.#years.values()].flatMap(({ claim: { personId, scheme, settledOn }, accumulators }) =>
      Object.entries(accumulators).map(([kind, amount]) => ({
        personId,
        scheme,
        year: yearOf(settledOn),
        kind,
        amount,
      })),
    );
  }
}

function keyOf({ personId, scheme, settledOn }: DemoClaim): string {
  return `${personId}/${scheme}/${yearOf(settledOn)}`;
}
