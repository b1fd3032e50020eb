import { addDays, ageOn, type CalendarDate } from '#kernel/vocabulary/calendar';
import { CANARY_SHEETS } from './canaries.ts';
import type { Dice } from './dice.ts';
import { enrol } from './enrolments.ts';
import { IdCards, instantAt, phoneNumber, uuidAt } from './identifiers.ts';
import { givenName, surname } from './names.ts';
import { addressIn, DISTRICTS } from './places.ts';
import type {
  DemoDistrict,
  DemoEmployer,
  DemoFamilyLink,
  DemoGender,
  DemoPerson,
  DemoPersonGroup,
} from './world.types.ts';

const PERSONS = 2_000;

/** Ids of persons do not depend on the day of the world: a token for one of them stays good. */
const FIRST_ID = Date.UTC(2025, 0, 1);

/** The person whom the examples are about; comes right after the canaries. */
const SHOWCASE: Member = { name: '沈若川', gender: 'MALE', age: 52, group: 'EMPLOYED' };
const SHOWCASE_DISTRICT = DISTRICTS[0]!;

type Household = 'SINGLE' | 'COUPLE' | 'ONE_CHILD' | 'TWO_CHILDREN' | 'ELDER_COUPLE' | 'ELDER_SINGLE';

const HOUSEHOLDS: Readonly<Record<Household, number>> = {
  SINGLE: 22,
  COUPLE: 18,
  ONE_CHILD: 28,
  TWO_CHILDREN: 6,
  ELDER_COUPLE: 20,
  ELDER_SINGLE: 6,
};

interface Member {
  readonly name: string;
  readonly gender: DemoGender;
  readonly age: number;
  readonly group: DemoPersonGroup;
}

/** Two thousand persons in their households; the canaries first, then the showcase. */
export function createPeople(
  asOf: CalendarDate,
  employers: readonly DemoEmployer[],
  dice: Dice,
  idDice: Dice,
): { persons: DemoPerson[]; familyLinks: DemoFamilyLink[]; showcase: DemoPerson } {
  const registrar = new Registrar(asOf, employers, dice, idDice);
  const familyLinks: DemoFamilyLink[] = [];
  for (const sheet of CANARY_SHEETS) {
    registrar.register(
      sheet,
      DISTRICTS.find(district => district.code === sheet.region)!,
      sheet,
    );
  }
  const showcase = registrar.register(SHOWCASE, SHOWCASE_DISTRICT, {
    address: addressIn(SHOWCASE_DISTRICT, dice),
    steady: true,
  });
  while (registrar.persons.length < PERSONS) {
    const district = dice.pick(DISTRICTS);
    const address = addressIn(district, dice);
    const room = PERSONS - registrar.persons.length;
    const home = members(dice)
      .slice(0, room)
      .map(member => registrar.register(member, district, { address }));
    familyLinks.push(...shareAccounts(home, asOf, dice));
  }
  return { persons: registrar.persons, familyLinks, showcase };
}

function members(dice: Dice): Member[] {
  const kind = dice.weighted(HOUSEHOLDS);
  const family = surname(dice);
  const adult = (gender: DemoGender, age: number, name: string): Member => ({
    name: name + givenName(gender, dice),
    gender,
    age,
    group: adultGroup(age, dice),
  });
  const child = (age: number): Member => {
    const gender: DemoGender = dice.chance(51) ? 'MALE' : 'FEMALE';
    return { name: family + givenName(gender, dice), gender, age, group: 'STUDENT_CHILD' };
  };
  const couple = (low: number, high: number): Member[] => {
    const age = dice.between(low, high);
    return [adult('MALE', age, family), adult('FEMALE', age - dice.between(0, 4), surname(dice))];
  };
  switch (kind) {
    case 'SINGLE':
      return [adult(dice.chance(50) ? 'MALE' : 'FEMALE', dice.between(20, 59), family)];
    case 'COUPLE':
      return couple(26, 59);
    case 'ONE_CHILD':
      return [...couple(28, 50), child(dice.between(0, 17))];
    case 'TWO_CHILDREN':
      return [...couple(32, 48), child(dice.between(7, 16)), child(dice.between(0, 6))];
    case 'ELDER_COUPLE':
      return couple(64, 84);
    case 'ELDER_SINGLE':
      return [adult(dice.chance(35) ? 'MALE' : 'FEMALE', dice.between(68, 96), family)];
  }
}

function adultGroup(age: number, dice: Dice): DemoPersonGroup {
  if (age >= 60) return dice.chance(78) ? 'RETIRED' : 'SENIOR';
  if (age <= 22) return dice.chance(70) ? 'STUDENT_CHILD' : 'EMPLOYED';
  return dice.weighted({ EMPLOYED: 76, FLEXIBLE: 9, UNEMPLOYED: 3, ADULT: 12 });
}

/** Gives each person id, papers and cover. */
class Registrar {
  readonly persons: DemoPerson[] = [];
  private readonly idCards: IdCards;

  constructor(
    private readonly asOf: CalendarDate,
    private readonly employers: readonly DemoEmployer[],
    private readonly dice: Dice,
    private readonly idDice: Dice,
  ) {
    this.idCards = new IdCards(dice);
  }

  register(
    member: Member,
    district: DemoDistrict,
    given: { readonly address: string; readonly phone?: string; readonly steady?: boolean },
  ): DemoPerson {
    const { dice, asOf } = this;
    const birthDate = addDays(asOf, -Math.floor(member.age * 365.2425) - dice.between(3, 360));
    const serial = this.persons.length;
    const applicant = {
      birthDate,
      group: member.group,
      region: district.code,
      steady: given.steady ?? false,
    };
    const cover = enrol(applicant, asOf, this.employers, dice);
    const person: DemoPerson = {
      id: uuidAt(FIRST_ID + serial * 1_000, this.idDice),
      name: member.name,
      gender: member.gender,
      birthDate,
      idCard: this.idCards.next(birthDate, member.gender),
      phone: given.phone ?? phoneNumber(serial * 37 + dice.between(0, 36)),
      address: given.address,
      region: district.code,
      ...cover,
    };
    this.persons.push(person);
    return person;
  }
}

/** Spouses and children whom a member with an account lets pay from it. */
function shareAccounts(home: readonly DemoPerson[], asOf: CalendarDate, dice: Dice): DemoFamilyLink[] {
  const donor = home.find(person => person.scheme === 'EMPLOYEE' && ageOn(person.birthDate, asOf) >= 25);
  if (!donor || !dice.chance(45)) return [];
  return home
    .filter(person => person !== donor)
    .map(person => {
      const since = addDays(asOf, -dice.between(20, 300));
      const relation = ageOn(donor.birthDate, asOf) - ageOn(person.birthDate, asOf) > 15 ? 'CHILD' : 'SPOUSE';
      return {
        id: uuidAt(instantAt(since, 600), dice),
        donorId: donor.id,
        beneficiaryId: person.id,
        relation,
        since,
      };
    });
}
