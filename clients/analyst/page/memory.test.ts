import { idsByType } from './memory.ts';

test('an answer is remembered by type, the first of each', () => {
  const answer = {
    data: {
      person: {
        __typename: 'InsuredPerson',
        id: 'p1',
        agentRuns: {
          nodes: [
            { __typename: 'AgentRun', id: 'r1' },
            { __typename: 'AgentRun', id: 'r2' },
          ],
        },
      },
    },
  };
  expect(idsByType(answer)).toEqual({ InsuredPerson: 'p1', AgentRun: 'r1' });
});

test('what has no type, no id or no value is passed over', () => {
  expect(idsByType({ data: { a: { id: 'x' }, b: { __typename: 'B' }, c: null, d: 'text' } })).toEqual({});
});
