import { spawn } from 'node:child_process';

/** One thing that `npm run check` looks at: a command that is silent, or says what is wrong and fails. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** Runs steps from one queue, `lanes` at a time; an outcome is told as soon as it is known. */
export async function runSteps(
  steps: readonly Step[],
  lanes: number,
  tell: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = steps.values();
  const work = async () => {
    for (const step of queue) {
      const outcome = await runStep(step);
      outcomes.push(outcome);
      tell(outcome);
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return outcomes;
}

function runStep({ name, command: [program, ...parameters] }: Step): Promise<Outcome> {
  const start = performance.now();
  return new Promise(resolve => {
    let output = '';
    const finish = (passed: boolean) =>
      resolve({ name, passed, seconds: (performance.now() - start) / 1000, output: output.trim() });
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', error => {
      output += error.message;
      finish(false);
    });
    child.on('close', code => finish(code === 0));
  });
}
