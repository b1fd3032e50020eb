import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONSULTATION, Desk, DRUG, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

describe('a claim from registration to settlement', () => {
  test('an outpatient bill above the deductible is shared by fund and person, and says how', async () => {
    const person = await desk.insure();
    const registered = await desk.register({
      personId: person,
      diagnosis: '急性上呼吸道感染',
      diagnosisCode: 'J06.9',
    });
    expect(registered).toMatchObject({
      scheme: 'EMPLOYEE',
      personGroup: 'EMPLOYED',
      entitlement: 'ENTITLED',
    });
    expect(registered.visit.diagnosis).toBe('***');
    const { claim } = await desk.upload(registered.visit.id, [{ amount: '40000' }, { amount: '20000' }]);
    expect(claim).toMatchObject({ state: 'REGISTERED', total: '60000' });

    const { preSettlement } = await desk.preSettle(claim.id);
    expect(preSettlement).toMatchObject({
      total: '60000',
      fundPaid: '7500',
      personPays: '52500',
      accountPayable: '52500',
    });
    expect(await desk.accumulators(person)).toEqual({});

    const { settlement } = await desk.settle(claim.id);
    expect(settlement).toMatchObject({
      state: 'SETTLED',
      settledOn: '2026-03-16',
      total: '60000',
      fundPaid: '7500',
      accountPaid: '0',
      cashPaid: '52500',
      payments: [
        { payer: 'POOLED_FUND', amount: '7500' },
        { payer: 'CASH', amount: '52500' },
      ],
      cashParts: [
        { layer: 'DEDUCTIBLE', amount: '50000' },
        { layer: 'CO_PAYMENT', amount: '2500' },
      ],
    });
    expect(await desk.accumulators(person)).toEqual({
      OUTPATIENT_DEDUCTIBLE: '50000',
      OUTPATIENT_POOLED_BASE: '10000',
      POOLED_PAID: '7500',
    });
  });

  test('the deductible of the year is borne once', async () => {
    const person = await desk.insure();
    expect((await desk.bill(person, '50000')).fundPaid).toBe('0');
    expect((await desk.bill(person, '10000')).fundPaid).toBe('7500');
  });

  test('a drug is settled by its class, ratio and price limit, an unknown item is paid in full', async () => {
    await desk.catalogue(DRUG, { itemClass: 'B', firstSelfPayRatio: '0.1', priceLimit: '5000' });
    const person = await desk.insure();
    await desk.bill(person, '50000');
    const claimId = await desk.claim(person, [
      { itemCode: DRUG, quantity: '2', unitPrice: '6000', amount: '12000' },
      { itemCode: 'XA99ZZZ000A001010100009', amount: '3000' },
    ]);
    await desk.preSettle(claimId);
    const { settlement } = await desk.settle(claimId);
    // 12000 − 2000 over the limit, − 1000 first, 75% of 9000
    expect(settlement).toMatchObject({ fundPaid: '6750', cashPaid: '8250' });
    expect(settlement.cashParts).toEqual([
      { layer: 'OUT_OF_CATALOGUE', amount: '3000' },
      { layer: 'OVER_LIMIT', amount: '2000' },
      { layer: 'FIRST_SELF_PAY', amount: '1000' },
      { layer: 'CO_PAYMENT', amount: '2250' },
    ]);
  });

  test.each([
    ['EMERGENCY', 'fund 75%', '7500'],
    ['CHRONIC', 'no deductible, fund 85%', '51000'],
    ['PHARMACY', 'fund 75%', '7500'],
  ])('a visit of type %s is settled by its terms: %s', async (visitType, _, fundPaid) => {
    const person = await desk.insure();
    const claimId = await desk.claim(person, [{ amount: '60000' }], { visitType });
    expect((await desk.preSettle(claimId)).preSettlement.fundPaid).toBe(fundPaid);
  });

  test('a resident is settled by the terms of residents', async () => {
    const person = await desk.insure({ scheme: 'RESIDENT', personGroup: 'SENIOR', coverTo: '2026-12-31' });
    expect(await desk.bill(person, '40000')).toMatchObject({ scheme: 'RESIDENT', fundPaid: '6000' });
  });

  test('costs of work injury are excluded and move no accumulator', async () => {
    const person = await desk.insure();
    const claimId = await desk.claim(person, [{ amount: '60000' }], { exclusionCause: 'WORK_INJURY' });
    await desk.preSettle(claimId);
    expect((await desk.settle(claimId)).settlement).toMatchObject({
      fundPaid: '0',
      cashParts: [{ layer: 'EXCLUDED', amount: '60000' }],
    });
    expect(await desk.accumulators(person)).toEqual({});
  });
});

