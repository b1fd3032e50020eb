import { addDays, type CalendarDate } from '#kernel/vocabulary/calendar';
import { CANARY_SHEETS } from './canaries.ts';
import { Clinic } from './clinic.ts';
import { Dice } from './dice.ts';
import { EverydayLife } from './everyday.ts';
import { servicesFor } from './services.ts';
import { Shelves } from './shelves.ts';
import { Offender } from './violations.ts';
import type {
  DemoClaim,
  DemoInstitution,
  DemoPerson,
  DemoShowcase,
  DemoViolation,
  DemoWorld,
} from './world.types.ts';

/** About so many visits happen by themselves; some of them cannot. */
const OCCASIONS = 3_100;

type Stage = Pick<
  DemoWorld,
  'seed' | 'asOf' | 'persons' | 'institutions' | 'physicians' | 'drugs' | 'quotes'
>;

/** The bills of the last twelve months, in the order of their settlement. The hero visits the institution of the showcase. */
export function createClaims(
  stage: Stage,
  hero: DemoPerson,
  { institutionCode }: DemoShowcase,
): {
  claims: DemoClaim[];
  violations: DemoViolation[];
} {
  const { asOf, persons, institutions } = stage;
  const dice = new Dice(stage.seed, 'claims');
  const clinic = new Clinic(stage.physicians, new Shelves(stage.drugs, stage.quotes), dice);
  const canaries = persons.slice(0, CANARY_SHEETS.length);

  const offender = new Offender(clinic, institutions, asOf, new Dice(stage.seed, 'violations'));
  offender.plant(persons, hero, canaries[0]!);
  showCanaries(canaries, clinic, institutions, asOf);
  visitRegularly(
    hero,
    clinic,
    institutions.find(({ code }) => code === institutionCode)!,
    asOf,
  );
  const others = persons.filter(person => person !== hero);
  new EverydayLife(clinic, institutions, asOf, dice).live(others, OCCASIONS, offender.persons);

  const claims = clinic.claims.sort((a, b) =>
    a.settledAt < b.settledAt ? -1 : a.settledAt > b.settledAt ? 1 : a.id < b.id ? -1 : 1,
  );
  return {
    claims,
    violations: offender.violations,
  };
}

/** Each canary sees a physician for the illness that only that canary has. */
function showCanaries(
  canaries: readonly DemoPerson[],
  clinic: Clinic,
  institutions: DemoWorld['institutions'],
  asOf: CalendarDate,
): void {
  for (const [index, person] of canaries.entries()) {
    const day = addDays(asOf, -3 - index);
    const { diagnosis } = CANARY_SHEETS[index]!;
    const institution = institutions[index]!;
    clinic.receive({ person, institution, visitType: 'OUTPATIENT', visitedOn: day, diagnosis }, fees => {
      fees.addService(servicesFor('CONSULTATION')[1]!, day);
      fees.addService(servicesFor('TEST')[0]!, day);
    });
  }
}

/** Check-ups that give the showcase enough bills to page through. */
function visitRegularly(
  person: DemoPerson,
  clinic: Clinic,
  institution: DemoInstitution,
  asOf: CalendarDate,
): void {
  const diagnosis = { code: 'I10', text: '原发性高血压' };
  for (const weeks of [3, 12, 24, 45]) {
    const visitedOn = addDays(asOf, -7 * weeks);
    if (!clinic.isFree(person, visitedOn)) continue;
    clinic.receive({ person, institution, visitType: 'OUTPATIENT', visitedOn, diagnosis }, fees => {
      fees.addService(servicesFor('CONSULTATION')[0]!, visitedOn);
      fees.addService(servicesFor('TEST')[3]!, visitedOn);
    });
  }
}
