import type { TestSubgraph } from '#test/subgraph';
import { addOfficers, HOSPITAL, INSPECTOR, key, PHARMACY, registerInstitution, registerPharmacy, startInspection } from './stage.ts';

const INSTITUTION = { role: 'INSTITUTION', institution: HOSPITAL, subject: 'hospital' } as const;
const LEAD = '市医保局';
const MEMBER = '市药监局';

let graph: TestSubgraph;
let officers: string[];
beforeAll(async () => {
  graph = await startInspection();
  await registerInstitution(graph);
  await registerInstitution(graph, { code: 'H31010400002', region: '310104', ownership: 'PUBLIC' });
  await registerPharmacy(graph);
  officers = await addOfficers(graph, 2);
});
afterAll(() => graph.stop());

const FIELDS = `__typename
  ... on Refusal { code message
    ... on InspectionCodeStateRefusal { fromState act allowed }
    ... on TooFewOfficersRefusal { officers required }
    ... on CertificateNotValidRefusal { officerIds }
    ... on InspectionDepartmentRefusal { department }
    ... on InspectionCodeExistsRefusal { inspectionCodeId } }`;

let tasks = 0;
function draftInput(overrides: Record<string, unknown> = {}, task: Record<string, unknown> = {}) {
  return {
    idempotencyKey: key(),
    institutionCode: HOSPITAL,
    officerIds: officers,
    departments: [{ department: LEAD, role: 'LEAD' }],
    task: {
      number: `T-${(tasks += 1)}`,
      matter: '医保基金使用情况',
      field: 'MEDICAL_INSTITUTION',
      source: 'PLAN',
      category: 'ROUTINE',
      form: 'ON_SITE',
      plannedFrom: '2026-03-20',
      plannedTo: '2026-03-30',
      ...task,
    },
    ...overrides,
  };
}

/** Runs one of the mutations; `verb` names its input and result. */
async function run(verb: string, input: object, asker = INSPECTOR as object) {
  const field = verb[0]!.toLowerCase() + verb.slice(1);
  const data = await graph.data(
    `mutation ($input: ${verb}Input!) { result: ${field}(input: $input) {
       ${FIELDS} ... on ${verb}Success { inspectionCode { id state code caseCode platform rating } } } }`,
    { input },
    asker as typeof INSPECTOR,
  );
  return data.result;
}

const draft = async (overrides = {}, task = {}): Promise<string> =>
  (await run('DraftInspectionCode', draftInput(overrides, task))).inspectionCode.id;
const act = (verb: string, id: string, more: object = {}, asker: object = INSPECTOR) =>
  run(verb, { idempotencyKey: key(), id, ...more }, asker);
const result = (department: string) => ({ department, finding: 'NO_PROBLEM', result: '未发现问题' });

async function issued(overrides = {}): Promise<{ id: string; code: string }> {
  const id = await draft(overrides);
  return { id, code: (await act('ApplyInspectionCode', id)).inspectionCode.code };
}

async function sent(overrides = {}): Promise<{ id: string; code: string }> {
  const code = await issued(overrides);
  await act('SendInspectionCode', code.id);
  return code;
}

