import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OutboxEvent } from '#kernel/events/outbox.entity';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import { newId } from '#kernel/persistence/id';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from './sample/note.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

const PAST_DOUBLES = 9_007_199_254_740_993n;

async function notes(count: number): Promise<Note[]> {
  const { sealer, em } = graph.subgraph.kernel;
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const id = newId();
      const columns = await sealer.seal(em(), Note, { rowId: id }, { name: `欧阳"${at}\\` });
      return { id, birthDate: '1949-10-01', amount: PAST_DOUBLES, ...columns } as unknown as Note;
    }),
  );
}

test('rows inserted in bulk read as they were given: exact money, dates, sealed values, indexes', async () => {
  const { kernel } = graph.subgraph;
  const given = await notes(3);
  await kernel.transaction(tx => bulkInsert(tx, Note, given));
  const read = await kernel
    .em()
    .find(Note, { id: { $in: given.map(note => note.id) } }, { orderBy: { id: 'asc' } });
  expect(read.map(({ birthDate, amount }) => ({ birthDate, amount }))).toEqual(
    given.map(() => ({ birthDate: '1949-10-01', amount: PAST_DOUBLES })),
  );
  const names = await Promise.all(read.map(note => kernel.sealer.open(kernel.em(), 'Note', 'name', note)));
  expect(names).toEqual(['欧阳"0\\', '欧阳"1\\', '欧阳"2\\']);
  const index = kernel.sealer.blindIndex(Note, 'name', '欧阳"1\\').toString('hex');
  const [found] = await kernel
    .em()
    .execute(`select id from compute.note where name_index = decode(?, 'hex')`, [index]);
  expect(found?.['id']).toBe(given[1]!.id);
});

test('a text that looks like SQL is a text', async () => {
  const { kernel } = graph.subgraph;
  const names = [
    "$rows$::json) as row; drop table compute.note; --$rows$ $$ $1 ? ?? \\? ' '' \\u0024",
    '\\$',
  ];
  const rows = names.map(name => ({
    topic: 'compute.note',
    name: 'X',
    version: 1,
    aggregateId: newId(),
    occurredAt: kernel.clock.now(),
    payload: { name },
  }));
  await kernel.transaction(tx => bulkInsert(tx, OutboxEvent, rows));
  const read = await kernel
    .em()
    .find(
      OutboxEvent,
      { aggregateId: { $in: rows.map(row => row.aggregateId) } },
      { orderBy: { id: 'asc' } },
    );
  expect(read.map(({ payload }) => payload)).toEqual(names.map(name => ({ name })));
});

test('a thousand rows are one statement', async () => {
  const { kernel } = graph.subgraph;
  const given = await notes(1000);
  const { statements } = await graph.statements.during(() =>
    kernel.transaction(tx => bulkInsert(tx, Note, given)),
  );
  expect(statements.filter(sql => sql.includes('"note"'))).toHaveLength(1);
});

test('rows that are there already are refused, left, or replaced in what the new ones name', async () => {
  const { kernel } = graph.subgraph;
  const [stored, ...others] = await notes(2);
  const again = { id: stored!.id, birthDate: '1950-01-02', name: stored!.name, amount: 5n };
  const insert = (...how: ['LEAVE' | 'REPLACE'] | []) =>
    kernel.transaction(tx => bulkInsert(tx, Note, [again, ...others], ...how));
  const read = async () => (await kernel.em().findOneOrFail(Note, stored!.id)).birthDate;
  await kernel.transaction(tx => bulkInsert(tx, Note, [stored!]));
  await expect(insert()).rejects.toThrow();
  await insert('LEAVE');
  expect(await read()).toBe('1949-10-01');
  await insert('REPLACE');
  expect(await read()).toBe('1950-01-02');
  expect(await kernel.em().count(Note, { id: others[0]!.id })).toBe(1);
});

test('a property without a column is refused, and nothing is inserted', async () => {
  const { kernel } = graph.subgraph;
  const row = {
    topic: 'compute.note',
    name: 'X',
    version: 1,
    aggregateId: '1',
    payload: {},
    occurredAt: new Date(0),
  };
  const attempt = kernel.transaction(tx => bulkInsert(tx, OutboxEvent, [{ ...row, colour: 'red' }]));
  await expect(attempt).rejects.toThrow('OutboxEvent has no column for “colour”');
});
