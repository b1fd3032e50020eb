import { expect, test } from '@jest/globals';
import { Heartbeat, HEARTBEAT_TURNS } from './heartbeat.ts';

/** A peer that notes what is done to it. */
function peer() {
  const heard: string[] = [];
  const client = {
    readyState: 1 as const,
    OPEN: 1 as const,
    heard,
    ping: () => void heard.push('ping'),
    terminate: () => void heard.push('terminate'),
  };
  return client;
}

function turns(heartbeat: Heartbeat, count: number): void {
  for (let turn = 0; turn < count; turn++) heartbeat.beat();
}

test('of many peers a few are asked in each turn, and every one once a heartbeat', () => {
  const heartbeat = new Heartbeat();
  const peers = Array.from({ length: 10 * HEARTBEAT_TURNS }, peer);
  for (const client of peers) heartbeat.of(client);
  const asked = (): number => peers.filter(({ heard }) => heard.length > 0).length;
  turns(heartbeat, 1);
  expect(asked()).toBe(10);
  turns(heartbeat, HEARTBEAT_TURNS - 1);
  expect(peers.map(({ heard }) => heard)).toEqual(peers.map(() => ['ping']));
});

test('a peer that was not heard of since it was asked is gone, one that was heard of stays', () => {
  const heartbeat = new Heartbeat();
  const [silent, alive, left] = [peer(), peer(), peer()];
  heartbeat.of(silent);
  const pulse = heartbeat.of(alive);
  heartbeat.forget(heartbeat.of(left));
  turns(heartbeat, HEARTBEAT_TURNS);
  pulse.alive = true;
  turns(heartbeat, HEARTBEAT_TURNS);
  expect(silent.heard).toEqual(['ping', 'terminate']);
  expect(alive.heard).toEqual(['ping', 'ping']);
  expect(left.heard).toEqual([]);
});
