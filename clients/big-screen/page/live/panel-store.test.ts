import { expect, test } from '@jest/globals';
import { PanelStore } from './panel-store.ts';

const event = (serial: number, missed = 0) => ({
  cursor: `c${serial}`,
  missed,
  at: serial * 1000,
  item: serial,
});

test('an event that comes twice is kept once, and the stream resumes behind the last', () => {
  const store = new PanelStore(10, true);
  for (const serial of [1, 2, 2, 1, 3]) store.deliver(event(serial));
  expect(store.held().followed).toEqual([1, 2, 3]);
  expect(store.cursor).toBe('c3');
});

test('facts that the graph no longer kept are counted; readings of a gauge that were passed over are not', () => {
  const [facts, gauge] = [new PanelStore(10, true), new PanelStore(10, false)];
  for (const store of [facts, gauge]) for (const missed of [0, 7]) store.deliver(event(missed, missed));
  expect([facts.held().missed, gauge.held().missed]).toEqual([7, 0]);
});

test('when an answer fails, the values before it stay with their time', () => {
  const store = new PanelStore(1, true);
  store.answer({ count: 3 }, 5000);
  store.trouble('ask', '结算子图暂不可用');
  expect(store.held()).toMatchObject({ asked: { count: 3 }, dataAt: 5000, problem: '结算子图暂不可用' });
  store.answer({ count: 4 }, 6000);
  expect(store.held()).toMatchObject({ asked: { count: 4 }, dataAt: 6000, problem: null });
});

test('an event of the past makes no data older', () => {
  const store = new PanelStore(10, true);
  store.deliver(event(9));
  store.deliver(event(4));
  expect(store.held().dataAt).toBe(9000);
});

test('a hundred thousand events leave as many as are kept', () => {
  const store = new PanelStore(200, true);
  for (let serial = 0; serial < 100_000; serial++) store.deliver(event(serial));
  expect(store.held().followed).toHaveLength(200);
  // Long fallen out, so it is news: the memory of cursors is bounded too.
  store.deliver(event(1));
  expect(store.held().followed.at(-1)).toBe(1);
});
