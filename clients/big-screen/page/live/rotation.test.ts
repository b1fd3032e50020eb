import { expect, test } from '@jest/globals';
import { turn, type Rotation } from './rotation.ts';

const PACE = { pages: 3, stay: 30_000 };
const START: Rotation = { page: 0, turning: true, since: 0 };
const press = (rotation: Rotation, key: string) => turn(rotation, { kind: 'key', key }, 1000, PACE);

test('a page turns when its stay is over, and the last is followed by the first', () => {
  expect(turn(START, { kind: 'time' }, 29_999, PACE)).toBe(START);
  const second = turn(START, { kind: 'time' }, 30_000, PACE);
  expect(second).toEqual({ page: 1, turning: true, since: 30_000 });
  expect(turn({ ...second, page: 2 }, { kind: 'time' }, 60_000, PACE).page).toBe(0);
});

test('arrows turn the pages both ways around', () => {
  expect(press(START, 'ArrowRight').page).toBe(1);
  expect(press(START, 'ArrowLeft').page).toBe(2);
  expect(press(START, 'End').page).toBe(2);
  expect(press({ ...START, page: 2 }, 'Home').page).toBe(0);
});

test('a page that was turned to by hand has its full stay before it', () => {
  const chosen = turn(START, { kind: 'page', page: 2 }, 29_000, PACE);
  expect(turn(chosen, { kind: 'time' }, 30_000, PACE)).toBe(chosen);
});

test('the space bar stops the turning, and starts it again with a full stay', () => {
  const stopped = press(START, ' ');
  expect(turn(stopped, { kind: 'time' }, 1_000_000, PACE)).toBe(stopped);
  expect(press(stopped, ' ')).toEqual({ page: 0, turning: true, since: 1000 });
});

test('other keys change nothing', () => expect(press(START, 'a')).toBe(START));
