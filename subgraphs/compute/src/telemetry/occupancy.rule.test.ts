import fc from 'fast-check';
import { occupancyOf, spanOfReading } from './occupancy.rule.ts';
import { LONGEST_SPAN_MS } from './telemetry.terms.ts';

const at = (ms: number) => new Date(1_770_000_000_000 + ms);

describe('the time that a reading stands for', () => {
  test.each<[string, number, number | undefined, number]>([
    ['the first reading of a card stands for nothing', 0, undefined, 0],
    ['a reading stands for the time since the one before', 15_000, 0, 15_000],
    ['after a silence it stands for the longest span only', 600_000, 0, LONGEST_SPAN_MS],
    ['a reading that comes late, out of order, stands for nothing', 0, 15_000, 0],
  ])('%s', (_, now, before, span) => {
    expect(spanOfReading(at(now), before === undefined ? undefined : at(before))).toBe(span);
  });

  test('busy, idle and unobserved time add up to the period, exactly', () => {
    const reading = fc.record({ gapMs: fc.integer({ min: 1, max: 200_000 }), busy: fc.boolean() });
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1 }), readings => {
        let time = 0;
        let [busyMs, idleMs] = [0, 0];
        for (const { gapMs, busy } of readings) {
          const span = spanOfReading(at(time + gapMs), at(time));
          time += gapMs;
          if (busy) busyMs += span;
          else idleMs += span;
        }
        const parts = occupancyOf(time, busyMs, idleMs);
        expect(parts.ok && parts.value.busyMs + parts.value.idleMs + parts.value.unobservedMs).toBe(time);
      }),
      { seed: 1 },
    );
  });

  test('spans longer than the period are refused', () => {
    expect(occupancyOf(1_000, 800, 300)).toMatchObject({
      ok: false,
      refusal: { code: 'SPANS_EXCEED_PERIOD' },
    });
  });
});
