import { findings } from '../test-support/harness.ts';
import { boundariesAreNullable } from './boundaries-are-nullable.ts';

const check = (settlement: string) =>
  findings(boundariesAreNullable, {
    subgraphs: { insured: 'type InsuredPerson @key(fields: "id") { id: ID! name: String! }', settlement },
  });

test('nullable additions and references pass, and keys stay non-null', () => {
  expect(
    check(`
      type InsuredPerson @key(fields: "id") { id: ID! settlements: SettlementConnection }
      type Settlement @key(fields: "id") { id: ID! person: InsuredPerson relatives: [InsuredPerson]! }
      type SettlementConnection { nodes: [Settlement!]! }
    `),
  ).toEqual([]);
});

test('a non-null field added to the noun of another is refused', () => {
  expect(check('type InsuredPerson @key(fields: "id") { id: ID! settlements: [String!]! }')).toEqual([
    "InsuredPerson.settlements is added by settlement to another's noun and must be nullable",
  ]);
});

test.each(['InsuredPerson!', '[InsuredPerson!]', '[InsuredPerson!]!'])(
  'a reference of type %s is refused',
  type => {
    expect(
      check(`type InsuredPerson @key(fields: "id") { id: ID! } type Settlement { person: ${type} }`),
    ).toEqual(['Settlement.person refers to InsuredPerson of insured and must be nullable']);
  },
);

test('an entity of several subgraphs without an owner is refused', () => {
  const sdl = 'type Mystery @key(fields: "id") { id: ID! }';
  expect(findings(boundariesAreNullable, { subgraphs: { insured: sdl, settlement: sdl } })).toEqual([
    'Mystery is an entity of several subgraphs; name its owner in owners.ts',
  ]);
});
