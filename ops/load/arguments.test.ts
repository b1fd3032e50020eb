import { readArguments } from './arguments.ts';

test('a kind, files, and the wish for JSON anywhere among them', () => {
  expect(readArguments(['drugs', 'a.csv', '--json', 'folder'])).toEqual({
    ok: true,
    value: { kind: 'drugs', paths: ['a.csv', 'folder'], json: true },
  });
});

test.each([
  [[], 'say what to load'],
  [['medicines', 'a.csv'], '“medicines” is no kind of input'],
  [['drugs'], 'name at least one file'],
  [['drugs', 'a.csv', '--fast'], 'unknown option --fast'],
])('%j is refused with a reason', (words, reason) => {
  expect(readArguments(words)).toMatchObject({
    ok: false,
    refusal: { message: expect.stringContaining(reason) },
  });
});
