import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { benefitsFrom, remaining, served, shiftedStart, type WaitingState } from './shift.rule.ts';
import { courseOf, waitingStateOn, type WaitingPeriodRecord } from './waiting-period.entity.ts';
import type { WaiverReason } from './waiting-period.rule.ts';

export const WaitingPeriodStateEnum: { readonly [State in WaitingState]: State } = {
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  SUSPENDED: 'SUSPENDED',
  SERVED: 'SERVED',
  WAIVED: 'WAIVED',
  CANCELLED: 'CANCELLED',
};
registerEnumType(WaitingPeriodStateEnum, {
  name: 'WaitingPeriodState',
  description: '等待期状态。State of a waiting period on a day.',
  valuesConfig: {
    PENDING: { description: '未开始。Not begun.' },
    RUNNING: { description: '等待中。Being served.' },
    SUSPENDED: { description: '暂停。Standing still with the enrolment.' },
    SERVED: { description: '已期满。Served; benefits are due.' },
    WAIVED: { description: '无等待期。Nothing to wait for, or waived by hand.' },
    CANCELLED: { description: '已取消。Cancelled; no benefits follow from it.' },
  },
});

export const WaiverReasonEnum: { readonly [Reason in WaiverReason]: Reason } = {
  NEWBORN: 'NEWBORN',
  SPECIAL_GROUP: 'SPECIAL_GROUP',
  CONTINUOUS: 'CONTINUOUS',
  TRANSFER: 'TRANSFER',
  NOT_SUBJECT: 'NOT_SUBJECT',
};
registerEnumType(WaiverReasonEnum, {
  name: 'WaiverReason',
  description: '免等待原因。Why somebody does not wait.',
  valuesConfig: {
    NEWBORN: { description: '新生儿。Enrolled within 90 days of birth.' },
    SPECIAL_GROUP: { description: '特殊人群。Member of a listed group.' },
    CONTINUOUS: { description: '连续参保。Renewed in the concentrated window without a gap.' },
    TRANSFER: { description: '转移接续。Moved between the schemes within three months.' },
    NOT_SUBJECT: { description: '不适用。The scheme asks no wait.' },
  },
});

@Directive('@requiresScopes(scopes: [["insured:read"]])')
@ObjectType({
  description: '待遇等待期。Waiting period of an enrolment as it stands on a day (国办发〔2024〕38号).',
})
export class WaitingPeriod {
  @Field(() => ID, { description: '标识。Id of its enrolment.' })
  id!: string;

  @Field(() => CalendarDateScalar, { description: '查询日期。The day for which everything here holds.' })
  asOf!: CalendarDate;

  @Field(() => WaitingPeriodStateEnum, { description: '状态。State on the day.' })
  state!: WaitingState;

  @Field(() => WaiverReasonEnum, {
    nullable: true,
    description: '免等待原因。Why there is nothing to wait for.',
  })
  waiverReason!: WaiverReason | null;

  @Field(() => Int, { description: '等待期月数。Months in all, after repair.' })
  months!: number;

  @Field(() => Int, { description: '固定等待期月数。Fixed months.' })
  fixedMonths!: number;

  @Field(() => Int, { description: '变动等待期月数。Months for interrupted years that were not repaired.' })
  variableMonths!: number;

  @Field(() => [Int], { description: '断保年度。Interrupted calendar years that were counted.' })
  interruptedYears!: readonly number[];

  @Field(() => [Int], { description: '已修复年度。Interrupted years that were paid in.' })
  repairedYears!: readonly number[];

  @Field(() => CalendarDateScalar, { description: '等待期起算日。First day of waiting as set at payment.' })
  startOn!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description:
      '平移后起算日。Start moved along by suspensions; null while standing still or ended by hand.',
  })
  shiftedStartOn!: CalendarDate | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '待遇起算日。First day of benefits; null while standing still or after cancellation.',
  })
  benefitsFrom!: CalendarDate | null;

  @Field(() => Int, { description: '等待期天数。Length in days; a shift never changes it.' })
  lengthDays!: number;

  @Field(() => Int, { description: '已执行天数。Days served, the day asked for included.' })
  servedDays!: number;

  @Field(() => Int, { description: '剩余天数。Days still to be served after the day asked for.' })
  remainingDays!: number;

  @Field(() => String, { description: '政策依据。Documents by which it was decided.' })
  source!: string;
}

/** A wait as it stands on a day. */
export function viewWaitingPeriod(record: WaitingPeriodRecord, asOf: CalendarDate): WaitingPeriod {
  const course = courseOf(record);
  return Object.assign(new WaitingPeriod(), {
    id: record.id,
    asOf,
    state: waitingStateOn(record, asOf),
    waiverReason: record.waiverReason,
    months: record.totalMonths,
    fixedMonths: record.fixedMonths,
    variableMonths: record.variableMonths,
    interruptedYears: record.interruptedYears,
    repairedYears: record.repairedYears,
    startOn: record.startOn,
    shiftedStartOn: shiftedStart(course),
    benefitsFrom: benefitsFrom(course),
    lengthDays: record.lengthDays,
    servedDays: served(course, asOf),
    remainingDays: remaining(course, asOf),
    source: record.source,
  });
}
