import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { enrol, newKey } from './builders.ts';

const EMERGENCY = `emergency { id subject role personId classes reason until endedAt reviewedBy justified finding }`;
const BEGIN = `mutation ($input: BeginEmergencyReadingInput!) { result: beginEmergencyReading(input: $input) {
  ... on BeginEmergencyReadingSuccess { ${EMERGENCY} } ... on Refusal { code } ... on ReviewOutstandingRefusal { emergencyId } } }`;
const END = `mutation ($input: EndEmergencyReadingInput!) { result: endEmergencyReading(input: $input) { ... on EndEmergencyReadingSuccess { ${EMERGENCY} } } }`;
const REVIEW = `mutation ($input: ReviewEmergencyReadingInput!) { result: reviewEmergencyReading(input: $input) {
  ... on ReviewEmergencyReadingSuccess { ${EMERGENCY} } ... on Refusal { code } ... on EmergencyRunningRefusal { until } } }`;
const PERSON = `query ($id: ID!) { person(id: $id) { name birthDate phone } }`;

const INSPECTOR: Asker = { role: 'INSPECTOR', subject: 'inspector-li', purpose: 'REVIEW: 现场救助' };
const SECURITY: Asker = { role: 'SECURITY_ADMIN', subject: 'security-wang' };
const AUDITOR: Asker = { role: 'AUDIT_ADMIN', subject: 'auditor-zhou' };
const REASON = '患者昏迷，须立即联系家属';

let graph: TestSubgraph;
let personId: string;
let clear: { name: string; phone: string };
let order = 300;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, { access: true, now: '2026-03-16T02:00:00Z' });
});
afterAll(() => graph.stop());
/** Each story has an inspector and a person of its own. */
let inspector: Asker;
beforeEach(async () => {
  graph.clock.set('2026-03-16T02:00:00Z');
  const enrolled = await enrol(graph, { order: (order += 1), name: '王小明' });
  personId = enrolled.person.id;
  inspector = { ...INSPECTOR, subject: `inspector-${order}` };
  const handler: Asker = { role: 'HANDLER', purpose: 'REVIEW: 核对登记' };
  clear = (await graph.data(PERSON, { id: personId }, handler)).person;
});

const begin = async (overrides: object = {}, asker = inspector) => {
  const input = { idempotencyKey: newKey(), personId, classes: ['PHONE'], reason: REASON, minutes: 10 };
  return (await graph.data(BEGIN, { input: { ...input, ...overrides } }, asker)).result;
};
const review = async (emergencyId: string, asker = SECURITY) => {
  const input = { idempotencyKey: newKey(), emergencyId, justified: true, finding: '情况属实，查阅必要' };
  return (await graph.data(REVIEW, { input }, asker)).result;
};
const phone = async (asker = inspector): Promise<string> =>
  (await graph.data(PERSON, { id: personId }, asker)).person.phone;
const later = (): void => graph.clock.set('2026-03-16T02:10:00Z');
const codeOf = async (document: string, input: object, asker: Asker) =>
  (await graph.query(document, { input: { idempotencyKey: newKey(), ...input } }, asker)).errors?.[0]
    ?.extensions['code'];

