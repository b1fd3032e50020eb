import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { SimulatedInsurerEntry } from '../src/commercial/simulated-insurer.ts';
import { type Desk, ok, OTHER_HOSPITAL, rejected } from './desk.ts';
import { hospital, insurer, Insuring, LIST, PAYOUT, RECONCILE, REFUSAL } from './insuring.ts';

const CORRECT = `mutation ($input: CorrectDirectPayoutInput!) { correctDirectPayout(input: $input) {
  ... on CorrectDirectPayoutSuccess { payout { ${PAYOUT} } } ${REFUSAL} } }`;
const ASSIGN = `mutation ($input: AssignDifferenceInput!) { assignDifference(input: $input) {
  ... on AssignDifferenceSuccess { difference { owner } } ${REFUSAL} } }`;
const CLOSE = `mutation ($input: CloseDifferenceInput!) { closeDifference(input: $input) {
  ... on CloseDifferenceSuccess { difference { outcome } } ${REFUSAL} } }`;
const CLOSE_MONTH = `mutation ($input: CloseReconciledMonthInput!) { closeReconciledMonth(input: $input) {
  ... on CloseReconciledMonthSuccess { month { partyKind month } } ${REFUSAL}
  ... on MonthNotCleanRefusal { missing } } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let insuring: Insuring;
let desk: Desk;
beforeAll(async () => {
  insuring = await Insuring.open();
  ({ desk } = insuring);
});
afterAll(() => desk.stop());

describe('reconciliation and correction', () => {
  const tryReconcile = (insurerCode: string, input: object, asker: Asker) =>
    desk.graph.query(
      RECONCILE,
      { input: { idempotencyKey: insuring.key(), insurerCode, day: '2026-03-16', ...input } },
      asker,
    );
  const reconcile = async (insurerCode: string, input: object = {}, asker: Asker = { role: 'HANDLER' }) => {
    const answer = ok(await tryReconcile(insurerCode, input, asker)).reconcileDirectPayouts;
    return (answer.reconciliation ?? answer) as Data;
  };
  const correct = (directPayoutId: string, standing: string, asker: Asker) => {
    const input = { idempotencyKey: insuring.key(), directPayoutId, standing, reason: '核赔更正' };
    return desk.graph.query(CORRECT, { input }, asker);
  };
  const em = () => desk.graph.subgraph.kernel.em();
  /** The days stand still once they have ended. */
  const nextDay = () => desk.graph.clock.set('2026-03-17T02:00:00Z');
  beforeEach(() => desk.graph.clock.set('2026-03-16T02:00:00Z'));
  afterAll(() => desk.graph.clock.set('2026-03-16T02:00:00Z'));

  test('SH-ST-COMM-11: an ended day balances in counts and sums, or it does not', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'TOTALS01', { deductible: '0' });
    for (const amount of ['10000', '20000']) await insuring.settled(person, policy.id, amount);
    expect(rejected(await tryReconcile('TOTALS01', {}, { role: 'HANDLER' }))).toBe(
      'BAD_USER_INPUT input.day',
    );
    nextDay();
    const both = { count: 2, total: '24000' };
    expect(await reconcile('TOTALS01')).toMatchObject({
      partyKind: 'INSURER',
      party: 'TOTALS01',
      state: 'CLEAN',
      ours: both,
      theirs: both,
      found: 0,
    });
    const where = { insurerCode: 'TOTALS01', amount: 8000n };
    await em().nativeUpdate(SimulatedInsurerEntry, where, { amount: 8001n });
    const differing = await reconcile('TOTALS01');
    expect(differing).toMatchObject({ state: 'DIFFERENT', theirs: { count: 2, total: '24001' }, open: 1 });
  });

  test('SH-ST-COMM-12: the details say which payout differs; each has an owner and is closed with a reason', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'LEDGER01', { deductible: '0' });
    for (const amount of ['10000', '20000']) await insuring.settled(person, policy.id, amount);
    nextDay();
    const [less] = await em().find(SimulatedInsurerEntry, { insurerCode: 'LEDGER01', amount: 8000n });
    const [more] = await em().find(SimulatedInsurerEntry, { insurerCode: 'LEDGER01', amount: 16_000n });
    await em().nativeUpdate(SimulatedInsurerEntry, { msgid: less!.msgid }, { amount: 8001n });
    await em().nativeUpdate(SimulatedInsurerEntry, { msgid: more!.msgid }, { amount: 15_999n });
    // Counts and sums agree: only who asks for the details sees it.
    expect(await reconcile('LEDGER01')).toMatchObject({ state: 'CLEAN' });
    const extra = { ...less!, msgid: desk.msgid(), amount: 5n };
    const found = await reconcile('LEDGER01', { details: true }, insurer('LEDGER01'));
    expect(found).toMatchObject({ state: 'DIFFERENT', found: 2 });
    await em().insert(SimulatedInsurerEntry, extra);
    const differing = await reconcile('LEDGER01', {}, insurer('LEDGER01'));
    expect(differing).toMatchObject({ theirs: { count: 3, total: '24005' }, found: 3, open: 3 });
    expect(differing.differences.nodes).toEqual([
      expect.objectContaining({
        kind: 'ONLY_PARTY',
        reference: extra.msgid,
        ours: null,
        theirs: { total: '5' },
      }),
      ...[
        [less!.msgid, '8000', '8001'],
        [more!.msgid, '16000', '15999'],
      ]
        .sort()
        .map(([reference, ours, theirs]) =>
          expect.objectContaining({
            kind: 'AMOUNTS_DIFFER',
            reference,
            ours: { total: ours },
            theirs: { total: theirs },
          }),
        ),
    ]);
    for (const { id: differenceId } of differing.differences.nodes) {
      await insuring.ask(
        ASSIGN,
        { idempotencyKey: insuring.key(), differenceId, owner: 'qian' },
        { role: 'HANDLER' },
      );
      const close = {
        idempotencyKey: insuring.key(),
        differenceId,
        outcome: 'PARTY_CORRECTS',
        reason: '核实后更正',
      };
      await insuring.ask(CLOSE, close, { role: 'HANDLER', subject: 'qian' });
    }
    const read = await desk.graph.data(
      `query ($id: ID!) { reconciliation(id: $id) { state open } }`,
      { id: differing.id },
      insurer('LEDGER01'),
    );
    expect(read.reconciliation).toEqual({ state: 'RESOLVED', open: 0 });
  });

  test('an insurer reconciles and reads its own days only', async () => {
    nextDay();
    expect(rejected(await tryReconcile('LEDGER01', {}, insurer('CPIC0001')))).toBe('FORBIDDEN');
    const LISTED = `{ reconciliations(first: 50) { nodes { partyKind party } } }`;
    const own = await desk.graph.data(LISTED, {}, insurer('LEDGER01'));
    expect(own.reconciliations.nodes.length).toBeGreaterThan(0);
    for (const row of own.reconciliations.nodes)
      expect(row).toEqual({ partyKind: 'INSURER', party: 'LEDGER01' });
    expect((await desk.graph.data(LISTED, {}, insurer('CPIC0001'))).reconciliations.nodes).toEqual([]);
  });

  test('SH-ST-COMM-13: a correction moves what the payout stands at, keeps what was settled, and balances', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'CORRECT01', { deductible: '0' });
    const { id } = await insuring.settled(person, policy.id, '10000');
    const [payout] = await insuring.payoutsOf(insurer('CORRECT01'));
    const own = insurer('CORRECT01');
    const answer = ok(await correct(payout!.id, '7000', own)).correctDirectPayout.payout;
    expect(answer).toMatchObject({ paid: '8000', standing: '7000', cash: '2000' });
    expect(answer.corrections).toEqual([
      { standing: '7000', change: '-1000', reason: '核赔更正', by: 'clerk-CORRECT01' },
    ]);
    expect(ok(await correct(payout!.id, '10001', own)).correctDirectPayout).toMatchObject({
      code: 'CORRECTION_IMPOSSIBLE',
    });
    expect(rejected(await correct(payout!.id, '6000', insurer('PINGAN01')))).toBe('FORBIDDEN');
    const settlement = await desk.graph.data(`{ settlement(id: "${id}") { commercialPaid } }`);
    expect(settlement.settlement.commercialPaid).toBe('8000');
    nextDay();
    expect(await reconcile('CORRECT01')).toMatchObject({ state: 'CLEAN', ours: { total: '7000' } });
  });

  test('a month of insurers closes only clean; then nothing of it is compared or corrected any more', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'MONTHLY1', { deductible: '0' });
    await insuring.settled(person, policy.id, '10000');
    const [payout] = await insuring.payoutsOf(insurer('MONTHLY1'));
    desk.graph.clock.set('2026-04-02T02:00:00Z');
    const close = async (): Promise<Data> =>
      insuring.ask(
        CLOSE_MONTH,
        { idempotencyKey: insuring.key(), partyKind: 'INSURER', month: '2026-03' },
        { role: 'REVIEWER' },
      );
    const refused = await close();
    expect(refused).toMatchObject({ code: 'MONTH_NOT_CLEAN' });
    expect(refused.missing).toContain('MONTHLY1');
    for (const party of refused.missing) await reconcile(party);
    await em().execute(
      `update "settlement"."reconciliation" set state = 'RESOLVED' where state = 'DIFFERENT'`,
    );
    expect(await close()).toMatchObject({ month: { partyKind: 'INSURER', month: '2026-03' } });
    expect(await reconcile('MONTHLY1')).toMatchObject({ code: 'MONTH_CLOSED' });
    const late = ok(await correct(payout!.id, '7000', insurer('MONTHLY1')));
    expect(late.correctDirectPayout).toMatchObject({ code: 'MONTH_CLOSED' });
  });

  test('SH-ST-COMM-14: payouts are read by their insurer, their hospital and clerks, and by nobody else', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'OWNONLY1', { deductible: '0' });
    await insuring.settled(person, policy.id, '10000');
    const codes = async (asker: Asker) =>
      new Set((await insuring.payoutsOf(asker)).map(row => row.insurerCode));
    expect(await codes(insurer('OWNONLY1'))).toEqual(new Set(['OWNONLY1']));
    expect(await codes(hospital(OTHER_HOSPITAL))).toEqual(new Set());
    expect((await codes({ role: 'HANDLER' })).has('OWNONLY1')).toBe(true);
    expect(await codes({ role: 'HANDLER', region: '310104' })).toEqual(new Set());
    expect(rejected(await desk.graph.query(LIST, {}, { role: 'ANALYST' }))).toBe('FORBIDDEN');
    const { statements } = await desk.graph.statements.during(() => insuring.payoutsOf({ role: 'HANDLER' }));
    expect(statements.length).toBe(1);
  });
});
