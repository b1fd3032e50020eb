import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const DRAFT = `mutation ($input: DraftPolicyChangeInput!) { draftPolicyChange(input: $input) {
  __typename ... on DraftPolicyChangeSuccess { change { id state draftedBy terms { code version value unit } } } ${REFUSAL} } }`;
const DECIDE = `mutation ($input: DecidePolicyChangeInput!) { decidePolicyChange(input: $input) {
  __typename ... on DecidePolicyChangeSuccess { change { id state decidedBy note } } ${REFUSAL} } }`;
const SIMULATE = `query ($changeId: ID!, $from: CalendarDate!, $to: CalendarDate!) {
  simulatePolicyChange(changeId: $changeId, from: $from, to: $to) { __typename ... on PolicySimulation {
    bills changed leftOut byPayer { payer before after difference } byGroup { scheme personGroup bills before after difference }
    byInstitution { institution { code } bills before after difference } } ${REFUSAL} } }`;
const EXPLAIN = `query ($id: ID!) { explainSettlement(id: $id) { summary settlement { reproduced }
  lines { text source line { step amount } term { code version change { decidedBy } } } } }`;

const WANG: Asker = { role: 'REVIEWER', subject: 'wang' };
const LI: Asker = { role: 'REVIEWER', subject: 'li' };
const HANDLER: Asker = { role: 'HANDLER', subject: 'zhao' };

let serial = 0;
const key = () => `policy-test-${(serial += 1)}`;
const ratio = (value: string, overrides: object = {}) => ({
  code: 'EMPLOYEE-OUTPATIENT-SECONDARY',
  kind: 'POOLED_RATIO',
  scheme: 'EMPLOYEE',
  institutionLevel: 'SECONDARY',
  value,
  source: '沪医保待遇发〔2026〕0号（测试）',
  certainty: 'PUBLISHED',
  ...overrides,
});

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

function tryDraft(input: object = {}, asker = HANDLER) {
  const whole = {
    idempotencyKey: key(),
    reason: '提高二级医院门诊统筹比例',
    effectiveFrom: '2026-04-01',
    terms: [ratio('0.8')],
    ...input,
  };
  return desk.graph.query(DRAFT, { input: whole }, asker);
}

async function drafted(input: object = {}, asker = HANDLER): Promise<string> {
  return ok(await tryDraft(input, asker)).draftPolicyChange.change.id;
}

function tryDecide(changeId: string, asker: Asker, input: object = {}) {
  const whole = { idempotencyKey: key(), changeId, approve: true, note: '同意', ...input };
  return desk.graph.query(DECIDE, { input: whole }, asker);
}

async function decided(changeId: string, asker: Asker, input: object = {}) {
  return ok(await tryDecide(changeId, asker, input)).decidePolicyChange;
}

async function simulated(changeId: string, asker = HANDLER) {
  const period = { from: '2026-03-01', to: '2026-03-31' };
  return ok(await desk.graph.query(SIMULATE, { changeId, ...period }, asker)).simulatePolicyChange;
}

test('SH-ST-WALLET-26, SH-ST-INSTANT-03: a term that a second person approved holds from its day, and what was settled before stays as it was', async () => {
  const person = await desk.insure();
  await desk.bill(person, '50000');
  const before = await desk.bill(person, '10000');
  expect(before.fundPaid).toBe('7500');

  const change = await drafted();
  expect(await decided(change, WANG)).toMatchObject({
    change: { state: 'APPROVED', decidedBy: 'wang', note: '同意' },
  });
  expect((await desk.bill(person, '10000')).fundPaid).toBe('7500');

  desk.graph.clock.set('2026-04-01T02:00:00Z');
  const claimId = await desk.claim(person, [{ amount: '10000', serviceDate: '2026-04-01' }], {
    startedOn: '2026-04-01',
  });
  await desk.preSettle(claimId);
  const after = (await desk.settle(claimId)).settlement;
  expect(after.fundPaid).toBe('8000');

  const explained = async (id: string) => ok(await desk.graph.query(EXPLAIN, { id })).explainSettlement;
  const old = await explained(before.id);
  expect(old.settlement.reproduced).toBe(true);
  expect(old.summary).toBe('费用总额100.00元：统筹基金支付75.00元，个人现金支付25.00元。');
  const fresh = await explained(after.id);
  expect(fresh.settlement.reproduced).toBe(true);
  expect(fresh.lines).toContainEqual({
    text: '起付线以上政策范围内费用100.00元，统筹基金按80%支付80.00元。',
    source: '沪医保待遇发〔2026〕0号（测试）（已公布，自2026-04-01起）',
    line: { step: 'POOLED_FUND', amount: '8000' },
    term: { code: 'EMPLOYEE-OUTPATIENT-SECONDARY', version: '2026-04-01', change: { decidedBy: 'wang' } },
  });
  desk.graph.clock.set('2026-03-16T02:00:00Z');
});

