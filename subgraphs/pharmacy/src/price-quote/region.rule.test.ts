import { regionOfInstitution, regionPrefix } from './region.rule.ts';

test.each([
  ['31', '31'],
  ['3101', '3101'],
  ['310101', '310101'],
  ['310000', '31'],
  ['310100', '3101'],
])('%s covers every division that begins with %s', (region, prefix) => {
  expect(regionPrefix(region)).toEqual({ ok: true, value: prefix });
});

test.each(['', '3', '310', '31010', '3101011', '31x1', '%'])('"%s" is not a division', region => {
  expect(regionPrefix(region)).toMatchObject({ ok: false, refusal: { code: 'INVALID_REGION' } });
});

test('an institution lies in the division that its code names', () => {
  expect(regionOfInstitution('H31010100001')).toBe('310101');
});
