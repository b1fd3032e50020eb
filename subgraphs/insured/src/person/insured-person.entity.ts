import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { Sealed } from '#kernel/sensitive/sealed';
import { PersonItself, Sensitive } from '#kernel/sensitive/sensitive.decorator';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { PersonGroup } from '../enrolment/enrolment.rule.ts';
import { ExemptGroupEnum, PersonGroupEnum } from '../enrolment/enrolment.enums.ts';
import type { ExemptGroup } from '../waiting-period/waiting-period.terms.ts';
import type { Gender } from './id-card.rule.ts';

export const GenderEnum = { MALE: 'MALE', FEMALE: 'FEMALE' } as const;
registerEnumType(GenderEnum, {
  name: 'Gender',
  description: '性别。Gender as the citizen identity number says (GB 11643).',
  valuesConfig: { MALE: { description: '男。Male.' }, FEMALE: { description: '女。Female.' } },
});

/** Stands on every field that is not masked: an insurer has no business with it. */
export const INSURED_READ = '@requiresScopes(scopes: [["insured:read"]])';

@Directive('@key(fields: "id")')
@Directive('@requiresScopes(scopes: [["insured:read"], ["insurer:read"]])')
@ObjectType({
  description:
    '参保人。A person insured in the pooling area; personal data are masked. An insurer reads of its policy holders what is masked, and nothing else.',
})
@PersonItself()
@Entity({ tableName: 'insured_person' })
@Index({ properties: ['region', 'id'] })
export class InsuredPerson {
  @Field(() => ID, { description: '标识。Opaque id, never derived from personal data.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Sensitive({ class: 'NAME', searchable: 'EXACT', description: '姓名。Name; the surname is kept.' })
  name!: Sealed;

  @Sensitive({
    class: 'ID_CARD',
    searchable: 'EXACT',
    description: '公民身份号码。Citizen identity number (GB 11643).',
  })
  idCard!: Sealed;

  @Sensitive({ class: 'PHONE', searchable: 'LAST4', nullable: true, description: '手机号码。Phone number.' })
  phone!: Sealed | null;

  @Sensitive({ class: 'ADDRESS', nullable: true, description: '住址。Home address.' })
  address!: Sealed | null;

  @Sensitive({ class: 'BIRTH_DATE', description: '出生日期。Date of birth as the identity number says.' })
  birthDate!: Sealed;

  @Directive(INSURED_READ)
  @Field(() => GenderEnum, { description: '性别。Gender.' })
  @Property({ type: 'string', length: 6 })
  gender!: Gender;

  @Directive(INSURED_READ)
  @Field(() => String, { description: '参保地。Division of the place of insurance, GB/T 2260, six digits.' })
  @Property({ type: 'string', length: 6 })
  region!: string;

  @Directive(INSURED_READ)
  @Field(() => PersonGroupEnum, { description: '人员类别。Group of the newest enrolment.' })
  @Property({ type: 'string', length: 20 })
  personGroup!: PersonGroup;

  @Directive(INSURED_READ)
  @Field(() => ExemptGroupEnum, {
    nullable: true,
    description: '等待期豁免人群。Listed group that does not wait for benefits; null for most.',
  })
  @Property({ type: 'string', length: 30, nullable: true })
  exemptGroup!: ExemptGroup | null;

  @Directive(INSURED_READ)
  @Field(() => CalendarDateScalar, { nullable: true, description: '死亡日期。Day of death, once recorded.' })
  @Property({ type: CalendarDateType, nullable: true })
  deceasedOn!: CalendarDate | null;

  @Directive(INSURED_READ)
  @Field(() => CalendarDateScalar, {
    nullable: true,
    description: '抹除日期。Day on which the erasure was approved; nothing more is written of the person.',
  })
  @Property({ type: CalendarDateType, nullable: true })
  erasedOn!: CalendarDate | null;

  @Property({ type: 'timestamptz' })
  createdAt!: Date;
}
