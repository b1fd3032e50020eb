import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditRecord } from '#kernel/audit/audit-record.entity';
import type { DomainEvent } from '#kernel/events/event';
import { IdempotencyRecord, OutboxEvent } from '#kernel/events/outbox.entity';
import { insertAtCommit, writeAtCommit } from '#kernel/persistence/at-commit';
import { newId } from '#kernel/persistence/id';
import { readTogether } from '#kernel/persistence/row-json';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { Note, sample } from './sample/note.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

const told = (aggregateId: string, place: number): DomainEvent => ({
  topic: 'compute.note',
  name: 'NoteWritten',
  version: 1,
  aggregateId,
  payload: { place },
});

const placesOf = async (aggregateId: string): Promise<number[]> => {
  const facts = await graph.subgraph.kernel
    .em()
    .find(OutboxEvent, { aggregateId }, { orderBy: { id: 'asc' } });
  return facts.map(({ payload }) => (payload as { place: number }).place);
};

test('facts, audit records and the outcome of an act are written by one statement, in the order in which they were told', async () => {
  const { kernel } = graph.subgraph;
  const id = newId();
  const act = { operation: 'order', subject: 'somebody', key: 'key-at-commit' };
  const { statements } = await graph.statements.during(() =>
    kernel.once(act, {}, async tx => {
      for (const place of [1, 2, 3]) {
        await kernel.outbox.add(tx, [told(id, place)]);
        await kernel.audit.record(tx, {
          action: `order ${place}`,
          rowId: id,
          details: { why: '? $1 $rows$' },
        });
      }
      return { done: id };
    }),
  );
  expect(statements.map(sql => /insert into "\w+"\."?(\w+)/.exec(sql)?.[1])).toEqual([
    'idempotency',
    'outbox_event',
  ]);
  expect(await placesOf(id)).toEqual([1, 2, 3]);
  const records = await kernel.em().find(AuditRecord, { rowId: id }, { orderBy: { id: 'asc' } });
  expect(records.map(({ action, details }) => [action, details])).toEqual(
    [1, 2, 3].map(place => [`order ${place}`, '{"why":"? $1 $rows$"}']),
  );
  const [kept] = await kernel.em().find(IdempotencyRecord, { key: 'order/somebody/key-at-commit' });
  expect(kept!.outcome).toEqual({ done: id });
});

test('what a transaction that fails was to write is not written', async () => {
  const { kernel } = graph.subgraph;
  const id = newId();
  const attempt = kernel.transaction(async tx => {
    await kernel.outbox.add(tx, [told(id, 1)]);
    throw new Error('not to be');
  });
  await expect(attempt).rejects.toThrow('not to be');
  expect(await placesOf(id)).toEqual([]);
});

test('more rows than fit one statement keep their order', async () => {
  const { kernel } = graph.subgraph;
  const id = newId();
  const places = Array.from({ length: 2_345 }, (_, place) => place);
  await kernel.transaction(async tx => {
    for (let from = 0; from < places.length; from += 700)
      await kernel.outbox.add(
        tx,
        places.slice(from, from + 700).map(place => told(id, place)),
      );
  });
  expect(await placesOf(id)).toEqual(places);
});

test('a write that waits for the commit fails the transaction with all that it did', async () => {
  const { kernel } = graph.subgraph;
  const id = newId();
  const attempt = kernel.transaction(async tx => {
    const remark = { id: newId(), noteId: id, weight: 1, withdrawn: false };
    await tx.execute(`insert into compute.remark (id, note_id, weight, withdrawn) values (?, ?, ?, ?)`, [
      ...Object.values(remark),
    ]);
    await writeAtCommit(tx, { text: 'update compute.nothing set a = ?', parameters: ['?'] });
  });
  await expect(attempt).rejects.toThrow();
  const [{ count }] = (await kernel
    .em()
    .execute(`select count(*)::int as count from compute.remark where note_id = ?`, [id])) as [
    { count: number },
  ];
  expect(count).toBe(0);
});

test('rows of several tables are read by one statement as their entities say: exact money, dates, instants, sealed values', async () => {
  const { kernel } = graph.subgraph;
  const id = newId();
  const sealed = await kernel.sealer.seal(kernel.em(), Note, { rowId: id }, { name: '欧阳修' });
  const note = { id, birthDate: null, amount: 9_007_199_254_740_993n, ...sealed };
  await kernel.transaction(async tx => {
    await insertAtCommit(tx, Note, [note]);
    await kernel.outbox.add(tx, [told(id, 2), told(id, 1)]);
  });
  const { result, statements } = await graph.statements.during(() =>
    readTogether(
      kernel.em(),
      {
        notes: { of: Note, where: { text: 'id = ?', parameters: [id] } },
        facts: {
          of: OutboxEvent,
          where: { text: `aggregate_id = ? order by payload->>'place'`, parameters: [id] },
        },
        none: { of: Note, where: { text: 'amount = ?', parameters: ['0'] } },
      },
      { sum: { text: 'select count(*)::int + ? from compute.note where id = ?', parameters: [2, id] } },
    ),
  );
  expect(statements).toHaveLength(1);
  const { rows, values } = result;
  const [read] = rows.notes;
  expect(read).toMatchObject({ id, birthDate: null, amount: 9_007_199_254_740_993n });
  expect(await kernel.sealer.open(kernel.em(), 'Note', 'name', read!)).toBe('欧阳修');
  expect(rows.facts.map(({ payload, occurredAt }) => [payload, occurredAt])).toEqual([
    [{ place: 1 }, kernel.clock.now()],
    [{ place: 2 }, kernel.clock.now()],
  ]);
  expect(rows.none).toEqual([]);
  expect(values.sum).toBe(3);
});
