import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { badUserInput } from '#kernel/graphql/errors';
import { enrolmentsOf } from '../enrolment/enrolment.loader.ts';
import type { InsuredContext } from '../context.ts';
import { INSURED_READ, InsuredPerson } from '../person/insured-person.entity.ts';
import type { PaymentsByYear } from './incentive.service.ts';
import { INCENTIVE_COUNTED_FROM, type IncentiveTerms } from './incentive.terms.ts';
import { Incentive } from './incentive.view.ts';

const LAST_YEAR = 2199;

@Resolver(() => InsuredPerson)
export class IncentiveResolver {
  @Directive(INSURED_READ)
  @FieldResolver(() => Incentive, {
    description:
      '大病保险激励。What continuous enrolment and years without a payment add to the ceiling of a year.',
  })
  async incentive(
    @Root() person: InsuredPerson,
    @Arg('year', () => Int, { description: '年度。Calendar year, 2025 or later.' }) year: number,
    @Ctx() context: InsuredContext,
  ): Promise<Incentive> {
    if (year < INCENTIVE_COUNTED_FROM || year > LAST_YEAR) {
      throw badUserInput({ year: `须在 ${INCENTIVE_COUNTED_FROM} 到 ${LAST_YEAR} 之间` });
    }
    const { incentives } = context.services;
    const [enrolments, payments, terms] = await Promise.all([
      enrolmentsOf(context, person),
      context
        .loader<string, PaymentsByYear>('paymentsOf', ids => incentives.paymentsOf(context.em, ids))
        .load(person.id),
      context
        .loader<string, readonly IncentiveTerms[]>('incentiveTerms', async () => [
          await incentives.terms(context.em),
        ])
        .load('all'),
    ]);
    return incentives.decide(year, enrolments, payments!, terms!);
  }
}
