import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getNamedType, isUnionType, type GraphQLUnionType } from 'graphql';
import { ROLES, type Role } from '#schema/identity/role-scopes';
import { SubgraphExecutor } from '#kernel/server/execute';
import { systemClock, today } from '#kernel/vocabulary/calendar';
import { createDemoWorld, DEMO_SEED } from '../../../ops/demo/world.ts';
import { startTestSystem, type Answer, type Asker, type TestSystem } from '../support/system.ts';
import { inspected } from './inspection.ts';
import { sensitiveFields, walksFromEntity, walksFromRoots, type Filler, type Walk } from './paths.ts';

/**
 * Walks every path of the schema that ends at a `@sensitive` field, as every role, and finds no clear value without
 * right and purpose. The paths come out of the supergraph: a field that is new there is walked from that day on.
 */
const SUPERGRAPH = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const FIELDS = sensitiveFields(SUPERGRAPH);

const world = createDemoWorld({ seed: DEMO_SEED, asOf: today(systemClock) });
const canaryClaim = world.claims.find(claim => claim.personId === world.canaries.personIds[0])!;
const showcaseClaim = world.claims.find(claim => claim.personId === world.showcase.personId)!;
const targets = [canaryClaim, showcaseClaim];
const treated = new Set(targets.map(claim => claim.personId));
const related = new Set(world.familyLinks.flatMap(link => [link.donorId, link.beneficiaryId]));
/** A person of whom the graph knows no bill and no question: everything else that they reach is somebody else's. */
const active = new Set([...world.claims, ...world.agentRuns].map(({ personId }) => personId));
const stranger = world.persons.find(
  ({ id }) => !active.has(id) && !related.has(id) && !world.canaries.personIds.includes(id),
)!;
const OWN: readonly unknown[] = [
  stranger.name,
  stranger.idCard,
  stranger.phone,
  stranger.address,
  stranger.birthDate,
];
/** An institution that has treated nobody: each patient that it reaches is another's. */
const WITHOUT_PATIENTS = 'H31019999999';
/** An insurer that insures nobody. */
const WITHOUT_HOLDERS = 'SB319999';

/** A question that holds a canary, put into the graph by the walk itself. */
const QUESTION = `我确诊的${world.canaries.diagnoses[3]}能报销吗？`;

/** What must not stand anywhere in any answer: not in a field, a message, an extension. */
const CLEAR = (() => {
  const showcase = world.persons.find(({ id }) => id === world.showcase.personId)!;
  const { names, idCards, phones, addresses, diagnoses } = world.canaries;
  const runs = world.agentRuns.filter(({ personId }) => treated.has(personId)).map(run => run.question);
  return [
    ...names,
    ...idCards,
    ...phones,
    ...addresses,
    ...diagnoses,
    ...runs,
    showcase.idCard,
    showcase.phone,
    showcase.address,
  ];
})();

let graph: TestSystem;
/** An inspection of the demo world; its id is not the world's to say. */
let inspection: string;
beforeAll(async () => {
  graph = await startTestSystem();
  const { inspectionCodes } = await graph.data(`{ inspectionCodes(first: 1) { nodes { id } } }`);
  inspection = inspectionCodes.nodes[0].id;
}, 600_000);
afterAll(() => graph?.stop());

let written = 0;

