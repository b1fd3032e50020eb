import type { TestSubgraph } from '#test/subgraph';
import { newId } from '#kernel/persistence/id';
import {
  HOSPITAL,
  INSPECTOR,
  PHARMACY,
  registerInstitution,
  registerPharmacy,
  startInspection,
} from './stage.ts';

const SCAN = '002103000010000';
const DRUG_CODE = 'XC07ABM001A001010100001';

let graph: TestSubgraph;
beforeAll(async () => {
  graph = await startInspection();
  await registerInstitution(graph);
  await registerPharmacy(graph);
});
afterAll(() => graph.stop());

interface Fee {
  readonly itemCode?: string;
  readonly serviceDate?: string;
  readonly daysOfSupply?: number | null;
  readonly quantity?: string;
}

/** A settled claim as settlement announces it. */
function claim(personId: string, institutionCode: string, fee: Fee = {}) {
  const claimId = newId();
  return {
    claimId,
    event: {
      topic: 'settlement.settlement',
      name: 'ClaimSettled',
      aggregateId: claimId,
      payload: {
        settlementId: newId(),
        claimId,
        visitId: newId(),
        personId,
        institutionCode,
        institutionRegion: institutionCode.slice(1, 7),
        physicianCode: null,
        scheme: 'EMPLOYEE',
        visitType: 'OUTPATIENT',
        settledOn: '2026-03-10',
        total: '18500',
        fundPaid: '10000',
        accountPaid: '0',
        cashPaid: '8500',
        items: [
          {
            feeItemId: newId(),
            itemCode: SCAN,
            itemName: '计算机体层平扫',
            quantity: '1',
            amount: '18500',
            serviceDate: '2026-03-10',
            daysOfSupply: null,
            ...fee,
          },
        ],
      },
    },
  };
}

const voided = (personId: string, claimId: string) => ({
  topic: 'settlement.settlement',
  name: 'SettlementVoided',
  aggregateId: claimId,
  payload: {
    settlementId: newId(),
    claimId,
    personId,
    institutionCode: HOSPITAL,
    settledOn: '2026-03-10',
    fundPaid: '1',
  },
});

