import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idCardCheckCharacter } from '../../../ops/demo/identifiers.ts';
import { Child } from '../support/child.ts';

/** The machine loses power at any moment: what was acknowledged is there, and nothing is half-done. */
const START = 'ops/start/start.ts';
const LOAD = 'ops/load/load.ts';
const ENROL = `mutation ($input: EnrolPersonInput!) { enrolPerson(input: $input) {
  __typename ... on EnrolPersonSuccess { enrolment { id } } } }`;

let folder: string;
const started: Child[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'medical-insurance-crash-'));
});
afterAll(async () => {
  for (const child of started) await child.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: Child;
  readonly ask: (query: string, variables?: unknown) => Promise<{ data: never; errors?: unknown }>;
}

async function start(): Promise<Started> {
  const child = Child.run(START, [], { DATA_DIR: folder, PORT: '0', DEMO: 'off', DATABASE_URL: '' });
  started.push(child);
  const [, url] = await child.shows(/GraphQL\s+(http:\S+)/);
  const [, token] = await child.shows(/HANDLER\s+(\S+)\n/);
  const ask: Started['ask'] = async (query, variables) => {
    const response = await fetch(url!, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as never;
  };
  return { child, ask };
}

const idCardOf = (index: number): string => {
  const seventeen = `31000019900101${String(index).padStart(3, '0')}`;
  return seventeen + idCardCheckCharacter(seventeen);
};

const enrolment = (index: number) => ({
  input: {
    idempotencyKey: `crash-test-${index}`,
    person: { idCard: idCardOf(index), name: '崩溃测试', region: '310101' },
    personGroup: 'EMPLOYED',
    paidOn: '2026-01-05',
  },
});

test('after kill -9 during writes everything acknowledged is there, once, and a second start takes over the lock', async () => {
  const first = await start();
  const journal: { index: number; enrolmentId: string }[] = [];
  let next = 0;
  const writer = async (): Promise<void> => {
    for (;;) {
      const index = next++;
      try {
        const { data } = await first.ask(ENROL, enrolment(index));
        const { enrolPerson } = data as { enrolPerson: { __typename: string; enrolment: { id: string } } };
        expect(enrolPerson.__typename).toBe('EnrolPersonSuccess');
        journal.push({ index, enrolmentId: enrolPerson.enrolment.id });
        if (journal.length === 40) void first.child.end('SIGKILL');
      } catch (error) {
        // The connection broke off (jest's realm has a TypeError of its own).
        if ((error as Error).name === 'TypeError') return;
        throw error;
      }
    }
  };
  await Promise.all([writer(), writer(), writer(), writer()]);
  await first.child.exit();
  expect(journal.length).toBeGreaterThanOrEqual(40);

  const second = await start();
  for (const { index, enrolmentId } of journal) {
    const again = (await second.ask(ENROL, enrolment(index))).data as {
      enrolPerson: { enrolment: { id: string } };
    };
    expect(again.enrolPerson.enrolment.id).toBe(enrolmentId);
    const { data } = await second.ask(
      `query ($idCard: String!) { personByIdCard(idCard: $idCard) { enrolments(first: 5) { nodes { id } } } }`,
      {
        idCard: idCardOf(index),
      },
    );
    const { personByIdCard } = data as { personByIdCard: { enrolments: { nodes: unknown[] } } };
    expect(personByIdCard.enrolments.nodes).toEqual([{ id: enrolmentId }]);
  }
}, 120_000);

test('a second start on the same folder says so, exits 1 and touches nothing', async () => {
  const other = Child.run(START, [], { DATA_DIR: folder, PORT: '0', DEMO: 'off', DATABASE_URL: '' });
  expect(await other.exit()).toBe(1);
  expect(other.output).toContain('is in use by process');
}, 60_000);

test('kill -9 during a load leaves nothing of the file, and the same load then succeeds', async () => {
  const running = started.at(-1)!;
  const file = join(folder, 'catalogue.csv');
  const header =
    'code,generic_name,pinyin,trade_name,spec,dose_form,manufacturer,licence_no,pack_unit,dose_unit,dose_amount,pack_count,pack_count_unit';
  const rows = Array.from(
    { length: 20_000 },
    (_, index) =>
      `90${String(index).padStart(8, '0')},崩溃试剂胶囊,BKSJJN,,0.25g*24粒/盒,胶囊剂,演示制药${index}厂,国药准字H${30000000 + index},盒,g,0.25,24,粒`,
  );
  writeFileSync(file, [header, ...rows].join('\n'));
  const load = Child.run(LOAD, ['drugs', file], { DATA_DIR: folder, DATABASE_URL: '' });
  started.push(load);
  await load.shows(/catalogue/);
  await running.end('SIGKILL');
  expect(await load.exit()).not.toBe(0);

  const count = `{ drugs(search: "崩溃试剂", first: 1) { nodes { id } } }`;
  const again = await start();
  expect((await again.ask(count)).data).toEqual({ drugs: { nodes: [] } });
  const retry = Child.run(LOAD, ['drugs', file, '--json'], { DATA_DIR: folder, DATABASE_URL: '' });
  started.push(retry);
  expect(await retry.exit()).toBe(0);
  expect(JSON.parse(retry.output).files[0].rows).toMatchObject({ ACCEPTED: 20_000 });
  const { data } = await again.ask(count);
  expect((data as { drugs: { nodes: unknown[] } }).drugs.nodes).toHaveLength(1);
}, 180_000);
