import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, OTHER_HOSPITAL } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

const AUDITED = `query ($personId: ID!) { settlementAuditRecords(first: 20, filter: { personId: $personId, kind: CHANGE }) {
  nodes { action subject role rowId details } } }`;

test('each movement of money leaves its audit record: settled, voided', async () => {
  const person = await desk.insure();
  const bill = await desk.bill(person, '10000');
  const { opposite } = await desk.void(bill.id);
  const { settlementAuditRecords } = await desk.graph.data(
    AUDITED,
    { personId: person },
    { role: 'AUDIT_ADMIN' },
  );
  expect(settlementAuditRecords.nodes).toEqual([
    expect.objectContaining({ action: 'Settlement.VOID', rowId: opposite.id, role: 'INSTITUTION' }),
    expect.objectContaining({ action: 'Settlement.NORMAL', rowId: bill.id, role: 'INSTITUTION' }),
  ]);
  expect(JSON.parse(settlementAuditRecords.nodes[0].details)).toMatchObject({ total: '-10000' });
});

test('a diagnosis is read in the clear by the hospital that treated the person, the reviewer and the person', async () => {
  const person = await desk.insure();
  const { visit } = await desk.register({ personId: person, diagnosis: '抑郁症' });
  const read = async (asker: Asker) =>
    (await desk.graph.entities('... on Visit { diagnosis }', [{ __typename: 'Visit', id: visit.id }], asker))
      .data._entities[0]?.diagnosis;
  const purpose = 'REVIEW: 复核住院病历';
  expect(await read({ role: 'INSTITUTION', institution: HOSPITAL, purpose })).toBe('抑郁症');
  expect(await read({ role: 'REVIEWER', purpose })).toBe('抑郁症');
  expect(await read({ role: 'PERSON', person })).toBe('抑郁症');
  expect(await read({ role: 'REVIEWER' })).toBe('***');
  expect(await read({ role: 'HANDLER', purpose })).toBe('***');
  expect(await read({ role: 'INSTITUTION', institution: OTHER_HOSPITAL, purpose })).not.toBe('抑郁症');
});
