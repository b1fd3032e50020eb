import { Field, ID, InputType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { ExclusionCause } from '../benefit/facts.rule.ts';
import { TreatmentEnum } from '../qualification/treatment.enum.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import { ExclusionCauseEnum } from './visit.entity.ts';
import { TransactionInput } from '../transaction/transaction.input.ts';

@InputType({ description: '门诊挂号输入。What an institution registers. infno 2201.' })
export class RegisterVisitInput extends TransactionInput {
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

  @Field(() => TreatmentEnum, {
    nullable: true,
    description:
      '大病治疗项目。Treatment of the serious-illness scheme that the visit is for (大病门诊挂号).',
  })
  treatment?: Treatment | null;
}

@InputType({ description: '入院登记输入。Whom an institution admits. infno 2401.' })
export class AdmitPatientInput extends TransactionInput {
  @Field(() => ID, { description: '参保人标识。Id of the insured person (psn_no).' })
  personId!: string;

  @Field(() => CalendarDateScalar, { description: '入院日期。Day of admission, not in the future.' })
  startedOn!: CalendarDate;

  @Field(() => String, { nullable: true, description: '医师编码。National code of the physician.' })
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

  @Field(() => TreatmentEnum, {
    nullable: true,
    description: '大病治疗项目。Treatment of the serious-illness scheme that the stay is for.',
  })
  treatment?: Treatment | null;
}

@InputType({ description: '出院办理输入。Who is discharged. infno 2402.' })
export class DischargePatientInput extends TransactionInput {
  @Field(() => ID, { description: '就诊标识。Id of the hospital stay.' })
  visitId!: string;

  @Field(() => CalendarDateScalar, { description: '出院日期。Day of discharge, not in the future.' })
  endedOn!: CalendarDate;
}

@InputType({ description: '挂号取消输入。Which registration is cancelled. infno 2202.' })
export class CancelVisitInput extends TransactionInput {
  @Field(() => ID, { description: '就诊标识。Id of the visit.' })
  visitId!: string;
}

@InputType({
  description:
    '自费就诊登记输入。Who is treated without medical insurance. Kept as 4205, a stay as 4202: numbers not verified against the national specification.',
})
export class RegisterSelfPayingVisitInput extends TransactionInput {
  @Field(() => ID, { description: '人员标识。Id of the person.' })
  personId!: string;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit, hospital stays included.' })
  visitType!: VisitType;

  @Field(() => CalendarDateScalar, { description: '就诊日期。First day, not in the future.' })
  startedOn!: CalendarDate;
}