describe('the life of a code', () => {
  test('SH-ST-CHECK-11, SH-ST-CHECK-12, SH-ST-CHECK-13: a draft is kept, applied for, issued and sent', async () => {
    const drafted = await run('DraftInspectionCode', draftInput());
    expect(drafted.inspectionCode).toMatchObject({ state: 'DRAFT', code: null, platform: null });
    const { inspectionCode } = await act('ApplyInspectionCode', drafted.inspectionCode.id);
    expect(inspectionCode).toMatchObject({
      state: 'ISSUED',
      code: expect.stringMatching(/^YL20260320[0-9A-F]{16}$/),
      caseCode: expect.stringMatching(/^AJYL/),
      platform: 'local (simulated)',
    });
    expect((await act('SendInspectionCode', inspectionCode.id)).inspectionCode.state).toBe('SENT');
  });

  test('SH-ST-CHECK-15: the first scan puts a code in use, and further scans change nothing but the history', async () => {
    const { id, code } = await sent();
    const scan = (asker: object) => run('ScanInspectionCode', { idempotencyKey: key(), code }, asker);
    expect((await scan(INSTITUTION)).inspectionCode.state).toBe('IN_USE');
    expect((await scan(INSPECTOR)).inspectionCode.state).toBe('IN_USE');
    const { inspectionCode } = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { history { sequence act fromState toState byRole } } }`,
      { id },
      INSPECTOR,
    );
    expect(inspectionCode.history.map((move: { act: string }) => move.act)).toEqual([
      null,
      'APPLY',
      'ISSUE',
      'SEND',
      'SCAN',
      'SCAN',
    ]);
    expect(inspectionCode.history.at(-2)).toMatchObject({ sequence: 5, fromState: 'SENT', toState: 'IN_USE', byRole: 'INSTITUTION' });
  });

  test('SH-ST-CHECK-18, SH-ST-CHECK-20: results are entered by department, and a joint inspection is concluded when every department has concluded', async () => {
    const departments = [
      { department: LEAD, role: 'LEAD' },
      { department: MEMBER, role: 'MEMBER' },
    ];
    const { id, code } = await sent({ departments });
    await run('ScanInspectionCode', { idempotencyKey: key(), code });
    expect((await act('EnterInspectionResult', id, result(LEAD))).inspectionCode.state).toBe('RESULT_ENTERED');
    expect(await act('ConcludeInspection', id, { department: MEMBER })).toMatchObject({
      __typename: 'InspectionDepartmentRefusal',
      code: 'RESULT_MISSING',
      department: MEMBER,
    });
    expect((await act('ConcludeInspection', id, { department: LEAD })).inspectionCode.state).toBe('RESULT_ENTERED');
    await act('EnterInspectionResult', id, result(MEMBER));
    expect((await act('ConcludeInspection', id, { department: MEMBER })).inspectionCode.state).toBe('CONCLUDED');
    expect((await act('EvaluateInspection', id, { rating: 5 }, INSTITUTION)).inspectionCode).toMatchObject({
      state: 'EVALUATED',
      rating: 5,
    });
  });

  test('SH-ST-CHECK-19: the conclusion of a single department concludes the inspection', async () => {
    const { id, code } = await sent();
    await run('ScanInspectionCode', { idempotencyKey: key(), code });
    await act('EnterInspectionResult', id, { ...result(LEAD), finding: 'PROBLEM_FOUND' });
    expect((await act('ConcludeInspection', id, { department: LEAD })).inspectionCode.state).toBe('CONCLUDED');
    expect((await act('EnterInspectionResult', id, result(LEAD))).code).toBe('ILLEGAL_TRANSITION');
  });

  test('SH-ST-CHECK-14: a code is cancelled before it was sent and voided afterwards, with the reason kept', async () => {
    const waiting = await issued();
    expect((await act('VoidInspectionCode', waiting.id, { reason: '计划调整' })).__typename).toBe('InspectionCodeStateRefusal');
    expect((await act('CancelInspectionCode', waiting.id, { reason: '计划调整' })).inspectionCode.state).toBe('CANCELLED');
    const under = await sent();
    expect(await act('CancelInspectionCode', under.id, { reason: '计划调整' })).toMatchObject({
      __typename: 'InspectionCodeStateRefusal',
      code: 'ILLEGAL_TRANSITION',
      fromState: 'SENT',
      act: 'CANCEL',
      allowed: ['SCAN', 'VOID'],
    });
    expect((await act('VoidInspectionCode', under.id, { reason: '对象有误' })).inspectionCode.state).toBe('VOIDED');
    const { inspectionCode } = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { history { act reason } } }`,
      { id: under.id },
      INSPECTOR,
    );
    expect(inspectionCode.history.at(-1)).toEqual({ act: 'VOID', reason: '对象有误' });
  });

  test('the platform refuses a code for an institution whose designation has ended, and the draft remains', async () => {
    const code = 'H31010100009';
    await registerInstitution(graph, { code });
    const id = await draft({ institutionCode: code });
    await registerInstitution(graph, { code, state: 'TERMINATED' });
    expect((await act('ApplyInspectionCode', id)).__typename).toBe('PlatformRefusedRefusal');
    const { inspectionCode } = await graph.data(`query ($id: ID!) { inspectionCode(id: $id) { state } }`, { id }, INSPECTOR);
    expect(inspectionCode.state).toBe('DRAFT');
  });
});

