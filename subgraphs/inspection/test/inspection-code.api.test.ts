import { scopesOf, type Principal } from '#kernel/identity/principal';
import type { TestSubgraph } from '#test/subgraph';
import { InspectionCodeJournal } from '../src/inspection-code/inspection-code.journal.ts';
import { Apply } from '../src/inspection-code/inspection-code.result.ts';
import { InspectionPreparationService } from '../src/inspection-code/inspection-preparation.service.ts';
import { LocalPlatform, type RegulatorPlatform } from '../src/inspection-code/regulator-platform.ts';
import { Inspections, INSTITUTION, LEAD, MEMBER, result } from './inspections.ts';
import { addOfficers, INSPECTOR, key, PHARMACY, registerInstitution } from './stage.ts';

let at: Inspections;
let graph: TestSubgraph;
beforeAll(async () => {
  at = await Inspections.start();
  graph = at.graph;
});
afterAll(() => graph.stop());

describe('the life of a code', () => {
  test('SH-ST-CHECK-11, SH-ST-CHECK-12, SH-ST-CHECK-13: a draft is kept, applied for, issued and sent', async () => {
    const drafted = await at.run('DraftInspectionCode', at.draftInput());
    expect(drafted.inspectionCode).toMatchObject({ state: 'DRAFT', code: null, platform: null });
    const { inspectionCode } = await at.act('ApplyInspectionCode', drafted.inspectionCode.id);
    expect(inspectionCode).toMatchObject({
      state: 'ISSUED',
      code: expect.stringMatching(/^YL20260320[0-9A-F]{16}$/),
      caseCode: expect.stringMatching(/^AJYL/),
      platform: 'local (simulated)',
    });
    expect((await at.act('SendInspectionCode', inspectionCode.id)).inspectionCode.state).toBe('SENT');
  });

  test('SH-ST-CHECK-15: the first scan puts a code in use, and further scans change nothing but the history', async () => {
    const { id, code } = await at.sent();
    const scan = (asker: object) => at.run('ScanInspectionCode', { idempotencyKey: key(), code }, asker);
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
    expect(inspectionCode.history.at(-2)).toMatchObject({
      sequence: 5,
      fromState: 'SENT',
      toState: 'IN_USE',
      byRole: 'INSTITUTION',
    });
  });

  test('SH-ST-CHECK-18, SH-ST-CHECK-20: results are entered by department, and a joint inspection is concluded when every department has concluded', async () => {
    const departments = [
      { department: LEAD, role: 'LEAD' },
      { department: MEMBER, role: 'MEMBER' },
    ];
    const { id, code } = await at.sent({ departments });
    await at.run('ScanInspectionCode', { idempotencyKey: key(), code });
    expect((await at.act('EnterInspectionResult', id, result(LEAD))).inspectionCode.state).toBe(
      'RESULT_ENTERED',
    );
    expect(await at.act('ConcludeInspection', id, { department: MEMBER })).toMatchObject({
      __typename: 'InspectionDepartmentRefusal',
      code: 'RESULT_MISSING',
      department: MEMBER,
    });
    expect((await at.act('ConcludeInspection', id, { department: LEAD })).inspectionCode.state).toBe(
      'RESULT_ENTERED',
    );
    await at.act('EnterInspectionResult', id, result(MEMBER));
    expect((await at.act('ConcludeInspection', id, { department: MEMBER })).inspectionCode.state).toBe(
      'CONCLUDED',
    );
    expect((await at.act('EvaluateInspection', id, { rating: 5 }, INSTITUTION)).inspectionCode).toMatchObject(
      {
        state: 'EVALUATED',
        rating: 5,
      },
    );
  });

  test('SH-ST-CHECK-19: the conclusion of a single department concludes the inspection', async () => {
    const { id, code } = await at.sent();
    await at.run('ScanInspectionCode', { idempotencyKey: key(), code });
    await at.act('EnterInspectionResult', id, { ...result(LEAD), finding: 'PROBLEM_FOUND' });
    expect((await at.act('ConcludeInspection', id, { department: LEAD })).inspectionCode.state).toBe(
      'CONCLUDED',
    );
    expect((await at.act('EnterInspectionResult', id, result(LEAD))).code).toBe('ILLEGAL_TRANSITION');
  });

  test('SH-ST-CHECK-14: a code is cancelled before it was sent and voided afterwards, with the reason kept', async () => {
    const waiting = await at.issued();
    expect((await at.act('VoidInspectionCode', waiting.id, { reason: '计划调整' })).__typename).toBe(
      'InspectionCodeStateRefusal',
    );
    expect(
      (await at.act('CancelInspectionCode', waiting.id, { reason: '计划调整' })).inspectionCode.state,
    ).toBe('CANCELLED');
    const under = await at.sent();
    expect(await at.act('CancelInspectionCode', under.id, { reason: '计划调整' })).toMatchObject({
      __typename: 'InspectionCodeStateRefusal',
      code: 'ILLEGAL_TRANSITION',
      fromState: 'SENT',
      act: 'CANCEL',
      allowed: ['SCAN', 'VOID'],
    });
    expect((await at.act('VoidInspectionCode', under.id, { reason: '对象有误' })).inspectionCode.state).toBe(
      'VOIDED',
    );
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
    const id = await at.draft({ institutionCode: code });
    await registerInstitution(graph, { code, state: 'TERMINATED' });
    expect((await at.act('ApplyInspectionCode', id)).__typename).toBe('PlatformRefusedRefusal');
    const { inspectionCode } = await graph.data(
      `query ($id: ID!) { inspectionCode(id: $id) { state } }`,
      { id },
      INSPECTOR,
    );
    expect(inspectionCode.state).toBe('DRAFT');
  });
});

