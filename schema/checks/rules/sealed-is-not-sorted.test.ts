import { expect, test } from '@jest/globals';
import { findings } from '../test-support/harness.ts';
import { sealedIsNotSorted } from './sealed-is-not-sorted.ts';

const check = (keys: string, argument = 'orderBy: PersonOrder') =>
  findings(sealedIsNotSorted, {
    subgraphs: {
      insured: `
        type Query { persons(${argument}): PersonConnection }
        type PersonConnection { nodes: [Person!]! }
        type Person {
          id: ID!
          idCard: String @sensitive(class: ID_CARD, store: SEALED)
          birthDate: String @sensitive(class: BIRTH_DATE, store: PLAIN)
          region: String
        }
        input PersonSort { by: PersonOrder! }
        enum PersonOrder { ${keys} }`,
    },
  });

test('a list may be sorted by what is not sealed', () => {
  expect(check('REGION_ASC BIRTH_DATE_DESC ID')).toEqual([]);
});

test.each(['ID_CARD', 'ID_CARD_DESC', 'idCard_asc'])('sorting by the sealed %s is refused', key => {
  expect(check(`REGION ${key}`)).toHaveLength(1);
});

test('an order hidden in an input is found', () => {
  expect(check('ID_CARD', 'sort: PersonSort')).toHaveLength(1);
});

test('an argument that does not sort may name a sealed field', () => {
  expect(check('ID_CARD', 'show: PersonOrder')).toEqual([]);
});
