import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Desk, HOSPITAL, ok, rejected } from './desk.ts';

const REFUSAL = `... on Refusal { code message }`;
const ENTRY = `code version kind qualifier firstDay lastDay registeredBy`;
const REGISTER = `mutation ($input: RegisterQualificationInput!) { registerQualification(input: $input) {
  ... on RegisterQualificationSuccess { qualification { ${ENTRY} person { id } } } ${REFUSAL} } }`;
const IMPORT = `mutation ($input: ImportQualificationsInput!) { importQualifications(input: $input) {
  ... on ImportQualificationsSuccess { accepted verdicts { line verdict reason } } } }`;
const HEADER = '业务编码,版本,参保人标识,内容,起始日,终止日';
const YEAR = { coverFrom: '2026-01-01', coverTo: '2026-12-31' };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk results of any shape
type Data = any;

let desk: Desk;
let serial = 0;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.stop());

const hospital = (institution = HOSPITAL) => ({ role: 'INSTITUTION' as const, institution });
const child = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD', ...YEAR });
const adult = () => desk.insure({ scheme: 'RESIDENT', personGroup: 'ADULT', ...YEAR });

async function qualify(personId: string, kind: string, qualifier: string, input: object = {}): Promise<Data> {
  const code = `REG-${String((serial += 1)).padStart(6, '0')}`;
  const days = { firstDay: '2026-01-01', lastDay: kind === 'MUTUAL_AID_MEMBER' ? '2026-12-31' : null };
  const whole = { idempotencyKey: `qualify-${serial}`, code, kind, personId, qualifier, ...days, ...input };
  const answer = ok(await desk.graph.query(REGISTER, { input: whole })).registerQualification;
  return answer.qualification ?? answer;
}

const importFile = async (kind: string, rows: readonly string[]): Promise<Data> => {
  const input = { idempotencyKey: `import-${(serial += 1)}`, kind, csv: [HEADER, ...rows].join('\n') };
  return ok(await desk.graph.query(IMPORT, { input })).importQualifications;
};

test('an entry is replaced by a higher version only', async () => {
  const person = await adult();
  const first = await qualify(person, 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS', { code: 'REG-VERSIONS' });
  expect(first).toMatchObject({ version: 1, registeredBy: 'test-handler', person: { id: person } });
  const [code, lastDay] = ['REG-VERSIONS', '2026-06-30'];
  const second = await qualify(person, first.kind, 'DIALYSIS', { code, version: 3, lastDay });
  expect(second).toMatchObject({ version: 3, lastDay });
  expect(await qualify(person, first.kind, 'DIALYSIS', { code, version: 2 })).toMatchObject({
    code: 'VERSION_OUTDATED',
  });
});

test.each([
  ['an employee', 'SERIOUS_ILLNESS_TREATMENT', 'DIALYSIS', {}, () => desk.insure()],
  ['an unknown treatment', 'SERIOUS_ILLNESS_TREATMENT', 'HEADACHE', {}, adult],
  ['an adult in the children’s fund', 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT', {}, adult],
  ['a membership without an end', 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT', { lastDay: null }, child],
  ['a membership of 13 months', 'MUTUAL_AID_MEMBER', 'CHILD_INPATIENT', { lastDay: '2027-01-01' }, child],
  ['days in reverse', 'ASSISTANCE_PERSON', 'LOW_INCOME', { lastDay: '2025-12-31' }, adult],
  ['somebody without cover', 'AWAY_FROM_HOME', '330100', { firstDay: '2027-01-01' }, adult],
] as const)('%s is refused', async (_, kind, qualifier, input, person) => {
  expect(await qualify(await person(), kind, qualifier, input)).toMatchObject({
    code: 'QUALIFICATION_REFUSED',
  });
});

test('a file is taken row by row, each with its verdict, in the same number of statements for 1 and 200', async () => {
  const persons = await Promise.all(Array.from({ length: 3 }, adult));
  const code = (serial: number) => `FILE-${String(serial).padStart(5, '0')}`;
  const verdicts = await importFile('ASSISTANCE_PERSON', [
    `${code(1)},1,${persons[0]},LOW_INCOME,2026-01-01,`,
    `${code(1)},1,${persons[0]},LOW_INCOME,2026-01-01,`,
    `${code(2)},1,${persons[1]},MILLIONAIRE,2026-01-01,`,
    `${code(3)},1,${persons[2]},LOW_INCOME,2026-13-01,`,
    `${code(4)},1,nobody,LOW_INCOME,2026-01-01,`,
  ]);
  expect(verdicts.accepted).toBe(1);
  expect(verdicts.verdicts.map((row: Data) => [row.line, row.verdict])).toEqual([
    [2, 'ACCEPTED'],
    [3, 'DUPLICATE'],
    [4, 'REFUSED'],
    [5, 'REFUSED'],
    [6, 'REFUSED'],
  ]);
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => `${code(from + at)},1,${persons[1]},LOW_INCOME,2026-01-01,`);
  const one = await desk.graph.statements.during(() => importFile('ASSISTANCE_PERSON', rows(10, 1)));
  const many = await desk.graph.statements.during(() => importFile('ASSISTANCE_PERSON', rows(100, 200)));
  expect(many.result.accepted).toBe(200);
  expect(many.statements.length).toBe(one.statements.length);
});

test('only a clerk registers; a person reads their own entries, an institution its patients’', async () => {
  const person = await adult();
  await qualify(person, 'ASSISTANCE_PERSON', 'LOW_INCOME');
  const input = { idempotencyKey: 'by-a-hospital', code: 'REG-HOSPITAL', kind: 'ASSISTANCE_PERSON' };
  const whole = { ...input, personId: person, qualifier: 'LOW_INCOME', firstDay: '2026-01-01' };
  expect(rejected(await desk.graph.query(REGISTER, { input: whole }, hospital()))).toBe('FORBIDDEN');
  const read = async (asker: object) => {
    const keys = [{ __typename: 'InsuredPerson', id: person }];
    const fragment = '... on InsuredPerson { qualifications { qualifier } }';
    return ok(await desk.graph.entities(fragment, keys, asker as never))._entities[0].qualifications;
  };
  expect(await read({ role: 'PERSON', person })).toEqual([{ qualifier: 'LOW_INCOME' }]);
  expect(await read(hospital())).toEqual([]);
  await desk.register({ personId: person });
  expect(await read(hospital())).toEqual([{ qualifier: 'LOW_INCOME' }]);
});