describe('four eyes', () => {
  test('who drafted a change does not approve it, and may still reject it', async () => {
    const change = await drafted({ effectiveFrom: '2026-05-01' }, WANG);
    expect(await decided(change, WANG)).toMatchObject({ code: 'SAME_PERSON' });
    expect(await decided(change, WANG, { approve: false })).toMatchObject({ change: { state: 'REJECTED' } });
    expect(await decided(change, LI)).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  });

  test('a handler drafts and does not approve; others do neither', async () => {
    const change = await drafted({ effectiveFrom: '2026-05-02' });
    expect(rejected(await tryDecide(change, HANDLER))).toBe('FORBIDDEN');
    expect(rejected(await tryDraft({}, { role: 'ANALYST' }))).toBe('FORBIDDEN');
    expect(rejected(await tryDraft({}, { role: 'INSTITUTION', institution: HOSPITAL }))).toBe('FORBIDDEN');
  });

  test('of two drafts for the same scope and day the second approval is refused', async () => {
    const [one, two] = [
      await drafted({ effectiveFrom: '2026-06-01' }),
      await drafted({ effectiveFrom: '2026-06-01', terms: [ratio('0.9', { code: 'OTHER-CODE' })] }),
    ];
    expect(await decided(one, WANG)).toMatchObject({ change: { state: 'APPROVED' } });
    expect(await decided(two, WANG)).toMatchObject({ code: 'TERMS_COLLIDE' });
  });

  test('a draft whose day has come is not approved any more', async () => {
    const change = await drafted({ effectiveFrom: '2026-03-17' });
    desk.graph.clock.set('2026-03-17T02:00:00Z');
    expect(await decided(change, WANG)).toMatchObject({ code: 'EFFECTIVE_DATE_PASSED' });
    desk.graph.clock.set('2026-03-16T02:00:00Z');
  });

  test('the same key gives the first answer, with other content it conflicts', async () => {
    const input = { idempotencyKey: key(), effectiveFrom: '2026-08-01' };
    const first = await drafted(input);
    expect(await drafted(input)).toBe(first);
    expect(rejected(await tryDraft({ ...input, reason: '另一个理由' }))).toBe('CONFLICT');
  });

  test.each([
    ['a ratio above one', { terms: [ratio('1.5')] }, 'BAD_USER_INPUT input.terms.0.value'],
    ['no terms', { terms: [] }, 'BAD_USER_INPUT input.terms'],
    ['no reason', { reason: ' ' }, 'BAD_USER_INPUT input.reason'],
  ])('%s is named', async (_, input, expected) => {
    expect(rejected(await tryDraft(input))).toBe(expected);
  });

  test('a day that has passed is refused', async () => {
    const answer = ok(await tryDraft({ effectiveFrom: '2026-03-16' })).draftPolicyChange;
    expect(answer).toMatchObject({ __typename: 'EffectiveDatePassedRefusal', code: 'EFFECTIVE_DATE_PASSED' });
  });
});

