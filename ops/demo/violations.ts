import { addDays, ageOn, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Clinic, Visit } from './clinic.ts';
import { DIAGNOSES } from './diagnoses.ts';
import type { Dice } from './dice.ts';
import { benefitsOn } from './enrolments.ts';
import { servicesFor } from './services.ts';
import type { DemoDiagnosis, DemoDrug, DemoInstitution, DemoPerson, DemoViolation } from './world.types.ts';

const HYPERTENSION: DemoDiagnosis = DIAGNOSES.find(({ code }) => code === 'I10')!;
const COLD: DemoDiagnosis = DIAGNOSES.find(({ code }) => code === 'J06.9')!;
const LUMBAGO: DemoDiagnosis = DIAGNOSES.find(({ code }) => code === 'M54.5')!;
const REFILL: DemoDiagnosis = DIAGNOSES.find(({ code }) => code === 'Z76.0')!;

/** Days before the day of the world; recent enough for the violation to be on the first page of bills. */
const SHOWCASE_STARTED = 80;
const SCAN_CODE = '002103000010000';

/** Puts violations into the claims on purpose, so that whoever looks for them can be told right or wrong. */
export class Offender {
  readonly violations: DemoViolation[] = [];
  /** Persons who may not get drugs otherwise, for their story to stay clear. */
  readonly persons = new Set<string>();

  constructor(
    private readonly clinic: Clinic,
    private readonly institutions: readonly DemoInstitution[],
    private readonly asOf: CalendarDate,
    private readonly dice: Dice,
  ) {}

  /** The showcase fills too early; a canary is among those with a drug for children. */
  plant(persons: readonly DemoPerson[], showcase: DemoPerson, canary: DemoPerson): void {
    const others = this.dice.sample(
      persons.filter(person => isSteadyAdult(person, this.asOf) && person !== showcase && person !== canary),
      17,
    );
    this.refillTooEarly(showcase, addDays(this.asOf, -SHOWCASE_STARTED));
    for (const person of others.slice(0, 5)) {
      this.refillTooEarly(person, addDays(this.asOf, -this.dice.between(80, 300)));
    }
    for (const person of [canary, ...others.slice(5, 9)]) this.takeChildrensDrug(person);
    for (const person of others.slice(9, 14)) this.scanTwice(person);
    for (const person of others.slice(14)) this.buyConstantly(person);
  }

  /** Fills a month's supply on days 0, 10 and 66: only the second comes too early. */
  private refillTooEarly(person: DemoPerson, start: CalendarDate): void {
    const drugOf = (place: DemoInstitution) =>
      this.clinic.shelves.keptFor(place.code, ['HYPERTENSION']).find(drug => drug.daysPerPack === 28);
    const institution = this.place(person, place => place.kind !== 'PHARMACY' && drugOf(place) !== undefined);
    const drug = drugOf(institution)!;
    const [first, second] = [0, 10, 66].map(offset =>
      this.fill(person, institution, addDays(start, offset), HYPERTENSION, drug),
    );
    this.note('REFILL_TOO_EARLY', person, drug.nationalCode, [first!, second!]);
  }

  private takeChildrensDrug(person: DemoPerson): void {
    const drugOf = (place: DemoInstitution) => this.clinic.shelves.keptFor(place.code, ['CHILD_COLD'])[0];
    const institution = this.place(person, place => place.kind !== 'PHARMACY' && drugOf(place) !== undefined);
    const drug = drugOf(institution)!;
    const day = addDays(this.asOf, -this.dice.between(20, 340));
    this.note('AGE_LIMITED_DRUG', person, drug.nationalCode, [
      this.fill(person, institution, day, COLD, drug),
    ]);
  }

  /** The same scan on the same day at two hospitals, ordered by two kinds of consultation. */
  private scanTwice(person: DemoPerson): void {
    const scan = servicesFor('TEST').find(({ nationalCode }) => nationalCode === SCAN_CODE)!;
    const first = this.place(person, place => place.kind === 'HOSPITAL');
    const second = this.place(person, place => place.kind === 'HOSPITAL' && place !== first);
    const day = addDays(this.asOf, -this.dice.between(20, 340));
    const claims = [first, second].map((institution, index) =>
      this.clinic.receive(
        { person, institution, visitType: 'OUTPATIENT', visitedOn: day, diagnosis: LUMBAGO },
        fees => {
          fees.addService(servicesFor('CONSULTATION')[index]!, day);
          fees.addService(scan, day);
        },
      ),
    );
    this.note(
      'DUPLICATE_ITEM_SAME_DAY',
      person,
      SCAN_CODE,
      claims.map(({ id }) => id),
    );
  }

  /** Some thirty purchases within three months, each of another medicine, the last a very costly one. */
  private buyConstantly(person: DemoPerson): void {
    const start = addDays(this.asOf, -this.dice.between(100, 250));
    const pharmacies = this.institutions.filter(({ kind }) => kind === 'PHARMACY');
    const bought = new Map<string, { drug: DemoDrug; pharmacy: DemoInstitution }>();
    for (const pharmacy of pharmacies) {
      for (const drug of this.clinic.shelves.keptBy(pharmacy.code)) {
        if (drug.limitedTo === null && !bought.has(drug.genericName))
          bought.set(drug.genericName, { drug, pharmacy });
      }
    }
    const basket = [...bought.values()]
      .sort((a, b) => Number(a.drug.referencePrice - b.drug.referencePrice))
      .slice(-30);
    const claims = basket.map(({ drug, pharmacy }, index) =>
      this.fill(
        person,
        pharmacy,
        addDays(start, index * 3),
        REFILL,
        drug,
        index === basket.length - 1 ? 20 : 1,
      ),
    );
    this.note('HIGH_FREQUENCY_PURCHASE', person, basket.at(-1)!.drug.nationalCode, claims);
  }

  private fill(
    person: DemoPerson,
    institution: DemoInstitution,
    day: CalendarDate,
    diagnosis: DemoDiagnosis,
    drug: DemoDrug,
    quantity = 1,
  ): string {
    const visitType: Visit['visitType'] = institution.kind === 'PHARMACY' ? 'PHARMACY' : 'OUTPATIENT';
    return this.clinic.receive({ person, institution, visitType, visitedOn: day, diagnosis }, fees => {
      if (visitType === 'OUTPATIENT') fees.addService(servicesFor('CONSULTATION')[0]!, day);
      fees.addDrug(drug, day, quantity);
    }).id;
  }

  private place(person: DemoPerson, suits: (place: DemoInstitution) => boolean): DemoInstitution {
    const fitting = this.institutions.filter(place => place.state === 'ACTIVE' && suits(place));
    return fitting.find(({ region }) => region === person.region) ?? this.dice.pick(fitting);
  }

  private note(kind: DemoViolation['kind'], person: DemoPerson, itemCode: string, claimIds: string[]): void {
    this.persons.add(person.id);
    this.violations.push({ kind, personId: person.id, itemCode, claimIds });
  }
}

/** An adult whose bills of the whole year are surely covered. */
function isSteadyAdult(person: DemoPerson, asOf: CalendarDate): boolean {
  const age = ageOn(person.birthDate, asOf);
  return (
    person.scheme === 'EMPLOYEE' &&
    age >= 40 &&
    age < 60 &&
    [-360, -180, 0].every(days => benefitsOn(person, addDays(asOf, days))) &&
    person.enrolments.every(enrolment => enrolment.suspensions.length === 0)
  );
}
