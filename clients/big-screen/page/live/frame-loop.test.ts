import { expect, test } from '@jest/globals';
import { FrameLoop } from './frame-loop.ts';

/** Frames that are painted when the test says so, by a clock that moves when it says so. */
function played() {
  let work: (() => void) | null = null;
  const time = { now: 0 };
  const loop = new FrameLoop({ nextFrame: next => (work = next), now: () => time.now });
  const frame = (now: number) => {
    time.now = now;
    const next = work;
    work = null;
    next?.();
  };
  return { loop, frame, time, idle: () => work === null };
}

test('a thousand events in a second draw a panel four times', () => {
  const { loop, frame } = played();
  const panel = {};
  let drawn = 0;
  for (let at = 0; at < 1000; at++) {
    loop.request(panel, () => drawn++);
    if (at % 16 === 0) frame(at);
  }
  expect(drawn).toBe(4);
});

test('the last event of a burst is drawn although nothing follows it', () => {
  const { loop, frame, idle } = played();
  const panel = {};
  const drawn: string[] = [];
  loop.request(panel, () => drawn.push('first'));
  frame(0);
  loop.request(panel, () => drawn.push('last'));
  for (let at = 16; at <= 256; at += 16) frame(at);
  expect(drawn).toEqual(['first', 'last']);
  expect(idle()).toBe(true);
});

test('panels that take long are spread over frames, the longest waiting first', () => {
  const { loop, frame, time } = played();
  const drawn: string[] = [];
  for (const name of ['a', 'b', 'c']) {
    loop.request({ name }, () => {
      drawn.push(name);
      time.now += 5;
    });
  }
  frame(0);
  expect(drawn).toEqual(['a', 'b']);
  frame(16);
  expect(drawn).toEqual(['a', 'b', 'c']);
});

test('a panel that has left is not drawn', () => {
  const { loop, frame } = played();
  const panel = {};
  let drawn = 0;
  loop.request(panel, () => drawn++);
  loop.forget(panel);
  frame(0);
  expect(drawn).toBe(0);
});
