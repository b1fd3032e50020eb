import { GraphError } from './errors.ts';
import {
  delayBefore,
  resumedStream,
  type OpenStream,
  type StreamEvent,
  type StreamOptions,
} from './stream.ts';

interface Things {
  readonly thing: { readonly cursor: string; readonly missed: number };
}

const thing = (cursor: string, missed = 0) => ({ data: { thing: { cursor, missed } } });
const LOST = new Error('connection lost');

/** A gateway that answers each connection with a script: events, then what ends it. */
function played(...connections: readonly (readonly (object | Error)[])[]) {
  const asked: unknown[] = [];
  const rest = connections.values();
  const open: OpenStream = async function* ({ variables }) {
    asked.push(variables['after']);
    for (const step of rest.next().value ?? []) {
      if (step instanceof Error) throw step;
      yield step;
    }
  } as OpenStream;
  return { open, asked };
}

async function read(
  open: OpenStream,
  options: StreamOptions = {},
  renewed = false,
): Promise<StreamEvent<Things>[]> {
  const events: StreamEvent<Things>[] = [];
  const connection = { open, wait: async () => undefined, renewed: async () => renewed };
  for await (const event of resumedStream<Things>(connection, { query: '' }, {}, options)) events.push(event);
  return events;
}

test('after a lost connection a stream goes on after the last event, and none comes twice', async () => {
  const { open, asked } = played([thing('a'), thing('b'), LOST], [LOST], [thing('b'), thing('c', 2)]);
  const told: number[] = [];
  const events = await read(open, { onConnection: attempts => told.push(attempts) });
  expect(events.map(({ cursor, missed }) => [cursor, missed])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 2],
  ]);
  expect(asked).toEqual([null, 'b', 'b']);
  expect(told).toEqual([1, 2, 0]);
});

test('a stream begins after the cursor of an earlier visit', async () => {
  const { open, asked } = played([thing('c')]);
  expect(await read(open, { after: 'b' })).toHaveLength(1);
  expect(asked).toEqual(['b']);
});

test.each([
  [
    'an operation that is refused',
    { errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] },
    GraphError,
  ],
  [
    'an operation that is refused before the stream begins',
    Object.assign(new Error('400'), {
      response: Response.json(
        { errors: [{ message: 'no', extensions: { code: 'BAD_USER_INPUT' } }] },
        { status: 400 },
      ),
    }),
    GraphError,
  ],
  ['a token that is refused', Object.assign(new Error('closed'), { code: 4403 }), Error],
])('%s ends the stream with an error', async (_, step, kind) => {
  const { open, asked } = played([step], [thing('a')]);
  await expect(read(open)).rejects.toBeInstanceOf(kind);
  expect(asked).toEqual([null]);
});

test.each(['SUBGRAPH_UNAVAILABLE', 'RATE_LIMITED'])('%s is asked again', async code => {
  const { open } = played([{ errors: [{ message: 'later', extensions: { code } }] }], [thing('a')]);
  expect(await read(open)).toHaveLength(1);
});

test('a token that has expired is followed by the renewed one, and a revoked one by none', async () => {
  const expired = Object.assign(new Error('closed'), { code: 4403 });
  const { open, asked } = played([thing('a'), expired], [thing('b')]);
  expect(await read(open, {}, true)).toHaveLength(2);
  expect(asked).toEqual([null, 'a']);
  await expect(read(played([thing('a'), expired]).open)).rejects.toBe(expired);
});

test('a subscription without its cursor is a mistake of the reader, not a stream that begins anew', async () => {
  const { open } = played([{ data: { thing: { missed: 0 } } }]);
  await expect(read(open)).rejects.toThrow('selects cursor and missed');
});

test('a reader who stops is not connected again', async () => {
  const stop = new AbortController();
  const { open, asked } = played([thing('a'), LOST], [thing('b')]);
  const events = await read(open, { signal: stop.signal, onConnection: () => stop.abort() });
  expect([events.length, asked.length]).toEqual([1, 1]);
});

test('the wait doubles up to half a minute, and never falls below half of it', () => {
  expect([1, 2, 3, 20, 2000].map(attempt => delayBefore(attempt, () => 1))).toEqual([
    500, 1000, 2000, 30_000, 30_000,
  ]);
  expect(delayBefore(20, () => 0)).toBe(15_000);
});
