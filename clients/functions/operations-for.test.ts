import { isInterfaceType, isObjectType, parse, validate } from 'graphql';
import { readApiSchema } from '#schema/api-schema';
import { operationsFor } from './operations-for.ts';

const schema = readApiSchema();
const operationFor = operationsFor(schema);

test('a query is asked with its plain values, and what it has to know as variables', () => {
  expect(operationFor('Query.drug')).toEqual({
    query: expect.stringMatching(
      /^query Drug\(\$id: ID!\) \{\n {2}drug\(id: \$id\) \{\n {4}__typename\n {4}id\n/,
    ),
    variables: '{"id":"{{Drug}}"}',
  });
});

test('a field of a noun is reached by the shortest way, and the noun says which one it is', () => {
  expect(operationFor('InsuredPerson.name')?.query).toBe(`query InsuredPersonName($id: ID!) {
  person(id: $id) {
    __typename
    id
    name
  }
}
`);
});

test('a list is asked for ten at a time', () => {
  expect(operationFor('Query.computeNodes')?.query).toContain('computeNodes(first: 10) {\n    nodes {');
});

test('a mutation shows what came of it, or the refusal', () => {
  const { query, variables } = operationFor('Mutation.settle')!;
  expect(query).toMatch(/^mutation Settle\(\$input: SettleInput!\)/);
  expect(query).toContain('... on SettleSuccess');
  expect(query).toContain('... on Refusal {\n      code\n      message\n    }');
  expect(JSON.parse(variables)).toEqual({ input: { msgid: '{{msgid}}', claimId: '{{Claim}}' } });
});

test('what the graph has not got has no operation', () => {
  expect(operationFor('Query.weather')).toBeNull();
});

test('every field that a client can reach is opened with a valid operation and a value for each variable', () => {
  const findings: string[] = [];
  let opened = 0;
  const unreachable = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    if (type.name.startsWith('__')) continue;
    for (const field of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${field}`;
      const operation = operationFor(coordinate);
      if (operation === null) {
        unreachable.add(type.name);
        continue;
      }
      const { query, variables } = operation;
      const document = parse(query);
      const given = Object.keys(variables === '' ? {} : (JSON.parse(variables) as object));
      const wanted = [...query.split('\n')[0]!.matchAll(/\$(\w+):/g)].map(([, name]) => name);
      const errors = validate(schema, document).map(({ message }) => message);
      if (String(given) !== String(wanted)) errors.push(`gives ${String(given)} for ${String(wanted)}`);
      findings.push(...errors.map(message => `${coordinate}: ${message}`));
      opened++;
    }
  }
  expect(findings).toEqual([]);
  // Types that only the subgraphs say to each other; every one implements what clients do read.
  expect([...unreachable].filter(name => !name.endsWith('Refusal'))).toEqual([]);
  expect(opened).toBeGreaterThan(1000);
});
