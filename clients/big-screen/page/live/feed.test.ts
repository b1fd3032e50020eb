import { describe, expect, test } from '@jest/globals';
import { panel } from '../definition.ts';
import { Feed } from './feed.ts';
import { NoAnswer, type GraphAnswer } from './graph.ts';
import { PanelStore } from './panel-store.ts';

const DOWN = { message: 'away', extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'settlement' } };

const step = (serial: number): GraphAnswer => ({
  data: { taken: { cursor: `c${serial}`, missed: 0, serial } },
});

/** A panel fed by a played graph: each stream that is opened yields the next of `streams`, and then fails or ends. */
function fed({
  answers = [],
  streams = [],
}: {
  answers?: (GraphAnswer | Error)[];
  streams?: GraphAnswer[][];
}) {
  const opened: (string | null)[] = [];
  const waits: number[] = [];
  const store = new PanelStore(10, true);
  const asked = panel<{ count: number }, { serial: number }, number>({
    title: 'a panel',
    area: '',
    ...(answers.length > 0 && { ask: { document: 'question', everySeconds: 10 } }),
    ...(streams.length > 0 && {
      follow: { document: 'stream', kind: 'facts', keep: 10, take: ({ serial }) => serial },
    }),
    show: () => ({ kind: 'figures', figures: [] }),
  });
  let done = () => undefined as void;
  const finished = new Promise<void>(resolve => (done = resolve));
  const feed = new Feed(asked, store, {
    graph: {
      ask: async () => {
        const answer = answers.shift()!;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      follow: async function* (_document, { after }) {
        opened.push(after as string | null);
        yield* streams.shift() ?? [];
        throw new NoAnswer(false);
      },
    },
    now: () => 1000,
    choice: () => null,
    documents: { question: 'question', stream: 'stream' },
    chance: () => 1,
    wait: async milliseconds => {
      waits.push(milliseconds);
      if (answers.length > 0 || streams.length > 0) return;
      feed.pause();
      done();
    },
  });
  feed.resume();
  return { store, opened, waits, finished };
}

describe('a stream', () => {
  test('that breaks is opened again behind the last event, and nothing comes twice', async () => {
    const { store, opened, finished } = fed({
      streams: [[step(1), step(2)], [], [step(2), step(3)]],
    });
    await finished;
    expect(opened).toEqual([null, 'c2', 'c2']);
    expect(store.held().followed).toEqual([1, 2, 3]);
  });

  test('is waited for longer after each failure, and from the beginning after an event', async () => {
    const { waits, finished } = fed({ streams: [[], [], [], [step(1)], []] });
    await finished;
    expect(waits).toEqual([1000, 2000, 4000, 1000, 2000]);
  });

  test('that is cut off says so, and its panel keeps what it had', async () => {
    const { store, finished } = fed({ streams: [[step(1)]] });
    await finished;
    expect(store.held()).toMatchObject({ followed: [1], problem: '网关未连接' });
  });
});

describe('a fact', () => {
  const AWAY = {
    message: 'away',
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inspection' },
  };

  test('of which another subgraph could not tell its part is kept, and its panel says who is away', async () => {
    const { store, finished } = fed({ streams: [[step(1), { ...step(2), errors: [AWAY] }], [step(3)]] });
    const problems: (string | null)[] = [];
    store.onChange = () => problems.push(store.held().problem);
    await finished;
    expect(store.held().followed).toEqual([1, 2, 3]);
    expect(problems).toContain('监管子图暂不可用');
  });

  test('that could not be read at all is not skipped: the stream is opened again behind the one before', async () => {
    const { store, opened, waits, finished } = fed({
      streams: [
        [step(1), { data: null, errors: [AWAY] }, step(3)],
        [step(2), step(3)],
      ],
    });
    await finished;
    expect(opened).toEqual([null, 'c1']);
    expect(waits).toEqual([1000, 1000]);
    expect(store.held().followed).toEqual([1, 2, 3]);
  });
});

describe('a question', () => {
  test('that half fails changes no number: the last whole answer stays, and the panel says who is away', async () => {
    const { store, finished } = fed({
      answers: [{ data: { count: 3 } }, { data: { count: 0 }, errors: [DOWN] }],
    });
    await finished;
    expect(store.held()).toMatchObject({ asked: { count: 3 }, problem: '结算子图暂不可用' });
  });

  test('is asked again after its pause, sooner after a failure', async () => {
    const { store, waits, finished } = fed({
      answers: [{ data: { count: 1 } }, new NoAnswer(false), { data: { count: 2 } }],
    });
    await finished;
    expect(waits).toEqual([10_000, 1000, 10_000]);
    expect(store.held()).toMatchObject({ asked: { count: 2 }, problem: null });
  });
});
