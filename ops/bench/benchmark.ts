/** A question about speed: one subject, and the peers and limits that it is compared with. */
export interface Benchmark {
  readonly name: string;
  /** What is asked, in one sentence. */
  readonly question: string;
  /** What is timed: the clock on the wall, or the processor time of this process, which other work does not disturb. */
  readonly clock?: 'WALL' | 'CPU';
  /** What the machine must offer, apart from this process. */
  readonly needs?: 'POSTGRESQL';
  /** Prepares inputs and gives what is to be timed; none of it counts. */
  prepare(): Promise<Contest> | Contest;
}

export interface Contest {
  /** What one unit of the figures is, such as `bill`. */
  readonly unit: string;
  /** The first runner is the subject; the others are its peers, doing the same number of units. */
  readonly runners: readonly [Runner, ...Runner[]];
  /** Limits of time per unit from outside, in milliseconds. */
  readonly limits: readonly Limit[];
  /** Gives back what `prepare` took. */
  close?(): Promise<void>;
}

export interface Runner {
  readonly name: string;
  readonly units: number;
  /** Does all units once, and answers something that depends on them, so that nothing can be left out. */
  run(): unknown;
}

export interface Limit {
  readonly name: string;
  readonly milliseconds: number;
}

/** A runner's median time per unit over the rounds. */
export interface Timing {
  readonly name: string;
  readonly microsecondsPerUnit: number;
  /** Slowest round over fastest: how far the machine let itself be disturbed. */
  readonly spread: number;
}

export interface Outcome {
  readonly name: string;
  readonly question: string;
  readonly unit: string;
  readonly timings: readonly Timing[];
  readonly ratios: readonly Ratio[];
}

/** The subject against a peer or a limit: below 1 the subject needs less time. */
export interface Ratio {
  readonly against: string;
  readonly ratio: number;
}

const WARM_UP_ROUNDS = 2;

/** Times all runners in turns, so that a disturbance of the machine hits each of them. */
export async function measure(
  benchmark: Benchmark,
  rounds: number,
  now: () => number = benchmark.clock === 'CPU' ? processorTime : () => performance.now(),
): Promise<Outcome> {
  const contest = await benchmark.prepare();
  try {
    return summarise(benchmark, contest, await timeRounds(contest, rounds, now));
  } finally {
    await contest.close?.();
  }
}

/** Milliseconds that this process has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timeRounds(
  { runners }: Contest,
  rounds: number,
  now: () => number,
): Promise<readonly (readonly number[])[]> {
  const samples = runners.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    for (const [index, runner] of runners.entries()) {
      const start = now();
      await runner.run();
      const milliseconds = now() - start;
      if (round >= 0) samples[index]!.push((1000 * milliseconds) / runner.units);
    }
  }
  return samples;
}

function summarise(
  { name, question }: Benchmark,
  { unit, runners, limits }: Contest,
  samples: readonly (readonly number[])[],
): Outcome {
  const timings = runners.map((runner, index): Timing => {
    const sorted = samples[index]!.toSorted((a, b) => a - b);
    return { name: runner.name, microsecondsPerUnit: median(sorted), spread: sorted.at(-1)! / sorted[0]! };
  });
  const subject = timings[0]!.microsecondsPerUnit;
  return {
    name,
    question,
    unit,
    timings,
    ratios: [
      ...timings.slice(1).map(peer => ({ against: peer.name, ratio: subject / peer.microsecondsPerUnit })),
      ...limits.map(limit => ({ against: limit.name, ratio: subject / (1000 * limit.milliseconds) })),
    ],
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** An outcome as a table for people. */
export function describeOutcome({ name, question, unit, timings, ratios }: Outcome): string[] {
  const subject = timings[0]!;
  const comparisons = ratios.map(({ against, ratio }) => [`${subject.name} ÷ ${against}`, ratio] as const);
  const width =
    2 +
    Math.max(
      ...[...timings.map(timing => timing.name), ...comparisons.map(([text]) => text)].map(
        text => text.length,
      ),
    );
  return [
    `${name}: ${question}`,
    ...timings.map(
      timing =>
        `  ${timing.name.padEnd(width)}${timing.microsecondsPerUnit.toFixed(2).padStart(12)} µs per ${unit}` +
        `  (spread ${timing.spread.toFixed(1)}×)`,
    ),
    ...comparisons.map(([text, ratio]) => `  ${text.padEnd(width)}${formatRatio(ratio).padStart(12)}`),
  ];
}

function formatRatio(ratio: number): string {
  return ratio >= 0.01 ? ratio.toFixed(2) : ratio.toExponential(1);
}
