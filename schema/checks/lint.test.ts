import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPart } from './graph.ts';
import { lintGraph } from './lint.ts';
import { describedInChinese } from './rules/described-in-chinese.ts';
import { specifiedRules } from './specified-rules.ts';

const GRAPH = { supergraph: readPart('supergraph', 'scalar Money scalar Ratio'), subgraphs: [] };

test('a finding under an exception is silent, the others are named with their rule', () => {
  expect(lintGraph(GRAPH, [describedInChinese], { 'described-in-chinese': { Money: 'reason' } })).toEqual([
    'described-in-chinese  Ratio  has no description; write 术语。An English sentence.',
  ]);
});

test('an exception that nothing needs any more is a finding', () => {
  const described = { ...GRAPH, supergraph: readPart('supergraph', '"金额。Money in 分." scalar Money') };
  expect(lintGraph(described, [describedInChinese], { 'described-in-chinese': { Money: 'reason' } })).toEqual(
    ['described-in-chinese  Money  has an exception that nothing needs; remove it from exceptions.ts'],
  );
});

test('every rule file is in the registry, and every rule has its test', () => {
  const files = readdirSync(join(import.meta.dirname, 'rules'));
  const rules = files.filter(file => !file.endsWith('.test.ts')).map(file => file.replace('.ts', ''));
  expect(specifiedRules.map(rule => rule.name).toSorted()).toEqual(rules.toSorted());
  expect(files.filter(file => file.endsWith('.test.ts'))).toHaveLength(rules.length);
});