/** Fills arguments from the demo world; what it does not know is built from the schema. */
function filler(claim: typeof canaryClaim): Filler {
  const run = world.agentRuns.find(({ personId }) => personId === claim.personId) ?? world.agentRuns[0]!;
  const person = world.persons.find(({ id }) => id === claim.personId)!;
  const text = (value: string): string => JSON.stringify(value);
  const byNoun: Record<string, string> = {
    InsuredPerson: claim.personId,
    Claim: claim.id,
    Visit: claim.visitId,
    Settlement: claim.settlementId,
    FeeItem: claim.lines[0]!.id,
    Enrolment: person.enrolments[0]!.id,
    AgentRun: run.id,
    Drug: world.drugs[0]!.id,
    Gpu: world.nodes[0]!.gpus[0]!.id,
    ComputeNode: world.nodes[0]!.id,
    InspectionCode: inspection,
    Institution: claim.institutionCode,
    Physician: claim.physicianCode ?? world.physicians[0]!.code,
  };
  const byName: Record<string, string> = {
    personId: text(claim.personId),
    claimId: text(claim.id),
    visitId: text(claim.visitId),
    settlementId: text(claim.settlementId),
    enrolmentId: text(person.enrolments[0]!.id),
    institutionCode: text(claim.institutionCode),
    physicianCode: text(claim.physicianCode ?? world.physicians[0]!.code),
    idCard: text(person.idCard),
    name: text(person.name),
    phone: text(person.phone),
    address: text(person.address),
    birthDate: text(person.birthDate),
    runId: text(run.id),
    drug: text(world.drugs[0]!.id),
    query: text('等待期'),
    question: text(QUESTION),
    from: text(claim.settledOn),
    to: text(claim.settledOn),
    year: claim.settledOn.slice(0, 4),
    first: '3',
  };
  const byType: Record<string, (place: string) => string> = {
    String: () => text('核对测试'),
    ID: () => text(claim.id),
    Int: () => '1',
    Boolean: () => 'false',
    CalendarDate: () => text(claim.settledOn),
    Instant: () => text(claim.settledAt),
    Money: () => text('100'),
    Ratio: () => text('1'),
  };
  return (place, returns) => {
    if (place.name === 'idempotencyKey' || place.name === 'msgid') return text(`walk-${++written}-0000`);
    if (place.name === 'id' || place.name === 'code') {
      const id = byNoun[returns];
      if (id) return text(id);
    }
    return byName[place.name] ?? byType[getNamedType(place.type).name]?.(place.name) ?? null;
  };
}

function askerOf(role: Role, purpose?: string): Asker {
  const subject = `walker-${role}-${purpose ? 'with' : 'without'}`;
  const asker = { role, subject, purpose };
  if (role === 'PERSON') return { ...asker, person: stranger.id };
  if (role === 'INSTITUTION') return { ...asker, institution: WITHOUT_PATIENTS };
  if (role === 'INSURER') return { ...asker, institution: WITHOUT_HOLDERS };
  if (role === 'TENANT') return { ...asker, tenant: 'demo-tenant' };
  return { ...asker, region: '31' };
}

const ASKERS = ROLES.flatMap(role => [askerOf(role), askerOf(role, 'REVIEW: 走查敏感字段')]);

const seen = new Map<string, number>();
const leaks: string[] = [];

/** Looks at one answer; what it finds wrong is kept with the path that led there. */
function inspect(walk: Walk, asker: Asker, answer: Partial<Answer>): void {
  const found = inspected(walk, asker, answer, { clear: CLEAR, own: OWN });
  for (const place of found.seen) seen.set(place, (seen.get(place) ?? 0) + 1);
  leaks.push(...found.leaks);
}

test('by root fields of queries and mutations, nested entities and connections', async () => {
  for (const claim of targets) {
    const walks = walksFromRoots(graph.system.gateway.schema, FIELDS, filler(claim));
    for (const walk of walks.filter(({ kind }) => kind !== 'subscription')) {
      const operation = walk.kind === 'mutation' ? 'mutation' : 'query';
      for (const asker of claim === canaryClaim ? ASKERS : ASKERS.filter(({ purpose }) => !purpose)) {
        // Who asks a question reads it in the clear: it is their own.
        if (walk.entry === 'Mutation.askPolicy' && asker.role === 'PERSON') continue;
        // Who names a person by name and number insures them from then on, and reads the name by right.
        if (walk.entry === 'Mutation.registerCommercialPolicy' && asker.role === 'INSURER') continue;
        inspect(walk, asker, await graph.query(`${operation} { ${walk.selection} }`, {}, asker));
      }
    }
  }
  expect(leaks).toEqual([]);
}, 900_000);

