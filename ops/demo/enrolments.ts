import {
  addDays,
  addMonths,
  calendarDate,
  later,
  yearOf,
  type CalendarDate,
} from '#kernel/vocabulary/calendar';
import type { Dice } from './dice.ts';
import { instantAt, uuidAt } from './identifiers.ts';
import type {
  DemoEmployer,
  DemoEnrolment,
  DemoPerson,
  DemoPersonGroup,
  DemoSuspension,
} from './world.types.ts';

/** How many covered years of a resident the world remembers, the present one included. */
const YEARS_REMEMBERED = 4;

/** Missed years count since then. Source: 国办发〔2024〕38号. */
const FIRST_COUNTED_YEAR = 2025;

const RESIDENT_GROUPS: readonly DemoPersonGroup[] = ['STUDENT_CHILD', 'ADULT', 'SENIOR'];

type Cover = Pick<
  DemoPerson,
  'scheme' | 'personGroup' | 'employerCode' | 'enrolments' | 'interruptedYears' | 'repairedYears' | 'account'
>;

interface Applicant {
  readonly birthDate: CalendarDate;
  readonly group: DemoPersonGroup;
  readonly region: string;
  /** Has never been without cover; for persons whose bills must be payable. */
  readonly steady: boolean;
}

/** Cover of a person: employees once and open-ended, residents year by year, with gaps in some lives. */
export function enrol(
  applicant: Applicant,
  asOf: CalendarDate,
  employers: readonly DemoEmployer[],
  dice: Dice,
): Cover {
  return RESIDENT_GROUPS.includes(applicant.group)
    ? enrolResident(applicant, asOf, dice)
    : enrolEmployee(applicant, asOf, employers, dice);
}

function enrolEmployee(
  applicant: Applicant,
  asOf: CalendarDate,
  employers: readonly DemoEmployer[],
  dice: Dice,
): Cover {
  const adulthood = addMonths(applicant.birthDate, 20 * 12);
  const coverFrom = later(adulthood, addMonths(asOf, -12 * dice.between(2, 20)));
  const away = addDays(asOf, -dice.between(420, 600));
  const suspensions: DemoSuspension[] = [];
  if (!applicant.steady && applicant.group !== 'RETIRED' && away > coverFrom && dice.chance(4)) {
    suspensions.push({ from: away, to: addDays(away, dice.between(10, 45)) });
  }
  const suspended = !applicant.steady && applicant.group === 'FLEXIBLE' && dice.chance(6);
  if (suspended) suspensions.push({ from: addDays(asOf, -dice.between(5, 25)), to: null });
  return {
    scheme: 'EMPLOYEE',
    personGroup: applicant.group,
    employerCode: applicant.group === 'EMPLOYED' ? dice.pick(employers).code : null,
    enrolments: [
      {
        id: uuidAt(instantAt(coverFrom, 540), dice),
        scheme: 'EMPLOYEE',
        personGroup: applicant.group,
        coveredYear: null,
        paidOn: coverFrom,
        insideConcentratedWindow: false,
        newborn: false,
        coverFrom,
        coverTo: null,
        state: suspended ? 'SUSPENDED' : 'ACTIVE',
        suspensions,
        region: applicant.region,
      },
    ],
    interruptedYears: [],
    repairedYears: [],
    account: {
      thisYear: BigInt(dice.between(0, 210_000)),
      formerYears: BigInt(dice.chance(20) ? 0 : dice.between(1_000, 1_500_000)),
    },
  };
}

function enrolResident(applicant: Applicant, asOf: CalendarDate, dice: Dice): Cover {
  const present = yearOf(asOf);
  const firstYear = Math.max(present - YEARS_REMEMBERED + 1, yearOf(applicant.birthDate));
  const habit = applicant.steady ? 'FAITHFUL' : dice.weighted({ FAITHFUL: 82, INTERRUPTED: 10, LATE: 8 });
  const interruptedYears: number[] = [];
  const enrolments: DemoEnrolment[] = [];
  for (let year = firstYear; year <= present; year++) {
    const birthYear = year === yearOf(applicant.birthDate);
    if (year < present && !birthYear && habit === 'INTERRUPTED' && dice.chance(60)) {
      if (year >= FIRST_COUNTED_YEAR) interruptedYears.push(year);
      continue;
    }
    const late = habit !== 'FAITHFUL' && year === present && (habit === 'LATE' || dice.chance(40));
    enrolments.push(coverYear(applicant, year, { asOf, birthYear, late }, dice));
  }
  const repaired = interruptedYears.length > 0 && dice.chance(40) ? interruptedYears.slice(-1) : [];
  return {
    scheme: 'RESIDENT',
    personGroup: applicant.group,
    employerCode: null,
    enrolments,
    interruptedYears,
    repairedYears: repaired,
    account: { thisYear: 0n, formerYears: 0n },
  };
}

/** One covered year: paid in the window before it, late in it, or, in the year of birth, soon after birth. */
function coverYear(
  applicant: Applicant,
  year: number,
  facts: { readonly asOf: CalendarDate; readonly birthYear: boolean; readonly late: boolean },
  dice: Dice,
): DemoEnrolment {
  const newYear = calendarDate(year, 1, 1);
  const latest = addDays(facts.asOf, -1);
  let paidOn = addDays(calendarDate(year - 1, 10, 1), dice.between(0, 91));
  let coverFrom = newYear;
  if (facts.birthYear) {
    const registered = addDays(applicant.birthDate, dice.between(0, 60));
    paidOn = registered < latest ? registered : later(applicant.birthDate, latest);
    coverFrom = applicant.birthDate;
  } else if (facts.late) {
    const day = addDays(newYear, dice.between(14, 250));
    paidOn = day < latest ? day : later(newYear, latest);
    coverFrom = addDays(paidOn, 1);
  }
  return {
    id: uuidAt(instantAt(paidOn, 540), dice),
    scheme: 'RESIDENT',
    personGroup: applicant.group,
    coveredYear: year,
    paidOn,
    insideConcentratedWindow: !facts.birthYear && !facts.late,
    newborn: facts.birthYear,
    coverFrom,
    coverTo: calendarDate(year, 12, 31),
    state: year < yearOf(facts.asOf) ? 'ENDED' : 'ACTIVE',
    suspensions: [],
    region: applicant.region,
  };
}

/** Longest wait that the demo reckons with after a contribution outside the window or after a gap. */
const SAFE_WAIT_MONTHS = 9;

/** Whether a bill of that day is surely paid by the fund: covered, not suspended, no wait running. */
export function benefitsOn(person: DemoPerson, day: CalendarDate): boolean {
  return person.enrolments.some(enrolment => {
    const waits =
      enrolment.scheme === 'RESIDENT' &&
      !enrolment.newborn &&
      (!enrolment.insideConcentratedWindow || person.interruptedYears.length > 0);
    const from = waits
      ? addMonths(later(enrolment.paidOn, enrolment.coverFrom), SAFE_WAIT_MONTHS)
      : enrolment.coverFrom;
    return (
      from <= day &&
      (enrolment.coverTo === null || day <= enrolment.coverTo) &&
      !enrolment.suspensions.some(gap => gap.from <= day && (gap.to === null || day < gap.to))
    );
  });
}
