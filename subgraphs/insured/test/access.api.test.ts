import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestSubgraph, type Asker, type TestSubgraph } from '#test/subgraph';
import { subgraph } from '../src/subgraph.ts';

const REFUSALS = `... on Refusal { code message }
  ... on AdministratorAlreadyRefusal { heldRole }`;
const PROPOSE = `mutation ($input: ProposeAccessChangeInput!) { result: proposeAccessChange(input: $input) {
  __typename ${REFUSALS} ... on ProposeAccessChangeSuccess { change { id state subject role scope } } } }`;
const DECIDE = `mutation ($input: DecideAccessChangeInput!) { result: decideAccessChange(input: $input) {
  __typename ${REFUSALS} ... on OneHandRefusal { proposedBy } ... on DecideAccessChangeSuccess { change { id state proposedBy decidedBy } } } }`;
const TABLE = '{ scopeTable { version keyId signature roles { role scopes } } }';

const SUN: Asker = { role: 'SYSTEM_ADMIN', subject: 'sun' };
const LI: Asker = { role: 'SECURITY_ADMIN', subject: 'li' };
const ZHOU: Asker = { role: 'AUDIT_ADMIN', subject: 'zhou' };

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startTestSubgraph(subgraph, { access: true });
});
afterAll(() => graph.stop());

let serial = 0;
const run = async (document: string, input: object, asker: Asker) => {
  const idempotencyKey = `access-test-${(serial += 1)}`;
  return (await graph.data(document, { input: { idempotencyKey, reason: '岗位调整', ...input } }, asker))
    .result;
};
const propose = (input: object, asker = SUN) => run(PROPOSE, input, asker);
const decide = (changeId: string, asker = LI, approve = true) => run(DECIDE, { changeId, approve }, asker);
const approved = async (input: object) => decide((await propose(input)).change.id);
const scopesOf = async (role: string): Promise<string[]> =>
  (await graph.data(TABLE, {}, ZHOU)).scopeTable.roles.find((each: { role: string }) => each.role === role)
    .scopes;
const codeOf = async (document: string, input: object, asker: Asker) =>
  (
    await graph.query(
      document,
      { input: { idempotencyKey: `access-test-${(serial += 1)}`, reason: '岗位调整', ...input } },
      asker,
    )
  ).errors?.[0]?.extensions['code'];

const UNDERPAID = { kind: 'ADD_SCOPE', role: 'HANDLER', scope: 'reveal:bank-card' };

