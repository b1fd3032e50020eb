import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, RatioScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Ratio } from '#kernel/vocabulary/money';

export type ListName = 'BLACK' | 'WHITE';
export const ListNameEnum: { readonly [Name in ListName]: Name } = { BLACK: 'BLACK', WHITE: 'WHITE' };
registerEnumType(ListNameEnum, {
  name: 'InstitutionList',
  description: '黑白名单。How the payments of an institution are treated.',
  valuesConfig: {
    BLACK: { description: '黑名单。Payments are held until they are released by hand.' },
    WHITE: { description: '白名单。A share of last month is prepaid every day.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '名单记录。An institution on a list; it is on one at a time.' })
@Entity({ tableName: 'institution_listing' })
@Index({ properties: ['institutionCode'] })
export class InstitutionListing {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Field(() => ListNameEnum, { description: '名单。Which list.' })
  @Property({ type: 'string', length: 5 })
  list!: ListName;

  @Field(() => RatioScalar, {
    nullable: true,
    description: '预付比例。Share of last month prepaid; on the white list only.',
  })
  @Property({ type: FenType, nullable: true })
  prepaidShare!: Ratio | null;

  @Field(() => String, { description: '理由。Why.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;

  @Field(() => String, { description: '登记人。Subject of the person who listed it.' })
  @Property({ type: 'string', length: 200 })
  listedBy!: string;

  @Field(() => InstantScalar, { description: '列入时刻。Since when.' })
  @Property({ type: 'timestamptz' })
  since!: Date;

  @Field(() => InstantScalar, {
    nullable: true,
    description: '移出时刻。Until when; null while it is on the list.',
  })
  @Property({ type: 'timestamptz', nullable: true })
  until!: Date | null;
}
