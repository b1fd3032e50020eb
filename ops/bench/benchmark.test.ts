import { describeOutcome, measure, type Benchmark } from './benchmark.ts';

/** A clock that moves only when a runner works. */
function stagedBenchmark(): { benchmark: Benchmark; now: () => number } {
  let instant = 0;
  const working = (name: string, milliseconds: readonly number[]) => {
    let turn = 0;
    return { name, units: 10, run: () => void (instant += milliseconds[turn++ % milliseconds.length]!) };
  };
  return {
    now: () => instant,
    benchmark: {
      name: 'staged',
      question: 'Which is faster?',
      prepare: () => ({
        unit: 'bill',
        runners: [working('subject', [90, 90, 2, 3, 1]), working('peer', [4])],
        limits: [{ name: 'limit of 1 ms', milliseconds: 1 }],
      }),
    },
  };
}

test('the median of the rounds after the warm-up counts, as a ratio to each peer and limit', async () => {
  const { benchmark, now } = stagedBenchmark();
  const outcome = await measure(benchmark, 3, now);
  expect(outcome.timings).toEqual([
    { name: 'subject', microsecondsPerUnit: 200, spread: 3 },
    { name: 'peer', microsecondsPerUnit: 400, spread: 1 },
  ]);
  expect(outcome.ratios).toEqual([
    { against: 'peer', ratio: 0.5 },
    { against: 'limit of 1 ms', ratio: 0.2 },
  ]);
  expect(describeOutcome(outcome)).toEqual([
    'staged: Which is faster?',
    expect.stringMatching(/^ {2}subject +200\.00 µs per bill {2}\(spread 3\.0×\)$/),
    expect.stringMatching(/^ {2}peer +400\.00 µs per bill/),
    expect.stringMatching(/^ {2}subject ÷ peer +0\.50$/),
    expect.stringMatching(/^ {2}subject ÷ limit of 1 ms +0\.20$/),
  ]);
});
