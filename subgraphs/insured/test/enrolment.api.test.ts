import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { ENROL, enrol, enrolling, newKey, RESUME, SUSPEND, type Enrolling } from './builders.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2026-06-30T02:00:00Z',
  });
});
afterAll(() => graph.stop());

const tryEnrol = async (wish: Enrolling) => (await graph.data(ENROL, { input: enrolling(wish) })).enrolPerson;
const suspend = async (enrolmentId: string, from: string, reason = 'OWN_REQUEST') =>
  (await graph.data(SUSPEND, { input: { idempotencyKey: newKey(), enrolmentId, from, reason } }))
    .suspendEnrolment;
const resume = async (enrolmentId: string, on: string) =>
  (await graph.data(RESUME, { input: { idempotencyKey: newKey(), enrolmentId, on } })).resumeEnrolment;

describe('enrolPerson', () => {
  test('registers a person with the gender and birth date of the identity number, masked', async () => {
    const enrolment = await enrol(graph, { order: 101, name: '欧阳修远' });
    expect(enrolment).toMatchObject({
      scheme: 'RESIDENT',
      coverFrom: '2026-03-03',
      coverTo: '2026-12-31',
      state: 'ACTIVE',
      person: {
        name: '欧阳**',
        birthDate: '1980-**-**',
        gender: 'MALE',
        region: '310101',
        personGroup: 'ADULT',
      },
    });
    expect(enrolment.person.idCard).toMatch(/^310\*{11}\w{4}$/);
  });

  test('SH-ST-LTM-04, SH-ST-LTM-13: a late resident is enrolled with the wait that the policy asks', async () => {
    expect(await enrol(graph, { order: 102 })).toMatchObject({
      waitingPeriod: { state: 'RUNNING', months: 4, interruptedYears: [2025], benefitsFrom: '2026-07-03' },
    });
  });

  test('a newborn enrolled within 90 days is covered and has benefits from birth', async () => {
    const newborn = {
      birthDate: '2026-04-20',
      order: 103,
      personGroup: 'STUDENT_CHILD',
      paidOn: '2026-06-29',
    };
    expect(await enrol(graph, newborn)).toMatchObject({
      coverFrom: '2026-04-20',
      waitingPeriod: { state: 'WAIVED', waiverReason: 'NEWBORN', benefitsFrom: '2026-04-20' },
    });
  });

  test('a person in flexible employment joins employee insurance and waits six months', async () => {
    const flexible = { order: 104, personGroup: 'FLEXIBLE', coveredYear: null, paidOn: '2026-05-15' };
    const enrolment = await enrol(graph, flexible);
    expect(enrolment).toMatchObject({
      scheme: 'EMPLOYEE',
      coverTo: null,
      waitingPeriod: { months: 6, benefitsFrom: '2026-11-16' },
    });
    const { person } = await graph.data(
      `query ($id: ID!) { person(id: $id) { account { thisYear reserved } } }`,
      {
        id: enrolment.person.id,
      },
    );
    expect(person.account).toEqual({ thisYear: '0', reserved: '0' });
  });

  test('a registered person is enrolled by id for the next year', async () => {
    const first = await enrol(graph, { order: 105, coveredYear: 2025, paidOn: '2025-02-01' });
    const second = await enrol(graph, { personId: first.person.id, paidOn: '2025-11-11' });
    expect(second).toMatchObject({
      person: { id: first.person.id },
      coverFrom: '2026-01-01',
      waitingPeriod: { state: 'WAIVED', waiverReason: 'CONTINUOUS', benefitsFrom: '2026-01-01' },
    });
  });

  test('the same identity number is the same person', async () => {
    const first = await enrol(graph, { order: 106, coveredYear: 2025, paidOn: '2025-02-01' });
    const second = await enrol(graph, { order: 106 });
    expect(second.person.id).toBe(first.person.id);
  });

  test('an identity number registered under another name is refused', async () => {
    const first = await enrol(graph, { order: 107 });
    expect(await tryEnrol({ order: 107, name: '李四光' })).toMatchObject({
      __typename: 'NameMismatchRefusal',
      personId: first.person.id,
    });
  });

  test('nobody is enrolled twice for a year', async () => {
    const first = await enrol(graph, { order: 108 });
    expect(await tryEnrol({ order: 108, paidOn: '2026-04-01' })).toEqual({
      __typename: 'DoubleEnrolmentRefusal',
      code: 'DOUBLE_ENROLMENT',
      message: '该年度已参加居民医保',
      enrolmentId: first.id,
    });
  });

  test('employee cover wins: it ends resident cover, and stands against another', async () => {
    const resident = await enrol(graph, { order: 109 });
    const personId = resident.person.id;
    const employee = await enrol(graph, {
      personId,
      personGroup: 'EMPLOYED',
      coveredYear: null,
      paidOn: '2026-06-01',
    });
    const { person } = await graph.data(
      `query ($id: ID!) { person(id: $id) { personGroup enrolments(first: 5) { nodes { id state coverTo } } } }`,
      { id: personId },
    );
    expect(person).toEqual({
      personGroup: 'EMPLOYED',
      enrolments: {
        nodes: [
          { id: employee.id, state: 'ACTIVE', coverTo: null },
          { id: resident.id, state: 'ENDED', coverTo: '2026-05-31' },
        ],
      },
    });
    expect(await tryEnrol({ personId, paidOn: '2026-06-20' })).toMatchObject({
      code: 'EMPLOYEE_COVER_EXISTS',
      enrolmentId: employee.id,
    });
  });

  test('a payment outside its period is refused with the period', async () => {
    expect(await tryEnrol({ order: 110, coveredYear: 2027, paidOn: '2026-06-01' })).toMatchObject({
      __typename: 'PaymentDateRefusal',
      paidOn: '2026-06-01',
      opens: '2026-10-01',
      closes: '2027-12-31',
    });
  });

  test.each([
    ['a false check digit', { idCard: '310000198005010009' }, 'input.person.idCard'],
    ['a province that does not exist', { idCard: '990000198005010018' }, 'input.person.idCard'],
    ['no name', { name: '  ' }, 'input.person.name'],
    ['half a region', { region: '3101' }, 'input.person.region'],
    ['a phone of letters', { phone: 'unknown' }, 'input.person.phone'],
  ])('%s is BAD_USER_INPUT naming the field, and shows no value', async (_case, wrong, field) => {
    const input = enrolling({ order: 111 }) as { person: object };
    const answer = await graph.query(ENROL, { input: { ...input, person: { ...input.person, ...wrong } } });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.any(String) },
    });
    expect(JSON.stringify(answer)).not.toContain(Object.values(wrong)[0]!.trim() || '张三丰');
  });

  test('neither a person nor an id, or both, is BAD_USER_INPUT', async () => {
    const { person: _, ...neither } = enrolling({});
    const both = { ...enrolling({ order: 112 }), personId: 'x' };
    for (const input of [neither, both]) {
      expect((await graph.query(ENROL, { input })).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { 'input.personId': expect.any(String) },
      });
    }
  });

  test('a date that does not exist is BAD_USER_INPUT naming the field', async () => {
    const answer = await graph.query(ENROL, { input: enrolling({ order: 113, paidOn: '2026-02-30' }) });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.paidOn': expect.any(String) },
    });
  });

  test('an unknown person is NOT_FOUND', async () => {
    const answer = await graph.query(ENROL, { input: enrolling({ personId: 'nobody' }) });
    expect(answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  test('the same key returns the first result, with other content CONFLICT', async () => {
    const input = enrolling({ order: 114 });
    const first = await graph.data(ENROL, { input });
    expect(await graph.data(ENROL, { input })).toEqual(first);
    const other = await graph.query(ENROL, { input: { ...input, paidOn: '2026-03-03' } });
    expect(other.errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  test('two requests at once enrol once', async () => {
    const answers = await Promise.all([tryEnrol({ order: 115 }), tryEnrol({ order: 115 })]);
    expect(answers.map(answer => answer.__typename).sort()).toEqual([
      'DoubleEnrolmentRefusal',
      'EnrolPersonSuccess',
    ]);
  });

  test('only who may write enrols, and only in the own region', async () => {
    const input = enrolling({ order: 116 });
    const asPerson = await graph.query(ENROL, { input }, { role: 'PERSON', person: 'x' });
    expect(asPerson.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const elsewhere = await graph.query(ENROL, { input }, { role: 'HANDLER', region: '310115' });
    expect(elsewhere.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const nobody = await graph.query(ENROL, { input }, null);
    expect(nobody.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('is told to the others with keys and facts, and no personal data', async () => {
    const enrolment = await enrol(graph, { order: 117 });
    const told = (await graph.announced('insured.enrolment')).filter(
      event => event.payload.enrolmentId === enrolment.id,
    );
    expect(told).toEqual([
      {
        name: 'EnrolmentChanged',
        payload: {
          personId: enrolment.person.id,
          enrolmentId: enrolment.id,
          scheme: 'RESIDENT',
          personGroup: 'ADULT',
          coveredYear: 2026,
          state: 'ACTIVE',
          coverFrom: '2026-03-03',
          coverTo: '2026-12-31',
          waitingState: 'RUNNING',
          benefitsFrom: '2026-07-03',
          region: '310101',
        },
      },
    ]);
  });
});

describe('suspendEnrolment and resumeEnrolment', () => {
  test('flexible employee cover is suspended and resumed, with its history', async () => {
    const wish = { order: 201, personGroup: 'FLEXIBLE', coveredYear: null, paidOn: '2026-01-05' };
    const { id } = await enrol(graph, wish);
    expect((await suspend(id, '2026-05-01')).enrolment).toMatchObject({
      state: 'SUSPENDED',
      suspendedFrom: '2026-05-01',
      waitingPeriod: { state: 'SUSPENDED', benefitsFrom: null, servedDays: 115 },
    });
    expect((await resume(id, '2026-06-01')).enrolment).toMatchObject({
      state: 'ACTIVE',
      suspendedFrom: null,
      waitingPeriod: { state: 'RUNNING', benefitsFrom: '2026-08-06' },
    });
    expect(await changesOf(id)).toEqual([
      { kind: 'ENROLLED', effectiveOn: '2026-01-05', benefitsFromBefore: null, benefitsFrom: '2026-07-06' },
      { kind: 'SUSPENDED', effectiveOn: '2026-05-01', benefitsFromBefore: '2026-07-06', benefitsFrom: null },
      { kind: 'RESUMED', effectiveOn: '2026-06-01', benefitsFromBefore: null, benefitsFrom: '2026-08-06' },
    ]);
  });

  test('arrears of the employer stop benefits until they are paid, and others hear of both', async () => {
    const wish = { order: 202, personGroup: 'EMPLOYED', coveredYear: null, paidOn: '2020-01-05' };
    const { id } = await enrol(graph, wish);
    await suspend(id, '2026-05-01', 'EMPLOYER_ARREARS');
    await resume(id, '2026-06-15');
    const told = (await graph.announced('insured.enrolment')).filter(
      event => event.payload.enrolmentId === id,
    );
    expect(told.map(event => event.payload.state)).toEqual(['ACTIVE', 'SUSPENDED', 'ACTIVE']);
  });

  test.each([
    ['before the cover', '2026-03-02', 'DATE_OUTSIDE_COVER'],
    ['tomorrow', '2026-07-01', 'DATE_OUTSIDE_COVER'],
  ])('a suspension %s is refused and changes nothing', async (_when, from, code) => {
    const { id } = await enrol(graph, { order: from === '2026-07-01' ? 203 : 204 });
    expect(await suspend(id, from)).toMatchObject({ code, on: from, coverFrom: '2026-03-03' });
    expect(await changesOf(id)).toHaveLength(1);
  });

  test('what is not suspended is not resumed, and nothing is suspended twice', async () => {
    const { id } = await enrol(graph, { order: 205 });
    expect(await resume(id, '2026-06-01')).toMatchObject({ fromState: 'ACTIVE', act: 'RESUME' });
    await suspend(id, '2026-06-01');
    expect(await suspend(id, '2026-06-02')).toMatchObject({
      __typename: 'EnrolmentStateRefusal',
      fromState: 'SUSPENDED',
    });
  });

  test('an unknown enrolment is NOT_FOUND', async () => {
    const input = { idempotencyKey: newKey(), enrolmentId: 'nothing', on: '2026-06-01' };
    expect((await graph.query(RESUME, { input })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  test('a suspension repeated under its key is one suspension', async () => {
    const { id } = await enrol(graph, { order: 206 });
    const input = { idempotencyKey: newKey(), enrolmentId: id, from: '2026-06-01', reason: 'OWN_REQUEST' };
    expect(await graph.data(SUSPEND, { input })).toEqual(await graph.data(SUSPEND, { input }));
    expect(await changesOf(id)).toHaveLength(2);
  });
});

describe('recordDeath', () => {
  const DEATH = `mutation ($input: RecordDeathInput!) { recordDeath(input: $input) { __typename
    ... on RecordDeathSuccess { person { deceasedOn enrolments(first: 1) { nodes { state coverTo } } } }
    ... on Refusal { code } } }`;

  test('ends all cover with the day of death, and nobody is enrolled afterwards', async () => {
    const enrolment = await enrol(graph, { order: 301 });
    const personId = enrolment.person.id;
    const input = { idempotencyKey: newKey(), personId, deceasedOn: '2026-06-10' };
    expect((await graph.data(DEATH, { input })).recordDeath.person).toEqual({
      deceasedOn: '2026-06-10',
      enrolments: { nodes: [{ state: 'ENDED', coverTo: '2026-06-10' }] },
    });
    expect(await tryEnrol({ personId, coveredYear: null, personGroup: 'RETIRED' })).toMatchObject({
      __typename: 'PersonDeceasedRefusal',
      deceasedOn: '2026-06-10',
    });
    const again = { ...input, idempotencyKey: newKey() };
    expect((await graph.data(DEATH, { input: again })).recordDeath.code).toBe('PERSON_DECEASED');
  });
});

async function changesOf(id: string) {
  const fields = 'changes(first: 10) { nodes { kind effectiveOn benefitsFromBefore benefitsFrom } }';
  const answer = await graph.entities(`... on Enrolment { ${fields} }`, [{ __typename: 'Enrolment', id }]);
  return answer.data._entities[0].changes.nodes;
}