describe('who inspects whom', () => {
  test('one officer, or the same twice, is refused with the number that is required', async () => {
    expect(await run('DraftInspectionCode', draftInput({ officerIds: [officers[0], officers[0]] }))).toMatchObject({
      __typename: 'TooFewOfficersRefusal',
      officers: 1,
      required: 2,
    });
  });

  test('a certificate that ended since the draft stops the application', async () => {
    const [late] = await addOfficers(graph, 1);
    const id = await draft({ officerIds: [officers[0], late] });
    await graph.subgraph.kernel
      .em()
      .execute(`update inspection.law_enforcement_officer set certificate_to = '2026-03-21' where id = ?`, [late]);
    expect(await act('ApplyInspectionCode', id)).toMatchObject({
      __typename: 'CertificateNotValidRefusal',
      officerIds: [late],
    });
  });

  test('a public institution is inspected only where the task says so', async () => {
    const institutionCode = 'H31010400002';
    expect(await run('DraftInspectionCode', draftInput({ institutionCode }))).toMatchObject({
      __typename: 'InspectionPlanRefusal',
      code: 'PUBLIC_INSTITUTION_NOT_COVERED',
    });
    expect(await draft({ institutionCode }, { coversPublicInstitutions: true })).toBeTruthy();
  });

  test('one code for a task and an inspected party; another party of the task gets its own', async () => {
    const input = draftInput();
    const first = await run('DraftInspectionCode', input);
    const again = await run('DraftInspectionCode', { ...input, idempotencyKey: key() });
    expect(again).toMatchObject({
      __typename: 'InspectionCodeExistsRefusal',
      inspectionCodeId: first.inspectionCode.id,
    });
    await act('CancelInspectionCode', first.inspectionCode.id, { reason: '重新拟定' });
    expect((await run('DraftInspectionCode', { ...input, idempotencyKey: key() })).__typename).toBe('DraftInspectionCodeSuccess');
    const other = { ...input, idempotencyKey: key(), institutionCode: PHARMACY };
    expect((await run('DraftInspectionCode', other)).__typename).toBe('DraftInspectionCodeSuccess');
    const differs = { ...other, idempotencyKey: key(), task: { ...input.task, matter: '另一事项' } };
    expect(await run('DraftInspectionCode', differs)).toMatchObject({ code: 'TASK_DIFFERS' });
  });
});

