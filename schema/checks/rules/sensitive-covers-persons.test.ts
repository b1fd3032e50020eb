import { findings } from '../test-support/harness.ts';
import { sensitiveCoversPersons } from './sensitive-covers-persons.ts';

const check = (fields: string) =>
  findings(sensitiveCoversPersons, {
    subgraphs: { insured: `enum Kind { A } type Person { id: ID! ${fields} }` },
  });

test.each([
  ['its name', 'name: String', 'NAME'],
  ['an id card', 'idCard: String!', 'ID_CARD'],
  ['a phone', 'contactPhone: String', 'PHONE'],
  ['an address', 'homeAddress: String', 'ADDRESS'],
  ['a birth date', 'birthDate: CalendarDate', 'BIRTH_DATE'],
  ['a bank account', 'bankAccount: String', 'BANK_CARD'],
  ['a list of diagnoses', 'diagnoses: [String!]!', 'MEDICAL'],
  ['a Chinese term', '"患者姓名。Who it is." who: String', 'NAME'],
  ['an English sentence', '"联系。The phone number to call." contact: String', 'PHONE'],
])('a field that speaks of %s without @sensitive is refused', (_, field, sensitiveClass) => {
  expect(check(field).join()).toContain(`speaks of ${sensitiveClass} and lacks @sensitive`);
});

test('the same fields with @sensitive pass', () => {
  expect(check('name: String @sensitive(class: NAME) idCard: String! @sensitive(class: ID_CARD)')).toEqual(
    [],
  );
});

test('a wrong class is a wrong mask', () => {
  expect(check('idCard: String @sensitive(class: NAME)')).toEqual([
    'Person.idCard speaks of ID_CARD but is declared NAME: the wrong mask',
  ]);
});

test('a field that cannot spell personal data passes', () => {
  expect(
    check(
      'phoneVerified: Boolean! addressKind: Kind diagnosisCount: Int! bankAccountBalance: Money! owner: Person',
    ),
  ).toEqual([]);
});

test('a copy that is only declared for another subgraph passes', () => {
  expect(check('name: String @external')).toEqual([]);
});