async function suspicionsOf(type: 'Claim' | 'InsuredPerson' | 'Drug', id: string, asker: object = INSPECTOR) {
  const answer = await graph.entities(
    `... on ${type} { suspicions(first: 10) { nodes {
       model rule state modelTitle basis dismissal itemCode evidence { label value } claims(first: 10) { id } institution { code } } } }`,
    [{ __typename: type, id }],
    asker as typeof INSPECTOR,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data._entities[0].suspicions.nodes;
}

test('the same item on one day at two institutions is raised once, for both claims and the person', async () => {
  const person = newId();
  const [first, second] = [claim(person, HOSPITAL), claim(person, PHARMACY)];
  await graph.hear([first.event]);
  expect(await suspicionsOf('Claim', first.claimId)).toEqual([]);
  await graph.hear([second.event]);
  const [suspicion, ...others] = await suspicionsOf('Claim', first.claimId);
  expect(others).toEqual([]);
  expect(suspicion).toMatchObject({
    model: 'DUPLICATE_ITEM_SAME_DAY',
    state: 'LEAD',
    itemCode: SCAN,
    evidence: expect.arrayContaining([{ label: '机构', value: `${HOSPITAL}、${PHARMACY}` }]),
  });
  expect(new Set(suspicion.claims.map((each: { id: string }) => each.id))).toEqual(
    new Set([first.claimId, second.claimId]),
  );
  expect(await suspicionsOf('Claim', second.claimId)).toEqual([suspicion]);
  expect(await suspicionsOf('InsuredPerson', person)).toEqual([suspicion]);
  const raised = (await graph.announced('inspection.suspicion')).filter(
    fact => fact.payload.personId === person,
  );
  expect(raised).toMatchObject([
    { name: 'SuspicionRaised', payload: { model: 'DUPLICATE_ITEM_SAME_DAY', region: '310104' } },
  ]);
});

test('TJ-3-DRUG-06, TJ-3-DRUG-07: a fill long before the earlier supply ends is raised, and found by its model', async () => {
  const [person, drugId] = [newId(), newId()];
  await graph.hear([
    {
      topic: 'pharmacy.drug',
      name: 'DrugCatalogued',
      aggregateId: drugId,
      payload: {
        drugId,
        nationalCode: DRUG_CODE,
        genericName: '试验洛尔',
        itemClass: 'A',
        firstSelfPayRatio: '0',
        priceLimit: null,
      },
    },
  ]);
  const fill = (serviceDate: string) =>
    claim(person, HOSPITAL, { itemCode: DRUG_CODE, serviceDate, daysOfSupply: 28 }).event;
  await graph.hear([fill('2026-01-01'), fill('2026-01-11'), fill('2026-02-20')]);
  expect(await suspicionsOf('Drug', drugId)).toMatchObject([
    {
      model: 'REFILL_TOO_EARLY',
      evidence: expect.arrayContaining([
        { label: '通用名', value: '试验洛尔' },
        { label: '间隔', value: '10天' },
        { label: '前次用药天数', value: '28天' },
      ]),
    },
  ]);
  const found = await graph.data(
    `query ($person: ID) { suspicions(first: 5, filter: { model: REFILL_TOO_EARLY, personId: $person }) {
       nodes { itemCode person { id } } } }`,
    { person },
    INSPECTOR,
  );
  expect(found.suspicions.nodes).toEqual([{ itemCode: DRUG_CODE, person: { id: person } }]);
});

test('an entry of the rule library that does not hold is raised with its source', async () => {
  const { kernel } = graph.subgraph;
  const file = `序号,项目名称,限制数量,数量单位,项目编码\n1,计算机体层平扫,1,日,${SCAN}\n`;
  await kernel.transaction(tx =>
    graph.subgraph.importers[0]!.load(
      [
        {
          name: 'item-frequency.csv',
          size: file.length,
          open: async function* () {
            yield new TextEncoder().encode(file);
          },
        },
      ],
      { tx, outbox: kernel.outbox, sealer: kernel.sealer, clock: kernel.clock, report: () => undefined },
    ),
  );
  const person = newId();
  const twice = claim(person, HOSPITAL, { quantity: '2' });
  await graph.hear([twice.event]);
  expect(await suspicionsOf('Claim', twice.claimId)).toMatchObject([
    {
      model: 'FEE_RULE',
      rule: 'item-frequency 计算机体层平扫',
      evidence: expect.arrayContaining([{ label: '每日上限', value: '1次' }]),
    },
  ]);
});

test('somebody insured as a child is not held to be an adult, somebody employed is', async () => {
  const { kernel } = graph.subgraph;
  const code = 'ZA04CAE0099010100009';
  const tables = {
    'a.csv': '药品通用名,药品说明,限定类型,限定对象\n小儿乙颗粒,用于小儿。,限定年龄对象,儿童\n',
    'b.csv': `药品通用名,序号,国标代码,限定类型\n小儿乙颗粒,1,${code},限定年龄对象\n`,
  };
  for (const [name, text] of Object.entries(tables)) {
    const file = {
      name,
      size: text.length,
      open: async function* () {
        yield new TextEncoder().encode(text);
      },
    };
    await kernel.transaction(tx =>
      graph.subgraph.importers[0]!.load([file], {
        tx,
        outbox: kernel.outbox,
        sealer: kernel.sealer,
        clock: kernel.clock,
        report: () => undefined,
      }),
    );
  }
  const [child, adult] = [newId(), newId()];
  const enrolled = (personId: string, personGroup: string) => ({
    topic: 'insured.enrolment',
    name: 'EnrolmentChanged',
    aggregateId: newId(),
    payload: { personId, personGroup },
  });
  await graph.hear([enrolled(child, 'STUDENT_CHILD'), enrolled(adult, 'EMPLOYED')]);
  const claims = [claim(child, HOSPITAL, { itemCode: code }), claim(adult, HOSPITAL, { itemCode: code })];
  await graph.hear(claims.map(each => each.event));
  expect(await suspicionsOf('InsuredPerson', child)).toEqual([]);
  expect(await suspicionsOf('InsuredPerson', adult)).toMatchObject([{ rule: 'drug-age 小儿乙颗粒' }]);
});

test('a voided settlement dismisses its suspicions, and what is settled again raises them again', async () => {
  const person = newId();
  const [first, second] = [claim(person, HOSPITAL), claim(person, PHARMACY)];
  await graph.hear([first.event, second.event]);
  await graph.hear([voided(person, second.claimId)]);
  expect(await suspicionsOf('InsuredPerson', person)).toMatchObject([
    { state: 'DISMISSED', dismissal: '结算已作废' },
  ]);
  await graph.hear([claim(person, PHARMACY).event]);
  expect(await suspicionsOf('InsuredPerson', person)).toMatchObject([{ state: 'LEAD', dismissal: null }]);
});

test('a claim that is told twice is counted once', async () => {
  const person = newId();
  const { event, claimId } = claim(person, HOSPITAL);
  await graph.hear([event, event]);
  const rows = await graph.subgraph.kernel
    .em()
    .execute('select id from inspection.settled_line where claim_id = ?', [claimId]);
  expect(rows).toHaveLength(1);
});

test('suspicions of fifty claims and persons cost a constant number of statements', async () => {
  const persons = Array.from({ length: 50 }, newId);
  const claims = persons.flatMap(person => [claim(person, HOSPITAL), claim(person, PHARMACY)]);
  await graph.hear(claims.map(each => each.event));
  const cost = async (references: { __typename: string; id: string }[], type: string) => {
    const { result, statements } = await graph.statements.during(() =>
      graph.entities(
        `... on ${type} { suspicions(first: 5) { nodes { rule feeRule { subject } institution { name } claims(first: 5) { id } } } }`,
        references,
        INSPECTOR,
      ),
    );
    expect(result.errors).toBeUndefined();
    expect(result.data._entities[0].suspicions.nodes).not.toEqual([]);
    return statements.length;
  };
  const ofClaims = claims.map(each => ({ __typename: 'Claim', id: each.claimId }));
  const ofPersons = persons.map(id => ({ __typename: 'InsuredPerson', id }));
  expect(await cost(ofClaims, 'Claim')).toBe(await cost(ofClaims.slice(0, 2), 'Claim'));
  expect(await cost(ofPersons, 'InsuredPerson')).toBe(await cost(ofPersons.slice(0, 2), 'InsuredPerson'));
  expect(await cost(ofClaims, 'Claim')).toBeLessThanOrEqual(5);
});

describe('who sees suspicions', () => {
  test.each([['PERSON'], ['INSTITUTION'], ['INSURER'], ['SCREEN'], ['AGENCY']] as const)(
    'not a %s',
    async role => {
      const asker = { role, person: newId(), institution: HOSPITAL };
      const list = await graph.query('{ suspicions(first: 1) { nodes { id } } }', {}, asker);
      expect(list.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      const joined = await graph.entities(
        '... on InsuredPerson { id suspicions(first: 1) { nodes { id } } }',
        [{ __typename: 'InsuredPerson', id: asker.person }],
        asker,
      );
      expect(joined.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
      expect(joined.data._entities).toEqual([{ id: asker.person, suspicions: null }]);
    },
  );

  test('a district inspector sees those of institutions in the district', async () => {
    const regions = async (region: string) => {
      const data = await graph.data(
        '{ suspicions(first: 200) { nodes { institution { region } } } }',
        {},
        { ...INSPECTOR, region },
      );
      return [
        ...new Set(
          data.suspicions.nodes.map((node: { institution: { region: string } }) => node.institution.region),
        ),
      ];
    };
    expect(await regions('310104')).toEqual(['310104']);
    expect(await regions('310115')).toEqual([]);
  });

  test('they are listed by model and person, in pages', async () => {
    const page = async (after: string | null) =>
      (
        await graph.data(
          `query ($after: Cursor) { suspicions(first: 3, after: $after, filter: { model: DUPLICATE_ITEM_SAME_DAY }) {
             nodes { id model } pageInfo { endCursor hasNextPage } } }`,
          { after },
          INSPECTOR,
        )
      ).suspicions;
    const first = await page(null);
    const second = await page(first.pageInfo.endCursor);
    expect(new Set([...first.nodes, ...second.nodes].map(node => node.id)).size).toBe(6);
    const bad = await graph.query(
      '{ suspicions(first: 1, filter: { personId: "x" }) { nodes { id } } }',
      {},
      INSPECTOR,
    );
    expect(bad.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { personId: expect.any(String) },
    });
  });
});

test('the big screen counts them by model, state and district, and may read none of them', async () => {
  const screen = { role: 'SCREEN', region: '31' } as const;
  const { suspicionCounts } = await graph.data(
    '{ suspicionCounts { model modelTitle state region count } }',
    {},
    screen,
  );
  const listed = await graph.data('{ suspicions(first: 200) { nodes { model state } } }', {}, INSPECTOR);
  const leads = listed.suspicions.nodes.filter(
    (one: { model: string; state: string }) => one.model === 'REFILL_TOO_EARLY' && one.state === 'LEAD',
  );
  const counted = suspicionCounts.filter(
    (row: { model: string; state: string }) => row.model === 'REFILL_TOO_EARLY' && row.state === 'LEAD',
  );
  expect(leads.length).toBeGreaterThan(0);
  expect(counted.reduce((sum: number, row: { count: number }) => sum + row.count, 0)).toBe(leads.length);
  expect(counted[0].modelTitle).toBe('提前续配');
  const elsewhere = await graph.data('{ suspicionCounts { count } }', {}, { ...screen, region: '44' });
  expect(elsewhere.suspicionCounts).toEqual([]);
  const refused = await graph.query('{ suspicions(first: 1) { nodes { id } } }', {}, screen);
  expect(refused.errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
