import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';
import { enrol, idCardOf } from './builders.ts';

let graph: TestSubgraph;
/** 张三丰 in 310101, 李四 in 310115, 张三丰 the younger in 310115. */
let ids: string[];
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, {
    now: '2026-06-30T02:00:00Z',
  });
  const persons = [
    await enrol(graph, { order: 1, name: '张三丰', region: '310101' }),
    await enrol(graph, {
      order: 2,
      name: '李四',
      region: '310115',
      personGroup: 'SENIOR',
      birthDate: '1950-02-03',
    }),
    await enrol(graph, {
      order: 3,
      name: '张三丰',
      region: '310115',
      personGroup: 'STUDENT_CHILD',
      birthDate: '2015-02-03',
    }),
  ];
  ids = persons.map(enrolment => enrolment.person.id);
});
afterAll(() => graph.stop());

const PERSON = `query ($id: ID!) { person(id: $id) { id name idCard phone birthDate region } }`;
const BY_ID_CARD = `query ($idCard: String!) { personByIdCard(idCard: $idCard) { id } }`;
const PERSONS = `query ($filter: PersonFilter, $first: Int!, $after: Cursor) {
  persons(filter: $filter, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
const find = async (filter: object | null, asker?: Asker) =>
  (await graph.data(PERSONS, { filter, first: 10 }, asker)).persons.nodes.map(
    (node: { id: string }) => node.id,
  );

describe('person', () => {
  test('SH-ST-APP-49: a person queries the own enrolment, in the clear', async () => {
    const own = await graph.data(
      `query ($id: ID!) { person(id: $id) { name idCard phone birthDate
        enrolments(first: 1) { nodes { scheme state coverFrom coverTo } } waitingPeriod { benefitsFrom } } }`,
      { id: ids[0] },
      { role: 'PERSON', person: ids[0] },
    );
    expect(own.person).toEqual({
      name: '张三丰',
      idCard: expect.stringMatching(/^310\w{15}$/),
      phone: '13800001234',
      birthDate: '1980-05-01',
      enrolments: {
        nodes: [{ scheme: 'RESIDENT', state: 'ACTIVE', coverFrom: '2026-03-03', coverTo: '2026-12-31' }],
      },
      waitingPeriod: { benefitsFrom: '2026-07-03' },
    });
  });

  test("another person's data are FORBIDDEN to a person", async () => {
    const answer = await graph.query(PERSON, { id: ids[1] }, { role: 'PERSON', person: ids[0] });
    expect(answer.data.person).toBeNull();
    expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test.each(['01890a5d-ac96-774b-bcce-b302099a8057', 'not-an-id', ''])(
    'an unknown id (%s) is null',
    async id => {
      expect(await graph.data(PERSON, { id })).toEqual({ person: null });
    },
  );

  test('outside the region of a handler there is nobody', async () => {
    const asker: Asker = { role: 'HANDLER', region: '310101' };
    expect((await graph.data(PERSON, { id: ids[0] }, asker)).person.region).toBe('310101');
    expect(await graph.data(PERSON, { id: ids[1] }, asker)).toEqual({ person: null });
  });

  test('without a token is UNAUTHENTICATED, without the scope FORBIDDEN', async () => {
    expect((await graph.query(PERSON, { id: ids[0] }, null)).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
    const agency = await graph.query(PERSON, { id: ids[0] }, { role: 'AGENCY' });
    expect(agency.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('personByIdCard', () => {
  const numbers = [idCardOf('1980-05-01', 1), idCardOf('1950-02-03', 2)];

  test('finds by the whole number only', async () => {
    expect(await graph.data(BY_ID_CARD, { idCard: numbers[0]! })).toEqual({ personByIdCard: { id: ids[0] } });
    expect(await graph.data(BY_ID_CARD, { idCard: idCardOf('1980-05-01', 9) })).toEqual({
      personByIdCard: null,
    });
  });

  test('keeps to the range of the asker', async () => {
    const handler: Asker = { role: 'HANDLER', region: '310101' };
    expect(await graph.data(BY_ID_CARD, { idCard: numbers[1]! }, handler)).toEqual({ personByIdCard: null });
    for (const idCard of [numbers[1]!, idCardOf('1980-05-01', 9)]) {
      const other = await graph.query(BY_ID_CARD, { idCard }, { role: 'PERSON', person: ids[0] });
      expect(other.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  test.each(['', '310000', '310000198005010009', '310***********0018'])(
    'a malformed number (%s) is BAD_USER_INPUT naming the argument',
    async idCard => {
      const answer = await graph.query(BY_ID_CARD, { idCard });
      expect(answer.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { idCard: expect.any(String) },
      });
    },
  );
});

describe('persons', () => {
  test('are filtered by exact name, identity number, region and group, all together', async () => {
    expect(await find(null)).toEqual(ids);
    expect(await find({ name: '张三丰' })).toEqual([ids[0], ids[2]]);
    expect(await find({ name: '张' })).toEqual([]);
    expect(await find({ region: '310115' })).toEqual([ids[1], ids[2]]);
    expect(await find({ region: '31' })).toEqual(ids);
    expect(await find({ personGroup: 'SENIOR' })).toEqual([ids[1]]);
    expect(await find({ name: '张三丰', region: '310115' })).toEqual([ids[2]]);
    expect(await find({ idCard: idCardOf('1950-02-03', 2) })).toEqual([ids[1]]);
  });

  test('are limited to the range of the asker, whatever the filter says', async () => {
    expect(await find(null, { role: 'HANDLER', region: '310101' })).toEqual([ids[0]]);
    expect(await find({ region: '310115' }, { role: 'HANDLER', region: '310101' })).toEqual([]);
    expect(await find(null, { role: 'PERSON', person: ids[1] })).toEqual([ids[1]]);
  });

  test('are not found by personal data that the asker may never see', async () => {
    for (const filter of [{ name: '张三丰' }, { idCard: idCardOf('1950-02-03', 2) }]) {
      const answer = await graph.query(PERSONS, { filter, first: 5 }, { role: 'ANALYST' });
      expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect(await find({ region: '310115' }, { role: 'ANALYST' })).toEqual([ids[1], ids[2]]);
  });

  test('are found by an institution by the card that is presented, not by browsing', async () => {
    const hospital: Asker = { role: 'INSTITUTION', institution: 'H31010100001' };
    expect(await find({ idCard: idCardOf('1950-02-03', 2) }, hospital)).toEqual([ids[1]]);
    const browsing = await graph.query(PERSONS, { first: 5 }, hospital);
    expect(browsing.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('come in pages, and a cursor serves its own filter only', async () => {
    const first = (await graph.data(PERSONS, { first: 2 })).persons;
    expect(first).toMatchObject({ nodes: [{ id: ids[0] }, { id: ids[1] }], pageInfo: { hasNextPage: true } });
    const after = first.pageInfo.endCursor;
    expect((await graph.data(PERSONS, { first: 2, after })).persons).toMatchObject({
      nodes: [{ id: ids[2] }],
      pageInfo: { hasNextPage: false },
    });
    const other = await graph.query(PERSONS, { first: 2, after, filter: { region: '31' } });
    expect(other.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { after: expect.any(String) },
    });
  });

  test.each([
    [{ first: 201 }, 'first'],
    [{ first: 0 }, 'first'],
    [{ first: 5, after: 'made-up' }, 'after'],
    [{ first: 5, filter: { idCard: '123' } }, 'filter.idCard'],
    [{ first: 5, filter: { region: '3%' } }, 'filter.region'],
  ])('%j is BAD_USER_INPUT naming %s', async (variables, field) => {
    const answer = await graph.query(PERSONS, variables);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.any(String) },
    });
  });
});

test('persons are found by the last four digits of their phone, by whoever may read phones', async () => {
  expect((await find({ phoneLast4: '1234' })).sort()).toEqual([...ids].sort());
  expect(await find({ phoneLast4: '0000' })).toEqual([]);
  // A mask is no phone number, and neither is half of one.
  for (const phoneLast4 of ['****', '12', '13800001234']) {
    const wrong = await graph.query(PERSONS, { filter: { phoneLast4 }, first: 1 });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'filter.phoneLast4': expect.any(String) },
    });
  }
  const analyst = await graph.query(
    PERSONS,
    { filter: { phoneLast4: '1234' }, first: 1 },
    { role: 'ANALYST' },
  );
  expect(analyst.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

describe('others who share a blind index with whoever is sought', () => {
  const shared: string[] = [];
  const PEOPLE = 6;
  beforeAll(async () => {
    for (let index = 0; index < PEOPLE; index++) {
      const { person } = await enrol(graph, { order: 201 + index, name: index % 2 ? '孙行者' : '者行孙' });
      shared.push(person.id);
    }
    const { kernel } = graph.subgraph;
    const rows = `'{${shared.join(',')}}'::uuid[]`;
    for (const column of ['name_index', 'id_card_index']) {
      await kernel.em().execute(
        `update insured.insured_person set ${column} =
           (select ${column} from insured.insured_person where id = ?) where id = any(${rows})`,
        [shared[1]],
      );
    }
  });

  test('are left out, and the pages are full all the same', async () => {
    const filter = { name: '孙行者' };
    const first = (await graph.data(PERSONS, { filter, first: 2 })).persons;
    expect(first.nodes.map(({ id }: { id: string }) => id)).toEqual([shared[1], shared[3]]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = (await graph.data(PERSONS, { filter, first: 2, after: first.pageInfo.endCursor })).persons;
    expect(rest.nodes.map(({ id }: { id: string }) => id)).toEqual([shared[5]]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  test('are read in batches of constant size, however many they are', async () => {
    const { statements } = await graph.statements.during(() => find({ name: '孙行者' }));
    expect(statements.length).toBeLessThanOrEqual(2);
  });

  test('are not taken for the one with the card', async () => {
    const idCard = idCardOf('1980-05-01', 202);
    expect(await graph.data(BY_ID_CARD, { idCard })).toEqual({ personByIdCard: { id: shared[1] } });
    const other = await graph.data(BY_ID_CARD, { idCard: idCardOf('1980-05-01', 299) });
    expect(other).toEqual({ personByIdCard: null });
  });
});

test('an enrolment leaves its audit record, which tells who enrolled whom and shows no personal data', async () => {
  const { insuredAuditRecords } = await graph.data(
    `query ($id: ID!) { insuredAuditRecords(first: 5, filter: { personId: $id, kind: CHANGE }) {
      nodes { action subject role purpose details } } }`,
    { id: ids[0] },
    { role: 'AUDIT_ADMIN' },
  );
  expect(insuredAuditRecords.nodes).toEqual([
    { action: 'Enrolment.ENROLLED', subject: 'test-handler', role: 'HANDLER', purpose: null, details: null },
  ]);
});

describe('clear reading', () => {
  const asker = {
    role: 'INSTITUTION',
    institution: 'H31010100001',
    purpose: 'SETTLEMENT: 核对就诊人身份',
  } as const;
  const read = async (id: string | undefined, by: Asker) => (await graph.data(PERSON, { id }, by)).person;

  test('an institution reads the patients of whom it settled a claim, and nobody else’s', async () => {
    await graph.hear([
      {
        topic: 'settlement.settlement',
        name: 'ClaimSettled',
        aggregateId: 'their-patient',
        payload: {
          settlementId: 'their-patient',
          personId: ids[1],
          institutionCode: asker.institution,
          settledOn: '2026-05-05',
          fundPaid: '100',
        },
      },
    ]);
    expect(await read(ids[1], asker)).toMatchObject({
      name: '李四',
      birthDate: '1950-02-03',
      phone: '138****1234',
    });
    expect(await read(ids[0], asker)).toMatchObject({ name: '张**', birthDate: '1980-**-**' });
    expect(await read(ids[1], { ...asker, institution: 'H31010100002' })).toMatchObject({ name: '李*' });
  });
});

describe('references', () => {
  const stubs = () => ids.map(id => ({ __typename: 'InsuredPerson', id }));

  test('of many persons are one statement, masked as everywhere', async () => {
    const { result, statements } = await graph.statements.during(() =>
      graph.entities('... on InsuredPerson { name }', [...stubs(), ...stubs()]),
    );
    expect(statements).toHaveLength(1);
    expect(result.data._entities.map((one: { name: string }) => one.name)).toEqual([
      '张**',
      '李*',
      '张**',
      '张**',
      '李*',
      '张**', // prettier-ignore
    ]);
  });

  test('to others are null for a person, and nothing is known without the scope', async () => {
    const own = await graph.entities('... on InsuredPerson { name }', stubs(), {
      role: 'PERSON',
      person: ids[0],
    });
    expect(own.data._entities).toEqual([{ name: '张三丰' }, null, null]);
    const screen = await graph.entities('... on InsuredPerson { name }', stubs(), { role: 'SCREEN' });
    expect(JSON.stringify(screen.data)).not.toContain('张');
  });

  test("to another person's enrolment are null for a person", async () => {
    const { person } = await graph.data(
      `query ($id: ID!) { person(id: $id) { enrolments(first: 1) { nodes { id } } } }`,
      { id: ids[1] },
    );
    const reference = [{ __typename: 'Enrolment', id: person.enrolments.nodes[0].id }];
    const other: Asker = { role: 'PERSON', person: ids[0] };
    expect((await graph.entities('... on Enrolment { state }', reference, other)).data._entities).toEqual([
      null,
    ]);
    expect((await graph.entities('... on Enrolment { state }', reference)).data._entities).toEqual([
      { state: 'ACTIVE' },
    ]);
  });
});

test('what is stored of a person is sealed', async () => {
  const [row] = await graph.subgraph.kernel
    .em()
    .execute(`select * from insured.insured_person where id = ?`, [ids[0]]);
  const stored = Object.values(row as Record<string, unknown>)
    .map(value => (value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)))
    .join('|');
  for (const clear of ['三丰', '13800001234', idCardOf('1980-05-01', 1), '1980-05-01'])
    expect(stored).not.toContain(clear);
});
