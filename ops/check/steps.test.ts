import { runSteps, type Step } from './steps.ts';

const node = (name: string, source: string): Step => ({ name, command: [process.execPath, '-e', source] });

test('a command that exits 0 passes, any other fails with what it said', async () => {
  const told: string[] = [];
  const outcomes = await runSteps(
    [node('good', ''), node('bad', 'console.error("line 7 is wrong"); process.exit(3)')],
    1,
    outcome => told.push(outcome.name),
  );
  expect(told).toEqual(['good', 'bad']);
  expect(outcomes.map(({ passed, output }) => ({ passed, output }))).toEqual([
    { passed: true, output: '' },
    { passed: false, output: 'line 7 is wrong' },
  ]);
});

test('a program that does not exist fails instead of passing unseen', async () => {
  const [outcome] = await runSteps([{ name: 'lost', command: ['no-such-program-here'] }], 1, () => undefined);
  expect(outcome).toMatchObject({ passed: false, output: expect.stringContaining('ENOENT') });
});

test('two lanes share one queue and every step runs once', async () => {
  const steps = Array.from({ length: 5 }, (_, index) => node(`step ${index}`, ''));
  const outcomes = await runSteps(steps, 2, () => undefined);
  expect(outcomes.map(({ name }) => name).toSorted()).toEqual(steps.map(({ name }) => name));
});