describe('who is covered', () => {
  test.each([
    ['in a waiting period', { waitingState: 'RUNNING', benefitsFrom: '2026-03-17' }, 'WAITING'],
    ['with suspended cover', { state: 'SUSPENDED' }, 'SUSPENDED'],
  ])('a person %s is settled and pays all', async (_, facts, entitlement) => {
    const person = await desk.insure(facts);
    const settlement = await desk.bill(person, '60000');
    expect(settlement).toMatchObject({ entitlement, fundPaid: '0', cashPaid: '60000' });
    expect(settlement.cashParts).toEqual([{ layer: 'NOT_ENTITLED', amount: '60000' }]);
  });

  test('benefits begin on their first day', async () => {
    const person = await desk.insure({ waitingState: 'RUNNING', benefitsFrom: '2026-03-16' });
    expect((await desk.bill(person, '60000')).fundPaid).toBe('7500');
  });

  test('a person without cover on the day is refused', async () => {
    const person = await desk.insure({ coverTo: '2026-03-15' });
    expect(await desk.register({ personId: person })).toMatchObject({
      code: 'NOT_ENROLLED',
      day: '2026-03-16',
    });
    expect(await desk.register({ personId: '0190a000-0000-7000-8000-000000000000' })).toMatchObject({
      code: 'NOT_ENROLLED',
    });
  });

  test('bills up to the last day of cover settle afterwards', async () => {
    const person = await desk.insure({ coverTo: '2026-03-15', state: 'ENDED' });
    const visit = await desk.register({ personId: person, startedOn: '2026-03-15' });
    const { claim } = await desk.upload(visit.visit.id, [{ amount: '60000', serviceDate: '2026-03-15' }]);
    await desk.preSettle(claim.id);
    expect((await desk.settle(claim.id)).settlement.fundPaid).toBe('7500');
  });

  test('an institution that is suspended or unknown cannot register', async () => {
    const person = await desk.insure();
    await desk.designate('H31010100009', { state: 'SUSPENDED' });
    expect(await desk.register({ personId: person }, 'H31010100009')).toMatchObject({
      institutionState: 'SUSPENDED',
    });
    expect(await desk.register({ personId: person }, 'H31010199999')).toMatchObject({
      institutionState: null,
    });
  });

  test('a stay is not registered here', async () => {
    const person = await desk.insure();
    expect(await desk.register({ personId: person, visitType: 'INPATIENT' })).toMatchObject({
      code: 'VISIT_TYPE_NOT_SERVED',
    });
  });
});

