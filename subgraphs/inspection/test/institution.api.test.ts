import type { TestSubgraph } from '#test/subgraph';
import { HOSPITAL, INSPECTOR, key, registerInstitution, registerPharmacy, startInspection } from './stage.ts';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startInspection();
});
afterAll(() => graph.stop());

test('SH-AI-ENROL-15: an institution is admitted, suspended and announced to the others each time', async () => {
  await registerInstitution(graph, { level: 'TERTIARY' });
  expect(
    (await registerInstitution(graph, { level: 'TERTIARY', state: 'SUSPENDED' })).registerInstitution,
  ).toMatchObject({
    institution: { code: HOSPITAL, state: 'SUSPENDED' },
  });
  const facts = await graph.announced('inspection.institution');
  expect(facts.map(fact => fact.payload)).toMatchObject([
    {
      code: HOSPITAL,
      level: 'TERTIARY',
      kind: 'HOSPITAL',
      ownership: 'PRIVATE',
      region: '310101',
      state: 'ACTIVE',
    },
    { code: HOSPITAL, state: 'SUSPENDED' },
  ]);
});

test('a terminated designation is not revived, and nothing is announced', async () => {
  const code = 'H31010100007';
  await registerInstitution(graph, { code, state: 'TERMINATED' });
  const before = (await graph.announced('inspection.institution')).length;
  expect((await registerInstitution(graph, { code })).registerInstitution).toMatchObject({
    __typename: 'DesignationTerminatedRefusal',
    code: 'DESIGNATION_TERMINATED',
  });
  expect(await graph.announced('inspection.institution')).toHaveLength(before);
});

test('a pharmacy with a level does not fit together', async () => {
  expect((await registerPharmacy(graph, { level: 'PRIMARY' })).registerInstitution.__typename).toBe(
    'InstitutionNotConsistentRefusal',
  );
});

test('institutions are found by district, kind and part of the name; a wildcard is a letter like any other', async () => {
  await registerPharmacy(graph);
  const find = async (filter: object) => {
    const data = await graph.data(
      `query ($filter: InstitutionFilter) { institutions(first: 50, filter: $filter) { nodes { code } } }`,
      { filter },
      { role: 'PERSON', person: '01890000-0000-7000-8000-000000000001' },
    );
    return data.institutions.nodes.map((node: { code: string }) => node.code);
  };
  expect(await find({ region: '310104' })).toEqual(['P31010400001']);
  expect(await find({ kind: 'HOSPITAL', search: '民营' })).toContain(HOSPITAL);
  expect(await find({ search: '%' })).toEqual([]);
});

test.each([
  ['a code that is none', { code: 'H1' }, 'code'],
  ['a name without letters', { name: ' ' }, 'name'],
])('%s is named as bad input', async (_what, overrides, field) => {
  const answer = await graph.query(
    `mutation ($input: RegisterInstitutionInput!) { registerInstitution(input: $input) { __typename } }`,
    {
      input: {
        idempotencyKey: key(),
        code: HOSPITAL,
        name: '试验',
        region: '310101',
        level: 'NONE',
        kind: 'HOSPITAL',
        ownership: 'PUBLIC',
        state: 'ACTIVE',
        designatedSince: '2020-01-01',
        ...overrides,
      },
    },
    INSPECTOR,
  );
  expect(answer.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: { [field]: expect.any(String) },
  });
});

test('an inspector of another district does not register', async () => {
  const answer = await graph.query(
    `mutation ($input: RegisterInstitutionInput!) { registerInstitution(input: $input) { __typename } }`,
    {
      input: {
        idempotencyKey: key(),
        code: HOSPITAL,
        name: '试验',
        region: '310101',
        level: 'NONE',
        kind: 'HOSPITAL',
        ownership: 'PUBLIC',
        state: 'ACTIVE',
        designatedSince: '2020-01-01',
      },
    },
    { ...INSPECTOR, region: '310104' },
  );
  expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

test('an unknown institution or physician is null, also as a reference', async () => {
  const data = await graph.data(
    `{ institution(code: "H99999999999") { name } physician(code: "D0") { name } }`,
  );
  expect(data).toEqual({ institution: null, physician: null });
  const { data: referenced } = await graph.entities('... on Institution { name } ... on Physician { name }', [
    { __typename: 'Institution', code: 'H99999999999' },
    { __typename: 'Physician', code: 'D0' },
  ]);
  expect(referenced._entities).toEqual([null, null]);
});
