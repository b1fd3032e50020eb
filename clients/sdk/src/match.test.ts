import { match } from './match.ts';

type Outcome =
  | { readonly __typename: 'EnrolPersonSuccess'; readonly months: number }
  | { readonly __typename: 'DoubleEnrolmentRefusal'; readonly message: string };

const told = (outcome: Outcome) =>
  match(outcome, {
    EnrolPersonSuccess: ({ months }) => `${months}`,
    DoubleEnrolmentRefusal: ({ message }) => message,
  });

test('each outcome is decided by its kind, with the facts of that kind', () => {
  expect(told({ __typename: 'EnrolPersonSuccess', months: 4 })).toBe('4');
  expect(told({ __typename: 'DoubleEnrolmentRefusal', message: '重复参保' })).toBe('重复参保');
});

test('a kind of outcome that the types do not know is an error, or what the caller says of it', () => {
  const later = { __typename: 'LaterRefusal' } as unknown as Outcome;
  expect(() => told(later)).toThrow('no case for LaterRefusal');
  expect(
    match(later, { EnrolPersonSuccess: () => '', DoubleEnrolmentRefusal: () => '', otherwise: () => '?' }),
  ).toBe('?');
  expect(() => told({ __typename: 'toString' } as unknown as Outcome)).toThrow('no case for toString');
});

test('a forgotten refusal does not compile', () => {
  const refused = { __typename: 'DoubleEnrolmentRefusal', message: '重复参保' } as Outcome;
  const forgetful = { EnrolPersonSuccess: () => '' };
  // @ts-expect-error DoubleEnrolmentRefusal has no case
  expect(() => match(refused, forgetful)).toThrow('no case for DoubleEnrolmentRefusal');
});
