import type { TestSubgraph } from '#test/subgraph';
import { Inspections, INSTITUTION, LEAD } from './inspections.ts';
import { HOSPITAL, INSPECTOR, key, PHARMACY, registerInstitution } from './stage.ts';

let at: Inspections;
let graph: TestSubgraph;
beforeAll(async () => {
  at = await Inspections.start();
  graph = at.graph;
});
afterAll(() => graph.stop());

describe('what an inspected party sees', () => {
  test('SH-ST-CHECK-03: it verifies task and officers of a code that was sent, and never a certificate number', async () => {
    const { id } = await at.sent();
    const { inspectionCode } = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) {
         task { matter plannedFrom plannedTo } institution { name }
         officers { name certificateNumber certificateTo certificateRevoked } departments { department role }
         history { act } } }`,
      { id },
      INSTITUTION,
    );
    expect(inspectionCode).toMatchObject({
      task: { matter: '医保基金使用情况', plannedFrom: '2026-03-20', plannedTo: '2026-03-30' },
      officers: [
        { certificateNumber: '***', certificateTo: '2027-12-31', certificateRevoked: false },
        { certificateNumber: '***' },
      ],
      departments: [{ department: LEAD, role: 'LEAD' }],
      history: [{ act: 'SEND' }],
    });
  });

  test('nothing of a code before it was sent, so that no visit is announced early', async () => {
    const { id, code } = await at.issued();
    const seen = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { state } }`,
      { id },
      INSTITUTION,
    );
    expect(seen.inspectionCode).toBeNull();
    const scan = await graph.query(
      `mutation ($input: ScanInspectionCodeInput!) { scanInspectionCode(input: $input) { __typename } }`,
      { input: { idempotencyKey: key(), code } },
      INSTITUTION,
    );
    expect(scan.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  });

  test('nothing of another institution', async () => {
    const { id } = await at.sent();
    const other = { ...INSTITUTION, institution: PHARMACY };
    const seen = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { state } inspectionCodes(first: 50) { nodes { id } } }`,
      { id },
      other,
    );
    expect(seen).toEqual({ inspectionCode: null, inspectionCodes: { nodes: [] } });
  });

  test('a district inspector sees the codes of the district', async () => {
    await at.draft();
    await at.draft({ institutionCode: PHARMACY });
    const codes = async (region: string) => {
      const data = await graph.data(
        `{ inspectionCodes(first: 200) { nodes { institution { region } } } }`,
        {},
        { ...INSPECTOR, region },
      );
      return new Set(
        data.inspectionCodes.nodes.map(
          (node: { institution: { region: string } }) => node.institution.region,
        ),
      );
    };
    expect(await codes('310101')).toEqual(new Set(['310101']));
    expect((await codes('31')).size).toBe(2);
  });
});

describe('bad input and roles', () => {
  test.each([
    ['PERSON', { role: 'PERSON', person: '01890000-0000-7000-8000-000000000001' }],
    ['SCREEN', { role: 'SCREEN' }],
    ['AGENCY', { role: 'AGENCY' }],
  ])('a %s reads no codes', async (_role, asker) => {
    const answer = await graph.query(
      `{ inspectionCodes(first: 1) { nodes { id } } }`,
      {},
      asker as typeof INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('a handler reads codes and moves none', async () => {
    const id = await at.draft();
    const answer = await graph.query(
      `mutation ($input: ApplyInspectionCodeInput!) { applyInspectionCode(input: $input) { __typename } }`,
      { input: { idempotencyKey: key(), id } },
      { role: 'HANDLER' },
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test.each([
    ['an unknown id', { id: '01890000-0000-7000-8000-000000000001' }],
    ['an id that is none', { id: 'nonsense' }],
  ])('%s is not found', async (_what, more) => {
    const answer = await graph.query(
      `mutation ($input: SendInspectionCodeInput!) { sendInspectionCode(input: $input) { __typename } }`,
      { input: { idempotencyKey: key(), ...more } },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  });

  test.each([
    [
      'an unknown officer',
      { officerIds: ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'] },
      'officerIds',
    ],
    [
      'a department twice',
      {
        departments: [
          { department: LEAD, role: 'LEAD' },
          { department: LEAD, role: 'MEMBER' },
        ],
      },
      'departments',
    ],
  ])('%s is named as bad input', async (_what, overrides, field) => {
    const answer = await graph.query(
      `mutation ($input: DraftInspectionCodeInput!) { draftInspectionCode(input: $input) { __typename } }`,
      { input: at.draftInput(overrides) },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { [field]: expect.any(String) },
    });
  });

  test('the same key returns the first result, other content CONFLICT', async () => {
    const input = at.draftInput();
    const first = await at.run('DraftInspectionCode', input);
    expect(await at.run('DraftInspectionCode', input)).toEqual(first);
    const answer = await graph.query(
      `mutation ($input: DraftInspectionCodeInput!) { draftInspectionCode(input: $input) { __typename } }`,
      { input: { ...input, institutionCode: PHARMACY } },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('CONFLICT');
  });

  test('applying again with the same key shows the code that was issued', async () => {
    const input = { idempotencyKey: key(), id: await at.draft() };
    const first = await at.run('ApplyInspectionCode', input);
    expect(await at.run('ApplyInspectionCode', input)).toEqual(first);
  });
});

describe('reading many and following', () => {
  test('codes of fifty institutions with task, officers, departments and history cost a constant number of statements', async () => {
    const codes = Array.from({ length: 50 }, (_, at) => `H310115${String(at + 1).padStart(5, '0')}`);
    for (const code of codes) await registerInstitution(graph, { code, region: '310115' });
    for (const institutionCode of codes.slice(0, 5)) await at.sent({ institutionCode });
    // What was just announced must not be counted with the reading.
    await graph.caughtUp();
    const cost = async (many: readonly string[]) => {
      const { result, statements } = await graph.statements.during(() =>
        graph.entities(
          `... on Institution { name inspectionCodes(first: 3) { nodes {
             state task { number } institution { name } officers { name } departments { role } history { act } } } }`,
          many.map(code => ({ __typename: 'Institution', code })),
          INSPECTOR,
        ),
      );
      expect(result.errors).toBeUndefined();
      return statements.length;
    };
    expect(await cost(codes)).toBe(await cost(codes.slice(0, 2)));
    expect(await cost(codes)).toBeLessThanOrEqual(9);
  });

  test('pages follow each other, newest first', async () => {
    const page = async (after: string | null) => {
      const data = await graph.data(
        `query ($after: Cursor) { institution(code: "${HOSPITAL}") { inspectionCodes(first: 2, after: $after) {
           nodes { id } pageInfo { hasNextPage endCursor } } } }`,
        { after },
        INSPECTOR,
      );
      return data.institution.inspectionCodes;
    };
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    const ids = [...first.nodes, ...second.nodes].map(node => node.id);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids).toHaveLength(4);
  });

  test('a subscriber follows the moves, each with the code as it is, and resumes after its cursor', async () => {
    const SUBSCRIBE = `subscription ($after: Cursor) { inspectionCodeChanged(after: $after) {
      cursor missed act fromState toState inspectionCode { id state institution { name } } } }`;
    const live = await graph.subscribe(SUBSCRIBE, {}, INSPECTOR);
    const { id } = await at.issued();
    const events = [];
    for (let count = 0; count < 3; count += 1)
      events.push((await live.next()).value.data.inspectionCodeChanged);
    await live.return?.();
    expect(events.map(event => event.act)).toEqual([null, 'APPLY', 'ISSUE']);
    expect(events.at(-1)).toMatchObject({ missed: 0, toState: 'ISSUED', inspectionCode: { id } });
    const resumed = await graph.subscribe(SUBSCRIBE, { after: events[1].cursor }, INSPECTOR);
    expect((await resumed.next()).value.data.inspectionCodeChanged).toMatchObject({
      act: 'ISSUE',
      inspectionCode: { id },
    });
    await resumed.return?.();
  });

  test('an inspected party hears of a code when it is sent, and of nothing before', async () => {
    const live = await graph.subscribe(
      `subscription { inspectionCodeChanged { act inspectionCode { id } } }`,
      {},
      INSTITUTION,
    );
    const { id } = await at.sent();
    const heard = (await live.next()).value.data.inspectionCodeChanged;
    expect(heard.inspectionCode.id).toBe(id);
    expect(heard.act).toBe('SEND');
    await live.return?.();
  });
});
