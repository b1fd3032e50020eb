import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { erasureAcknowledgementTopic, PERSON_ERASURE_TOPIC } from '#schema/events/insured.events';
import { ERASED_MASK } from '#schema/sensitive/sensitive.law';
import { erasureProjection } from '#kernel/erasure/erasure.projection';
import { transaction } from '#kernel/persistence/database';
import { ERASED_ENVELOPE } from '#kernel/sensitive/envelope';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { sample } from './sample/note.ts';

const WRITE = `mutation ($input: WriteNoteInput!) { writeNote(input: $input) { ... on WriteNoteSuccess { note { id } } } }`;
const NOTES = `query ($name: String) { notes(first: 50, name: $name) { nodes { id name birthDate } } }`;

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(sample);
});
afterAll(() => graph.stop());

let written = 0;

async function write(name: string): Promise<string> {
  const input = { idempotencyKey: `erasure-${++written}`, name, amount: '1' };
  return (await graph.data(WRITE, { input })).writeNote.note.id;
}

const erased = (personId: string) => ({
  topic: PERSON_ERASURE_TOPIC,
  name: 'PersonErased',
  aggregateId: personId,
  payload: { personId },
});

async function noteOf(id: string) {
  const { notes } = await graph.data(NOTES);
  return notes.nodes.find((note: { id: string }) => note.id === id);
}

test('a subgraph that hears of an erasure shows nothing of the person, finds nothing, and acknowledges', async () => {
  const [gone, stays] = [await write('张三丰'), await write('李四光')];
  await graph.hear([erased(gone)]);
  expect(await noteOf(gone)).toEqual({ id: gone, name: ERASED_MASK, birthDate: null });
  expect(await noteOf(stays)).toEqual({ id: stays, name: '李**', birthDate: '1987-**-**' });
  const [row] = await graph.subgraph.kernel
    .em()
    .execute(`select name, name_index from compute.note where id = ?`, [gone]);
  expect(row).toEqual({ name: ERASED_ENVELOPE, name_index: null });
  expect((await graph.data(NOTES, { name: '张三丰' })).notes.nodes).toEqual([]);
  expect((await graph.data(NOTES, { name: '李四光' })).notes.nodes).toHaveLength(1);
  expect(await graph.announced(erasureAcknowledgementTopic('compute'))).toEqual([
    { name: 'PersonErasureAcknowledged', payload: { personId: gone } },
  ]);
});

test('of a person of whom it knows nothing it acknowledges as well, and takes nothing in later', async () => {
  const stranger = '01890a5d-ac96-774b-bcce-b302099a8057';
  await graph.hear([erased(stranger)]);
  expect(await graph.announced(erasureAcknowledgementTopic('compute'))).toContainEqual({
    name: 'PersonErasureAcknowledged',
    payload: { personId: stranger },
  });
  const { kernel } = graph.subgraph;
  await expect(kernel.transaction(tx => kernel.salts.ensure(tx, [stranger]))).rejects.toThrow('已抹除');
});

test('ten erasures at once cost one statement per table, like one', async () => {
  const { kernel } = graph.subgraph;
  const cost = async (people: readonly string[]): Promise<number> => {
    const { statements } = await graph.statements.during(() =>
      transaction(kernel.em(), tx => erasureProjection(kernel).apply(tx, people.map(erased) as never)),
    );
    return statements.filter(sql => /update "compute"\."note"/.test(sql)).length;
  };
  const ids: string[] = [];
  for (let index = 0; index < 11; index++) ids.push(await write(`王${index}`));
  expect([await cost(ids.slice(0, 1)), await cost(ids.slice(1))]).toEqual([1, 1]);
});
