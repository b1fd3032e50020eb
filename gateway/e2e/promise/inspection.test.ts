import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { Answer, Asker } from '../support/system.ts';
import { inspected } from './inspection.ts';
import { aliasOf, sensitiveFields, walksFromRoots, type Walk } from './paths.ts';

/** The walk of the promise is itself walked: it finds each field by itself, and complains about a raw value. */
const SDL = `
  directive @sensitive(class: String) on FIELD_DEFINITION
  type Query { patient(id: ID!): Patient  wards: [Ward!]! }
  type Mutation { admit(id: ID!): Admission }
  type Subscription { admitted: Admission }
  type Ward { beds: [Bed!]! }
  type Bed { patient: Patient }
  type Admission { patient: Patient }
  type Patient { id: ID!  name: String @sensitive(class: NAME)  illness: String @sensitive(class: MEDICAL) }
`;
const FIELDS = sensitiveFields(SDL);
const walks = walksFromRoots(buildSchema(SDL), FIELDS, () => '"1"');
const [NAME, ILLNESS] = FIELDS;
const KNOWN = { clear: ['张三', '感冒'], own: ['李四'] };

const [walk] = walks as [Walk];
const ANALYST: Asker = { role: 'ANALYST' };
const answering = (name: unknown, illness: unknown = '***'): Partial<Answer> => ({
  data: { patient: { [aliasOf(NAME!)]: name, [aliasOf(ILLNESS!)]: illness } },
});
const leaks = (asker: Asker, answer: Partial<Answer>) => inspected(walk, asker, answer, KNOWN).leaks;

test('every sensitive field is walked from every root that leads to it, without being named anywhere', () => {
  expect(FIELDS.map(({ parent, field }) => `${parent}.${field}`)).toEqual([
    'Patient.name',
    'Patient.illness',
  ]);
  expect(walks.map(({ kind, entry }) => `${kind} ${entry}`)).toEqual([
    'query Query.patient',
    'nested Query.wards',
    'mutation Mutation.admit',
    'subscription Subscription.admitted',
  ]);
});

test('masks are no leak, and each field that came with a value counts as reached', () => {
  const { seen, leaks: found } = inspected(walk, ANALYST, answering('张*', null), KNOWN);
  expect({ seen, found }).toEqual({ seen: ['query Patient.name'], found: [] });
});

test.each<[string, Asker, Partial<Answer>]>([
  ['a raw field', ANALYST, answering('王五')],
  [
    'a raw field beside a purpose that gives no right',
    { ...ANALYST, purpose: 'REVIEW: 核对' },
    answering('王五'),
  ],
  ['a raw field without a purpose', { role: 'REVIEWER' }, answering('王五')],
  [
    'a raw field of a class beyond the right',
    { role: 'HANDLER', purpose: 'REVIEW: 核对' },
    answering(null, '流感'),
  ],
  ["another's patient", { role: 'INSTITUTION', purpose: 'REVIEW: 核对' }, answering('王五')],
  ["another person's name", { role: 'PERSON' }, answering('王五')],
  ['a value in an error', ANALYST, { errors: [{ message: '没有张三', extensions: {} }] }],
  ['a value in an extension', ANALYST, { errors: [{ message: '', extensions: { of: { v: '感冒' } } }] }],
  ['a value in a field that nobody called sensitive', ANALYST, { data: { patient: { note: '张三来过' } } }],
])('%s is a leak', (_, asker, answer) => {
  expect(leaks(asker, answer)).not.toEqual([]);
});

test.each<[string, Asker, Partial<Answer>]>([
  ['right and purpose', { role: 'REVIEWER', purpose: 'REVIEW: 核对' }, answering('张三', '感冒')],
  ["a person's own value", { role: 'PERSON' }, answering('李四')],
  ['nothing at all', ANALYST, answering(null, null)],
])('%s is none', (_, asker, answer) => {
  expect(leaks(asker, answer)).toEqual([]);
});
