import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Paced } from './paced.ts';

const PAUSE_MS = 50;
let runs = 0;
let paced: Paced;

beforeEach(() => {
  jest.useFakeTimers();
  runs = 0;
  paced = new Paced(async () => void (runs += 1), PAUSE_MS);
});
afterEach(() => void jest.useRealTimers());

test('who asks after a rest is served at once', () => {
  paced.ask();
  expect(runs).toBe(1);
  jest.advanceTimersByTime(PAUSE_MS);
  paced.ask();
  expect(runs).toBe(2);
});

test('what is asked for within the pause shares one run at its end', () => {
  paced.ask();
  for (let turn = 0; turn < 10; turn++) paced.ask();
  jest.advanceTimersByTime(PAUSE_MS - 1);
  expect(runs).toBe(1);
  jest.advanceTimersByTime(1);
  expect(runs).toBe(2);
  jest.advanceTimersByTime(10 * PAUSE_MS);
  expect(runs).toBe(2);
});

test('who ends the work leaves nothing waiting', () => {
  paced.ask();
  paced.ask();
  paced.hurry();
  expect(runs).toBe(2);
  paced.hurry();
  jest.advanceTimersByTime(PAUSE_MS);
  expect(runs).toBe(2);
});