describe('what an inspected party sees', () => {
  test('SH-ST-CHECK-03: it verifies task and officers of a code that was sent, and never a certificate number', async () => {
    const { id } = await sent();
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
    const { id, code } = await issued();
    const seen = await graph.data(`query ($id: ID!) { inspectionCode(id: $id) { state } }`, { id }, INSTITUTION);
    expect(seen.inspectionCode).toBeNull();
    const scan = await graph.query(
      `mutation ($input: ScanInspectionCodeInput!) { scanInspectionCode(input: $input) { __typename } }`,
      { input: { idempotencyKey: key(), code } },
      INSTITUTION,
    );
    expect(scan.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  });

  test('nothing of another institution', async () => {
    const { id } = await sent();
    const other = { ...INSTITUTION, institution: PHARMACY };
    const seen = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { state } inspectionCodes(first: 50) { nodes { id } } }`,
      { id },
      other,
    );
    expect(seen).toEqual({ inspectionCode: null, inspectionCodes: { nodes: [] } });
  });

  test('a district inspector sees the codes of the district', async () => {
    const codes = async (region: string) => {
      const data = await graph.data(
        `{ inspectionCodes(first: 200) { nodes { institution { region } } } }`,
        {},
        { ...INSPECTOR, region },
      );
      return new Set(data.inspectionCodes.nodes.map((node: { institution: { region: string } }) => node.institution.region));
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
    const answer = await graph.query(`{ inspectionCodes(first: 1) { nodes { id } } }`, {}, asker as typeof INSPECTOR);
    expect(answer.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('a handler reads codes and moves none', async () => {
    const id = await draft();
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
    ['an unknown officer', { officerIds: ['01890000-0000-7000-8000-000000000001', '01890000-0000-7000-8000-000000000002'] }, 'officerIds'],
    ['a department twice', { departments: [{ department: LEAD, role: 'LEAD' }, { department: LEAD, role: 'MEMBER' }] }, 'departments'],
  ])('%s is named as bad input', async (_what, overrides, field) => {
    const answer = await graph.query(
      `mutation ($input: DraftInspectionCodeInput!) { draftInspectionCode(input: $input) { __typename } }`,
      { input: draftInput(overrides) },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: expect.any(String) } });
  });

  test('the same key returns the first result, other content CONFLICT', async () => {
    const input = draftInput();
    const first = await run('DraftInspectionCode', input);
    expect(await run('DraftInspectionCode', input)).toEqual(first);
    const answer = await graph.query(
      `mutation ($input: DraftInspectionCodeInput!) { draftInspectionCode(input: $input) { __typename } }`,
      { input: { ...input, institutionCode: PHARMACY } },
      INSPECTOR,
    );
    expect(answer.errors?.[0]?.extensions['code']).toBe('CONFLICT');
  });

  test('applying again with the same key shows the code that was issued', async () => {
    const input = { idempotencyKey: key(), id: await draft() };
    const first = await run('ApplyInspectionCode', input);
    expect(await run('ApplyInspectionCode', input)).toEqual(first);
  });
});

describe('reading many and following', () => {
  test('codes of fifty institutions with task, officers, departments and history cost a constant number of statements', async () => {
    const codes = Array.from({ length: 50 }, (_, at) => `H310115${String(at + 1).padStart(5, '0')}`);
    for (const code of codes) await registerInstitution(graph, { code, region: '310115' });
    for (const institutionCode of codes.slice(0, 5)) await sent({ institutionCode });
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
    const { id } = await issued();
    const events = [];
    for (let count = 0; count < 3; count += 1) events.push((await live.next()).value.data.inspectionCodeChanged);
    await live.return?.();
    expect(events.map(event => event.act)).toEqual([null, 'APPLY', 'ISSUE']);
    expect(events.at(-1)).toMatchObject({ missed: 0, toState: 'ISSUED', inspectionCode: { id } });
    const resumed = await graph.subscribe(SUBSCRIBE, { after: events[1].cursor }, INSPECTOR);
    expect((await resumed.next()).value.data.inspectionCodeChanged).toMatchObject({ act: 'ISSUE', inspectionCode: { id } });
    await resumed.return?.();
  });

  test('an inspected party hears of a code when it is sent, and of nothing before', async () => {
    const live = await graph.subscribe(
      `subscription { inspectionCodeChanged { act inspectionCode { id } } }`,
      {},
      INSTITUTION,
    );
    const { id } = await sent();
    const heard = (await live.next()).value.data.inspectionCodeChanged;
    expect(heard.inspectionCode.id).toBe(id);
    expect(heard.act).toBe('SEND');
    await live.return?.();
  });
});
