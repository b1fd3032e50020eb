import { beforeEach, describe, expect, test } from '@jest/globals';
import { Reading } from './reading.ts';
import { level, PlayedGraph, thing } from './played-graph.ts';

const THINGS = `subscription ($place: String, $after: Cursor) { thingHappened(place: $place, after: $after) {
  number missed cursor thing { label } } }`;
const LEVEL = `subscription ($after: Cursor) { level(after: $after) { value left: missed } }`;

let graph: PlayedGraph;
beforeEach(() => {
  graph = new PlayedGraph();
});

const numbers = (events: { number: number }[]): number[] => events.map(({ number }) => number);

describe('equal questions of equal authority', () => {
  test('share one stream of the owner, one execution, and one serialisation', async () => {
    const [one, another] = [
      await Reading.of(graph, THINGS, 'SCREEN', { subject: 'one' }),
      await Reading.of(graph, THINGS, 'SCREEN', { subject: 'another' }),
    ];
    await graph.openedTimes(1);
    graph.tell(thing(1));
    expect(await one.after(1)).toEqual([
      { number: 1, missed: 0, cursor: 'at-1', thing: { label: 'label of t1' } },
    ]);
    await another.after(1);
    expect(another.taken[0]!.json).toBe(one.taken[0]!.json);
    expect(graph.opened).toHaveLength(1);
    expect(graph.joinedCalls).toBe(1);
  });

  test.each([
    ['another role', 'ANALYST', {}],
    ['another scope', 'SCREEN', { scope: 'usage:read' }],
    ['another region', 'SCREEN', { region: '310101' }],
    ['another institution', 'SCREEN', { institution: 'H310001' }],
    ['another tenant', 'SCREEN', { tenant: 't-1' }],
    ['another variable', 'SCREEN', { variables: { place: 'there' } }],
    ['a stated purpose', 'SCREEN', { purpose: 'AUDIT: looking into it' }],
    ['a person behind the token', 'SCREEN', { person: 'p-1' }],
  ] as const)('%s is a stream of its own', async (_, role, options) => {
    await Reading.of(graph, THINGS);
    await Reading.of(graph, THINGS, role, options);
    expect((await graph.openedTimes(2)).request.authorization).toMatch(/^Bearer /);
  });

  test.each([
    ['an insured person', 'PERSON', { person: 'p-1' }],
    ['an insured person without the claim', 'PERSON', {}],
    ['whoever states a purpose', 'HANDLER', { purpose: 'REVIEW: monthly sample' }],
  ] as const)('%s shares not even with the same token’s other window', async (_, role, options) => {
    await Reading.of(graph, THINGS, role, options);
    await Reading.of(graph, THINGS, role, options);
    await graph.openedTimes(2);
    expect(graph.open).toHaveLength(2);
  });

  test('where a client begins, and how it names the variable, is no difference', async () => {
    const first = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    graph.tell(thing(1));
    await first.after(1);
    const again = await Reading.of(graph, THINGS.replaceAll('$after', '$since'), 'SCREEN', {
      variables: { since: 'at-1' },
    });
    graph.tell(thing(2));
    expect(numbers(await again.after(1))).toEqual([2]);
    expect(graph.opened).toHaveLength(1);
  });

  test('a stream that nobody reads any more is closed', async () => {
    const reading = await Reading.of(graph, THINGS);
    const { events } = await graph.openedTimes(1);
    graph.tell(thing(1));
    await reading.after(1);
    reading.subscription.stop();
    expect(events.ended).toBe(true);
    expect(graph.gateway.streams.figures()).toEqual({ streams: 0, subscriptions: 0, delivered: 1 });
  });
});

