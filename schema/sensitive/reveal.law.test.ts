import { expect, test } from '@jest/globals';
import { ROLE_SCOPES, ROLES, type Role } from '../identity/role-scopes.ts';
import { SENSITIVE_CLASSES, type SensitiveClass } from './sensitive.law.ts';
import { sightOf, type Sight } from './reveal.law.ts';

const see = (
  role: Role,
  sensitiveClass: SensitiveClass,
  purposeStated: boolean,
  person: string | null = null,
) =>
  sightOf({
    class: sensitiveClass,
    viewer: { role, scopes: new Set(ROLE_SCOPES[role]), person },
    personId: 'somebody',
    purposeStated,
  });

/** Who sees what for a purpose. Source: contract, table of `@sensitive`. */
const CLEAR: Readonly<Partial<Record<Role, readonly SensitiveClass[]>>> = {
  HANDLER: ['NAME', 'ID_CARD', 'PHONE', 'ADDRESS', 'BIRTH_DATE'],
  REVIEWER: ['NAME', 'ID_CARD', 'PHONE', 'ADDRESS', 'BIRTH_DATE', 'BANK_CARD', 'MEDICAL'],
  INSPECTOR: ['NAME', 'ID_CARD', 'MEDICAL'],
  INSTITUTION: ['NAME', 'ID_CARD', 'BIRTH_DATE', 'MEDICAL'],
  INSURER: ['NAME'],
};

const cases = ROLES.flatMap(role =>
  SENSITIVE_CLASSES.map((sensitiveClass): [Role, SensitiveClass, Sight] => {
    const tied = role === 'INSTITUTION' || role === 'INSURER';
    const right = CLEAR[role]?.includes(sensitiveClass) ?? false;
    return [role, sensitiveClass, right ? (tied ? 'CLEAR_IF_THEIRS' : 'CLEAR') : 'NO_RIGHT'];
  }),
);

test.each(cases)('a %s with a purpose sees %s of somebody: %s', (role, sensitiveClass, sight) => {
  expect(see(role, sensitiveClass, true)).toBe(sight);
});

test('without a purpose nobody sees anything of somebody else', () => {
  for (const role of ROLES) {
    for (const sensitiveClass of SENSITIVE_CLASSES) {
      expect(['NO_PURPOSE', 'NO_RIGHT']).toContain(see(role, sensitiveClass, false));
    }
  }
});

test('a person sees their own data without a purpose, except secrets, and nobody else’s with one', () => {
  for (const sensitiveClass of SENSITIVE_CLASSES) {
    const own = see('PERSON', sensitiveClass, false, 'somebody');
    expect(own).toBe(sensitiveClass === 'SECRET' ? 'NO_RIGHT' : 'OWN');
    expect(see('PERSON', sensitiveClass, true, 'somebody else')).toBe('NO_RIGHT');
  }
});

test('the person claim gives no other role anything', () => {
  expect(see('ANALYST', 'NAME', true, 'somebody')).toBe('NO_RIGHT');
});
