import { expect, test } from '@jest/globals';
import { type GraphQLError } from 'graphql';
import { limitsWith, parseLimits } from './limits.ts';
import { Quota, TokenBuckets } from './quota.ts';

let seconds = 0;
const now = (): Date => new Date(seconds * 1000);

function facts(work: () => unknown): Record<string, unknown> | null {
  try {
    work();
    return null;
  } catch (error) {
    return (error as GraphQLError).extensions;
  }
}

test('a burst is let in at once, then as many as the seconds that pass', () => {
  const buckets = new TokenBuckets(2, 3, now);
  expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 1]);
  expect(buckets.take('b')).toBe(0);
  seconds += 1;
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 1]);
  seconds += 3600;
  expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 1]);
});

test('a clock that goes back takes nothing away', () => {
  const buckets = new TokenBuckets(1, 2, now);
  buckets.take('a');
  seconds -= 100;
  expect(buckets.take('a')).toBe(0);
  seconds += 100;
});

test('memory is bounded whoever asks, and those who ask are not forgotten for strangers', () => {
  const buckets = new TokenBuckets(1, 2, now);
  expect([buckets.take('me'), buckets.take('me')]).toEqual([0, 0]);
  for (let stranger = 0; stranger < 30_000; stranger++) {
    buckets.take(`stranger ${stranger}`);
    if (stranger % 5000 === 0) expect(buckets.take('me')).toBe(1);
  }
  expect(buckets.size).toBe(10_000);
});

test('a refusal says which limit, by how much, and when to come again', () => {
  const quota = new Quota(limitsWith({ requestsPerSecond: 1, burst: 1 }), now);
  quota.enter('a')();
  expect(facts(() => quota.enter('a'))).toEqual({
    code: 'RATE_LIMITED',
    limit: 'requestsPerSecond',
    allowed: 1,
    actual: 2,
    retryAfter: 1,
  });
  expect(facts(() => quota.enter('b'))).toBeNull();
});

test('one principal is at work so many times at once; whoever leaves makes room, once', () => {
  const quota = new Quota(limitsWith({ concurrent: 2 }), now);
  const leave = quota.enter('a');
  quota.enter('a');
  expect(facts(() => quota.enter('a'))).toMatchObject({ limit: 'concurrent', allowed: 2, actual: 3 });
  leave();
  leave();
  expect(facts(() => quota.enter('a'))).toBeNull();
  expect(facts(() => quota.enter('a'))).toMatchObject({ limit: 'concurrent' });
});

test('what several processes let in counts together, and is paid back at the rate of one', () => {
  const limits = limitsWith({ requestsPerSecond: 1, burst: 4 });
  const [here, there] = [new Quota(limits, now), new Quota(limits, now)];
  const letIn = (quota: Quota, times: number): number =>
    Array.from({ length: times }, () => facts(() => quota.enter('a')())).filter(refused => !refused).length;
  const meet = (): void => {
    const [ours, theirs] = [here.countedSince(), there.countedSince()];
    here.countElsewhere(theirs);
    there.countElsewhere(ours);
  };
  meet();
  // Before they have heard of each other, each lets in what one may.
  expect([letIn(here, 5), letIn(there, 5)]).toEqual([4, 4]);
  meet();
  seconds += 4;
  expect([letIn(here, 5), letIn(there, 5)]).toEqual([0, 0]);
  meet();
  seconds += 2;
  expect(letIn(here, 5)).toBe(2);
  meet();
  expect([letIn(there, 5), facts(() => there.enter('b'))]).toEqual([0, null]);
});

test('limits are set by name, and a name or number that does not fit is told', () => {
  expect(parseLimits('cost=20000, depth=12')).toEqual({ cost: 20000, depth: 12 });
  expect(parseLimits('')).toEqual({});
  expect(() => parseLimits('price=1')).toThrow('no limit is called “price”');
  expect(() => parseLimits('cost=-1')).toThrow('cost takes a whole number from 1');
});