describe('an emergency', () => {
  test('opens the named classes of one person, for its time, for a purpose, and no more', async () => {
    expect(await phone()).not.toBe(clear.phone);
    const { emergency } = await begin();
    expect(emergency).toMatchObject({
      subject: inspector.subject,
      role: 'INSPECTOR',
      personId,
      classes: ['PHONE'],
      reason: REASON,
      until: '2026-03-16T02:10:00.000Z',
      reviewedBy: null,
    });
    const { person } = await graph.data(PERSON, { id: personId }, inspector);
    expect(person.phone).toBe(clear.phone);
    expect(person.birthDate).toContain('*');
    expect(await phone({ ...inspector, purpose: undefined })).not.toBe(clear.phone);
    expect(await phone({ ...inspector, subject: 'inspector-other' })).not.toBe(clear.phone);
    const { person: other } = await enrol(graph, { order: (order += 1), name: '赵四' });
    const { person: masked } = await graph.data(PERSON, { id: other.id }, inspector);
    expect(masked.phone).toContain('*');
    later();
    expect(await phone()).not.toBe(clear.phone);
  });

  test('keeps neither in its reason nor in its finding a number that somebody typed into it', async () => {
    const typed = '家属身份证31000019870512123X，电话13800138000，请查';
    const { emergency } = await begin({ reason: typed });
    later();
    const input = { idempotencyKey: newKey(), emergencyId: emergency.id, justified: true, finding: typed };
    const { result } = await graph.data(REVIEW, { input }, SECURITY);
    for (const kept of [emergency.reason, result.emergency.reason, result.emergency.finding]) {
      expect(kept).toContain('家属身份证');
      expect(kept).not.toContain('31000019870512123X');
      expect(kept).not.toContain('13800138000');
    }
    const em = graph.subgraph.kernel.em();
    const stored = JSON.stringify(
      await em.execute(`select * from identity.emergency_reading where id = ?`, [emergency.id]),
    );
    expect(stored).toContain('家属身份证');
    expect(stored).not.toMatch(/31000019870512123X|13800138000/);
  });

  test('ends when its subject ends it', async () => {
    const { emergency } = await begin();
    const input = { idempotencyKey: newKey(), emergencyId: emergency.id };
    const { result } = await graph.data(END, { input }, inspector);
    expect(result.emergency.endedAt).toBe('2026-03-16T02:00:00.000Z');
    expect(await phone()).not.toBe(clear.phone);
    const other: Asker = { ...inspector, subject: 'inspector-other' };
    expect(await codeOf(END, { emergencyId: emergency.id }, other)).toBe('NOT_FOUND');
  });

  test('is reviewed by somebody else when it is over, and only then can another begin', async () => {
    const { emergency } = await begin();
    expect(await begin()).toEqual({ code: 'REVIEW_OUTSTANDING', emergencyId: emergency.id });
    expect(await review(emergency.id)).toMatchObject({ code: 'EMERGENCY_RUNNING' });
    later();
    expect(await begin()).toMatchObject({ code: 'REVIEW_OUTSTANDING' });
    const waiting = `{ emergencyReadings(outstanding: true, first: 50) { nodes { id } } }`;
    const outstanding = async (): Promise<string[]> =>
      (await graph.data(waiting, {}, AUDITOR)).emergencyReadings.nodes.map(({ id }: { id: string }) => id);
    expect(await outstanding()).toContain(emergency.id);
    const own: Asker = { ...SECURITY, subject: inspector.subject };
    expect(await review(emergency.id, own)).toEqual({ code: 'SAME_APPROVER' });
    expect((await review(emergency.id)).emergency).toMatchObject({
      reviewedBy: 'security-wang',
      justified: true,
      finding: '情况属实，查阅必要',
    });
    expect(await outstanding()).not.toContain(emergency.id);
    expect(await review(emergency.id)).toEqual({ code: 'REVIEWED_ALREADY' });
    expect((await begin()).emergency.id).not.toBe(emergency.id);
  });

  test('is on record: its beginning and review at the door, each clear value with its id', async () => {
    const { emergency } = await begin();
    await phone();
    later();
    await review(emergency.id);
    const em = graph.subgraph.kernel.em();
    const door: { action: string; subject: string }[] = await em.execute(
      `select action, subject from identity.audit_record where row_id = ? order by id`,
      [emergency.id],
    );
    expect(door).toEqual([
      { action: 'emergency.begin', subject: inspector.subject },
      { action: 'emergency.review', subject: 'security-wang' },
    ]);
    const read: { details: string }[] = await em.execute(
      `select details from insured.audit_record where kind = 'REVEAL' and action = 'InsuredPerson.phone' and subject = ?`,
      [inspector.subject],
    );
    expect(read.map(({ details }) => JSON.parse(details))).toEqual([{ emergency: emergency.id }]);
  });
});

describe('nobody begins an emergency', () => {
  test.each<[string, Asker]>([
    ['an analyst', { role: 'ANALYST' }],
    ['an administrator', SECURITY],
    ['an insured person', { role: 'PERSON' }],
  ])('as %s', async (_, asker) => {
    expect(await codeOf(BEGIN, { personId, classes: ['PHONE'], reason: REASON, minutes: 10 }, asker)).toBe(
      'FORBIDDEN',
    );
  });

  test.each([
    ['without a reason', { reason: '急' }],
    ['for more than an hour', { minutes: 61 }],
    ['for no class', { classes: [] }],
  ])('%s', async (_, wrong) => {
    const input = { personId, classes: ['PHONE'], reason: REASON, minutes: 10, ...wrong };
    expect(await codeOf(BEGIN, input, inspector)).toBe('BAD_USER_INPUT');
    expect((await begin()).emergency.classes).toEqual(['PHONE']);
  });

  test('for a person whom there is not', async () => {
    const input = { classes: ['PHONE'], reason: REASON, minutes: 10 };
    const nobody = '01a204da-10e8-7450-9346-a7cd5f2e3118';
    expect(await codeOf(BEGIN, { ...input, personId: nobody }, inspector)).toBe('NOT_FOUND');
  });
});
