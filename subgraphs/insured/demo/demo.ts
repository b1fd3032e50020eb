import type { DemoEnrolment, DemoPerson, DemoWorld } from '../../../ops/demo/world.types.ts';
import { bulkInsert } from '#kernel/persistence/bulk-insert';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { startOfDay, yearOf, type CalendarDate } from '#kernel/vocabulary/calendar';
import { yuan, ZERO } from '#kernel/vocabulary/money';
import { AccountMovement, AccountPosting, PersonalAccount } from '../src/account/account.entity.ts';
import { closeYear, deposit, type Movement } from '../src/account/account.rule.ts';
import type { InsuredServices } from '../src/context.ts';
import { Enrolment, EnrolmentChange } from '../src/enrolment/enrolment.entity.ts';
import { coverOf, enrolmentChanged } from '../src/enrolment/enrolment.event.ts';
import { newWait } from '../src/enrolment/enrolment.service.ts';
import { IncentiveTerm } from '../src/incentive/incentive-term.entity.ts';
import { DEFAULT_INCENTIVE_TERMS } from '../src/incentive/incentive.terms.ts';
import { InsuredPerson } from '../src/person/insured-person.entity.ts';
import { benefitsFrom, resumeWait, suspendWait } from '../src/waiting-period/shift.rule.ts';
import { applyCourse, courseOf, WaitingPeriodRecord } from '../src/waiting-period/waiting-period.entity.ts';
import { waitingFacts } from '../src/waiting-period/waiting-facts.rule.ts';
import { decideWaitingPeriod } from '../src/waiting-period/waiting-period.rule.ts';
import { WAITING_PERIOD_TERMS, waitingPeriodTermsOn } from '../src/waiting-period/waiting-period.terms.ts';

/** Maps the persons of the demo world to rows; waits are decided by the rules, not copied. */
export async function loadDemo(
  world: DemoWorld,
  tx: EntityManager,
  _services: InsuredServices,
  kernel: Kernel,
): Promise<void> {
  const rows = new Rows();
  await kernel.sealer.prepare(
    tx,
    world.persons.map(person => person.id),
  );
  for (const person of world.persons) {
    await addPerson(tx, rows, person, kernel);
    addEnrolments(rows, person);
    if (person.scheme === 'EMPLOYEE') addAccount(rows, person, world.asOf);
  }
  await bulkInsert(tx, InsuredPerson, rows.persons);
  await bulkInsert(tx, Enrolment, rows.enrolments);
  await bulkInsert(tx, WaitingPeriodRecord, rows.waits);
  await bulkInsert(tx, EnrolmentChange, rows.changes);
  await bulkInsert(tx, PersonalAccount, rows.accounts);
  await bulkInsert(tx, AccountMovement, rows.movements);
  await bulkInsert(tx, AccountPosting, rows.postings);
  await tx.insert(IncentiveTerm, {
    ...DEFAULT_INCENTIVE_TERMS,
    source: '国办发〔2024〕38号；封顶线为演示数据',
    ceiling: yuan(300_000),
  });
  const waits = new Map(rows.waits.map(wait => [wait.id, wait]));
  await kernel.outbox.add(
    tx,
    rows.enrolments.map(enrolment => enrolmentChanged(enrolment, waits.get(enrolment.id)!, world.asOf)),
  );
}

class Rows {
  readonly persons: object[] = [];
  readonly enrolments: Enrolment[] = [];
  readonly waits: WaitingPeriodRecord[] = [];
  readonly changes: object[] = [];
  readonly accounts: object[] = [];
  readonly movements: object[] = [];
  readonly postings: object[] = [];
}

async function addPerson(tx: EntityManager, rows: Rows, person: DemoPerson, kernel: Kernel): Promise<void> {
  const { id, name, idCard, phone, address, birthDate, gender, region, personGroup } = person;
  const sealed = await kernel.sealer.seal(
    tx,
    InsuredPerson,
    { rowId: id },
    { name, idCard, phone, address, birthDate },
  );
  const createdAt = startOfDay(person.enrolments[0]?.paidOn ?? birthDate);
  rows.persons.push({
    id,
    gender,
    region,
    personGroup,
    exemptGroup: null,
    deceasedOn: null,
    erasedOn: null,
    createdAt,
    ...sealed,
  });
}

