import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { EntityManager } from '#kernel/persistence/database';
import { newId } from '#kernel/persistence/id';
import type { Kernel } from '#kernel/server/subgraph';
import { earlier, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { accept } from '#kernel/vocabulary/result';
import type { AccountService } from '../account/account.service.ts';
import { type InsuredPerson } from '../person/insured-person.entity.ts';
import type { PersonService } from '../person/insured-person.service.ts';
import { lockPerson } from '../person/lock-person.ts';
import { WaitingPeriodRecord } from '../waiting-period/waiting-period.entity.ts';
import { waitingFacts } from '../waiting-period/waiting-facts.rule.ts';
import { decideWaitingPeriod, type Wait, type Waiver } from '../waiting-period/waiting-period.rule.ts';
import { WAITING_PERIOD_TERMS, waitingPeriodTermsOn } from '../waiting-period/waiting-period.terms.ts';
import { Enrolment } from './enrolment.entity.ts';
import { coverOf } from './enrolment.event.ts';
import type { EnrolPersonInput } from './enrolment.input.ts';
import { decideEnrolment, type EnrolmentPlan, type PersonGroup } from './enrolment.rule.ts';
import type { EnrolmentRecorder } from './enrolment-recorder.ts';
import type { Outcome } from './outcome.ts';

/** Enrols persons: who, under which scheme, for which days, with which wait. */
export class EnrolmentService {
  readonly #kernel: Kernel;
  readonly #persons: PersonService;
  readonly #accounts: AccountService;
  readonly #recorder: EnrolmentRecorder;

  constructor(kernel: Kernel, persons: PersonService, accounts: AccountService, recorder: EnrolmentRecorder) {
    this.#kernel = kernel;
    this.#persons = persons;
    this.#accounts = accounts;
    this.#recorder = recorder;
  }

  /** Enrols a person once per idempotency key; yields the id of the enrolment, or why not. */
  enrol(input: EnrolPersonInput, principal: Principal): Promise<Outcome> {
    if (!input.personId === !input.person) {
      throw badUserInput({ 'input.personId': '须且仅须提供 personId 与 person 之一' });
    }
    const registration = input.person ? this.#persons.readRegistration(input.person, 'input.person') : null;
    const act = { operation: 'enrolPerson', subject: principal.subject, key: input.idempotencyKey };
    return this.#kernel.once<Outcome>(act, input, async tx => {
      const known = registration
        ? await this.#persons.findOrRegister(tx, registration, input.personGroup, principal)
        : accept(await this.#lockPerson(tx, input.personId!, principal));
      if (!known.ok) return { refusal: known.refusal };
      return this.#enrol(tx, known.value, input, principal.subject);
    });
  }

  async #enrol(
    tx: EntityManager,
    person: InsuredPerson,
    input: EnrolPersonInput,
    by: string,
  ): Promise<Outcome> {
    const enrolments = await tx.find(Enrolment, { personId: person.id });
    const waits = await tx.find(WaitingPeriodRecord, { personId: person.id });
    const birthDate = (await this.#kernel.sealer.open(tx, 'InsuredPerson', 'birthDate', person))!;
    const terms = waitingPeriodTermsOn(input.paidOn) ?? WAITING_PERIOD_TERMS[0]!;
    const wish = {
      personGroup: input.personGroup,
      coveredYear: input.coveredYear ?? null,
      paidOn: input.paidOn,
      birthDate,
    };
    const plan = decideEnrolment(
      {
        ...wish,
        deceasedOn: person.deceasedOn,
        today: today(this.#kernel.clock),
        covers: enrolments.map(coverOf),
      },
      terms,
    );
    if (!plan.ok) return { refusal: plan.refusal };

    for (const { id, lastDay } of plan.value.ends) {
      await this.#recorder.end(
        tx,
        enrolments.find(one => one.id === id)!,
        waits.find(one => one.id === id)!,
        lastDay,
        by,
      );
    }
    const decided = decideWaitingPeriod(
      waitingFacts({
        ...wish,
        scheme: plan.value.scheme,
        inExemptGroup: person.exemptGroup !== null,
        repairedYears: input.repairedYears ?? [],
        covers: enrolments.map(coverOf),
        countedYears: waits
          .filter(wait => wait.endedState !== 'CANCELLED')
          .flatMap(wait => wait.interruptedYears),
      }),
      terms,
    );
    const enrolment = this.#newEnrolment(person, wish, plan.value, decided);
    const wait = newWait(enrolment, decided, terms.source);
    person.personGroup = input.personGroup;
    tx.persist([enrolment, wait]);
    await tx.flush();
    await this.#recorder.record(tx, enrolment, wait, {
      kind: 'ENROLLED',
      on: input.paidOn,
      before: null,
      by,
    });
    if (enrolment.scheme === 'EMPLOYEE') await this.#accounts.open(tx, person.id);
    return { id: enrolment.id };
  }

  async #lockPerson(tx: EntityManager, id: string, principal: Principal): Promise<InsuredPerson> {
    const person = await lockPerson(tx, id);
    if (!person) throw notFound('参保人');
    if (principal.region && !person.region.startsWith(principal.region))
      throw forbidden('参保地不在管辖范围内');
    return person;
  }

  #newEnrolment(
    person: InsuredPerson,
    wish: { personGroup: PersonGroup; coveredYear: number | null; paidOn: CalendarDate },
    plan: EnrolmentPlan,
    decided: Wait | Waiver,
  ): Enrolment {
    // A newborn's and a transferred person's benefits reach back behind the payment, and cover with them.
    const coverFrom =
      decided.kind === 'WAIVER' ? earlier(plan.coverFrom, decided.benefitsFrom) : plan.coverFrom;
    return Object.assign(new Enrolment(), {
      id: newId(),
      personId: person.id,
      scheme: plan.scheme,
      personGroup: wish.personGroup,
      coveredYear: wish.coveredYear,
      paidOn: wish.paidOn,
      coverFrom,
      coverTo: plan.coverTo,
      state: 'ACTIVE' as const,
      suspendedFrom: null,
      suspensionReason: null,
      lastChangedOn: null,
      region: person.region,
      createdAt: this.#kernel.clock.now(),
    });
  }
}

/** The stored form of a decided wait, or of its absence. */
export function newWait(enrolment: Enrolment, decided: Wait | Waiver, source: string): WaitingPeriodRecord {
  const waits = decided.kind === 'WAIT';
  return Object.assign(new WaitingPeriodRecord(), {
    id: enrolment.id,
    personId: enrolment.personId,
    startOn: waits ? decided.start : decided.benefitsFrom,
    lengthDays: waits ? decided.lengthDays : 0,
    fixedMonths: waits ? decided.fixed : 0,
    variableMonths: waits ? decided.variable : 0,
    totalMonths: waits ? decided.total : 0,
    interruptedYears: waits ? decided.interruptedYears : [],
    repairedYears: waits ? decided.repairedYears : [],
    suspensions: [],
    waiverReason: waits ? null : decided.reason,
    endedState: waits ? null : ('WAIVED' as const),
    endedOn: waits ? null : decided.benefitsFrom,
    source,
  });
}
