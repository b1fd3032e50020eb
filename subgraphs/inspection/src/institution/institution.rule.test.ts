import { checkRegistration, isInstitutionCode } from './institution.rule.ts';
import type { InstitutionFacts } from './institution.terms.ts';

const hospital: InstitutionFacts = {
  code: 'H31010100001',
  name: '试验医院',
  region: '310101',
  level: 'TERTIARY',
  kind: 'HOSPITAL',
  ownership: 'PUBLIC',
  state: 'ACTIVE',
  speciality: null,
  designatedSince: '2020-01-01',
};

describe('the registration of an institution', () => {
  test('a consistent one is registered, and a suspended one may come back', () => {
    expect(checkRegistration(hospital, null)).toMatchObject({ ok: true });
    expect(checkRegistration(hospital, { state: 'SUSPENDED' })).toMatchObject({ ok: true });
  });

  test.each([
    ['a terminated designation', hospital, { state: 'TERMINATED' } as const, 'DESIGNATION_TERMINATED'],
    [
      'a hospital with a pharmacy’s code',
      { ...hospital, code: 'P31010100001' },
      null,
      'INSTITUTION_NOT_CONSISTENT',
    ],
    ['a code of another district', { ...hospital, region: '310104' }, null, 'INSTITUTION_NOT_CONSISTENT'],
    [
      'a pharmacy with a level',
      { ...hospital, code: 'P31010100001', kind: 'PHARMACY' as const },
      null,
      'INSTITUTION_NOT_CONSISTENT',
    ],
  ])('%s is refused', (_what, facts, registered, code) => {
    expect(checkRegistration(facts, registered)).toMatchObject({ ok: false, refusal: { code } });
  });

  test('a code has a letter and eleven digits', () => {
    expect(['H31010100001', 'P31010100001', 'X31010100001', 'H3101010000'].map(isInstitutionCode)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
