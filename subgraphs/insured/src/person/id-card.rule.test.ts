import fc from 'fast-check';
import { date } from '#kernel/vocabulary/calendar';
import { checkCharacter, readIdCard } from './id-card.rule.ts';
import { PROVINCE_CODES } from './id-card.terms.ts';

const TODAY = date('2026-06-30');

describe('a citizen identity number', () => {
  test('of the example in the standard is read', () => {
    // GB 11643-1999 gives 11010519491231002X as its example.
    expect(readIdCard('11010519491231002X', TODAY)).toEqual({
      ok: true,
      value: {
        number: '11010519491231002X',
        divisionCode: '110105',
        birthDate: '1949-12-31',
        gender: 'FEMALE',
      },
    });
  });

  test('may be written with a small x', () => {
    expect(readIdCard('11010519491231002x', TODAY)).toMatchObject({
      value: { number: '11010519491231002X' },
    });
  });

  test.each([
    ['too short', '1101051949123100', 'LENGTH'],
    ['empty', '', 'LENGTH'],
    ['with a letter inside', '1101051949A231002X', 'CHARACTERS'],
    ['with full-width digits', '１１０１０５１９４９１２３１００２Ｘ', 'CHARACTERS'],
    ['of a province that does not exist', '99010519491231002X', 'PROVINCE'],
    ['born on 30 February', '110105194902300021', 'BIRTH_DATE'],
    ['born in month 13', '110105194913310021', 'BIRTH_DATE'],
    ['born tomorrow', '110105202607010021', 'BIRTH_DATE'],
    ['with another check digit', '110105194912310021', 'CHECK_DIGIT'],
  ])('%s is refused', (_case, text, fault) => {
    expect(readIdCard(text, TODAY)).toMatchObject({ ok: false, refusal: { facts: { fault } } });
  });

  test('is never repeated in the refusal', () => {
    expect(JSON.stringify(readIdCard('110105194912310021', TODAY))).not.toContain('19491231');
  });

  const digits = fc
    .tuple(
      fc.constantFrom(...PROVINCE_CODES.keys()),
      fc.integer({ min: 0, max: 9999 }),
      fc.date({ min: new Date('1900-01-01'), max: new Date('2026-06-30'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 999 }),
    )
    .map(
      ([province, division, born, order]) =>
        province +
        String(division).padStart(4, '0') +
        born.toISOString().slice(0, 10).replaceAll('-', '') +
        String(order).padStart(3, '0'),
    );

  test('with its own check character is always read', () => {
    fc.assert(fc.property(digits, body => readIdCard(body + checkCharacter(body), TODAY).ok));
  });

  test('with one digit changed is never read', () => {
    fc.assert(
      fc.property(digits, fc.nat(16), fc.integer({ min: 1, max: 9 }), (body, place, shift) => {
        const changed = String((Number(body[place]) + shift) % 10);
        const forged = body.slice(0, place) + changed + body.slice(place + 1) + checkCharacter(body);
        return !readIdCard(forged, TODAY).ok;
      }),
    );
  });
});
