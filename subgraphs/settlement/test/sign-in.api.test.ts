import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { Centre } from './centre.ts';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

const SIGN_IN = `mutation ($input: SignInInput!) { signIn(input: $input) {
  ... on SignInSuccess { signIn { number operator day signedOutAt } } } }`;
const SIGN_OUT = `mutation ($input: SignOutInput!) { signOut(input: $input) {
  ... on SignOutSuccess { signIn { number signedOutAt } } ... on Refusal { code } } }`;
const SIGN_INS = `query ($day: CalendarDate, $institutionCode: String) {
  signIns(first: 20, day: $day, institutionCode: $institutionCode) {
    nodes { number operator day signedInAt signedOutAt transactions institution { code } } } }`;
const REGISTER = `mutation ($input: RegisterVisitInput!) { registerVisit(input: $input) {
  ... on RegisterVisitSuccess { visit { id } } ... on Refusal { code } } }`;

const operator = (subject: string, institution = HOSPITAL): Asker => ({
  role: 'INSTITUTION',
  institution,
  subject,
});
const ZHAO = operator('test-institution');

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let centre: Centre;
beforeAll(async () => {
  desk = await Desk.open();
  centre = new Centre(desk);
});
afterAll(() => desk.stop());

async function signIn(asker = ZHAO, msgid = desk.msgid(asker.institution)): Promise<Data> {
  return ok(await desk.graph.query(SIGN_IN, { input: { msgid } }, asker)).signIn.signIn;
}

async function signOut(number: string, asker = ZHAO, msgid = desk.msgid(asker.institution)): Promise<Data> {
  return ok(await desk.graph.query(SIGN_OUT, { input: { msgid, number } }, asker)).signOut;
}

/** Registers a visit as a certain operator. */
async function register(asker: Asker, input: object = {}): Promise<Data> {
  const visit = { personId: await desk.insure(), visitType: 'OUTPATIENT', startedOn: '2026-03-16' };
  const whole = { msgid: desk.msgid(asker.institution), ...visit, ...input };
  return ok(await desk.graph.query(REGISTER, { input: whole }, asker)).registerVisit;
}

async function signIns(asker: Asker, filter: object = {}): Promise<Data[]> {
  return ok(await desk.graph.query(SIGN_INS, { ...filter }, asker)).signIns.nodes;
}

describe('signing in (9001)', () => {
  test('gives an operator the number of the day, and the same one however often', async () => {
    const first = await signIn();
    expect(first).toEqual({
      number: `${HOSPITAL}202603160000000001`,
      operator: 'test-institution',
      day: '2026-03-16',
      signedOutAt: null,
    });
    expect(await signIn()).toEqual(first);
    expect((await signIn(operator('qian'))).number).toBe(`${HOSPITAL}202603160000000002`);
  });

  test('two operators at the same moment get two numbers, one operator twice gets one', async () => {
    const [one, two, again] = await Promise.all([
      signIn(operator('sun')),
      signIn(operator('li')),
      signIn(operator('sun')),
    ]);
    expect(again.number).toBe(one.number);
    expect(new Set([one.number, two.number]).size).toBe(2);
  });

  test('is for institutions only', async () => {
    const input = { msgid: desk.msgid() };
    const refused = await desk.graph.query(SIGN_IN, { input }, { role: 'HANDLER' });
    expect(rejected(refused)).toBe('FORBIDDEN');
  });
});

