import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { InsuredContext } from '../context.ts';
import { enrolmentsOf } from '../enrolment/enrolment.loader.ts';
import { enrolmentResult } from '../enrolment/enrolment.answer.ts';
import {
  EndWaitingPeriodResult,
  EndWaitingPeriodSuccess,
  RepairWaitingPeriodResult,
  RepairWaitingPeriodSuccess,
} from '../enrolment/enrolment.result.ts';
import { enrolmentInForce } from '../enrolment/enrolment.rule.ts';
import { INSURED_READ, InsuredPerson } from '../person/insured-person.entity.ts';
import { EndWaitingPeriodInput, RepairWaitingPeriodInput } from './waiting-period.input.ts';
import { waitOf } from './waiting-period.loader.ts';
import { viewWaitingPeriod, WaitingPeriod } from './waiting-period.view.ts';

@Resolver(() => InsuredPerson)
export class WaitingPeriodResolver {
  @Directive(INSURED_READ)
  @FieldResolver(() => WaitingPeriod, {
    nullable: true,
    description:
      '待遇等待期。Waiting period of the enrolment in force on a day; null for who was never enrolled by then.',
  })
  async waitingPeriod(
    @Root() person: InsuredPerson,
    @Arg('asOf', () => CalendarDateScalar, { nullable: true, description: '查询日期。Today by default.' })
    asOf: CalendarDate | null,
    @Ctx() context: InsuredContext,
  ): Promise<WaitingPeriod | null> {
    const on = asOf ?? today(context.services.kernel.clock);
    const enrolment = enrolmentInForce(await enrolmentsOf(context, person), on);
    return enrolment ? viewWaitingPeriod(await waitOf(context, enrolment), on) : null;
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => RepairWaitingPeriodResult, {
    description:
      '修复等待期。Pays interrupted years in: one month less each, six months at least after four years.',
  })
  async repairWaitingPeriod(
    @Arg('input', () => RepairWaitingPeriodInput, {
      description: '修复信息。Which years were paid in, when.',
    })
    input: RepairWaitingPeriodInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof RepairWaitingPeriodResult> {
    const outcome = await context.services.waitingPeriods.repair(input, context.principal);
    return enrolmentResult(context, outcome, RepairWaitingPeriodSuccess) as Promise<
      typeof RepairWaitingPeriodResult
    >;
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => EndWaitingPeriodResult, {
    description: '终结等待期。Waives or cancels a waiting period by hand; the history keeps who and why.',
  })
  async endWaitingPeriod(
    @Arg('input', () => EndWaitingPeriodInput, { description: '处理信息。How, from when, why.' })
    input: EndWaitingPeriodInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof EndWaitingPeriodResult> {
    const outcome = await context.services.waitingPeriods.end(input, context.principal);
    return enrolmentResult(context, outcome, EndWaitingPeriodSuccess) as Promise<
      typeof EndWaitingPeriodResult
    >;
  }
}
