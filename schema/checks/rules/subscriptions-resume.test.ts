import { findings } from '../test-support/harness.ts';
import { subscriptionsResume } from './subscriptions-resume.ts';

const check = (supergraph: string) => findings(subscriptionsResume, { supergraph });

const SOUND = `
  type Subscription { alertFired(after: Cursor): AlertEvent! }
  type AlertEvent { cursor: Cursor! missed: Int! text: String }
`;

test('a subscription that can be resumed passes', () => {
  expect(check(SOUND)).toEqual([]);
});

test.each([
  ['no after', SOUND.replace('(after: Cursor)', ''), 'Subscription.alertFired must take after: Cursor'],
  ['a required after', SOUND.replace('after: Cursor', 'after: Cursor!'), 'must take after: Cursor'],
  ['no cursor', SOUND.replace('cursor: Cursor!', ''), 'AlertEvent.cursor must exist'],
  [
    'a missed that may be null',
    SOUND.replace('missed: Int!', 'missed: Int'),
    'AlertEvent.missed must exist and be Int!',
  ],
])('%s is refused', (_, sdl, message) => {
  expect(check(sdl).join('\n')).toContain(message);
});
