import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Asker } from '#test/subgraph';
import { COMMERCIAL_POLICY_TOPIC } from '#schema/events/settlement.events';
import { type Desk, ok, rejected } from './desk.ts';
import { hospital, insurer, Insuring, REFUSAL, SHARE } from './insuring.ts';

const WITHDRAW = `mutation ($input: WithdrawCommercialPolicyInput!) { withdrawCommercialPolicy(input: $input) {
  ... on WithdrawCommercialPolicySuccess { commercialPolicyId } ${REFUSAL} } }`;
const POLICIES = `query ($first: Int!, $after: Cursor) { commercialPolicies(first: $first, after: $after) {
  nodes { id person { id } } pageInfo { endCursor hasNextPage } } }`;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let insuring: Insuring;
let desk: Desk;
beforeAll(async () => {
  insuring = await Insuring.open();
  ({ desk } = insuring);
});
afterAll(() => desk.stop());

describe('a policy that an insurer shares', () => {
  test('SH-ST-COMM-01: an insurer shares its policies under its own name, each number once', async () => {
    const person = await desk.insure();
    const first = await insuring.share(person, 'PINGAN01', { policyNumber: 'TWICE-001' });
    expect(first).toMatchObject({ insurerCode: 'PINGAN01', person: { id: person } });
    expect(await insuring.share(person, 'PINGAN01', { policyNumber: 'TWICE-001' })).toMatchObject({
      code: 'POLICY_NUMBER_TAKEN',
    });
    expect((await insuring.share(person, 'CPIC0001', { policyNumber: 'TWICE-001' })).insurerCode).toBe(
      'CPIC0001',
    );
    const holder = { name: '蔚然', idCard: person };
    const input = { idempotencyKey: insuring.key(), policyNumber: 'NONE-1', holder, product: '险种' };
    const rest = {
      ratio: '1',
      deductible: '0',
      yearlyLimit: '1',
      firstDay: '2026-01-01',
      lastDay: '2026-01-02',
    };
    const asked = desk.graph.query(SHARE, { input: { ...input, ...rest } }, hospital());
    expect(rejected(await asked)).toBe('FORBIDDEN');
  });

  test('an insurer names the holder as registered, and learns no more than that it did not', async () => {
    const idCard = await desk.insure();
    const differs = { code: 'HOLDER_DIFFERS', message: '姓名与公民身份号码与参保登记不一致' };
    expect(await insuring.share(idCard, 'PINGAN01', { holder: { name: '蔚蓝', idCard } })).toEqual(differs);
    const attempt = async (holder: object) => {
      const input = { ...insuring.policyOf(idCard), holder };
      const { errors } = await desk.graph.query(SHARE, { input }, insurer('PINGAN01'));
      return errors?.[0]?.extensions;
    };
    expect(await attempt({ name: '蔚然', idCard: 'no number' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.holder.idCard': expect.any(String) },
    });
    expect(await attempt({ name: '蔚然', idCard: 'too often' })).toMatchObject({ code: 'RATE_LIMITED' });
    expect(await attempt({ name: '蔚然', idCard: 'away' })).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      service: 'insured',
    });
    expect(await attempt({ name: ' ', idCard })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'input.holder.name': expect.any(String) },
    });
  });

  test('a registration that is repeated has the first answer, and insured is not asked again', async () => {
    const person = await desk.insure();
    for (const holder of [
      { name: '蔚然', idCard: person },
      { name: '蔚蓝', idCard: person },
    ]) {
      const input = { ...insuring.policyOf(person), holder };
      const first = await insuring.ask(SHARE, input, insurer('REPEATS1'));
      const before = insuring.asked;
      expect(await insuring.ask(SHARE, input, insurer('REPEATS1'))).toEqual(first);
      expect(insuring.asked).toBe(before);
      const other = { input: { ...input, product: '另一险种' } };
      expect(rejected(await desk.graph.query(SHARE, other, insurer('REPEATS1')))).toBe('CONFLICT');
    }
  });

  test('whom an insurer named stands in no row, no fact and no record of the act', async () => {
    const person = await desk.insure();
    const name = '蔚然';
    const { id } = await insuring.share(person, 'SILENT01', { holder: { name, idCard: person } });
    await insuring.share(person, 'SILENT01', { holder: { name: '谁也不是', idCard: person } });
    const em = desk.graph.subgraph.kernel.em();
    const tables: { name: string }[] = await em.execute(
      `select table_name as name from information_schema.tables where table_schema = 'settlement'`,
    );
    expect(tables.length).toBeGreaterThan(30);
    for (const { name: table } of tables) {
      const rows = JSON.stringify(await em.execute(`select * from settlement."${table}"`));
      expect([table, rows.includes(name), rows.includes('谁也不是')]).toEqual([table, false, false]);
    }
    const facts = await desk.graph.announced(COMMERCIAL_POLICY_TOPIC);
    expect(facts.filter(({ payload }) => payload.insurerCode === 'SILENT01')).toEqual([
      {
        name: 'CommercialPolicyRegistered',
        payload: { policyId: id, personId: person, insurerCode: 'SILENT01' },
      },
    ]);
  });
});

