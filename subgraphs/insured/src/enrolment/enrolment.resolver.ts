import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import {
  ConnectionArguments,
  connectionType,
  pageOf,
  positionAfter,
  type Connection,
} from '#kernel/graphql/connection';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { today, type CalendarDate } from '#kernel/vocabulary/calendar';
import type { InsuredContext } from '../context.ts';
import { InsuredPerson } from '../person/insured-person.entity.ts';
import { personById } from '../person/insured-person.loader.ts';
import { waitOf } from '../waiting-period/waiting-period.loader.ts';
import { viewWaitingPeriod, WaitingPeriod } from '../waiting-period/waiting-period.view.ts';
import { Enrolment, EnrolmentChange } from './enrolment.entity.ts';
import {
  EnrolPersonInput,
  RecordDeathInput,
  ResumeEnrolmentInput,
  SuspendEnrolmentInput,
} from './enrolment.input.ts';
import { enrolmentResult } from './enrolment.answer.ts';
import { changesOf } from './enrolment.loader.ts';
import { enrolmentRefusal } from './enrolment.refusals.ts';
import {
  EnrolPersonResult,
  EnrolPersonSuccess,
  RecordDeathResult,
  RecordDeathSuccess,
  ResumeEnrolmentResult,
  ResumeEnrolmentSuccess,
  SuspendEnrolmentResult,
  SuspendEnrolmentSuccess,
} from './enrolment.result.ts';

const EnrolmentChangeConnection = connectionType(EnrolmentChange);

@Resolver(() => Enrolment)
export class EnrolmentResolver {
  @FieldResolver(() => InsuredPerson, { nullable: true, description: '参保人。Who is covered.' })
  person(@Root() enrolment: Enrolment, @Ctx() context: InsuredContext): Promise<InsuredPerson | null> {
    return personById(context, enrolment.personId);
  }

  @FieldResolver(() => WaitingPeriod, {
    description: '待遇等待期。Its waiting period as it stands on a day.',
  })
  async waitingPeriod(
    @Root() enrolment: Enrolment,
    @Arg('asOf', () => CalendarDateScalar, { nullable: true, description: '查询日期。Today by default.' })
    asOf: CalendarDate | null,
    @Ctx() context: InsuredContext,
  ): Promise<WaitingPeriod> {
    return viewWaitingPeriod(await waitOf(context, enrolment), asOf ?? today(context.services.kernel.clock));
  }

  @FieldResolver(() => EnrolmentChangeConnection, {
    description: '变更记录。History of changes, oldest first.',
  })
  async changes(
    @Root() enrolment: Enrolment,
    @Args(() => ConnectionArguments) page: ConnectionArguments,
    @Ctx() context: InsuredContext,
  ): Promise<Connection<EnrolmentChange>> {
    const { cursors } = context.services.kernel;
    const after = positionAfter(cursors, 'Enrolment.changes', page);
    const all = await changesOf(context, enrolment);
    const rows = after ? all.filter(change => change.id > String(after[0])) : all;
    return pageOf(cursors, 'Enrolment.changes', page, rows, change => [change.id]);
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => EnrolPersonResult, {
    description: '参保登记。Enrols a person and sets the waiting period; nobody is covered twice.',
  })
  async enrolPerson(
    @Arg('input', () => EnrolPersonInput, { description: '参保信息。Who, under which group, paid when.' })
    input: EnrolPersonInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof EnrolPersonResult> {
    const outcome = await context.services.enrolments.enrol(input, context.principal);
    return enrolmentResult(context, outcome, EnrolPersonSuccess) as Promise<typeof EnrolPersonResult>;
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => SuspendEnrolmentResult, {
    description:
      '暂停参保。Suspends an enrolment; a waiting period that is being served stands still with it.',
  })
  async suspendEnrolment(
    @Arg('input', () => SuspendEnrolmentInput, { description: '暂停信息。Which, from when, why.' })
    input: SuspendEnrolmentInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof SuspendEnrolmentResult> {
    const outcome = await context.services.changes.suspend(input, context.principal);
    return enrolmentResult(context, outcome, SuspendEnrolmentSuccess) as Promise<
      typeof SuspendEnrolmentResult
    >;
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => ResumeEnrolmentResult, {
    description: '恢复参保。Resumes an enrolment; its waiting period shifts by the days not served.',
  })
  async resumeEnrolment(
    @Arg('input', () => ResumeEnrolmentInput, { description: '恢复信息。Which, from when.' })
    input: ResumeEnrolmentInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof ResumeEnrolmentResult> {
    const outcome = await context.services.changes.resume(input, context.principal);
    return enrolmentResult(context, outcome, ResumeEnrolmentSuccess) as Promise<typeof ResumeEnrolmentResult>;
  }

  @Directive('@requiresScopes(scopes: [["insured:write"]])')
  @Mutation(() => RecordDeathResult, {
    description: '登记死亡。Records a death; all cover ends with that day.',
  })
  async recordDeath(
    @Arg('input', () => RecordDeathInput, { description: '死亡信息。Who, when.' }) input: RecordDeathInput,
    @Ctx() context: InsuredContext,
  ): Promise<typeof RecordDeathResult> {
    const outcome = await context.services.changes.recordDeath(input, context.principal);
    if ('refusal' in outcome) return enrolmentRefusal(outcome.refusal) as typeof RecordDeathResult;
    const person = await personById(context, outcome.id);
    return Object.assign(new RecordDeathSuccess(), { person });
  }
}
