import { csvOf, tableOf, tablesOf } from './table.ts';

test('each list is a table, the longest first, with a column for every value of its entries', () => {
  const data = {
    persons: {
      nodes: [
        { id: 'p1', name: '张*', account: { balance: '100' } },
        { id: 'p2', name: '李*', account: null, tags: ['A', 'B'] },
      ],
    },
    drugs: { nodes: [{ id: 'd1' }] },
  };
  const [persons, drugs] = tablesOf(data);
  expect(persons).toEqual({
    path: 'persons.nodes',
    columns: ['id', 'name', 'account.balance', 'account', 'tags'],
    rows: [
      ['p1', '张*', '100', null, null],
      ['p2', '李*', null, null, '["A","B"]'],
    ],
  });
  expect(drugs?.path).toBe('drugs.nodes');
});

test('an answer without lists is one row, an answer without data none', () => {
  expect(tablesOf({ fleetSummary: { nodes: 11, source: 'SIMULATED' } })).toEqual([
    { path: '', columns: ['fleetSummary.nodes', 'fleetSummary.source'], rows: [[11, 'SIMULATED']] },
  ]);
  expect(tablesOf(null)).toEqual([]);
});

test('what the page masks is masked in the file', () => {
  const shown = { nodes: [{ name: '张*', idCard: '310***********1234', phone: '138****1234' }] };
  expect(csvOf(tablesOf(shown)[0]!)).toBe(
    '\uFEFFname,idCard,phone\r\n张*,310***********1234,138****1234\r\n',
  );
});

test.each([
  ['a formula', '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['a sum', '+1+1', "'+1+1"],
  ['a reference', '@A1', "'@A1"],
  ['a full-width formula', '＝1+1', "'＝1+1"],
  ['a tab', '\t=1', "'\t=1"],
  ['a minus sign before a text', '-2+3', "'-2+3"],
  ['a negative amount', '-250', '-250'],
  ['a text with a comma', '甲,乙', '"甲,乙"'],
  ['a text of two lines', '甲\n乙', '"甲\n乙"'],
])('a cell holds %s harmlessly', (_, value, cell) => {
  expect(csvOf(tableOf('', [{ value }]))).toBe(`\uFEFFvalue\r\n${cell}\r\n`);
});
