import { createUnionType, Field, ObjectType, type ClassType } from 'type-graphql';
import { InsuredPerson } from '../person/insured-person.entity.ts';
import { Enrolment } from './enrolment.entity.ts';
import {
  BeforeLastChangeRefusal,
  CoveredYearRefusal,
  DateOutsideCoverRefusal,
  DoubleEnrolmentRefusal,
  EnrolmentStateRefusal,
  NameMismatchRefusal,
  PaymentDateRefusal,
  PersonDeceasedRefusal,
  RepairYearsRefusal,
} from './enrolment.refusals.ts';

@ObjectType({ description: '参保成功。The person is enrolled.' })
export class EnrolPersonSuccess {
  @Field(() => Enrolment, { description: '参保登记。The new enrolment, with its waiting period.' })
  enrolment!: Enrolment;
}

@ObjectType({ description: '暂停成功。The enrolment stands still.' })
export class SuspendEnrolmentSuccess {
  @Field(() => Enrolment, { description: '参保登记。The enrolment.' })
  enrolment!: Enrolment;
}

@ObjectType({ description: '恢复成功。The enrolment goes on.' })
export class ResumeEnrolmentSuccess {
  @Field(() => Enrolment, { description: '参保登记。The enrolment.' })
  enrolment!: Enrolment;
}

@ObjectType({ description: '修复成功。The waiting period is shorter.' })
export class RepairWaitingPeriodSuccess {
  @Field(() => Enrolment, { description: '参保登记。The enrolment with its waiting period.' })
  enrolment!: Enrolment;
}

@ObjectType({ description: '终结成功。The waiting period was ended by hand.' })
export class EndWaitingPeriodSuccess {
  @Field(() => Enrolment, { description: '参保登记。The enrolment with its waiting period.' })
  enrolment!: Enrolment;
}

@ObjectType({ description: '死亡登记成功。The death is recorded and cover has ended.' })
export class RecordDeathSuccess {
  @Field(() => InsuredPerson, { description: '参保人。The person.' })
  person!: InsuredPerson;
}

function resultOf<const Types extends readonly ClassType<object>[]>(
  name: string,
  description: string,
  types: Types,
) {
  return createUnionType({ name, description, types: () => types });
}

export const EnrolPersonResult = resultOf('EnrolPersonResult', '参保登记的结果。Success or refusal.', [
  EnrolPersonSuccess,
  PersonDeceasedRefusal,
  DoubleEnrolmentRefusal,
  PaymentDateRefusal,
  CoveredYearRefusal,
  NameMismatchRefusal,
]);

export const SuspendEnrolmentResult = resultOf(
  'SuspendEnrolmentResult',
  '暂停参保的结果。Success or refusal.',
  [SuspendEnrolmentSuccess, EnrolmentStateRefusal, DateOutsideCoverRefusal, BeforeLastChangeRefusal],
);

export const ResumeEnrolmentResult = resultOf(
  'ResumeEnrolmentResult',
  '恢复参保的结果。Success or refusal.',
  [ResumeEnrolmentSuccess, EnrolmentStateRefusal, DateOutsideCoverRefusal, BeforeLastChangeRefusal],
);

export const RepairWaitingPeriodResult = resultOf(
  'RepairWaitingPeriodResult',
  '修复等待期的结果。Success or refusal.',
  [
    RepairWaitingPeriodSuccess,
    RepairYearsRefusal,
    EnrolmentStateRefusal,
    DateOutsideCoverRefusal,
    BeforeLastChangeRefusal,
  ],
);

export const EndWaitingPeriodResult = resultOf(
  'EndWaitingPeriodResult',
  '终结等待期的结果。Success or refusal.',
  [EndWaitingPeriodSuccess, EnrolmentStateRefusal, DateOutsideCoverRefusal],
);

export const RecordDeathResult = resultOf('RecordDeathResult', '登记死亡的结果。Success or refusal.', [
  RecordDeathSuccess,
  PersonDeceasedRefusal,
]);
