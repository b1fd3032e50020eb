import { RunLog } from './run-log.ts';

const event = (answer: unknown) => ({ at: '2026-03-16T02:00:00Z', operation: 'Telemetry', answer });

test('the newest thousand events are kept, and it is told how many had to make room', () => {
  const log = new RunLog();
  let told = 0;
  log.subscribe(() => told++);
  for (let number = 1; number <= 1003; number++) log.heard(event(number));
  const { events, dropped } = log.read();
  expect([events.length, dropped, told]).toEqual([1000, 3, 1003]);
  expect([events[0]?.number, events.at(-1)?.number]).toEqual([4, 1003]);
});

test('events that are forgotten leave the last run', () => {
  const log = new RunLog();
  log.ran({ milliseconds: 5, cost: null, plan: null, fetches: [] });
  log.heard(event(1));
  log.forgetEvents();
  expect(log.read()).toMatchObject({ events: [], dropped: 0, run: { milliseconds: 5 } });
});
