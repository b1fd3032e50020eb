import { simulateFleet } from '../fleet/simulated-fleet.rule.ts';
import type { SimulatedCard } from '../fleet/simulated-fleet.terms.ts';
import type { Collector } from './collector.ts';

export interface SimulatedCollectorOptions {
  readonly seed: number;
  /** The cards to be simulated; asked once, at the first pass. */
  readonly fleet: () => Promise<readonly SimulatedCard[]>;
}

/** A fleet that is not there. Cheap enough to be asked every other second. */
export function simulatedCollector({ seed, fleet }: SimulatedCollectorOptions): Collector {
  let cards: readonly SimulatedCard[] | undefined;
  return {
    name: 'simulated-fleet',
    source: 'SIMULATED',
    everyMs: 2_000,
    storeEveryMs: 16_000,
    async collect(at) {
      cards ??= await fleet();
      return { readings: simulateFleet(cards, seed, at), problems: [] };
    },
  };
}
