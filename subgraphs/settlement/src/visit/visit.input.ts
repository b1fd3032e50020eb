import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { ExclusionCause } from '../benefit/facts.rule.ts';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import { ExclusionCauseEnum } from './visit.entity.ts';

@InputType({ description: '门诊挂号输入。What an institution registers. infno 2201.' })
export class RegisterVisitInput {
  @Field(() => String, {
    description:
      '报文ID。Message id: institution code (12), time yyyyMMddHHmmss, serial number (4); the idempotency key.',
  })
  msgid!: string;

  @Field(() => ID, { description: '参保人标识。Id of the insured person (psn_no).' })
  personId!: string;

  @Field(() => VisitTypeEnum, {
    description: '就诊类型。Kind of visit; hospital stays are registered by 2401.',
  })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '就诊日期。Day of the visit, not in the future.' })
  startedOn!: CalendarDate;

  @Field(() => String, {
    nullable: true,
    description: '医师编码。National code of the physician; none at a pharmacy.',
  })
  physicianCode?: string | null;

  @Field(() => String, { nullable: true, description: '诊断编码。Diagnosis code (ICD-10 医保版).' })
  diagnosisCode?: string | null;

  @Field(() => String, { nullable: true, description: '诊断。Diagnosis in words, at most 200 characters.' })
  diagnosis?: string | null;

  @Field(() => ExclusionCauseEnum, {
    nullable: true,
    description: '不予支付情形。Why medical insurance does not bear the costs, if so.',
  })
  exclusionCause?: ExclusionCause | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: '先行支付。Whether the fund advances what a liable third party does not pay.',
  })
  fundAdvances!: boolean;
}