describe('the same message id', () => {
  test('with the same content returns the first result of every transaction', async () => {
    const person = await desk.insure();
    const msgids = Array.from({ length: 5 }, () => desk.msgid());
    const once = async () => {
      const visit = await desk.register({ personId: person, msgid: msgids[0] });
      const upload = await desk.upload(visit.visit.id, [{ amount: '60000' }], { msgid: msgids[1] });
      const preSettled = await desk.preSettle(upload.claim.id, { msgid: msgids[2] });
      const { settlement } = await desk.settle(upload.claim.id, { msgid: msgids[3] });
      return {
        visit: visit.visit.id,
        claim: upload.claim.id,
        preSettled: preSettled.preSettlement,
        settlement: settlement.id,
      };
    };
    const first = await once();
    expect(await once()).toEqual(first);
    expect(await desk.accumulators(person)).toMatchObject({ POOLED_PAID: '7500' });
    const voided = await desk.void(first.settlement, { msgid: msgids[4] });
    expect((await desk.void(first.settlement, { msgid: msgids[4] })).opposite.id).toBe(voided.opposite.id);
    expect(await desk.accumulators(person)).toEqual({});
  });

  test('with other content is CONFLICT, also for another transaction', async () => {
    const person = await desk.insure();
    const msgid = desk.msgid();
    const { visit } = await desk.register({ personId: person, msgid });
    expect(rejected(await desk.tryRegister({ personId: person, msgid, startedOn: '2026-03-15' }))).toBe(
      'CONFLICT',
    );
    expect(rejected(await desk.tryUpload(visit.id, [{}], { msgid }))).toBe('CONFLICT');
  });

  test('returns the first refusal too', async () => {
    const person = await desk.insure();
    const msgid = desk.msgid();
    const { visit } = await desk.register({ personId: person });
    const refused = await desk.upload(visit.id, [{}], { total: '1', msgid });
    expect(await desk.upload(visit.id, [{}], { total: '1', msgid })).toEqual(refused);
  });

  test('at the same moment settles once', async () => {
    const person = await desk.insure();
    const claimId = await desk.claim(person, [{ amount: '60000' }]);
    await desk.preSettle(claimId);
    const msgid = desk.msgid();
    const [one, two] = await Promise.all([desk.settle(claimId, { msgid }), desk.settle(claimId, { msgid })]);
    expect(one.settlement.id).toBe(two.settlement.id);
    expect(await desk.accumulators(person)).toMatchObject({ POOLED_PAID: '7500' });
  });
});

