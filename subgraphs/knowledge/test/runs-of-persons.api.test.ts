import type { Asker, TestSubgraph } from '#test/subgraph';
import { openLibrary } from './library.ts';
import { Questions } from './questions.ts';

let library: TestSubgraph;
let questions: Questions;
beforeAll(async () => {
  library = await openLibrary();
  questions = new Questions(library);
});
afterAll(() => library.stop());

describe('the runs of persons', () => {
  const RUNS = `... on InsuredPerson { id agentRuns(first: 2) { nodes { id state steps { step } } pageInfo { hasNextPage endCursor } } }`;
  const [one, two] = ['018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-00000000000b'];

  test('BJ-PORT-11: a person looks back at their questions, the newest first', async () => {
    const asker: Asker = { role: 'PERSON', person: one };
    const ids: string[] = [];
    for (const question of ['固定待遇等待期是几个月？', '家庭共济的近亲属是指谁？', '检查码怎么核对？']) {
      ids.push((await questions.finished(question, asker)).id);
    }
    const [newest, middle, oldest] = ids.reverse();
    const { data } = await library.entities(RUNS, [{ __typename: 'InsuredPerson', id: one }], asker);
    const [{ agentRuns }] = data._entities;
    expect(agentRuns.nodes.map(({ id }: { id: string }) => id)).toEqual([newest, middle]);
    const { data: rest } = await library.query(
      `query ($representations: [_Any!]!, $after: Cursor) { _entities(representations: $representations) {
         ... on InsuredPerson { agentRuns(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage } } } } }`,
      {
        representations: [{ __typename: 'InsuredPerson', id: one }],
        after: agentRuns.pageInfo.endCursor,
      },
      asker,
    );
    expect(rest._entities[0].agentRuns).toEqual({
      nodes: [{ id: oldest }],
      pageInfo: { hasNextPage: false },
    });
  });

  test('of many persons they cost a constant number of statements', async () => {
    await questions.finished('检查码怎么核对？', { role: 'PERSON', person: two });
    const persons = [
      one,
      two,
      ...Array.from(
        { length: 48 },
        (_, index) => `018f0000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`,
      ),
    ];
    const representations = persons.map(id => ({ __typename: 'InsuredPerson', id }));
    const { result, statements } = await library.statements.during(() =>
      library.entities(RUNS, representations),
    );
    expect(
      result.data._entities.map(
        ({ agentRuns }: { agentRuns: { nodes: unknown[] } }) => agentRuns.nodes.length,
      ),
    ).toEqual([2, 1, ...Array(48).fill(0)]);
    expect(statements).toHaveLength(2);
  });

  test('another person’s are FORBIDDEN', async () => {
    const { errors } = await library.entities(RUNS, [{ __typename: 'InsuredPerson', id: one }], {
      role: 'PERSON',
      person: two,
    });
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });

  test('many references are one statement, and those to nothing one record', async () => {
    const { id } = await questions.ask('检查码怎么核对？');
    await questions.follow(id);
    const references = Array.from({ length: 50 }, (_, index) => ({
      __typename: 'AgentRun',
      id: index === 0 ? id : `018f0000-0000-7000-8000-0000000002${String(index).padStart(2, '0')}`,
    }));
    const { result, statements } = await library.statements.during(() =>
      library.entities('... on AgentRun { id state }', references),
    );
    expect(result.data._entities[0]).toEqual({ id, state: 'ANSWERED' });
    expect(statements).toEqual([
      expect.stringContaining('"agent_run"'),
      expect.stringContaining('audit_record'),
    ]);
  });
});
