import { readFunctionList, REQUIREMENTS, systemOf } from '../functions/function-list.ts';
import { inspectFunctions, type FunctionFacts } from './functions.ts';

const TEST_FILE = 'subgraphs/insured/test/waiting-period.api.test.ts';

/** One good entry, changed as a case says. */
function entry(
  changes: Partial<Record<'id' | 'operations' | 'test' | 'shows' | 'extra', string>> = {},
): string {
  const { id = 'SH-ST-GOAL-01', operations = '[InsuredPerson.waitingPeriod]', test = TEST_FILE } = changes;
  const { shows = 'A renewal without a gap waives the waiting period.', extra = '' } = changes;
  return `- id: ${id}\n  operations: ${operations}\n  test: ${test}\n  shows: ${shows}\n${extra}`;
}

function facts(testFile: string): FunctionFacts {
  return {
    requirements: [
      { id: 'SH-ST-GOAL-01', name: '功能', tier: 'A', owner: 'insured' },
      { id: 'SH-ST-GOAL-1', name: '功能', tier: 'A', owner: 'insured' },
      { id: 'TJ-1-A-01', name: '功能', tier: 'B', owner: 'compute' },
      { id: 'BJ-OFFICE-01', name: '功能', tier: 'C', owner: 'gateway' },
    ],
    operations: new Set(['Query.person', 'InsuredPerson.waitingPeriod']),
    read: path => (path === TEST_FILE ? testFile : undefined),
  };
}

const GOOD_TEST = "test('SH-ST-GOAL-01: a renewal waives', () => { expect(1).toBe(1); });";

function inspect(yaml: string, testFile = GOOD_TEST): string[] {
  return inspectFunctions(readFunctionList([{ name: 'insured.yaml', text: yaml }]), facts(testFile));
}

test('an entry with an operation of the graph and a test that carries its id is right', () => {
  expect(inspect(entry())).toEqual([]);
  expect(
    inspect(entry({ operations: '[Query.person, InsuredPerson.waitingPeriod]', test: `[${TEST_FILE}]` })),
  ).toEqual([]);
});

test.each([
  ['an id that no document has', entry({ id: 'SH-ST-GOAL-99' }), 'is no id of the requirements'],
  ['an id listed twice', entry() + entry(), 'is listed twice'],
  [
    'an operation that the graph lacks',
    entry({ operations: '[Query.nobody]' }),
    'Query.nobody is not in the graph',
  ],
  ['no operation', entry({ operations: '[]' }), 'operations'],
  ['an operation without a type', entry({ operations: '[person]' }), 'is no Type.field'],
  ['a missing file', entry({ test: 'subgraphs/insured/test/none.test.ts' }), 'does not exist'],
  [
    'a test on real inputs',
    entry({ test: 'subgraphs/insured/test/a.real.test.ts' }),
    'is no file that npm test runs',
  ],
  [
    'a file that is no test',
    entry({ test: 'subgraphs/insured/src/subgraph.ts' }),
    'is no file that npm test runs',
  ],
  ['nothing to show', entry({ shows: 'It works.' }), 'shows'],
  ['an unknown key', entry({ extra: '  status: done\n' }), 'Unrecognized key'],
  [
    'a function of tier B left outside',
    '- id: TJ-1-A-01\n  outside: is an appliance\n',
    'a function of tier B is managed',
  ],
  ['no list', 'id: SH-ST-GOAL-01', 'is no list'],
  ['broken YAML', '- id: [', 'insured.yaml'],
])('%s is found', (_, yaml, finding) => {
  const lines = inspect(yaml);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(finding);
});

test('a function of tier C may be left outside with a reason', () => {
  expect(
    inspect('- id: BJ-OFFICE-01\n  outside: Office software is bought, no function of the graph.\n'),
  ).toEqual([]);
});

describe('a test carries the id', () => {
  test.each([
    ['in its name', GOOD_TEST],
    ['among other ids', "it('SH-ST-GOAL-02, SH-ST-GOAL-01: two', () => { expect(1).toBe(1); });"],
    ['in a template', 'test(`SH-ST-GOAL-01: ${1}`, () => { expect(1).toBe(1); });'],
    [
      'in the name of its group',
      "describe('SH-ST-GOAL-01', () => { test('waives', () => { expect(1).toBe(1); }); });",
    ],
    ['in its table', "test.each([['SH-ST-GOAL-01', 1]])('%s', (_, n) => { expect(n).toBe(1); });"],
    [
      'in a named table',
      "const CASES = [{ id: 'SH-ST-GOAL-01' }] as const;\ntest.each(CASES)('$id', () => { expectSo(1); });",
    ],
    ['in a template table', "test.each`id\n${'SH-ST-GOAL-01'}`('$id', () => { expect(1).toBe(1); });"],
    ['with a property', "test('SH-ST-GOAL-01: always', () => { fc.assert(property); });"],
  ])('%s', (_, testFile) => {
    expect(inspect(entry(), testFile)).toEqual([]);
  });

  test.each([
    [
      'in a comment',
      "// SH-ST-GOAL-01\ntest('waives', () => { expect(1).toBe(1); });",
      'in no name and no table',
    ],
    ['in its body', "test('waives', () => { expect('SH-ST-GOAL-01').toBe(1); });", 'in no name and no table'],
    [
      'in another table',
      "const IDS = ['SH-ST-GOAL-01'];\ntest('a', () => { expect(IDS); });",
      'in no name and no table',
    ],
    [
      'as part of another id',
      "test('SH-ST-GOAL-011', () => { expect(1).toBe(1); });",
      'in no name and no table',
    ],
    ['when it is skipped', "test.skip('SH-ST-GOAL-01', () => { expect(1).toBe(1); });", 'skips the tests'],
    [
      'when its group is skipped',
      "describe.skip('later', () => { test('SH-ST-GOAL-01', () => { expect(1).toBe(1); }); });",
      'skips the tests',
    ],
    ['when it is still to do', "test.todo('SH-ST-GOAL-01');", 'skips the tests'],
    ['when it asserts nothing', "test('SH-ST-GOAL-01', async () => { await run(); });", 'asserts nothing'],
  ])('not %s', (_, testFile, finding) => {
    expect(inspect(entry(), testFile)).toEqual([expect.stringContaining(finding)]);
  });
});

test('the index of requirements holds every id once, each of a known document', () => {
  expect(REQUIREMENTS).toHaveLength(1_866);
  expect(new Set(REQUIREMENTS.map(({ id }) => id)).size).toBe(1_866);
  expect(REQUIREMENTS.filter(({ id }) => systemOf(id) === undefined)).toEqual([]);
  expect(REQUIREMENTS.filter(({ name }) => name.trim() === '')).toEqual([]);
});