describe('a newcomer', () => {
  test('without a cursor gets what comes next, and nothing that was before', async () => {
    const early = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    graph.tell(thing(1));
    await early.after(1);
    const late = await Reading.of(graph, THINGS);
    graph.tell(thing(2));
    expect(numbers(await late.after(1))).toEqual([2]);
  });

  test('with a cursor that is still kept gets what follows it from memory', async () => {
    const early = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    for (const number of [1, 2, 3]) graph.tell(thing(number));
    await early.after(3);
    const late = await Reading.of(graph, THINGS, 'SCREEN', { variables: { after: 'at-1' } });
    expect(numbers(await late.after(2))).toEqual([2, 3]);
    expect(graph.opened).toHaveLength(1);
  });

  test('with an older cursor catches up alone and then joins: each event once, in order', async () => {
    graph = new PlayedGraph({ keptEvents: 2 });
    const early = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    graph.tell(thing(1), thing(2), thing(3));
    await early.after(3);
    const late = await Reading.of(graph, THINGS, 'SCREEN', { variables: { after: 'at-0' } });
    expect((await graph.openedTimes(2)).request.variables).toMatchObject({ __resume_after: 'at-0' });
    await late.after(3);
    expect(graph.open).toHaveLength(1);
    graph.tell(thing(4));
    expect(numbers(await late.after(4))).toEqual([1, 2, 3, 4]);
    expect(numbers(await early.after(4))).toEqual([1, 2, 3, 4]);
  });

  test('who comes back together with others, each with another cursor, ends in one stream', async () => {
    graph.tell(thing(1), thing(2), thing(3));
    const readings: Reading[] = [];
    for (const after of ['at-0', 'at-1', 'at-2', 'at-3'])
      readings.push(await Reading.of(graph, THINGS, 'SCREEN', { variables: { after } }));
    graph.tell(thing(4));
    for (const [index, reading] of readings.entries()) {
      const all = [1, 2, 3, 4].slice(index);
      expect(numbers(await reading.after(all.length))).toEqual(all);
    }
    expect(graph.open).toHaveLength(1);
    graph.tell(thing(5));
    expect(numbers(await readings[0]!.after(5))).toEqual([1, 2, 3, 4, 5]);
    expect(numbers(await readings[3]!.after(2))).toEqual([4, 5]);
  });

  test('without a cursor does not join one who is still catching up', async () => {
    await Reading.of(graph, THINGS, 'SCREEN', { variables: { after: 'at-1' } });
    await Reading.of(graph, THINGS);
    await graph.openedTimes(2);
    expect(graph.open).toHaveLength(2);
  });

  test('begins a gauge with its latest value', async () => {
    const early = await Reading.of(graph, LEVEL);
    await graph.openedTimes(1);
    graph.tell(level(1));
    graph.tell(level(2));
    await early.after(2);
    const late = await Reading.of(graph, LEVEL);
    expect(await late.after(1)).toEqual([{ value: 2, left: 0 }]);
  });
});

