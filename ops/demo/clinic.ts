import { addDays, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { Dice } from './dice.ts';
import { FeeList } from './fee-list.ts';
import { instantAt, uuidAt } from './identifiers.ts';
import type { Shelves } from './shelves.ts';
import type {
  DemoClaim,
  DemoDiagnosis,
  DemoInstitution,
  DemoPerson,
  DemoPhysician,
  DemoVisitType,
} from './world.types.ts';

/** What a visit needs beside its fee list. */
export interface Visit {
  readonly person: DemoPerson;
  readonly institution: DemoInstitution;
  readonly visitType: DemoVisitType;
  readonly visitedOn: CalendarDate;
  /** Nights; zero unless a stay. */
  readonly nights?: number;
  readonly diagnosis: DemoDiagnosis;
}

/** Receives persons, writes their bills, and remembers who was where on which day. */
export class Clinic {
  readonly claims: DemoClaim[] = [];
  private readonly occupied = new Set<string>();
  private readonly staff = new Map<string, DemoPhysician[]>();

  constructor(
    physicians: readonly DemoPhysician[],
    readonly shelves: Shelves,
    private readonly dice: Dice,
  ) {
    for (const physician of physicians) {
      for (const code of physician.institutionCodes) {
        this.staff.set(code, [...(this.staff.get(code) ?? []), physician]);
      }
    }
  }

  /** Whether a person has been nowhere from that day on, for so many nights. */
  isFree(person: DemoPerson, day: CalendarDate, nights = 0): boolean {
    for (let night = 0; night <= nights; night++) {
      if (this.occupied.has(occupancy(person, day, night))) return false;
    }
    return true;
  }

  /** Writes the bill of a visit; `order` fills its fee list. */
  receive(visit: Visit, order: (fees: FeeList) => void): DemoClaim {
    const { dice } = this;
    const { person, institution, visitedOn, nights = 0 } = visit;
    const settledOn = nights > 0 ? addDays(visitedOn, nights) : visitedOn;
    const settledAt = instantAt(settledOn, dice.between(8 * 60, 17 * 60));
    const fees = new FeeList(institution.code, settledAt, this.shelves, dice);
    order(fees);
    for (let night = 0; night <= nights; night++) this.occupied.add(occupancy(person, visitedOn, night));
    const staff = this.staff.get(institution.code) ?? [];
    const claim: DemoClaim = {
      id: uuidAt(settledAt, dice),
      visitId: uuidAt(instantAt(visitedOn, 8 * 60), dice),
      settlementId: uuidAt(settledAt, dice),
      personId: person.id,
      institutionCode: institution.code,
      physicianCode: staff.length > 0 ? dice.pick(staff).code : null,
      scheme: person.scheme,
      personGroup: person.personGroup,
      visitType: visit.visitType,
      visitedOn,
      settledOn,
      settledAt: new Date(settledAt).toISOString(),
      diagnosis: { code: visit.diagnosis.code, text: visit.diagnosis.text },
      lines: fees.lines,
      total: fees.total,
    };
    this.claims.push(claim);
    return claim;
  }
}

function occupancy(person: DemoPerson, day: CalendarDate, night: number): string {
  return `${person.id}/${night > 0 ? addDays(day, night) : day}`;
}
