import { SUBGRAPHS } from '#kernel/server/subgraph';
import { today } from '#kernel/vocabulary/calendar';
import { startTestSystem, type TestSystem } from '../../gateway/e2e/support/system.ts';
import { canaryValues, findInDatabase } from './canary-search.ts';
import { createDemoWorld, DEMO_SEED } from './world.ts';
import type { DemoWorld } from './world.types.ts';

/** Columns that name a noun of some subgraph, and where that noun lives. */
const REFERENCES: Readonly<Record<string, string>> = {
  person_id: 'insured.insured_person.id',
  enrolment_id: 'insured.enrolment.id',
  institution_code: 'inspection.institution.code',
  physician_code: 'inspection.physician.code',
  drug_id: 'pharmacy.drug.id',
  claim_id: 'settlement.claim.id',
  visit_id: 'settlement.visit.id',
  settlement_id: 'settlement.settlement.id',
  fee_item_id: 'settlement.fee_item.id',
  agent_run_id: 'knowledge.agent_run.id',
  run_id: 'knowledge.agent_run.id',
  node_id: 'compute.compute_node.id',
  gpu_id: 'compute.gpu.id',
};

let system: TestSystem;
let world: DemoWorld;

beforeAll(async () => {
  system = await startTestSystem();
  const { clock } = system.system.opened.process.surroundings;
  world = createDemoWorld({ seed: DEMO_SEED, asOf: today(clock) });
}, 120_000);

afterAll(() => system.stop());

async function sql(text: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  return system.system.opened.process.database.query(text, parameters);
}

async function columns(): Promise<{ table: string; column: string }[]> {
  const rows = await sql(
    `select c.table_schema as schema, c.table_name as name, c.column_name as column
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = any($1) and t.table_type = 'BASE TABLE' order by 1, 2, 3`,
    [[...SUBGRAPHS]],
  );
  return rows.map(row => ({ table: `"${row['schema']}"."${row['name']}"`, column: String(row['column']) }));
}

test.each(Object.entries(REFERENCES))(
  'every %s of a row leads to a row of its owner',
  async (column, owner) => {
    const [schema, table, key] = owner.split('.');
    const dangling: string[] = [];
    for (const holder of (await columns()).filter(place => place.column === column)) {
      const rows = await sql(
        `select count(*) as count from ${holder.table} h
       where h."${column}" is not null
         and not exists (select 1 from "${schema}"."${table}" o where o."${key}"::text = h."${column}"::text)`,
      );
      if (Number(rows[0]!['count']) > 0) dangling.push(`${holder.table}: ${rows[0]!['count']} rows`);
    }
    expect(dangling).toEqual([]);
  },
);

test('the owners hold as many nouns as the world', async () => {
  const count = async (table: string) =>
    Number((await sql(`select count(*) as count from ${table}`))[0]!['count']);
  expect({
    persons: await count('insured.insured_person'),
    institutions: await count('inspection.institution'),
    physicians: await count('inspection.physician'),
    drugs: await count('pharmacy.drug'),
    quotes: await count('pharmacy.price_quote'),
    claims: await count('settlement.claim'),
    feeItems: await count('settlement.fee_item'),
    nodes: await count('compute.compute_node'),
    gpus: await count('compute.gpu'),
    agentRuns: await count('knowledge.agent_run'),
  }).toEqual({
    persons: world.persons.length,
    institutions: world.institutions.length,
    physicians: world.physicians.length,
    drugs: world.drugs.length,
    quotes: world.quotes.length,
    claims: world.claims.length,
    feeItems: world.claims.reduce((total, claim) => total + claim.lines.length, 0),
    nodes: world.nodes.length,
    gpus: 58,
    agentRuns: world.agentRuns.length,
  });
});

test('SH-ST-CRYPTO-11, SH-ST-FRONT-14: no value of a canary lies in any table in the clear, outboxes included', async () => {
  expect(await findInDatabase(system.system.opened.process.database, canaryValues(world.canaries))).toEqual(
    [],
  );
});

test('SH-AI-CRYPTO-06, SH-ST-CRYPTO-06: what lies there enciphered is found by its exact value, opened, and shown as a mask', async () => {
  const query = 'query ($idCard: String!) { personByIdCard(idCard: $idCard) { id name idCard } }';
  const [idCard] = world.canaries.idCards;
  const { personByIdCard } = await system.data(query, { idCard });
  expect(personByIdCard).toEqual({
    id: world.canaries.personIds[0],
    name: '欧阳**',
    idCard: `310***********${idCard!.slice(-4)}`,
  });
});

test('SH-ST-CRYPTO-13: a stored value that was altered by one bit is never shown; the rest of the answer stands', async () => {
  const id = world.canaries.personIds[1];
  const alter =
    'update insured.insured_person set name = set_byte(name, 20, get_byte(name, 20) # 1) where id = $1';
  const query = 'query ($id: ID!) { person(id: $id) { id name phone } }';
  await sql(alter, [id]);
  const altered = await system.query(query, { id });
  expect(altered.errors).toMatchObject([{ path: ['person', 'name'], extensions: { code: 'INTERNAL' } }]);
  await sql(alter, [id]);
  const { person } = await system.data(query, { id });
  expect(person).toEqual({ id, name: '司徒**', phone: '154****0002' });
});