describe('a platform that cannot be reached', () => {
  test('leaves the code APPLYING, and applying again asks again', async () => {
    const { kernel } = graph.subgraph;
    const away: RegulatorPlatform = {
      name: 'away',
      requestCode: () => Promise.reject(new Error('unreachable')),
    };
    const principal: Principal = {
      subject: 'inspector',
      role: 'INSPECTOR',
      scopes: scopesOf('INSPECTOR', []),
      expiresAt: Infinity,
      person: null,
      institution: null,
      tenant: null,
      region: null,
      tokenId: null,
      issuedAt: 0,
    };
    const id = await at.draft();
    const apply = (platform: RegulatorPlatform) =>
      new InspectionPreparationService(kernel, new InspectionCodeJournal(kernel), platform).apply(
        { idempotencyKey: key(), id },
        principal,
        Apply.Success,
      );
    expect(await apply(away)).toMatchObject({ inspectionCode: { state: 'APPLYING', code: null } });
    expect(await apply(new LocalPlatform())).toMatchObject({ inspectionCode: { state: 'ISSUED' } });
  });
});

describe('who inspects whom', () => {
  test('one officer, or the same twice, is refused with the number that is required', async () => {
    expect(
      await at.run('DraftInspectionCode', at.draftInput({ officerIds: [at.officers[0], at.officers[0]] })),
    ).toMatchObject({
      __typename: 'TooFewOfficersRefusal',
      officers: 1,
      required: 2,
    });
  });

  test('a certificate that ended since the draft stops the application', async () => {
    const [late] = await addOfficers(graph, 1);
    const id = await at.draft({ officerIds: [at.officers[0], late] });
    await graph.subgraph.kernel
      .em()
      .execute(`update inspection.law_enforcement_officer set certificate_to = '2026-03-21' where id = ?`, [
        late,
      ]);
    expect(await at.act('ApplyInspectionCode', id)).toMatchObject({
      __typename: 'CertificateNotValidRefusal',
      officerIds: [late],
    });
  });

  test('a public institution is inspected only where the task says so', async () => {
    const institutionCode = 'H31010400002';
    expect(await at.run('DraftInspectionCode', at.draftInput({ institutionCode }))).toMatchObject({
      __typename: 'InspectionPlanRefusal',
      code: 'PUBLIC_INSTITUTION_NOT_COVERED',
    });
    expect(await at.draft({ institutionCode }, { coversPublicInstitutions: true })).toBeTruthy();
  });

  test('one code for a task and an inspected party; another party of the task gets its own', async () => {
    const input = at.draftInput();
    const first = await at.run('DraftInspectionCode', input);
    const again = await at.run('DraftInspectionCode', { ...input, idempotencyKey: key() });
    expect(again).toMatchObject({
      __typename: 'InspectionCodeExistsRefusal',
      inspectionCodeId: first.inspectionCode.id,
    });
    await at.act('CancelInspectionCode', first.inspectionCode.id, { reason: '重新拟定' });
    expect((await at.run('DraftInspectionCode', { ...input, idempotencyKey: key() })).__typename).toBe(
      'DraftInspectionCodeSuccess',
    );
    const other = { ...input, idempotencyKey: key(), institutionCode: PHARMACY };
    expect((await at.run('DraftInspectionCode', other)).__typename).toBe('DraftInspectionCodeSuccess');
    const differs = { ...other, idempotencyKey: key(), task: { ...input.task, matter: '另一事项' } };
    expect(await at.run('DraftInspectionCode', differs)).toMatchObject({ code: 'TASK_DIFFERS' });
  });
});
