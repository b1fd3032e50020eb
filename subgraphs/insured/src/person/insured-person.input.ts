import { Field, InputType } from 'type-graphql';
import { PersonGroupEnum } from '../enrolment/enrolment.enums.ts';
import type { PersonGroup } from '../enrolment/enrolment.rule.ts';

@InputType({ description: '参保人筛选条件。All conditions that are given hold together.' })
export class PersonFilter {
  @Field(() => String, { nullable: true, description: '公民身份号码。The whole number, exactly.' })
  idCard?: string | null;

  @Field(() => String, { nullable: true, description: '姓名。The whole name, exactly.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '手机号码后四位。The last four digits of the phone number.',
  })
  phoneLast4?: string | null;

  @Field(() => String, {
    nullable: true,
    description: '参保地。Division of 2, 4 or 6 digits (GB/T 2260); a prefix covers what lies under it.',
  })
  region?: string | null;

  @Field(() => PersonGroupEnum, { nullable: true, description: '人员类别。Group of the newest enrolment.' })
  personGroup?: PersonGroup | null;
}
