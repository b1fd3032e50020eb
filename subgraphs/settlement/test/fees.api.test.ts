import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Desk, HOSPITAL, ok, OTHER_HOSPITAL, rejected } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

describe('fees that are not taken', () => {
  let visitId: string;
  let person: string;
  beforeAll(async () => {
    person = await desk.insure();
    visitId = (await desk.register({ personId: person })).visit.id;
  });

  test('a sum that differs from the declared total', async () => {
    expect(await desk.upload(visitId, [{}, {}], { total: '19999' })).toMatchObject({
      code: 'FEE_TOTAL_DIFFERS',
      total: '20000',
      declaredTotal: '19999',
    });
  });

  test('an amount that is not quantity times price', async () => {
    expect(await desk.upload(visitId, [{ unitPrice: '9999' }])).toMatchObject({
      code: 'FEE_AMOUNT_DIFFERS',
      detailNumbers: ['0001'],
    });
  });

  test('a detail number that the visit has already', async () => {
    const visit = (await desk.register({ personId: person })).visit.id;
    await desk.upload(visit, [{ detailNumber: 'A1' }]);
    expect(await desk.upload(visit, [{ detailNumber: 'A1' }])).toMatchObject({
      code: 'DUPLICATE_DETAIL',
      detailNumbers: ['A1'],
    });
    expect((await desk.upload(visit, [{ detailNumber: 'A2' }])).claim.total).toBe('20000');
  });

  test('a code that the catalogue knows, and not for the day of service', async () => {
    const code = 'XA02BCA045E001010200001';
    await desk.catalogue(code, { validFrom: '2024-01-01', validTo: '2026-03-15' });
    expect(await desk.upload(visitId, [{}, { itemCode: code }])).toMatchObject({
      code: 'ITEM_CODE_NOT_IN_FORCE',
      detailNumbers: ['0002'],
    });
    await desk.catalogue(code, { validFrom: '2024-01-01', validTo: '2026-03-16' });
    const visit = (await desk.register({ personId: person })).visit.id;
    expect((await desk.upload(visit, [{ itemCode: code }])).claim.total).toBe('10000');
  });

  test.each([
    ['a negative amount', { amount: '-1', unitPrice: '100' }, 'amount'],
    ['no amount', { amount: '0', unitPrice: '100' }, 'amount'],
    ['an amount beyond the largest', { amount: '1000000000001', unitPrice: '1' }, 'amount'],
    ['no quantity', { quantity: '0' }, 'quantity'],
    ['a huge quantity', { quantity: '100001' }, 'quantity'],
    ['a quantity in words', { quantity: 'one' }, 'quantity'],
    ['a price with a point', { amount: '100', unitPrice: '1.5' }, 'unitPrice'],
    ['a service tomorrow', { serviceDate: '2026-03-17' }, 'serviceDate'],
    ['a service before the visit', { serviceDate: '2026-03-15' }, 'serviceDate'],
    ['a day that does not exist', { serviceDate: '2026-02-30' }, 'serviceDate'],
    ['a code that is none', { itemCode: '?' }, 'itemCode'],
    ['no name', { itemName: ' ' }, 'itemName'],
  ])('%s is named', async (_, fee, field) => {
    const answer = rejected(await desk.tryUpload(visitId, [fee]));
    expect(answer).toMatch(new RegExp(`^BAD_USER_INPUT input\\.items[.\\[]0\\]?\\.${field}$`));
    const data = ok(
      await desk.graph.query(`query ($id: ID!) { visit(id: $id) { claims { id } } }`, { id: visitId }),
    );
    expect(data.visit.claims).toEqual([]);
  });

  test('no line at all', async () => {
    expect(rejected(await desk.tryUpload(visitId, []))).toBe('BAD_USER_INPUT input.items');
  });

  test("another institution's visit", async () => {
    expect(rejected(await desk.tryUpload(visitId, [{}], {}, OTHER_HOSPITAL))).toBe('FORBIDDEN');
  });

  test('a visit that does not exist', async () => {
    expect(rejected(await desk.tryUpload('0190a000-0000-7000-8000-000000000000', [{}]))).toBe('NOT_FOUND');
    expect(rejected(await desk.tryUpload('not-an-id', [{}]))).toBe('BAD_USER_INPUT input.visitId');
  });
});

describe('who may send transactions', () => {
  test('only an institution, for itself, under a well-formed message id', async () => {
    const person = await desk.insure();
    const REGISTER = `mutation ($input: RegisterVisitInput!) { registerVisit(input: $input) { __typename } }`;
    const input = { msgid: desk.msgid(), personId: person, visitType: 'OUTPATIENT', startedOn: '2026-03-16' };
    const as = (role: 'HANDLER' | 'PERSON' | 'INSTITUTION', institution?: string, change: object = {}) =>
      desk.graph.query(REGISTER, { input: { ...input, ...change } }, { role, institution });
    expect(rejected(await as('HANDLER'))).toBe('FORBIDDEN');
    expect(rejected(await as('PERSON'))).toBe('FORBIDDEN');
    expect(rejected(await as('INSTITUTION'))).toBe('FORBIDDEN');
    expect(rejected(await as('INSTITUTION', OTHER_HOSPITAL))).toBe('BAD_USER_INPUT input.msgid');
    expect(rejected(await as('INSTITUTION', HOSPITAL, { msgid: `${HOSPITAL}202602301000000001` }))).toBe(
      'BAD_USER_INPUT input.msgid',
    );
    expect(rejected(await as('INSTITUTION', HOSPITAL, { startedOn: '2026-03-17' }))).toBe(
      'BAD_USER_INPUT input.startedOn',
    );
    expect(rejected(await as('INSTITUTION', HOSPITAL, { personId: 'x' }))).toBe(
      'BAD_USER_INPUT input.personId',
    );
    expect(rejected(await desk.graph.query(REGISTER, { input }, null))).toBe('UNAUTHENTICATED');
  });
});
