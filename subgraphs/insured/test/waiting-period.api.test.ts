import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { END_WAIT, enrol, newKey, REPAIR, RESUME, SUSPEND } from './builders.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2027-06-30T02:00:00Z',
  });
});
afterAll(() => graph.stop());

const WAIT = `query ($id: ID!, $asOf: CalendarDate) { person(id: $id) { waitingPeriod(asOf: $asOf) {
  asOf state months benefitsFrom servedDays remainingDays lengthDays source } } }`;
const waitOn = async (id: string, asOf?: string) =>
  (await graph.data(WAIT, { id, asOf })).person.waitingPeriod;
const change = async (document: string, input: object) => {
  const data = await graph.data(document, { input: { idempotencyKey: newKey(), ...input } });
  return Object.values(data)[0] as { enrolment: { waitingPeriod: Record<string, unknown> } };
};

/** Missed 2025 and 2026, pays for 2027 on 1 February: five months from 2 February. */
const interrupted = (order: number) => enrol(graph, { order, coveredYear: 2027, paidOn: '2027-02-01' });

describe('InsuredPerson.waitingPeriod', () => {
  test('SH-ST-GOAL-01, SH-ST-LTM-18: answers as it stood on any day, with days served and remaining', async () => {
    const { person } = await interrupted(1);
    expect(await waitOn(person.id, '2027-02-02')).toEqual({
      asOf: '2027-02-02',
      state: 'RUNNING',
      months: 5,
      benefitsFrom: '2027-07-02',
      servedDays: 1,
      remainingDays: 149,
      lengthDays: 150,
      source: '国办发〔2024〕38号；沪医保发〔2024〕2号；医保办发〔2021〕43号',
    });
    expect(await waitOn(person.id)).toMatchObject({ asOf: '2027-06-30', state: 'RUNNING', servedDays: 149 });
    expect(await waitOn(person.id, '2027-07-02')).toMatchObject({ state: 'SERVED', remainingDays: 0 });
  });

  test('SH-ST-LTM-22: of each year is that of the enrolment that covers it', async () => {
    const first = await enrol(graph, { order: 2, coveredYear: 2025, paidOn: '2025-03-03' });
    const personId = first.person.id;
    await enrol(graph, { personId, coveredYear: 2026, paidOn: '2025-12-01' });
    expect(await waitOn(personId, '2025-04-01')).toMatchObject({ state: 'RUNNING', months: 3 });
    expect(await waitOn(personId, '2026-04-01')).toMatchObject({
      state: 'WAIVED',
      benefitsFrom: '2026-01-01',
    });
    expect(await waitOn(personId, '2025-03-02')).toBeNull();
  });

  test('of a member of a listed group is waived', async () => {
    const { person } = await enrol(graph, {
      order: 3,
      coveredYear: 2027,
      paidOn: '2027-02-01',
      exemptGroup: 'DESTITUTE',
    });
    expect(await waitOn(person.id)).toMatchObject({ state: 'WAIVED', benefitsFrom: '2027-02-01' });
  });

  test('a malformed day is BAD_USER_INPUT naming the argument', async () => {
    const answer = await graph.query(WAIT, { id: 'x', asOf: '2027-13-01' });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { asOf: expect.any(String) },
    });
  });
});

describe('a shift', () => {
  test('SH-ST-LTM-09, SH-ST-LTM-16: moves the first day of benefits by the days not served', async () => {
    const { id } = await interrupted(10);
    await change(SUSPEND, { enrolmentId: id, from: '2027-03-01', reason: 'MILITARY_SERVICE' });
    const resumed = await change(RESUME, { enrolmentId: id, on: '2027-04-10' });
    expect(resumed.enrolment.waitingPeriod).toMatchObject({
      state: 'RUNNING',
      startOn: '2027-02-02',
      shiftedStartOn: '2027-03-14',
      benefitsFrom: '2027-08-11',
      lengthDays: 150,
    });
  });

  test('of a wait already served leaves it served', async () => {
    const { id } = await enrol(graph, { order: 11, coveredYear: 2025, paidOn: '2025-01-10' });
    await change(SUSPEND, { enrolmentId: id, from: '2025-10-01', reason: 'OWN_REQUEST' });
    const resumed = await change(RESUME, { enrolmentId: id, on: '2025-11-01' });
    expect(resumed.enrolment.waitingPeriod).toMatchObject({ state: 'SERVED', benefitsFrom: '2025-04-11' });
  });
});

