import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description: '签到。An operator of an institution at work on one day; transactions name its number.',
})
@Entity({ tableName: 'sign_in' })
@Unique({ properties: ['number'] })
@Index({ properties: ['institutionCode', 'id'] })
export class SignIn {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, {
    description:
      '签到流水号。Number (sign_no): institution (12), day yyyyMMdd, serial number of the day (10).',
  })
  @Property({ type: 'string', length: 30 })
  number!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => String, { description: '经办人。Subject of the operator, whom alone the number serves.' })
  @Property({ type: 'string', length: 200 })
  operator!: string;

  @Field(() => CalendarDateScalar, { description: '签到日期。The day, with whose end it ends.' })
  @Property({ type: CalendarDateType })
  day!: CalendarDate;

  @Field(() => InstantScalar, { description: '签到时刻。When the operator signed in.' })
  @Property({ type: 'timestamptz' })
  signedInAt!: Date;

  @Field(() => InstantScalar, {
    nullable: true,
    description:
      '签退时刻。When the operator signed out; null while at work, or ended by the end of the day.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  signedOutAt!: Date | null;
}
