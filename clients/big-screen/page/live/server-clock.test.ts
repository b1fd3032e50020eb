import { expect, test } from '@jest/globals';
import { ServerClock } from './server-clock.ts';

const AT = Date.parse('2026-11-22T10:00:00Z');

test('a wall whose clock is an hour slow tells the time of the server', () => {
  const clock = new ServerClock(() => AT - 3_600_000);
  clock.hear('Sun, 22 Nov 2026 10:00:00 GMT', AT - 3_600_000);
  expect(clock.now()).toBe(AT + 500);
});

test('a clock that is right stays as it is, and what is no date teaches nothing', () => {
  const clock = new ServerClock(() => AT);
  clock.hear('Sun, 22 Nov 2026 10:00:01 GMT', AT);
  clock.hear('soon', AT);
  clock.hear(null, AT);
  expect(clock.now()).toBe(AT);
});
