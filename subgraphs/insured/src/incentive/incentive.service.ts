import type { EntityManager } from '#kernel/persistence/database';
import { calendarDate } from '#kernel/vocabulary/calendar';
import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { coverOf } from '../enrolment/enrolment.event.ts';
import type { Enrolment } from '../enrolment/enrolment.entity.ts';
import { coveredYears } from '../enrolment/enrolment.rule.ts';
import { IncentiveTerm } from './incentive-term.entity.ts';
import { decideIncentive, type IncentiveYear } from './incentive.rule.ts';
import { INCENTIVE_COUNTED_FROM, incentiveTermsOf, type IncentiveTerms } from './incentive.terms.ts';
import { Incentive } from './incentive.view.ts';

/** What the fund paid for a person, by calendar year. */
export type PaymentsByYear = ReadonlyMap<number, Fen>;

/** Reads what a raise depends on, for many persons at a time, and decides it. */
export class IncentiveService {
  async terms(em: EntityManager): Promise<readonly IncentiveTerms[]> {
    return em.find(IncentiveTerm, {}, { orderBy: { effectiveFrom: 'asc' } });
  }

  /** One statement for all persons asked for. */
  async paymentsOf(em: EntityManager, personIds: readonly string[]): Promise<PaymentsByYear[]> {
    const rows: { person: string; year: number; paid: string }[] = await em.execute(
      `select person_id as person, extract(year from settled_on)::int as year, sum(amount)::text as paid
       from insured.fund_payment where person_id in (${personIds.map(() => '?').join(',')}) group by 1, 2`,
      [...personIds],
    );
    const payments = new Map(personIds.map(id => [id, new Map<number, Fen>()]));
    for (const { person, year, paid } of rows) payments.get(person)!.set(Number(year), BigInt(paid));
    return personIds.map(id => payments.get(id)!);
  }

  decide(
    year: number,
    enrolments: readonly Enrolment[],
    payments: PaymentsByYear,
    terms: readonly IncentiveTerms[],
  ): Incentive {
    const until = calendarDate(year, 12, 31);
    const yearsOf = (scheme: 'RESIDENT' | 'EMPLOYEE') =>
      new Set(coveredYears(enrolments.filter(one => one.scheme === scheme).map(coverOf), until));
    const [resident, employee] = [yearsOf('RESIDENT'), yearsOf('EMPLOYEE')];
    const years: IncentiveYear[] = [];
    for (let each = INCENTIVE_COUNTED_FROM; each <= year; each++) {
      const cover = resident.has(each) ? 'RESIDENT' : employee.has(each) ? 'EMPLOYEE' : 'NONE';
      years.push({ year: each, cover, fundPaid: payments.get(each) ?? ZERO });
    }
    const decided = decideIncentive(year, years, each => incentiveTermsOf(each, terms));
    return Object.assign(new Incentive(), decided, { source: incentiveTermsOf(year, terms).source });
  }
}
