import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { QualificationFacts, QualificationKind } from './qualification.rule.ts';

export const QualificationKindEnum: { readonly [K in QualificationKind]: K } = {
  SERIOUS_ILLNESS_TREATMENT: 'SERIOUS_ILLNESS_TREATMENT',
  ASSISTANCE_PERSON: 'ASSISTANCE_PERSON',
  MUTUAL_AID_MEMBER: 'MUTUAL_AID_MEMBER',
  AWAY_FROM_HOME: 'AWAY_FROM_HOME',
};
registerEnumType(QualificationKindEnum, {
  name: 'QualificationKind',
  description: '待遇资格登记类别。What a register says of a person.',
  valuesConfig: {
    SERIOUS_ILLNESS_TREATMENT: {
      description: "居保大病登记。Treatment of the residents' serious-illness scheme.",
    },
    ASSISTANCE_PERSON: { description: '医疗救助对象。Group of medical assistance (条例 第19条).' },
    MUTUAL_AID_MEMBER: {
      description: "少儿住院互助基金参加。Membership of the children's mutual-aid fund for a year.",
    },
    AWAY_FROM_HOME: { description: '异地就医备案。Filing of care away from home, by division.' },
  },
});

@Directive('@requiresScopes(scopes: [["qualification:read"]])')
@ObjectType({
  description:
    '待遇资格登记。A fact about a person, kept in a register, that opens a benefit while it holds.',
})
@Entity({ tableName: 'qualification' })
@Index({ properties: ['personId'] })
export class Qualification implements QualificationFacts {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => String, { description: '业务编码。Business code, unique in the register.' })
  @Property({ type: 'string', length: 40, unique: true })
  code!: string;

  @Field(() => Int, { description: '版本。A higher version of a code replaces a lower one.' })
  @Property({ type: 'integer' })
  version!: number;

  @Field(() => QualificationKindEnum, { description: '类别。Which register.' })
  @Property({ type: 'string', length: 30 })
  kind!: QualificationKind;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => String, { description: '内容。Treatment, group, fund, or division of the place of care.' })
  @Property({ type: 'string', length: 40 })
  qualifier!: string;

  @Field(() => CalendarDateScalar, { description: '起始日。First day on which it holds.' })
  @Property({ type: CalendarDateType })
  firstDay!: CalendarDate;

  @Field(() => CalendarDateScalar, { nullable: true, description: '终止日。Last day, if it has an end.' })
  @Property({ type: CalendarDateType, nullable: true })
  lastDay!: CalendarDate | null;

  @Field(() => String, { description: '登记人。Who registered this version: a subject or a partner.' })
  @Property({ type: 'string', length: 200 })
  registeredBy!: string;
}
