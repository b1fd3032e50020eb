import { badUserInput } from '#kernel/graphql/errors';
import type { Principal } from '#kernel/identity/principal';
import type { Kernel } from '#kernel/server/subgraph';
import { calendarDate, later, today, type CalendarDate } from '#kernel/vocabulary/calendar';
import { refuse } from '#kernel/vocabulary/result';
import type { EnrolmentChangeService } from '../enrolment/enrolment-change.service.ts';
import type { Enrolment } from '../enrolment/enrolment.entity.ts';
import type { Outcome } from '../enrolment/outcome.ts';
import { endWait, relengthenWait } from './shift.rule.ts';
import { applyCourse, courseOf, monthsOf } from './waiting-period.entity.ts';
import type { EndWaitingPeriodInput, RepairWaitingPeriodInput } from './waiting-period.input.ts';
import { planWait, repairMonths } from './waiting-period.rule.ts';
import { WAITING_PERIOD_TERMS, waitingPeriodTermsOn } from './waiting-period.terms.ts';

/** Shortens and ends waiting periods. */
export class WaitingPeriodService {
  readonly #kernel: Kernel;
  readonly #changes: EnrolmentChangeService;

  constructor(kernel: Kernel, changes: EnrolmentChangeService) {
    this.#kernel = kernel;
    this.#changes = changes;
  }

  /** Pays interrupted years in: fewer months, the same start, benefits no earlier than the day after. */
  repair(input: RepairWaitingPeriodInput, principal: Principal): Promise<Outcome> {
    return this.#changes.change('repairWaitingPeriod', input, principal, (enrolment, wait) => {
      const { paidOn } = input;
      const misplaced = this.#refuseDay(enrolment, paidOn);
      if (misplaced) return misplaced;
      const terms = waitingPeriodTermsOn(enrolment.paidOn) ?? WAITING_PERIOD_TERMS[0]!;
      const repaired = repairMonths(monthsOf(wait), input.years, terms);
      if (!repaired.ok) return repaired;
      // The cap of a transfer stays: a repair never makes a wait longer.
      const months = { ...repaired.value, total: Math.min(repaired.value.total, wait.totalMonths) };
      const { lengthDays } = planWait(months, enrolment.paidOn, benefitsNotBefore(enrolment));
      const course = relengthenWait(courseOf(wait), lengthDays, paidOn);
      if (!course.ok) return course;
      applyCourse(wait, course.value);
      wait.repairedYears = months.repairedYears;
      wait.variableMonths = months.variable;
      wait.totalMonths = months.total;
      return { ok: true, value: { kind: 'REPAIRED', on: paidOn, reason: null } };
    });
  }

  /** Waives or cancels a wait by hand. */
  end(input: EndWaitingPeriodInput, principal: Principal): Promise<Outcome> {
    if (!/^[\w-]{1,40}$/.test(input.reason))
      throw badUserInput({ 'input.reason': '须为1到40个字母、数字、- 或 _' });
    return this.#changes.change('endWaitingPeriod', input, principal, (enrolment, wait) => {
      const misplaced = this.#refuseDay(enrolment, input.on);
      if (misplaced) return misplaced;
      const course = endWait(courseOf(wait), input.end, input.on);
      if (!course.ok) return course;
      applyCourse(wait, course.value);
      const kind = input.end === 'WAIVE' ? 'WAIVED' : 'CANCELLED';
      return { ok: true, value: { kind, on: input.on, reason: input.reason } };
    });
  }

  #refuseDay({ paidOn, coverFrom, coverTo }: Enrolment, on: CalendarDate) {
    if (on >= paidOn && on <= today(this.#kernel.clock)) return null;
    return refuse('DATE_OUTSIDE_COVER', '日期不得早于参保缴费日期或晚于当日', { on, coverFrom, coverTo });
  }
}

/** Benefits of a resident never begin before 1 January of the covered year. */
function benefitsNotBefore(enrolment: Enrolment): CalendarDate {
  return enrolment.coveredYear === null
    ? enrolment.paidOn
    : later(enrolment.paidOn, calendarDate(enrolment.coveredYear, 1, 1));
}
