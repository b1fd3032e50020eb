import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Emergency } from '#kernel/access/emergency-readings';
import { EMERGENCY_CLASSES, type EmergencyClass } from '#kernel/access/emergency.terms';
import { InstantScalar } from '#kernel/graphql/scalars';
import { AccessRole } from './access-change.type.ts';

export const EmergencyClassEnum = Object.fromEntries(EMERGENCY_CLASSES.map(name => [name, name])) as {
  readonly [Name in EmergencyClass]: Name;
};
registerEnumType(EmergencyClassEnum, {
  name: 'EmergencyClass',
  description: '紧急查阅的数据类别。Class of personal data that may be read in an emergency.',
  valuesConfig: {
    NAME: { description: '姓名。Names.' },
    ID_CARD: { description: '证件号码。Numbers of identity documents.' },
    PHONE: { description: '电话。Phone numbers.' },
    ADDRESS: { description: '地址。Addresses.' },
    BIRTH_DATE: { description: '出生日期。Dates of birth.' },
    BANK_CARD: { description: '银行账号。Bank accounts.' },
    MEDICAL: { description: '病情。Diagnoses and what else tells of health.' },
  },
});

@Directive('@requiresScopes(scopes: [["access:read"], ["emergency:begin"]])')
@ObjectType('EmergencyReading', {
  description:
    '紧急查阅。One subject reads classes of one person’s data beyond the own scopes, for a while; reviewed by somebody else.',
})
export class EmergencyReadingType {
  @Field(() => ID, { description: '标识。Opaque id; audit records of what was read name it.' })
  id!: string;

  @Field(() => String, { description: '主体。Who reads.' })
  subject!: string;

  @Field(() => AccessRole, { description: '角色。In which role.' })
  role!: string;

  @Field(() => ID, { description: '人员标识。Whose data.' })
  personId!: string;

  @Field(() => [EmergencyClassEnum], { description: '数据类别。Which classes.' })
  classes!: readonly EmergencyClass[];

  @Field(() => String, { description: '事由。Why.' })
  reason!: string;

  @Field(() => InstantScalar, { description: '开始时刻。When it began.' })
  beganAt!: Date;

  @Field(() => InstantScalar, { description: '到期时刻。When it ends by itself.' })
  until!: Date;

  @Field(() => InstantScalar, {
    nullable: true,
    description: '提前结束时刻。When it was ended before; else null.',
  })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: '复核人。Who reviewed it; null before.' })
  reviewedBy!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '复核时刻。When it was reviewed; null before.' })
  reviewedAt!: Date | null;

  @Field(() => Boolean, { nullable: true, description: '是否正当。What the review found; null before.' })
  justified!: boolean | null;

  @Field(() => String, { nullable: true, description: '复核意见。The finding; null before.' })
  finding!: string | null;

  static of(emergency: Emergency): EmergencyReadingType {
    return Object.assign(new EmergencyReadingType(), emergency);
  }
}
