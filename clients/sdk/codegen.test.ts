import { buildSchema, parse, print } from 'graphql';
import { createHash } from 'node:crypto';
import { generateDocuments, UnfitOperations } from './codegen.ts';

const schema = buildSchema(`
  scalar Money
  interface Refusal { code: String! }
  type Paid { amount: Money! }
  type TooLateRefusal implements Refusal { code: String! }
  union PayResult = Paid | TooLateRefusal
  type Query { price(of: ID!): Money }
  type Mutation { pay: PayResult! }
`);
const operation = (text: string) => [{ path: 'pay.graphql', text }];

test('a document is typed: money is a string, an outcome is a union by its kind', async () => {
  const { files } = await generateDocuments(
    schema,
    operation('mutation Pay { pay { __typename ... on Paid { amount } ... on Refusal { code } } }'),
  );
  expect(files['graphql.ts']).toContain("{ __typename: 'Paid', amount: string }");
  expect(files['graphql.ts']).toContain("{ __typename: 'TooLateRefusal', code: string }");
  expect(files['graphql.ts']).toContain('export const PayDocument');
});

test('a document carries the hash of its text, and fragments of other files and the types of objects are part of it', async () => {
  const { files, bodies } = await generateDocuments(schema, [
    { path: 'price.graphql', text: 'query Price($of: ID!) { ...P } ' },
    { path: 'fragment.graphql', text: 'fragment P on Query { price(of: $of) }' },
  ]);
  const text = print(
    parse('query Price($of: ID!) { __typename ...P } fragment P on Query { __typename price(of: $of) }'),
  );
  expect(bodies).toEqual([text]);
  expect(files['graphql.ts']).toContain(createHash('sha256').update(text).digest('hex'));
});

test('an operation that the graph does not accept is refused with its file and reason', async () => {
  const unfit = generateDocuments(schema, operation('query Weather { weather }'));
  await expect(unfit).rejects.toBeInstanceOf(UnfitOperations);
  await expect(unfit).rejects.toThrow(/weather[\s\S]*pay\.graphql/);
  await expect(generateDocuments(schema, operation('query {'))).rejects.toThrow('pay.graphql');
});