describe('repairWaitingPeriod', () => {
  test('SH-ST-LTM-26: a missed year paid in takes a month off, and others hear of it', async () => {
    const { id } = await interrupted(20);
    const repaired = await change(REPAIR, { enrolmentId: id, years: [2025], paidOn: '2027-03-01' });
    expect(repaired.enrolment.waitingPeriod).toMatchObject({
      months: 4,
      variableMonths: 1,
      repairedYears: [2025],
      benefitsFrom: '2027-06-02',
      state: 'SERVED',
    });
    const told = (await graph.announced('insured.enrolment')).filter(
      event => event.payload.enrolmentId === id,
    );
    expect(told.map(event => event.payload.benefitsFrom)).toEqual(['2027-07-02', '2027-06-02']);
  });

  test('all missed years paid in leave the fixed three months, and nothing is given back', async () => {
    const { id } = await interrupted(21);
    const repaired = await change(REPAIR, { enrolmentId: id, years: [2025, 2026], paidOn: '2027-06-20' });
    expect(repaired.enrolment.waitingPeriod).toMatchObject({ months: 3, benefitsFrom: '2027-06-21' });
  });

  test.each([
    [22, [2024], 'YEAR_NOT_INTERRUPTED', [2024]],
    [23, [], 'NOTHING_TO_REPAIR', []],
  ])('refuses years that were not missed', async (order, years, code, wrong) => {
    const { id } = await interrupted(order);
    expect(await change(REPAIR, { enrolmentId: id, years, paidOn: '2027-03-01' })).toMatchObject({
      __typename: 'RepairYearsRefusal',
      code,
      years: wrong,
    });
  });

  test('refuses a wait that is over', async () => {
    const { id } = await enrol(graph, { order: 24, coveredYear: 2026, paidOn: '2026-01-10' });
    expect(await change(REPAIR, { enrolmentId: id, years: [2025], paidOn: '2027-03-01' })).toMatchObject({
      __typename: 'EnrolmentStateRefusal',
      fromState: 'SERVED',
      act: 'REPAIR',
    });
  });

  test('years paid in at enrolment count at once', async () => {
    const wish = { order: 25, coveredYear: 2027, paidOn: '2027-02-01', repairedYears: [2025, 2026] };
    expect((await enrol(graph, wish)).waitingPeriod).toMatchObject({ months: 3, benefitsFrom: '2027-05-02' });
  });
});

describe('endWaitingPeriod', () => {
  const HISTORY = `... on Enrolment { changes(first: 9) { nodes { kind reason benefitsFromBefore benefitsFrom } } }`;

  test('SH-ST-LTM-11, SH-ST-LTM-27: a wait waived by hand gives benefits from that day', async () => {
    const { id, person } = await interrupted(30);
    const ended = await change(END_WAIT, {
      enrolmentId: id,
      end: 'WAIVE',
      on: '2027-04-01',
      reason: 'COURT_RULING',
    });
    expect(ended.enrolment.waitingPeriod).toMatchObject({ state: 'WAIVED', benefitsFrom: '2027-04-01' });
    expect(await waitOn(person.id, '2027-03-31')).toMatchObject({ state: 'RUNNING' });
    expect(
      await change(END_WAIT, { enrolmentId: id, end: 'CANCEL', on: '2027-04-02', reason: 'ERROR' }),
    ).toMatchObject({ __typename: 'EnrolmentStateRefusal', fromState: 'WAIVED', act: 'CANCEL' });
  });

  test('SH-ST-LTM-28, SH-ST-LTM-29: every change leaves what was and what is, in order', async () => {
    const { id } = await interrupted(31);
    await change(REPAIR, { enrolmentId: id, years: [2026], paidOn: '2027-03-01' });
    await change(END_WAIT, { enrolmentId: id, end: 'CANCEL', on: '2027-04-01', reason: 'REFUNDED' });
    const answer = await graph.entities(HISTORY, [{ __typename: 'Enrolment', id }]);
    expect(answer.data._entities[0].changes.nodes).toEqual([
      { kind: 'ENROLLED', reason: null, benefitsFromBefore: null, benefitsFrom: '2027-07-02' },
      { kind: 'REPAIRED', reason: null, benefitsFromBefore: '2027-07-02', benefitsFrom: '2027-06-02' },
      { kind: 'CANCELLED', reason: 'REFUNDED', benefitsFromBefore: '2027-06-02', benefitsFrom: null },
    ]);
  });

  test('only who may write changes a waiting period', async () => {
    const { id, person } = await interrupted(32);
    const input = { idempotencyKey: newKey(), enrolmentId: id, years: [2025], paidOn: '2027-03-01' };
    for (const asker of [
      { role: 'PERSON', person: person.id },
      { role: 'ANALYST' },
      { role: 'INSTITUTION' },
    ] as const) {
      expect((await graph.query(REPAIR, { input }, asker)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await waitOn(person.id)).toMatchObject({ months: 5 });
  });

  test('a reason that is no code is BAD_USER_INPUT', async () => {
    const input = {
      idempotencyKey: newKey(),
      enrolmentId: 'x',
      end: 'WAIVE',
      on: '2027-04-01',
      reason: '张三 申请',
    };
    expect((await graph.query(END_WAIT, { input })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.reason': expect.any(String) },
    });
  });
});

describe('a move between the schemes', () => {
  test('after two years of employee cover within three months reaches back over the gap', async () => {
    const wish = { order: 40, personGroup: 'EMPLOYED', coveredYear: null, paidOn: '2024-10-08' };
    const { id, person } = await enrol(graph, wish);
    await change(SUSPEND, { enrolmentId: id, from: '2027-03-01', reason: 'OWN_REQUEST' });
    const moved = await enrol(graph, { personId: person.id, coveredYear: 2027, paidOn: '2027-05-20' });
    expect(moved).toMatchObject({
      coverFrom: '2027-03-01',
      waitingPeriod: { state: 'WAIVED', waiverReason: 'TRANSFER', benefitsFrom: '2027-03-01' },
    });
  });
});