describe('SH-ST-CRYPTO-05, SH-AI-CRYPTO-05, SH-ST-CRYPTO-09: a change of scopes', () => {
  test('is made by one administrator and approved by another, and the table is signed anew with it', async () => {
    const before = (await graph.data(TABLE, {}, ZHOU)).scopeTable;
    const { change } = await propose(UNDERPAID);
    expect(change).toMatchObject({ state: 'PROPOSED', role: 'HANDLER', scope: 'reveal:bank-card' });
    expect(await scopesOf('HANDLER')).not.toContain('reveal:bank-card');
    expect(await decide(change.id)).toMatchObject({
      change: { state: 'APPROVED', proposedBy: 'sun', decidedBy: 'li' },
    });
    const after = (await graph.data(TABLE, {}, ZHOU)).scopeTable;
    expect(await scopesOf('HANDLER')).toContain('reveal:bank-card');
    expect(after.version).toBe(before.version + 1);
    expect(after.signature).not.toBe(before.signature);
  });

  test('holds for tokens that were issued before it', async () => {
    const analyst: Asker = { role: 'SCREEN', subject: 'wall' };
    const erasures = '{ personErasures(first: 1) { nodes { id } } }';
    const persons = `{ person(id: "01a204da-10e8-7450-9346-a7cd5f2e3118") { id } }`;
    expect((await graph.query(persons, {}, analyst)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    await approved({ kind: 'ADD_SCOPE', role: 'SCREEN', scope: 'insured:read' });
    expect((await graph.query(persons, {}, analyst)).errors).toBeUndefined();
    await approved({ kind: 'REMOVE_SCOPE', role: 'SCREEN', scope: 'insured:read' });
    expect((await graph.query(persons, {}, analyst)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect((await graph.query(erasures, {}, analyst)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('is not approved by whoever made it, nor by another in the same role', async () => {
    const { change } = await propose({ ...UNDERPAID, role: 'INSPECTOR' });
    const self: Asker = { ...LI, subject: 'sun' };
    const twin: Asker = { ...SUN, subject: 'sun-2' };
    for (const asker of [self, twin])
      expect(await decide(change.id, asker)).toMatchObject({ code: 'ONE_HAND', proposedBy: 'sun' });
    expect(await scopesOf('INSPECTOR')).not.toContain('reveal:bank-card');
    expect((await decide(change.id, LI, false)).change.state).toBe('REJECTED');
    expect(await codeOf(DECIDE, { changeId: change.id, approve: true }, LI)).toBe('CONFLICT');
  });

  test.each([
    ['a handler', { role: 'HANDLER' } as Asker],
    ['the audit administrator', ZHOU],
  ])('is not proposed by %s', async (_, asker) => {
    expect(await codeOf(PROPOSE, UNDERPAID, asker)).toBe('FORBIDDEN');
  });

  test.each([
    ['analysts see nobody in the clear', { kind: 'ADD_SCOPE', role: 'ANALYST', scope: 'reveal:name' }],
    ['audit stays with the audit administrator', { kind: 'ADD_SCOPE', role: 'HANDLER', scope: 'audit:read' }],
    [
      'the security administrator does not lose the decision',
      { kind: 'REMOVE_SCOPE', role: 'SECURITY_ADMIN', scope: 'access:decide' },
    ],
    ['a scope that is none', { kind: 'ADD_SCOPE', role: 'HANDLER', scope: 'everything' }],
  ])('refuses: %s', async (_, input) => {
    expect(await propose(input)).toMatchObject({ code: 'SCOPE_NOT_FOR_ROLE' });
  });

  test.each([
    [{ ...UNDERPAID, subject: 'x' }, 'input.subject'],
    [{ ...UNDERPAID, scope: null }, 'input.scope'],
    [{ ...UNDERPAID, region: '31' }, 'input.region'],
    [{ ...UNDERPAID, reason: '  a ' }, 'input.reason'],
    [{ kind: 'GRANT_ROLE', role: 'HANDLER', subject: 'two words' }, 'input.subject'],
  ])('names what does not fit: %j', async (input, field) => {
    const variables = {
      input: { idempotencyKey: `access-test-${(serial += 1)}`, reason: '岗位调整', ...input },
    };
    const { extensions } = (await graph.query(PROPOSE, variables, SUN)).errors![0]!;
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { [field]: expect.any(String) } });
  });
});

describe('the three administrators 三员', () => {
  test('nobody becomes two of them by a later grant, and a withdrawn role takes its tokens along', async () => {
    const wu = { kind: 'GRANT_ROLE', role: 'AUDIT_ADMIN', subject: 'wu' };
    await approved(wu);
    expect(await propose({ ...wu, role: 'SECURITY_ADMIN' })).toMatchObject({
      code: 'ADMINISTRATOR_ALREADY',
      heldRole: 'AUDIT_ADMIN',
    });
    const token: Asker = { role: 'AUDIT_ADMIN', subject: 'wu' };
    const bearer = await graph.bearer(token);
    expect(await graph.subgraph.verify(bearer)).toMatchObject({ subject: 'wu' });
    await approved({ ...wu, kind: 'WITHDRAW_ROLE' });
    await expect(graph.subgraph.verify(bearer)).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED' },
    });
    graph.clock.set('2026-03-16T02:00:05Z');
    expect((await approved({ ...wu, role: 'SECURITY_ADMIN' })).change.state).toBe('APPROVED');
  });

  test('two proposals that would each be possible are not both approved', async () => {
    const of = (role: string) => propose({ kind: 'GRANT_ROLE', role, subject: 'zheng' });
    const [one, other] = [await of('SYSTEM_ADMIN'), await of('AUDIT_ADMIN')];
    expect((await decide(one.change.id)).change.state).toBe('APPROVED');
    expect(await decide(other.change.id)).toMatchObject({ code: 'ADMINISTRATOR_ALREADY' });
  });

  test('who handles cases holds one role, and becomes no administrator beside it', async () => {
    await approved({ kind: 'GRANT_ROLE', role: 'HANDLER', subject: 'qian', region: '31' });
    expect(await propose({ kind: 'GRANT_ROLE', role: 'REVIEWER', subject: 'qian' })).toMatchObject({
      code: 'ROLE_ALREADY_HELD',
    });
    expect(await propose({ kind: 'GRANT_ROLE', role: 'SYSTEM_ADMIN', subject: 'qian' })).toMatchObject({
      code: 'ADMINISTRATOR_ALREADY',
      heldRole: 'HANDLER',
    });
    expect(await propose({ kind: 'WITHDRAW_ROLE', role: 'REVIEWER', subject: 'qian' })).toMatchObject({
      code: 'ROLE_NOT_HELD',
    });
  });
});

test('the history of changes is there for all three administrators, newest first, and for nobody else', async () => {
  const CHANGES = '{ accessChanges(first: 3) { nodes { id state proposedBy } pageInfo { hasNextPage } } }';
  for (const asker of [SUN, LI, ZHOU]) {
    const { nodes, pageInfo } = (await graph.data(CHANGES, {}, asker)).accessChanges;
    expect(nodes).toHaveLength(3);
    expect(pageInfo.hasNextPage).toBe(true);
    expect(
      [...nodes]
        .map(({ id }) => id)
        .sort()
        .reverse(),
    ).toEqual(nodes.map(({ id }: { id: string }) => id));
  }
  expect((await graph.query(CHANGES)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
