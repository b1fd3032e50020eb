import {
  checkPlan,
  conclude,
  enterResult,
  isCertified,
  moveCode,
  type PlanFacts,
} from './inspection-code.rule.ts';
import {
  INSPECTION_CODE_LIFE,
  type InspectionCodeAct,
  type InspectionCodeState,
} from './inspection-code.terms.ts';

const officer = (id: string, overrides = {}) => ({
  id,
  name: `执法员${id}`,
  certificateFrom: '2024-01-01',
  certificateTo: '2028-12-31',
  certificateRevoked: false,
  ...overrides,
});

function plan(overrides: Partial<PlanFacts> = {}): PlanFacts {
  return {
    plannedFrom: '2026-03-01',
    plannedTo: '2026-03-31',
    officers: [officer('1'), officer('2')],
    ownership: 'PRIVATE',
    coversPublicInstitutions: false,
    departments: [{ name: '市医保局', role: 'LEAD' }],
    ...overrides,
  };
}

const states = Object.keys(INSPECTION_CODE_LIFE) as InspectionCodeState[];

describe('the life of an inspection code', () => {
  test('goes from the draft to the evaluation one step after the other', () => {
    const acts: InspectionCodeAct[] = [
      'APPLY',
      'ISSUE',
      'SEND',
      'SCAN',
      'ENTER_RESULT',
      'CONCLUDE',
      'EVALUATE',
    ];
    const walked = acts.reduce<InspectionCodeState[]>(
      (life, act) => {
        const moved = moveCode(life.at(-1)!, act);
        return moved.ok ? [...life, moved.value] : life;
      },
      ['DRAFT'],
    );
    expect(walked.join(' → ')).toBe(
      'DRAFT → APPLYING → ISSUED → SENT → IN_USE → RESULT_ENTERED → CONCLUDED → EVALUATED',
    );
  });

  test('a code is cancelled before it was sent and voided from then on', () => {
    const can = (act: InspectionCodeAct) => states.filter(state => moveCode(state, act).ok);
    expect(can('CANCEL')).toEqual(['DRAFT', 'APPLYING', 'ISSUED']);
    expect(can('VOID')).toEqual(['SENT', 'IN_USE', 'RESULT_ENTERED', 'CONCLUDED', 'EVALUATED']);
  });

  test('a cancelled or voided code moves no more', () => {
    expect(INSPECTION_CODE_LIFE.CANCELLED).toEqual({});
    expect(INSPECTION_CODE_LIFE.VOIDED).toEqual({});
  });

  test('an illegal move is refused with the state, the act and what would be allowed', () => {
    expect(moveCode('DRAFT', 'SEND')).toMatchObject({
      ok: false,
      refusal: {
        code: 'ILLEGAL_TRANSITION',
        facts: { fromState: 'DRAFT', act: 'SEND', allowed: ['APPLY', 'CANCEL'] },
      },
    });
  });

  test('only the first scan moves a code', () => {
    expect(moveCode('SENT', 'SCAN')).toMatchObject({ value: 'IN_USE' });
    expect(moveCode('IN_USE', 'SCAN')).toMatchObject({ value: 'IN_USE' });
  });
});

describe('who may inspect whom', () => {
  test('two certified officers may inspect an enterprise', () => {
    expect(checkPlan(plan())).toMatchObject({ ok: true });
  });

  test.each([
    ['one officer', { officers: [officer('1')] }, 'TOO_FEW_OFFICERS'],
    ['the same officer twice', { officers: [officer('1'), officer('1')] }, 'TOO_FEW_OFFICERS'],
    [
      'a certificate that ends inside the period',
      { officers: [officer('1'), officer('2', { certificateTo: '2026-03-30' })] },
      'CERTIFICATE_NOT_VALID',
    ],
    [
      'a certificate that begins inside the period',
      { officers: [officer('1'), officer('2', { certificateFrom: '2026-03-02' })] },
      'CERTIFICATE_NOT_VALID',
    ],
    [
      'a revoked certificate',
      { officers: [officer('1'), officer('2', { certificateRevoked: true })] },
      'CERTIFICATE_NOT_VALID',
    ],
    ['a public institution', { ownership: 'PUBLIC' as const }, 'PUBLIC_INSTITUTION_NOT_COVERED'],
    ['no lead', { departments: [{ name: '区医保局', role: 'MEMBER' as const }] }, 'LEAD_MISSING'],
    ['a period that ends before it begins', { plannedTo: '2026-02-28' }, 'PERIOD_REVERSED'],
  ])('%s is refused', (_what, overrides, code) => {
    expect(checkPlan(plan(overrides))).toMatchObject({ ok: false, refusal: { code } });
  });

  test('a public institution may be inspected where the task says so', () => {
    expect(checkPlan(plan({ ownership: 'PUBLIC', coversPublicInstitutions: true }))).toMatchObject({
      ok: true,
    });
  });

  test('the last day of a certificate counts', () => {
    expect(isCertified(officer('1', { certificateTo: '2026-03-31' }), '2026-03-01', '2026-03-31')).toBe(true);
  });
});

describe('a joint inspection', () => {
  const party = (department: string, resultEntered: boolean, concluded: boolean) => ({
    department,
    resultEntered,
    concluded,
  });

  test('is concluded only when every department has concluded', () => {
    const parties = [party('市医保局', true, false), party('市卫健委', true, false)];
    expect(conclude('RESULT_ENTERED', parties, '市医保局')).toMatchObject({ value: 'RESULT_ENTERED' });
    const afterLead = [party('市医保局', true, true), party('市卫健委', true, false)];
    expect(conclude('RESULT_ENTERED', afterLead, '市卫健委')).toMatchObject({ value: 'CONCLUDED' });
  });

  test.each([
    ['a department without a result', [party('市医保局', false, false)], '市医保局', 'RESULT_MISSING'],
    ['a department that has concluded', [party('市医保局', true, true)], '市医保局', 'ALREADY_CONCLUDED'],
    [
      'a department that takes no part',
      [party('市医保局', true, false)],
      '市药监局',
      'DEPARTMENT_NOT_TAKING_PART',
    ],
  ])('%s cannot conclude', (_what, parties, department, code) => {
    expect(conclude('RESULT_ENTERED', parties, department)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('a department corrects its result until it has concluded', () => {
    expect(enterResult('RESULT_ENTERED', [party('市医保局', true, false)], '市医保局')).toMatchObject({
      ok: true,
    });
    expect(enterResult('RESULT_ENTERED', [party('市医保局', true, true)], '市医保局')).toMatchObject({
      refusal: { code: 'ALREADY_CONCLUDED' },
    });
    expect(enterResult('SENT', [party('市医保局', false, false)], '市医保局')).toMatchObject({
      refusal: { code: 'ILLEGAL_TRANSITION' },
    });
  });
});
