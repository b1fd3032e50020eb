import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';

@ObjectType({ implements: Refusal, description: '参保人已死亡。The person is recorded as deceased.' })
export class PersonDeceasedRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '死亡日期。Recorded day of death.' })
  deceasedOn!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description:
    '重复参保。The person is covered already; nobody is covered twice (上海市医疗保障条例 第十二条).',
})
export class DoubleEnrolmentRefusal extends Refusal {
  @Field(() => ID, { description: '已有参保登记。The enrolment that stands in the way.' })
  enrolmentId!: string;
}

@ObjectType({
  implements: Refusal,
  description: '缴费日期不符。The payment lies in the future or outside the period for the covered year.',
})
export class PaymentDateRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '缴费日期。Day of payment as given.' })
  paidOn!: CalendarDate;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '缴费期起。First day of the period, if it has one.',
  })
  opens?: CalendarDate | null;

  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '缴费期止。Last day of the period, if it has one.',
  })
  closes?: CalendarDate | null;
}

@ObjectType({
  implements: Refusal,
  description: '参保年度不符。Residents name the covered year, employees do not.',
})
export class CoveredYearRefusal extends Refusal {}

@ObjectType({
  implements: Refusal,
  description: '姓名不一致。The identity number is registered under another name.',
})
export class NameMismatchRefusal extends Refusal {
  @Field(() => ID, { description: '已登记参保人。The person registered with this identity number.' })
  personId!: string;
}

@ObjectType({
  implements: Refusal,
  description: '状态不允许。The enrolment or its waiting period is in a state that does not allow the act.',
})
export class EnrolmentStateRefusal extends Refusal {
  @Field(() => String, { description: '当前状态。State in which it is.' })
  fromState!: string;

  @Field(() => String, { description: '操作。The act that was refused.' })
  act!: string;
}

@ObjectType({
  implements: Refusal,
  description: '日期不在参保期间。The day lies outside the cover, or in the future.',
})
export class DateOutsideCoverRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '所给日期。Day as given.' })
  on!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '参保起始日。First covered day.' })
  coverFrom!: CalendarDate;

  @Field(() => CalendarDateScalar, { nullable: true, description: '参保终止日。Last covered day.' })
  coverTo!: CalendarDate | null;
}

@ObjectType({
  implements: Refusal,
  description: '早于上次变更。The day lies before the last change; changes are entered in order.',
})
export class BeforeLastChangeRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '上次变更日期。Day of the last change.' })
  changedOn!: CalendarDate;
}

@ObjectType({
  implements: Refusal,
  description: '补缴年度不符。A year to repair was not interrupted, was repaired before, or none was named.',
})
export class RepairYearsRefusal extends Refusal {
  @Field(() => [Int], { description: '不符的年度。The years that are wrong.' })
  years!: readonly number[];
}

/** The GraphQL type of each refusal of the rules about enrolments and waiting periods. */
export const enrolmentRefusal = refusalMapper({
  PERSON_DECEASED: PersonDeceasedRefusal,
  DOUBLE_ENROLMENT: DoubleEnrolmentRefusal,
  EMPLOYEE_COVER_EXISTS: DoubleEnrolmentRefusal,
  PAYMENT_IN_FUTURE: PaymentDateRefusal,
  PAYMENT_OUTSIDE_PERIOD: PaymentDateRefusal,
  COVERED_YEAR_MISMATCH: CoveredYearRefusal,
  NAME_MISMATCH: NameMismatchRefusal,
  ILLEGAL_TRANSITION: EnrolmentStateRefusal,
  DATE_OUTSIDE_COVER: DateOutsideCoverRefusal,
  BEFORE_LAST_CHANGE: BeforeLastChangeRefusal,
  YEAR_NOT_INTERRUPTED: RepairYearsRefusal,
  YEAR_ALREADY_REPAIRED: RepairYearsRefusal,
  NOTHING_TO_REPAIR: RepairYearsRefusal,
});