describe('what a draft would have done', () => {
  test('the settlements of a period are settled once more, and the differences are told to the fen', async () => {
    const fresh = await Desk.open();
    const base = desk;
    desk = fresh;
    try {
      const [employee, other] = [await desk.insure(), await desk.insure()];
      const resident = await desk.insure({
        scheme: 'RESIDENT',
        personGroup: 'SENIOR',
        coverTo: '2026-12-31',
      });
      await desk.bill(employee, '60000');
      await desk.bill(employee, '10000');
      await desk.bill(resident, '40000');
      const elsewhere = await desk.claim(other, [{ amount: '60000' }], {}, OTHER_HOSPITAL);
      await desk.preSettle(elsewhere, {}, OTHER_HOSPITAL);
      await desk.settle(elsewhere, {}, OTHER_HOSPITAL);
      const voided = await desk.bill(await desk.insure(), '90000');
      await desk.void(voided.id);

      // Deductible 500 → 300 yuan for the employed, and 75% → 80% at secondary hospitals.
      const deductible = ratio('30000', {
        code: 'EMPLOYEE-OUTPATIENT-DEDUCTIBLE',
        kind: 'DEDUCTIBLE',
        institutionLevel: null,
      });
      const change = await drafted({ terms: [deductible, ratio('0.8')] });
      // Employee: 600 → 300 × 80% = 240 (75 before), 100 → 80 (75 before). Elsewhere: 300 × 70% = 210 (70 before).
      expect(await simulated(change)).toEqual({
        __typename: 'PolicySimulation',
        bills: 4,
        changed: 3,
        leftOut: 0,
        byPayer: [
          { payer: 'POOLED_FUND', before: '28000', after: '59000', difference: '31000' },
          { payer: 'CASH', before: '142000', after: '111000', difference: '-31000' },
        ],
        byGroup: [
          {
            scheme: 'EMPLOYEE',
            personGroup: 'EMPLOYED',
            bills: 3,
            before: '22000',
            after: '53000',
            difference: '31000',
          },
          {
            scheme: 'RESIDENT',
            personGroup: 'SENIOR',
            bills: 1,
            before: '6000',
            after: '6000',
            difference: '0',
          },
        ],
        byInstitution: [
          { institution: { code: HOSPITAL }, bills: 3, before: '21000', after: '38000', difference: '17000' },
          {
            institution: { code: OTHER_HOSPITAL },
            bills: 1,
            before: '7000',
            after: '21000',
            difference: '14000',
          },
        ],
      });
      expect((await simulated(change, { ...HANDLER, region: '310104' })).byInstitution).toHaveLength(1);
      expect(await desk.accumulators(employee)).toMatchObject({ POOLED_PAID: '15000' });
    } finally {
      desk = base;
      await fresh.stop();
    }
  });

  test('a change of item classes is not simulated', async () => {
    const terms = [
      ratio('C', {
        code: 'SERVICE-CLASS-0011',
        kind: 'ITEM_CLASS',
        qualifier: '0011',
        scheme: null,
        institutionLevel: null,
      }),
    ];
    expect(await simulated(await drafted({ terms }))).toMatchObject({ code: 'NOT_SIMULATABLE' });
  });

  test('a period of more than a year, and one that ends before it begins, are named', async () => {
    const changeId = await drafted({ effectiveFrom: '2026-09-01' });
    const ask = (from: string, to: string) => desk.graph.query(SIMULATE, { changeId, from, to }, HANDLER);
    expect(rejected(await ask('2025-01-01', '2026-03-01'))).toBe('BAD_USER_INPUT to');
    expect(rejected(await ask('2026-03-02', '2026-03-01'))).toBe('BAD_USER_INPUT to');
  });
});

test('whoever may not see a settlement is not told why it came to what it did', async () => {
  const bill = await desk.bill(await desk.insure(), '10000');
  const ask = (asker: Asker) => desk.graph.query(EXPLAIN, { id: bill.id }, asker);
  expect(rejected(await ask({ role: 'PERSON', person: await desk.insure() }))).toBe('FORBIDDEN');
  expect(rejected(await ask({ role: 'INSTITUTION', institution: OTHER_HOSPITAL }))).toBe('FORBIDDEN');
});