describe('between pre-settlement and settlement', () => {
  test('a bill that moved the accumulators makes the answer a refusal with both results', async () => {
    const person = await desk.insure();
    const claimId = await desk.claim(person, [{ amount: '60000' }]);
    await desk.preSettle(claimId);
    await desk.bill(person, '50000');
    const refused = await desk.settle(claimId);
    expect(refused).toMatchObject({
      code: 'ACCUMULATOR_MOVED',
      preSettled: { fundPaid: '7500' },
      recomputed: { fundPaid: '45000' },
    });
    await desk.preSettle(claimId);
    expect((await desk.settle(claimId)).settlement.fundPaid).toBe('45000');
  });

  test('of two settlements racing for the same deductible one is told that it moved', async () => {
    const person = await desk.insure();
    const claims = [
      await desk.claim(person, [{ amount: '60000' }]),
      await desk.claim(person, [{ amount: '60000' }]),
    ];
    for (const claimId of claims) await desk.preSettle(claimId);
    const answers = await Promise.all(claims.map(claimId => desk.settle(claimId)));
    expect(answers.map(answer => answer.__typename).sort()).toEqual([
      'AccumulatorMovedRefusal',
      'SettleSuccess',
    ]);
    expect(await desk.accumulators(person)).toMatchObject({
      OUTPATIENT_DEDUCTIBLE: '50000',
      POOLED_PAID: '7500',
    });
  });

  test('two settlements racing for the last of a ceiling never pay more than it', async () => {
    const person = await desk.insure({ personGroup: 'FLEXIBLE' });
    await desk.graph.subgraph.kernel.em().execute(
      `insert into "settlement"."policy_term" (id, code, version, kind, scheme, person_group, unit, value, effective_from, source, certainty)
       values (gen_random_uuid(), 'LOW-CEILING', '1', 'POOLED_CEILING', 'EMPLOYEE', 'FLEXIBLE', 'FEN', '10000', '2023-07-01', 'test', 'DECIDED')`,
    );
    await desk.bill(person, '50000');
    const claims = [
      await desk.claim(person, [{ amount: '12000' }]),
      await desk.claim(person, [{ amount: '12000' }]),
    ];
    for (const claimId of claims) await desk.preSettle(claimId);
    const [one, two] = await Promise.all(claims.map(claimId => desk.settle(claimId)));
    const moved = one.code ? claims[0]! : claims[1]!;
    expect([one.code, two.code].filter(Boolean)).toEqual(['ACCUMULATOR_MOVED']);
    await desk.preSettle(moved);
    const { settlement } = await desk.settle(moved);
    // 1000 are left of the ceiling and cover 1333 of the cost; the supplementary fund pays 80% of the rest
    expect(settlement.payments).toEqual([
      { payer: 'POOLED_FUND', amount: '1000' },
      { payer: 'LARGE_AMOUNT_FUND', amount: '8534' },
      { payer: 'CASH', amount: '2466' },
    ]);
    expect(await desk.accumulators(person)).toMatchObject({ POOLED_PAID: '10000' });
  });

  test('a catalogue that changed makes the answer a refusal too', async () => {
    const code = 'XJ01CAA040E001010100777';
    await desk.catalogue(code, { itemClass: 'A' });
    const person = await desk.insure();
    const claimId = await desk.claim(person, [{ itemCode: code, amount: '60000' }]);
    await desk.preSettle(claimId);
    await desk.catalogue(code, { itemClass: 'C' });
    expect((await desk.settle(claimId)).code).toBe('ACCUMULATOR_MOVED');
  });

  test('fees that came later have to be pre-settled first', async () => {
    const person = await desk.insure();
    const { visit } = await desk.register({ personId: person });
    const { claim } = await desk.upload(visit.id, [{}]);
    expect(await desk.settle(claim.id)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      fromState: 'REGISTERED',
      act: 'SETTLE',
    });
    await desk.preSettle(claim.id);
    await desk.upload(visit.id, [{ detailNumber: '0002' }]);
    expect(await desk.settle(claim.id)).toMatchObject({ fromState: 'REGISTERED' });
    await desk.preSettle(claim.id);
    expect((await desk.settle(claim.id)).settlement.total).toBe('20000');
    expect(await desk.settle(claim.id)).toMatchObject({ fromState: 'SETTLED' });
    expect(await desk.preSettle(claim.id)).toMatchObject({ fromState: 'SETTLED' });
  });

  test("another institution's claim is FORBIDDEN, an unknown one NOT_FOUND", async () => {
    const claimId = await desk.claim(await desk.insure(), [{}]);
    await desk.preSettle(claimId);
    expect(rejected(await desk.trySettle(claimId, {}, OTHER_HOSPITAL))).toBe('FORBIDDEN');
    expect(rejected(await desk.trySettle('0190a000-0000-7000-8000-000000000000'))).toBe('NOT_FOUND');
    expect(rejected(await desk.trySettle('x'))).toBe('NOT_FOUND');
  });
});

test('every line of a settlement names a term that policyTerms shows', async () => {
  const settlement = await desk.bill(await desk.insure(), '60000');
  const data = ok(
    await desk.graph.query(
      `query ($id: ID!) {
      settlement(id: $id) { trace { step base amount payer layer ruleId parameterVersion } claim { id state items { itemCode } visit { id } } }
      policyTerms(first: 200, scheme: EMPLOYEE, on: "2026-03-16") { nodes { code version } pageInfo { hasNextPage } }
    }`,
      { id: settlement.id },
    ),
  );
  expect(data.settlement.claim).toMatchObject({ state: 'SETTLED', items: [{ itemCode: CONSULTATION }] });
  const known = new Set(
    data.policyTerms.nodes.map((term: { code: string; version: string }) => `${term.code}@${term.version}`),
  );
  const used = data.settlement.trace
    .filter((line: { ruleId: string }) => line.ruleId !== 'CASH-REMAINDER')
    .map((line: { ruleId: string; parameterVersion: string }) => `${line.ruleId}@${line.parameterVersion}`);
  expect(used).toHaveLength(3);
  expect(used.filter((key: string) => !known.has(key))).toEqual([]);
});
