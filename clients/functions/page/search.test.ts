import { graphiqlAddress, type FunctionsIndex } from './functions-index.ts';
import { countByOwner, searchOf } from './search.ts';

const opens = { example: '', query: '{ a }', variables: '' };
const index: FunctionsIndex = {
  functions: [
    {
      id: 'SH-ST-LTM-07',
      name: '断缴续保免等待期',
      owner: 'insured',
      shows: 'A renewal without a gap waives the wait.',
      operations: ['Mutation.enrolPerson'],
    },
    {
      id: 'SH-ST-PRICE-03',
      name: '区域比价',
      owner: 'pharmacy',
      shows: 'A comparison is limited to a district.',
      operations: ['Query.comparePrices'],
    },
    { id: 'SX-02', name: '防火墙', owner: 'gateway', shows: 'A firewall is an appliance.', operations: [] },
  ],
  operations: {
    'Mutation.enrolPerson': { ...opens, term: '参保登记', example: '登记一人' },
    'Query.comparePrices': { ...opens, term: '药品比价' },
  },
  counts: [],
};
const search = searchOf(index);
const idsFor = (text: string, owner = '') => search({ text, owner }).map(({ id }) => id);

test.each([
  ['an id', 'ltm-07'],
  ['its name', '等待期'],
  ['an outcome', 'WAIT renewal'],
  ['the Chinese term of an operation', '参保'],
  ['the title of its example', '登记一人'],
  ['the name of an operation', 'enrolperson'],
])('a function is found by %s', (_, text) => {
  expect(idsFor(text)).toEqual(['SH-ST-LTM-07']);
});

test('all words must occur, and nothing asked is everything', () => {
  expect(idsFor('renewal district')).toEqual([]);
  expect(idsFor('  ')).toHaveLength(3);
});

test('a subgraph narrows the search, and the counts tell where the rest is', () => {
  expect(idsFor('a', 'pharmacy')).toEqual(['SH-ST-PRICE-03']);
  expect(Object.fromEntries(countByOwner(index.functions))).toEqual({
    '': 3,
    insured: 1,
    pharmacy: 1,
    gateway: 1,
  });
});

test('an operation is opened by a fragment, so that no log sees it', () => {
  const address = new URL(graphiqlAddress({ query: '{ a(b: "c&d") }', variables: '{}' }), 'http://gateway');
  expect([address.pathname, address.search]).toEqual(['/graphiql', '']);
  expect(Object.fromEntries(new URLSearchParams(address.hash.slice(1)))).toEqual({
    query: '{ a(b: "c&d") }',
    variables: '{}',
  });
});