describe('a policy that was shared in error', () => {
  const withdraw = (commercialPolicyId: string, insurerCode: string) =>
    desk.graph.query(
      WITHDRAW,
      { input: { idempotencyKey: insuring.key(), commercialPolicyId } },
      insurer(insurerCode),
    );

  test('is withdrawn by its insurer alone, pays nothing from then on, and its number is free again', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'ERRORS01', { policyNumber: 'ERROR-001' });
    expect(rejected(await withdraw(policy.id, 'PINGAN01'))).toBe('NOT_FOUND');
    expect(ok(await withdraw(policy.id, 'ERRORS01')).withdrawCommercialPolicy).toEqual({
      commercialPolicyId: policy.id,
    });
    expect(rejected(await withdraw(policy.id, 'ERRORS01'))).toBe('NOT_FOUND');
    expect(await insuring.settled(person, policy.id, '60000')).toMatchObject({ code: 'NO_SUCH_POLICY' });
    const again = await insuring.share(person, 'ERRORS01', { policyNumber: 'ERROR-001' });
    expect(again.id).not.toBe(policy.id);
    const facts = await desk.graph.announced(COMMERCIAL_POLICY_TOPIC);
    expect(facts.filter(({ payload }) => payload.policyId === policy.id).map(({ name }) => name)).toEqual([
      'CommercialPolicyRegistered',
      'CommercialPolicyWithdrawn',
    ]);
  });

  test('stays once it has paid a bill, unless the bill was undone', async () => {
    const person = await desk.insure();
    const policy = await insuring.share(person, 'ERRORS02', { deductible: '0' });
    const { id } = await insuring.settled(person, policy.id, '60000');
    expect(ok(await withdraw(policy.id, 'ERRORS02')).withdrawCommercialPolicy).toMatchObject({
      code: 'POLICY_IN_USE',
    });
    await desk.void(id);
    expect(ok(await withdraw(policy.id, 'ERRORS02')).withdrawCommercialPolicy).toEqual({
      commercialPolicyId: policy.id,
    });
  });
});

test('an insurer lists the policies that it shares, newest first and in one statement; nobody else does', async () => {
  const persons = [await desk.insure(), await desk.insure(), await desk.insure()];
  for (const person of persons) await insuring.share(person, 'LISTED01');
  const page = (asker: Asker, first = 2, after: string | null = null) =>
    desk.graph.query(POLICIES, { first, after }, asker);
  const one = ok(await page(insurer('LISTED01'))).commercialPolicies;
  const two = ok(await page(insurer('LISTED01'), 2, one.pageInfo.endCursor)).commercialPolicies;
  const holders = [...one.nodes, ...two.nodes].map(({ person }: Data) => person.id);
  expect(holders).toEqual(persons.toReversed());
  expect(ok(await page(insurer('UNLISTED'))).commercialPolicies.nodes).toEqual([]);
  expect(rejected(await page(hospital()))).toBe('FORBIDDEN');
  const { statements } = await desk.graph.statements.during(() => page(insurer('LISTED01'), 50));
  expect(statements.length).toBe(1);
});
