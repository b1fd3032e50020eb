import { addDays, ageOn, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Clinic } from './clinic.ts';
import { DIAGNOSES, type DiagnosisEntry } from './diagnoses.ts';
import type { Dice } from './dice.ts';
import { benefitsOn } from './enrolments.ts';
import type { FeeList } from './fee-list.ts';
import { SERVICES, servicesFor } from './services.ts';
import type { DemoInstitution, DemoPerson, DemoVisitType } from './world.types.ts';

const DAYS = 365;

/** How often persons of an age go, relative to each other. */
function frequency(age: number): number {
  if (age >= 70) return 9;
  if (age >= 60) return 7;
  if (age >= 45) return 4;
  return age < 7 ? 4 : 2;
}

const VISIT_TYPES: Readonly<Record<'CHILD' | 'ADULT' | 'ELDER', Readonly<Record<DemoVisitType, number>>>> = {
  CHILD: { OUTPATIENT: 70, EMERGENCY: 14, INPATIENT: 3, CHRONIC: 0, PHARMACY: 13 },
  ADULT: { OUTPATIENT: 60, EMERGENCY: 8, INPATIENT: 4, CHRONIC: 4, PHARMACY: 24 },
  ELDER: { OUTPATIENT: 46, EMERGENCY: 4, INPATIENT: 8, CHRONIC: 22, PHARMACY: 20 },
};

/** A day on which somebody goes somewhere. */
interface Occasion {
  readonly person: DemoPerson;
  readonly day: CalendarDate;
}

/** Twelve months of ordinary visits: nothing in them breaks a rule that the planted violations break. */
export class EverydayLife {
  /** Until when the supply of a generic lasts. */
  private readonly supplied = new Map<string, CalendarDate>();
  private readonly places: Readonly<Record<DemoVisitType, readonly DemoInstitution[]>>;

  constructor(
    private readonly clinic: Clinic,
    institutions: readonly DemoInstitution[],
    private readonly asOf: CalendarDate,
    private readonly dice: Dice,
  ) {
    const open = institutions.filter(({ state }) => state === 'ACTIVE');
    const hospitals = open.filter(({ kind }) => kind === 'HOSPITAL');
    const clinics = open.filter(({ kind }) => kind !== 'PHARMACY');
    this.places = {
      OUTPATIENT: clinics,
      CHRONIC: clinics,
      EMERGENCY: hospitals,
      INPATIENT: hospitals,
      PHARMACY: open.filter(({ kind }) => kind === 'PHARMACY'),
    };
  }

  /** Lets so many visits happen, give or take those that cannot. Nobody of the `quiet` is given a drug. */
  live(persons: readonly DemoPerson[], visits: number, quiet: ReadonlySet<string>): void {
    for (const { person, day } of this.occasions(persons, visits)) {
      if (!benefitsOn(person, day) || !this.clinic.isFree(person, day)) continue;
      if (quiet.has(person.id)) this.consult(person, day);
      else this.fallIll(person, day);
    }
  }

  /** A visit without drugs. */
  private consult(person: DemoPerson, day: CalendarDate): void {
    const { dice } = this;
    const diagnosis = this.diagnose(person, 'OUTPATIENT', day);
    if (!diagnosis) return;
    const institution = this.placeNear(person, 'OUTPATIENT');
    this.clinic.receive({ person, institution, visitType: 'OUTPATIENT', visitedOn: day, diagnosis }, fees => {
      fees.addService(servicesFor('CONSULTATION')[0]!, day);
      fees.addService(dice.pick(servicesFor('TEST').slice(0, 6)), day);
    });
  }

  private fallIll(person: DemoPerson, day: CalendarDate): void {
    const { dice } = this;
    const age = ageOn(person.birthDate, day);
    const visitType = dice.weighted(VISIT_TYPES[age < 18 ? 'CHILD' : age < 60 ? 'ADULT' : 'ELDER']);
    const diagnosis = this.diagnose(person, visitType, day);
    const nights = visitType === 'INPATIENT' ? dice.between(2, 4) : 0;
    if (!diagnosis || addDays(day, nights) > this.asOf || !this.clinic.isFree(person, day, nights)) return;
    const institution = this.placeNear(person, visitType);
    const packs = this.packsFor(person, institution, diagnosis, { day, visitType });
    if (visitType === 'PHARMACY' && packs.length === 0) return;
    this.clinic.receive({ person, institution, visitType, visitedOn: day, nights, diagnosis }, fees => {
      if (visitType === 'INPATIENT') this.orderStay(fees, institution, diagnosis, day, nights);
      else if (visitType !== 'PHARMACY') this.orderVisit(fees, visitType, day);
      for (const { drug, quantity } of packs) fees.addDrug(drug, addDays(day, nights), quantity);
    });
  }

