import { findings } from '../test-support/harness.ts';
import { mutationsAreVerbs } from './mutations-are-verbs.ts';

const check = (supergraph: string) => findings(mutationsAreVerbs, { supergraph });

const SOUND = `
  type Mutation { enrolPerson(input: EnrolPersonInput!): EnrolPersonResult! }
  union EnrolPersonResult = EnrolPersonSuccess | AlreadyEnrolledRefusal
`;

test('verbNoun(input: VerbNounInput!): VerbNounResult! with a success and refusals passes', () => {
  expect(check(SOUND)).toEqual([]);
});

test.each([
  ['a bare argument', SOUND.replace('input: EnrolPersonInput!', 'id: ID!'), 'takes (id: ID!)'],
  ['a second argument', SOUND.replace('Input!)', 'Input!, dry: Boolean)'), 'one argument input'],
  ['an optional input', SOUND.replace('Input!)', 'Input)'), 'one argument input'],
  [
    'an answer that is the noun',
    SOUND.replace('EnrolPersonResult!', 'Person!'),
    'EnrolPersonResult! is expected',
  ],
  [
    'an optional answer',
    SOUND.replace('EnrolPersonResult!', 'EnrolPersonResult'),
    'EnrolPersonResult! is expected',
  ],
  [
    'a result that is no union',
    SOUND.replace(/union.*/, 'type EnrolPersonResult { ok: Boolean }'),
    'is not a union',
  ],
  [
    'a result without success',
    SOUND.replace('EnrolPersonSuccess | ', ''),
    'has no member EnrolPersonSuccess',
  ],
  ['an error as a member', SOUND.replace('AlreadyEnrolledRefusal', 'EnrolError'), 'ends in Refusal'],
  [
    'a name without a noun',
    SOUND.replaceAll('enrolPerson', 'enrol').replaceAll('EnrolPerson', 'Enrol'),
    'verbNoun',
  ],
])('%s is refused', (_, sdl, message) => {
  expect(check(sdl).join('\n')).toContain(message);
});