describe('a transaction that names a sign-in', () => {
  test('carries its number, demanded or not', async () => {
    const { number: signNumber } = await signIn(operator('zhou'));
    await register(operator('zhou'), { signNumber });
    await register(operator('zhou'));
    const own = await signIns(ZHAO);
    expect(own.find(({ number }) => number === signNumber).transactions).toBe(1);
  });

  test("of a colleague, of another institution or of nobody is refused, and signing out a colleague's is too", async () => {
    const { number: signNumber } = await signIn();
    const elsewhere = operator('test-institution', OTHER_HOSPITAL);
    expect(await register(operator('qian'), { signNumber })).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await register(elsewhere, { signNumber })).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await register(ZHAO, { signNumber: 'x' })).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await signOut(signNumber, operator('qian'))).toEqual({ code: 'NOT_SIGNED_IN' });
    expect((await register(ZHAO, { signNumber })).visit.id).toEqual(expect.any(String));
  });

  test('that was signed out (9002) is refused; what was done under it is answered again', async () => {
    const { number: signNumber } = await signIn();
    const sent = { msgid: desk.msgid(), personId: await desk.insure(), signNumber };
    const first = await register(ZHAO, sent);
    const msgid = desk.msgid();
    const ended = await signOut(signNumber, ZHAO, msgid);
    expect(ended.signIn).toEqual({ number: signNumber, signedOutAt: '2026-03-16T02:00:00.000Z' });
    expect(await signOut(signNumber, ZHAO, msgid)).toEqual(ended);
    expect(await signOut(signNumber)).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await register(ZHAO, { signNumber })).toEqual({ code: 'NOT_SIGNED_IN' });
    expect(await register(ZHAO, sent)).toEqual(first);
    const { number: next } = await signIn();
    expect(next).not.toBe(signNumber);
    expect(await register(ZHAO, { ...sent, signNumber: next })).toEqual(first);
  });
});

describe('where the deployment demands a sign-in', () => {
  beforeAll(async () => {
    await centre.legislate('2026-04-01', [
      { code: 'SIGN-IN-REQUIRED', kind: 'SIGN_IN', value: 'REQUIRED', qualifier: 'COUNTER' },
    ]);
  });

  test('it is demanded from its day on, and the message that was refused goes on once signed in', async () => {
    expect((await register(ZHAO)).visit.id).toEqual(expect.any(String));
    desk.graph.clock.set('2026-04-01T02:00:00Z');
    const sent = { msgid: desk.msgid(), personId: await desk.insure() };
    expect(await register(ZHAO, sent)).toEqual({ code: 'NOT_SIGNED_IN' });
    const { number: signNumber } = await signIn();
    expect((await register(ZHAO, { ...sent, signNumber })).visit.id).toEqual(expect.any(String));
  });

  test('no money moves without one, and no account is asked', async () => {
    const { number: signNumber } = await signIn();
    const personId = await desk.insure();
    const { visit } = await desk.register({ personId, signNumber });
    expect(await desk.upload(visit.id, [{ amount: '60000' }])).toMatchObject({ code: 'NOT_SIGNED_IN' });
    const { claim } = await desk.upload(visit.id, [{ amount: '60000' }], { signNumber });
    expect(await desk.preSettle(claim.id)).toMatchObject({ code: 'NOT_SIGNED_IN' });
    await desk.preSettle(claim.id, { signNumber });
    // The account would be unavailable: nobody answers for it here.
    const unsigned = await desk.settle(claim.id, { useAccount: true });
    expect(unsigned).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await desk.accumulators(personId)).toEqual({});
    const { settlement } = await desk.settle(claim.id, { signNumber });
    expect(await desk.void(settlement.id)).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect((await desk.void(settlement.id, { signNumber })).settlement.state).toBe('VOIDED');
  });

  test('the end of the day ends it', async () => {
    const { number: signNumber } = await signIn();
    desk.graph.clock.set('2026-04-01T16:00:00Z');
    expect(await register(ZHAO, { signNumber })).toEqual({ code: 'NOT_SIGNED_IN' });
    expect((await signIn()).number).toBe(`${HOSPITAL}202604020000000001`);
  });
});

test('an institution sees its own sign-ins, the centre those of its region, a person none', async () => {
  await signIn(operator('wu', OTHER_HOSPITAL));
  const own = await signIns(ZHAO, { day: '2026-03-16' });
  expect(new Set(own.map(({ institution }) => institution.code))).toEqual(new Set([HOSPITAL]));
  const district = await signIns({ role: 'HANDLER', region: '310104' });
  expect(district.map(({ operator }) => operator)).toEqual(['wu']);
  expect(await signIns({ role: 'HANDLER' }, { institutionCode: OTHER_HOSPITAL })).toHaveLength(1);
  const person: Asker = { role: 'PERSON', person: await desk.insure() };
  expect(rejected(await desk.graph.query(SIGN_INS, {}, person))).toBe('FORBIDDEN');
});