describe('a slow reader', () => {
  test('of a gauge is passed over, is told of how many, under the name it gave, and slows nobody', async () => {
    const slow = await Reading.of(graph, LEVEL, 'SCREEN', { room: 1 });
    const fast = await Reading.of(graph, LEVEL);
    await graph.openedTimes(1);
    for (const value of [1, 2, 3]) graph.tell(level(value));
    graph.tell(level(6, 2));
    expect((await fast.after(4)).at(-1)).toEqual({ value: 6, left: 2 });
    slow.room = Infinity;
    slow.subscription.resume();
    expect(await slow.after(2)).toEqual([
      { value: 1, left: 0 },
      { value: 6, left: 4 },
    ]);
    graph.tell(level(7));
    expect((await slow.after(3)).at(-1)).toEqual({ value: 7, left: 0 });
    expect(slow.taken.at(-1)).toBe(fast.taken.at(-1));
  });

  test('of facts gets every one once it reads again', async () => {
    const slow = await Reading.of(graph, THINGS, 'SCREEN', { room: 1 });
    const fast = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    for (const number of [1, 2, 3]) graph.tell(thing(number));
    await fast.after(3);
    expect(slow.taken).toHaveLength(1);
    slow.room = Infinity;
    slow.subscription.resume();
    expect(numbers(await slow.after(3))).toEqual([1, 2, 3]);
  });

  test('of facts who falls behind what is kept is closed, and the others go on', async () => {
    graph = new PlayedGraph({ keptEvents: 3 });
    const slow = await Reading.of(graph, THINGS, 'SCREEN', { room: 1 });
    const fast = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    for (let number = 1; number <= 6; number++) graph.tell(thing(number));
    expect(await slow.finished()).toBe('too slow');
    expect(numbers(await fast.after(6))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(numbers(await slow.after(1))).toEqual([1]);
  });

  test('who reads alone is waited for: the owner is not read ahead of it', async () => {
    graph = new PlayedGraph({ keptEvents: 3 });
    const slow = await Reading.of(graph, THINGS, 'SCREEN', { room: 1 });
    await graph.openedTimes(1);
    for (let number = 1; number <= 6; number++) graph.tell(thing(number));
    await slow.after(1);
    slow.room = Infinity;
    slow.subscription.resume();
    expect(numbers(await slow.after(6))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('who takes nothing for too long is closed, be it a gauge', async () => {
    graph = new PlayedGraph({ stalledSeconds: 3 });
    const slow = await Reading.of(graph, LEVEL, 'SCREEN', { room: 1 });
    await graph.openedTimes(1);
    graph.tell(level(1));
    await slow.after(1);
    for (let second = 0; second < 3; second++) await graph.gateway.streams.sweep();
    expect(slow.over).toBeNull();
    await graph.gateway.streams.sweep();
    expect(await slow.finished()).toBe('too slow');
    expect(graph.open).toHaveLength(0);
  });
});

describe('the share of a principal', () => {
  test('one subscription too many is refused, and says by how much', async () => {
    graph = new PlayedGraph({ subscriptionsPerPrincipal: 2 });
    const [first] = [await Reading.of(graph, THINGS), await Reading.of(graph, LEVEL)];
    await expect(Reading.of(graph, THINGS)).rejects.toMatchObject({
      extensions: { code: 'RATE_LIMITED', limit: 'subscriptionsPerPrincipal', allowed: 2, actual: 3 },
    });
    await Reading.of(graph, THINGS, 'SCREEN', { subject: 'somebody else' });
    first!.subscription.stop();
    await Reading.of(graph, THINGS);
  });

  test('whoever reads faster than their share is slowed down, and loses nothing', async () => {
    graph = new PlayedGraph({ eventsPerSecond: 2, burstSeconds: 1 });
    const reading = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    for (let number = 1; number <= 5; number++) graph.tell(thing(number));
    expect(numbers(await reading.after(2))).toEqual([1, 2]);
    await graph.gateway.streams.sweep();
    expect(numbers(await reading.after(4))).toEqual([1, 2, 3, 4]);
    await graph.gateway.streams.sweep();
    expect(numbers(await reading.after(5))).toEqual([1, 2, 3, 4, 5]);
  });

  test('whoever is so slowed down that they fall behind what is kept is told which limit it was', async () => {
    graph = new PlayedGraph({ eventsPerSecond: 1, burstSeconds: 1, keptEvents: 2 });
    const greedy = await Reading.of(graph, THINGS);
    await graph.openedTimes(1);
    const modest = [];
    for (let number = 1; number <= 5; number++) {
      modest.push(await Reading.of(graph, THINGS, 'SCREEN', { subject: `reader ${number}` }));
      graph.tell(thing(number));
      await modest.at(-1)!.after(1);
    }
    expect(await greedy.finished()).toBe('eventsPerSecond');
  });
});

describe('the token of each reader', () => {
  test('one that expires closes its own reader only, though the stream ran under it', async () => {
    const short = await Reading.of(graph, THINGS, 'SCREEN', { subject: 'short', lifetime: 60 });
    const long = await Reading.of(graph, THINGS, 'SCREEN', { subject: 'long' });
    await graph.openedTimes(1);
    graph.tell(thing(1));
    await Promise.all([short.after(1), long.after(1)]);
    graph.now = new Date(graph.now.getTime() + 61_000);
    graph.tell(thing(2));
    expect(await short.finished()).toBe('token lost');
    expect(short.taken).toHaveLength(1);
    const { request } = await graph.openedTimes(2);
    expect(request.authorization).toBe(long.subscription.context.authorization);
    graph.tell(thing(3));
    expect(numbers(await long.after(3))).toEqual([1, 2, 3]);
  });

  test('one that is revoked closes a silent stream at the next sweep', async () => {
    const reading = await Reading.of(graph, THINGS, 'SCREEN', { subject: 'revoked' });
    await graph.openedTimes(1);
    graph.revoked.add('revoked');
    await graph.gateway.streams.sweep();
    expect(await reading.finished()).toBe('token lost');
  });

  test('one that the owner no longer takes costs its reader the stream, and the others nothing', async () => {
    const refused = await Reading.of(graph, THINGS, 'SCREEN', { subject: 'refused' });
    const other = await Reading.of(graph, THINGS, 'SCREEN', { subject: 'other' });
    const { events } = await graph.openedTimes(1);
    graph.tell(thing(1));
    await other.after(1);
    events.push({ errors: [{ message: '令牌无效', extensions: { code: 'UNAUTHENTICATED' } } as never] });
    expect(await refused.finished()).toBe('complete');
    await graph.openedTimes(2);
    graph.tell(thing(2));
    expect(numbers(await other.after(2))).toEqual([1, 2]);
  });
});

describe('over a break', () => {
  test('a stream goes on after its last event', async () => {
    const reading = await Reading.of(graph, THINGS);
    const { events } = await graph.openedTimes(1);
    graph.tell(thing(1));
    await reading.after(1);
    events.fail(new Error('connection reset'));
    graph.tell(thing(2));
    expect((await graph.openedTimes(2)).request.variables).toMatchObject({ __resume_after: 'at-1' });
    graph.tell(thing(3));
    expect(numbers(await reading.after(3))).toEqual([1, 2, 3]);
  });

  test('that comes before the first event nothing is lost either', async () => {
    graph.tell(thing(1));
    const reading = await Reading.of(graph, THINGS);
    const { events } = await graph.openedTimes(1);
    await new Promise(setImmediate);
    events.fail(new Error('connection reset'));
    graph.tell(thing(2));
    expect(numbers(await reading.after(1))).toEqual([2]);
  });

  test('an owner that is not up again yet is asked until it is', async () => {
    const reading = await Reading.of(graph, THINGS);
    const { events } = await graph.openedTimes(1);
    graph.tell(thing(1));
    await reading.after(1);
    let attempts = 0;
    const away = { message: '服务暂不可用', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
    graph.refusal = () => (++attempts < 3 ? { errors: [away as never] } : null);
    events.fail(new Error('connection reset'));
    graph.tell(thing(2));
    expect(numbers(await reading.after(2))).toEqual([1, 2]);
    expect(attempts).toBe(3);
  });

  test('an owner that refuses to open tells its reader so, once', async () => {
    const forged = { message: '游标无效', extensions: { code: 'BAD_USER_INPUT' } };
    graph.refusal = () => ({ errors: [forged as never] });
    const reading = await Reading.of(graph, THINGS, 'SCREEN', { variables: { after: 'forged' } });
    expect(await reading.finished()).toBe('complete');
    expect(reading.taken.map(({ result }) => result.errors?.[0]?.extensions?.['code'])).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  test('a reload lets every stream go on, behind its last event', async () => {
    const [things, levels] = [await Reading.of(graph, THINGS), await Reading.of(graph, LEVEL)];
    await graph.openedTimes(2);
    graph.tell(thing(1));
    await things.after(1);
    graph.gateway.streams.reopen();
    await graph.openedTimes(4);
    graph.tell(thing(2));
    expect(numbers(await things.after(2))).toEqual([1, 2]);
    expect(graph.open).toHaveLength(2);
    expect(levels.over).toBeNull();
  });
});