test('by `_entities` of every subgraph, from every entity that it knows', async () => {
  for (const claim of targets) {
    const fill = filler(claim);
    for (const subgraph of graph.system.opened.subgraphs) {
      const executor = new SubgraphExecutor(subgraph);
      const entity = subgraph.schema.getType('_Entity');
      expect(isUnionType(entity)).toBe(true);
      for (const { name } of (entity as GraphQLUnionType).getTypes()) {
        const key =
          subgraph.schema.getType(name)!.toString() === 'Institution' || name === 'Physician' ? 'code' : 'id';
        const id = fill({ name: key, type: { name: 'ID' } } as never, name);
        const representations = [{ __typename: name, [key]: JSON.parse(id!) as string }];
        for (const walk of walksFromEntity(subgraph.schema, subgraph.name, name, FIELDS, fill)) {
          const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${name} { ${walk.selection} } } }`;
          for (const asker of ASKERS) {
            const { purpose } = asker;
            const { authorization } = await graph.bearer(asker);
            const answer = await executor.execute({
              query,
              variables: { representations },
              authorization,
              purpose,
            });
            inspect(walk, asker, answer as Partial<Answer>);
          }
        }
      }
    }
  }
  expect(leaks).toEqual([]);
}, 900_000);

test('by events of subscriptions', async () => {
  const walks = walksFromRoots(graph.system.gateway.schema, FIELDS, filler(showcaseClaim));
  const streams: { walk: Walk; asker: Asker; stream: AsyncIterableIterator<Answer> }[] = [];
  for (const walk of walks.filter(({ kind }) => kind === 'subscription')) {
    for (const asker of ASKERS) {
      const stream = await graph.overWebSocket(`subscription { ${walk.selection} }`, {}, asker);
      streams.push({ walk, asker, stream });
    }
  }
  expect(streams.length).toBeGreaterThan(0);
  const listen = async ({ walk, asker, stream }: (typeof streams)[number]): Promise<void> => {
    inspect(walk, asker, ((await stream.next()).value ?? {}) as Answer);
  };
  // An inspector of the city hears of everything; whose range holds no such event hears nothing for ever.
  const surely = streams.filter(({ asker }) => asker.role === 'INSPECTOR').map(listen);
  const perhaps = streams.filter(({ asker }) => asker.role !== 'INSPECTOR').map(listen);
  let heard = false;
  void Promise.all(surely).then(() => (heard = true));
  for (let round = 0; !heard && round < 20; round++) {
    await repeatFacts();
    await graph.settled();
  }
  for (const { stream } of streams) await stream.return?.();
  await Promise.all([...surely, ...perhaps]);
  expect(heard).toBe(true);
  expect(leaks).toEqual([]);
}, 600_000);

async function repeatFacts(): Promise<void> {
  for (const { name, kernel } of graph.system.opened.subgraphs) {
    const rows = await graph.system.opened.process.database.query(
      `select distinct on (topic) topic, name, version, aggregate_id, payload
       from "${name}".outbox_event where position is not null order by topic, position desc`,
    );
    await kernel.transaction(tx =>
      kernel.outbox.add(
        tx,
        rows.map(row => ({
          topic: String(row['topic']),
          name: String(row['name']),
          version: Number(row['version']),
          aggregateId: String(row['aggregate_id']),
          payload: row['payload'] as never,
        })),
      ),
    );
  }
}

test('by errors: what a client gets wrong is not said back to it', async () => {
  const walk: Walk = { kind: 'query', entry: 'an error', parent: 'none', fields: [], selection: '' };
  for (const clear of CLEAR) {
    for (const [query, variables] of [
      ['query ($v: Int!) { persons(first: $v) { nodes { id } } }', { v: clear }],
      ['query ($v: Cursor) { persons(first: 1, after: $v) { nodes { id } } }', { v: clear }],
      ['query ($v: String!) { personByIdCard(idCard: $v) { id } }', { v: `${clear}0` }],
      ['query ($v: ID!) { person(id: $v) { id } }', { v: clear }],
      [
        'query ($v: PersonFilter) { persons(first: 1, filter: $v) { nodes { id } } }',
        { v: { name: [clear] } },
      ],
    ] as const) {
      for (const role of ['HANDLER', 'ANALYST', 'PERSON'] as const) {
        inspect(walk, askerOf(role), await graph.query(query, variables, askerOf(role)));
      }
    }
  }
  expect(leaks).toEqual([]);
}, 600_000);

test('every sensitive field of the supergraph was reached, by every kind of path that leads there', () => {
  const fill = filler(canaryClaim);
  const kinds = new Set<string>();
  for (const walk of walksFromRoots(graph.system.gateway.schema, FIELDS, fill)) {
    for (const { parent, field } of walk.fields) kinds.add(`${walk.kind} ${parent}.${field}`);
  }
  const reached = new Set([...seen.keys()].map(key => key.slice(key.indexOf(' ') + 1)));
  expect(FIELDS.length).toBeGreaterThan(5);
  expect(
    FIELDS.map(({ parent, field }) => `${parent}.${field}`).filter(place => !reached.has(place)),
  ).toEqual([]);
  const reading = [...kinds].filter(kind => !kind.startsWith('mutation'));
  expect(reading.filter(kind => !seen.has(kind))).toEqual([]);
});
