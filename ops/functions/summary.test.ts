import { readFunctionList, type Requirement } from '../../schema/functions/function-list.ts';
import { countBySystem, countTable, describeFunction } from './summary.ts';

const requirements: Requirement[] = [
  { id: 'SH-AI-TECH-01', name: '功能', tier: 'A', owner: 'knowledge' },
  { id: 'SH-ST-GOAL-01', name: '功能', tier: 'A', owner: 'insured' },
  { id: 'SH-ST-GOAL-03', name: '功能', tier: 'A', owner: 'insured' },
  { id: 'TJ-1-A-01', name: '功能', tier: 'B', owner: 'compute' },
  { id: 'BJ-OFFICE-01', name: '功能', tier: 'C', owner: 'gateway' },
];

const list = readFunctionList([
  {
    name: 'insured.yaml',
    text: `
- id: SH-ST-GOAL-01
  operations: [InsuredPerson.waitingPeriod]
  test: subgraphs/insured/test/waiting-period.api.test.ts
  shows: A renewal without a gap waives the waiting period.
- id: SH-ST-GOAL-03
  outside: An appliance in front of the system, no function of the graph.
- id: BJ-OFFICE-01
  outside: Office software is bought, no function of the graph.
`,
  },
]);

test('counts are per document and tier, with a sum; what is left out is not served', () => {
  expect(list.problems).toEqual([]);
  expect(countTable(countBySystem(list, requirements))).toEqual([
    'system       A served   A left out    B managed  C explained',
    'SH-AI          0 of 1       0 of 1            –            –',
    'SH-ST          1 of 2       1 of 2            –            –',
    'TJ                  –            –       0 of 1            –',
    'SX                  –            –            –            –',
    'BJ                  –            –            –       1 of 1',
    'all            1 of 3       1 of 3       0 of 1       1 of 1',
  ]);
});

test('a function is shown with its operations, its outcome and its tests', () => {
  expect(describeFunction(list.served[0]!)).toEqual([
    'SH-ST-GOAL-01  InsuredPerson.waitingPeriod',
    '    A renewal without a gap waives the waiting period.',
    '    subgraphs/insured/test/waiting-period.api.test.ts',
  ]);
});