function addEnrolments(rows: Rows, person: DemoPerson): void {
  const earlier: Enrolment[] = [];
  const countedYears: number[] = [];
  for (const demo of person.enrolments) {
    const enrolment = enrolmentOf(person, demo);
    const terms = waitingPeriodTermsOn(demo.paidOn) ?? WAITING_PERIOD_TERMS[0]!;
    const decided = decideWaitingPeriod(
      waitingFacts({
        scheme: demo.scheme,
        personGroup: demo.personGroup,
        coveredYear: demo.coveredYear,
        paidOn: demo.paidOn,
        birthDate: person.birthDate,
        inExemptGroup: false,
        repairedYears: person.repairedYears,
        covers: earlier.map(coverOf),
        countedYears,
      }),
      terms,
    );
    const wait = newWait(enrolment, decided, terms.source);
    countedYears.push(...wait.interruptedYears);
    earlier.push(enrolment);
    rows.enrolments.push(enrolment);
    rows.waits.push(wait);
    rows.changes.push(changeOf(enrolment, wait, 'ENROLLED', demo.paidOn, null));
    shift(rows, enrolment, wait, demo);
  }
}

function shift(rows: Rows, enrolment: Enrolment, wait: WaitingPeriodRecord, demo: DemoEnrolment): void {
  for (const { from, to } of demo.suspensions) {
    const before = benefitsFrom(courseOf(wait));
    const still = suspendWait(courseOf(wait), from);
    if (still.ok) applyCourse(wait, still.value);
    rows.changes.push(changeOf(enrolment, wait, 'SUSPENDED', from, before));
    if (to === null) continue;
    const resumed = resumeWait(courseOf(wait), to);
    if (resumed.ok) applyCourse(wait, resumed.value);
    rows.changes.push(changeOf(enrolment, wait, 'RESUMED', to, before));
  }
}

function enrolmentOf(person: DemoPerson, demo: DemoEnrolment): Enrolment {
  const last = demo.suspensions.at(-1);
  const open = demo.state === 'SUSPENDED' && last?.to === null ? last.from : null;
  return Object.assign(new Enrolment(), {
    id: demo.id,
    personId: person.id,
    scheme: demo.scheme,
    personGroup: demo.personGroup,
    coveredYear: demo.coveredYear,
    paidOn: demo.paidOn,
    coverFrom: demo.coverFrom,
    coverTo: demo.coverTo,
    state: demo.state,
    suspendedFrom: open,
    suspensionReason: open ? ('OWN_REQUEST' as const) : null,
    lastChangedOn: last ? (last.to ?? last.from) : null,
    region: demo.region,
    createdAt: startOfDay(demo.paidOn),
  });
}

function changeOf(
  enrolment: Enrolment,
  wait: WaitingPeriodRecord,
  kind: EnrolmentChange['kind'],
  on: CalendarDate,
  before: CalendarDate | null,
): object {
  return {
    id: newId(),
    enrolmentId: enrolment.id,
    kind,
    effectiveOn: on,
    state: kind === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVE',
    waitingMonths: wait.totalMonths,
    benefitsFromBefore: before,
    benefitsFrom: benefitsFrom(courseOf(wait)),
    reason: kind === 'SUSPENDED' ? 'OWN_REQUEST' : null,
    recordedAt: startOfDay(on),
    recordedBy: 'demo',
  };
}

/** The balance of an account as what its deposits of former years and of this year have left. */
function addAccount(rows: Rows, person: DemoPerson, asOf: CalendarDate): void {
  const { thisYear, formerYears } = person.account;
  const year = yearOf(asOf);
  const movements: [Movement, string][] = [];
  let balance = { thisYear: ZERO, formerYears: ZERO };
  const book = (movement: Movement, on: CalendarDate) => {
    movements.push([movement, on]);
    balance = movement.balance;
  };
  const former = deposit(balance, formerYears);
  if (former.ok) {
    book(former.value, `${year - 1}-12-01`);
    book(closeYear(balance), `${year}-01-01`);
  }
  const current = deposit(balance, thisYear);
  if (current.ok) book(current.value, `${year}-01-05`);

  for (const [movement, on] of movements) {
    const id = newId();
    const added = (account: string) =>
      movement.postings
        .filter(posting => posting.account === account)
        .reduce((sum, { amount }) => sum + amount, ZERO);
    rows.movements.push({
      id,
      personId: person.id,
      kind: movement.kind,
      reservationId: null,
      thisYear: added('THIS_YEAR'),
      formerYears: added('FORMER_YEARS'),
      occurredAt: startOfDay(on),
    });
    rows.postings.push(...movement.postings.map(posting => ({ id: newId(), movementId: id, ...posting })));
  }
  rows.accounts.push({ id: person.id, ...balance, reserved: ZERO, balanceYear: year });
}
