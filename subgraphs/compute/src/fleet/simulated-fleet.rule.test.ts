import fc from 'fast-check';
import { MEASURES, type Measure } from '../telemetry/telemetry.terms.ts';
import { simulateFleet } from './simulated-fleet.rule.ts';
import { CARD_CLASSES, SIMULATED_FLEET } from './simulated-fleet.terms.ts';

/** An instant by the clock of Asia/Shanghai. 2026-03-18 is a Wednesday, 2026-03-21 a Saturday. */
const shanghai = (day: string, time: string) => new Date(`${day}T${time}:00+08:00`);

const instant = fc.date({
  min: new Date('2020-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});

const meanUtilisation = (day: string, time: string) => {
  const readings = simulateFleet(SIMULATED_FLEET, 1, shanghai(day, time));
  return readings.reduce((sum, { measures }) => sum + measures.utilisation!, 0) / readings.length;
};

describe('the simulated fleet', () => {
  test('has 11 nodes and 58 cards, each with a name of its own', () => {
    const readings = simulateFleet(SIMULATED_FLEET, 7, shanghai('2026-03-18', '10:00'));
    expect(new Set(readings.map(reading => reading.host)).size).toBe(11);
    expect(readings).toHaveLength(58);
    expect(new Set(readings.map(reading => reading.uuid)).size).toBe(58);
    expect(new Set(readings.map(({ host, index }) => `${host}/${index}`)).size).toBe(58);
  });

  test('says the same whenever it is asked for the same instant', () => {
    fc.assert(
      fc.property(fc.integer(), instant, (seed, at) => {
        const again = simulateFleet(SIMULATED_FLEET, seed, new Date(at));
        expect(simulateFleet(SIMULATED_FLEET, seed, at)).toEqual(again);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  test('another seed is another fleet', () => {
    const at = shanghai('2026-03-18', '10:00');
    expect(simulateFleet(SIMULATED_FLEET, 1, at)).not.toEqual(simulateFleet(SIMULATED_FLEET, 2, at));
  });

  test('works by day, rests by night and at the weekend', () => {
    const day = meanUtilisation('2026-03-18', '10:30');
    expect(day).toBeGreaterThan(60);
    expect(meanUtilisation('2026-03-18', '03:30')).toBeLessThan(15);
    expect(meanUtilisation('2026-03-21', '10:30')).toBeLessThan(day * 0.6);
  });

  test('never says what no card can say, and memory adds up to the card', () => {
    fc.assert(
      fc.property(fc.integer(), instant, (seed, at) => {
        simulateFleet(SIMULATED_FLEET, seed, at).forEach(({ measures }, place) => {
          const card = SIMULATED_FLEET[place]!;
          for (const [measure, value] of Object.entries(measures)) {
            const { least, most } = MEASURES[measure as Measure];
            expect(value).toBeGreaterThanOrEqual(least);
            expect(value).toBeLessThanOrEqual(most);
          }
          expect(measures.memoryUsedMib! + measures.memoryFreeMib!).toBe(card.memoryMib);
          expect(measures.powerWatts!).toBeLessThanOrEqual(CARD_CLASSES[card.model]!.limitWatts);
        });
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('a card that works more draws more power, and moves little within a second', () => {
    fc.assert(
      fc.property(instant, at => {
        const now = simulateFleet(SIMULATED_FLEET, 3, at);
        const next = simulateFleet(SIMULATED_FLEET, 3, new Date(at.getTime() + 1000));
        now.forEach(({ measures }, place) => {
          const then = next[place]!.measures;
          expect(Math.abs(measures.utilisation! - then.utilisation!)).toBeLessThan(5);
          if (measures.utilisation! + 1 < then.utilisation!) {
            expect(measures.powerWatts!).toBeLessThan(then.powerWatts!);
          }
        });
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('a card of a class that is not listed is simulated as a usual one', () => {
    const card = { host: 'h', index: 0, uuid: 'SIM-h-0', model: 'Ascend 910B', memoryMib: 65_536 };
    const [reading] = simulateFleet([card], 1, shanghai('2026-03-18', '10:00'));
    expect(reading).toMatchObject({ host: 'h', uuid: 'SIM-h-0', model: 'Ascend 910B' });
    expect(reading!.measures.powerWatts).toBeGreaterThan(50);
  });
});
