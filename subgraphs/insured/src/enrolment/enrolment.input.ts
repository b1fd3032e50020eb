import { Field, ID, InputType, Int } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { ExemptGroup } from '../waiting-period/waiting-period.terms.ts';
import {
  ExemptGroupEnum,
  PersonGroupEnum,
  SuspensionReasonEnum,
  type SuspensionReason,
} from './enrolment.enums.ts';
import type { PersonGroup } from './enrolment.rule.ts';

@InputType({ description: '参保人信息。Who is to be enrolled, when not registered yet.' })
export class PersonRegistrationInput {
  @Field(() => String, { description: '公民身份号码。Citizen identity number (GB 11643).' })
  idCard!: string;

  @Field(() => String, { description: '姓名。Name, 1 to 50 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: '手机号码。Phone number.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: '住址。Home address.' })
  address?: string | null;

  @Field(() => String, { description: '参保地。Division of the place of insurance, six digits (GB/T 2260).' })
  region!: string;

  @Field(() => ExemptGroupEnum, { nullable: true, description: '等待期豁免人群。Listed group, if any.' })
  exemptGroup?: ExemptGroup | null;
}

@InputType({ description: '参保登记的输入。Enrols a registered person, or one who is registered with it.' })
export class EnrolPersonInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { nullable: true, description: '参保人。A registered person; or else give `person`.' })
  personId?: string | null;

  @Field(() => PersonRegistrationInput, {
    nullable: true,
    description: '参保人信息。Or else give `personId`.',
  })
  person?: PersonRegistrationInput | null;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group; it decides the scheme.' })
  personGroup!: PersonGroup;

  @Field(() => Int, {
    nullable: true,
    description: '参保年度。Year that a resident pays for; null for employees.',
  })
  coveredYear?: number | null;

  @Field(() => CalendarDateScalar, { description: '缴费日期。Day of payment.' })
  paidOn!: CalendarDate;

  @Field(() => [Int], {
    nullable: true,
    description: '补缴年度。Interrupted years paid in at the same time.',
  })
  repairedYears?: number[] | null;
}

@InputType({ description: '暂停参保的输入。Suspends an enrolment.' })
export class SuspendEnrolmentInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保登记。The enrolment.' })
  enrolmentId!: string;

  @Field(() => CalendarDateScalar, {
    description: '暂停日期。First day without benefits, today at the latest.',
  })
  from!: CalendarDate;

  @Field(() => SuspensionReasonEnum, { description: '暂停原因。Why.' })
  reason!: SuspensionReason;
}

@InputType({ description: '恢复参保的输入。Resumes a suspended enrolment.' })
export class ResumeEnrolmentInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保登记。The enrolment.' })
  enrolmentId!: string;

  @Field(() => CalendarDateScalar, {
    description: '恢复日期。First day with benefits again, today at the latest.',
  })
  on!: CalendarDate;
}

@InputType({ description: '登记死亡的输入。Records a death and ends all cover with that day.' })
export class RecordDeathInput {
  @Field(() => String, { description: '幂等键。Idempotency key, 8 to 100 visible ASCII characters.' })
  idempotencyKey!: string;

  @Field(() => ID, { description: '参保人。The person.' })
  personId!: string;

  @Field(() => CalendarDateScalar, { description: '死亡日期。Day of death, today at the latest.' })
  deceasedOn!: CalendarDate;
}
