import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import writeExcelFile from 'write-excel-file/node';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSystem, type Asker, type TestSystem } from '../support/system.ts';

/** A clerk sends a workbook to the gateway and has it imported, over the whole system. */
const IMPORT = `mutation ($input: ImportQualificationsInput!) { importQualifications(input: $input) {
  ... on ImportQualificationsSuccess { accepted verdicts { line verdict reason } } } }`;
const QUALIFICATIONS = `query ($id: ID!) { person(id: $id) { qualifications { code qualifier firstDay registeredBy } } }`;
const CLERK: Asker = { role: 'HANDLER', region: '31', subject: 'clerk' };

let graph: TestSystem;
beforeAll(async () => {
  graph = await startTestSystem();
}, 300_000);
afterAll(() => graph?.stop());

async function send(bytes: Uint8Array, asker: Asker | null): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), 'qualifications.xlsx');
  return fetch(`${graph.url}/upload`, { method: 'POST', headers: await graph.bearer(asker), body });
}

test('a register grows by the rows of a workbook that was uploaded, and every row has its verdict', async () => {
  const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
  const [person, enrolment] = world.persons
    .flatMap(one => one.enrolments.map(cover => [one, cover] as const))
    .find(([, { scheme, coverFrom, coverTo }]) => scheme === 'RESIDENT' && coverFrom < (coverTo ?? '9999'))!;
  const header = ['业务编码', '版本', '参保人标识', '内容', '起始日', '终止日'];
  const entry = ['E2E-0001', 1, person.id, 'LOW_INCOME', enrolment.coverFrom, enrolment.coverTo ?? ''];
  const bytes = await writeExcelFile(
    [header, entry, ['E2E-0002', 1, person.id, 'MILLIONAIRE', enrolment.coverFrom, '']].map(cells =>
      cells.map(value =>
        typeof value === 'number' ? { value, type: Number } : { value: String(value), type: String },
      ),
    ),
    { sheet: '救助对象' },
  ).toBuffer();
  const response = await send(bytes, CLERK);
  expect(response.status).toBe(201);
  const { handle } = (await response.json()) as { handle: string };

  const input = { idempotencyKey: 'upload-e2e-0001', kind: 'ASSISTANCE_PERSON', file: handle };
  const others = await graph.query(IMPORT, { input }, { ...CLERK, subject: 'another clerk' });
  expect(others.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
  const { importQualifications } = await graph.data(IMPORT, { input }, CLERK);
  expect(importQualifications).toMatchObject({
    accepted: 1,
    verdicts: [
      { line: 2, verdict: 'ACCEPTED' },
      { line: 3, verdict: 'REFUSED' },
    ],
  });
  const { person: read } = await graph.data(QUALIFICATIONS, { id: person.id }, CLERK);
  expect(read.qualifications).toContainEqual({
    code: 'E2E-0001',
    qualifier: 'LOW_INCOME',
    registeredBy: 'clerk',
    firstDay: enrolment.coverFrom,
  });
  const again = await graph.query(IMPORT, { input: { ...input, idempotencyKey: 'upload-e2e-0002' } }, CLERK);
  expect(again.errors?.[0]).toMatchObject({
    message: expect.stringContaining('已被使用'),
    extensions: { code: 'CONFLICT' },
  });
});

test('nobody sends a file without a token', async () => {
  expect((await send(Buffer.from('a,b\n'), null)).status).toBe(401);
});