  private orderVisit(fees: FeeList, visitType: DemoVisitType, day: CalendarDate): void {
    const { dice } = this;
    fees.addService(dice.pick(servicesFor(visitType === 'EMERGENCY' ? 'EMERGENCY' : 'CONSULTATION')), day);
    const tests = dice.between(0, visitType === 'EMERGENCY' ? 3 : 1);
    for (const test of dice.sample(servicesFor('TEST'), tests)) fees.addService(test, day);
    if (dice.chance(visitType === 'EMERGENCY' ? 60 : 15))
      fees.addService(dice.pick(servicesFor('TREATMENT')), day);
  }

  private orderStay(
    fees: FeeList,
    institution: DemoInstitution,
    diagnosis: DiagnosisEntry,
    day: CalendarDate,
    nights: number,
  ): void {
    const { dice } = this;
    const [infusion] = servicesFor('TREATMENT');
    const injections = this.clinic.shelves
      .keptFor(institution.code, ['HOSPITAL'])
      .filter(drug => drug.limitedTo === null);
    const [injection] = dice.sample(injections, 1);
    const operation = SERVICES.find(service => service.nationalCode === diagnosis.operation);
    for (const test of dice.sample(servicesFor('TEST'), dice.between(2, 4))) fees.addService(test, day);
    for (let night = 0; night < nights; night++) {
      const today = addDays(day, night);
      for (const service of servicesFor('STAY_DAILY')) fees.addService(service, today);
      fees.addService(infusion!, today);
      if (injection) fees.addDrug(injection, today, dice.between(1, 2));
      if (night === 1 && operation) fees.addService(operation, today);
    }
  }

  /** Packs against the illness whose earlier supply has run out; marks them as supplied. */
  private packsFor(
    person: DemoPerson,
    institution: DemoInstitution,
    diagnosis: DiagnosisEntry,
    of: { readonly day: CalendarDate; readonly visitType: DemoVisitType },
  ) {
    const { dice } = this;
    const indications = diagnosis.drugs.filter(indication => indication !== 'HOSPITAL');
    const longTerm = of.visitType === 'CHRONIC' || diagnosis.visits.includes('CHRONIC');
    const packs = [];
    for (const drug of dice.sample(
      this.clinic.shelves.keptFor(institution.code, indications),
      dice.between(1, 3),
    )) {
      const key = `${person.id}/${drug.genericName}`;
      if (drug.daysPerPack === null || (this.supplied.get(key) ?? '') > of.day) continue;
      const quantity = longTerm ? dice.between(1, 3) : 1;
      this.supplied.set(key, addDays(of.day, drug.daysPerPack * quantity));
      packs.push({ drug, quantity });
    }
    return packs;
  }

  private diagnose(person: DemoPerson, visitType: DemoVisitType, day: CalendarDate): DiagnosisEntry | null {
    const age = ageOn(person.birthDate, day);
    const possible = DIAGNOSES.filter(
      diagnosis => diagnosis.visits.includes(visitType) && diagnosis.fromAge <= age && age <= diagnosis.toAge,
    );
    return possible.length > 0 ? this.dice.pick(possible) : null;
  }

  private placeNear(person: DemoPerson, visitType: DemoVisitType): DemoInstitution {
    const places = this.places[visitType];
    const near = places.filter(({ region }) => region === person.region);
    return this.dice.pick(near.length > 0 && this.dice.chance(70) ? near : places);
  }

  /** Who goes when, in the order of days; the old and the very young go more often. */
  private occasions(persons: readonly DemoPerson[], count: number): Occasion[] {
    const urn = persons.flatMap(person =>
      Array.from({ length: frequency(ageOn(person.birthDate, this.asOf)) }, () => person),
    );
    const days = Array.from({ length: DAYS }, (_, ago) => addDays(this.asOf, -ago));
    const occasions = Array.from({ length: count }, () => ({
      person: this.dice.pick(urn),
      day: this.dice.pick(days),
    }));
    return occasions.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  }
}
