import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({ description: '住院押金。The deposit of a hospital stay; amounts in 分.' })
@Entity({ tableName: 'stay_deposit' })
@Index({ properties: ['personId', 'id'] })
export class StayDeposit {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid', unique: true })
  visitId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'string', length: 12 })
  institutionCode!: string;

  @Property({ type: 'string', length: 6 })
  institutionRegion!: string;

  @Field(() => MoneyScalar, { description: '预估预交金额。What the hospital expects to be paid in.' })
  @Property({ type: FenType })
  estimated!: Fen;

  @Field(() => MoneyScalar, { description: '最低缴费金额。Least amount of one payment.' })
  @Property({ type: FenType })
  minimum!: Fen;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: '抵扣金额。What was used for the bill at discharge; null while the stay goes on.',
  })
  @Property({ type: FenType, nullable: true })
  used!: Fen | null;

  @Field(() => InstantScalar, { nullable: true, description: '结清时刻。When it was used and given back.' })
  @Property({ type: 'timestamptz', nullable: true })
  closedAt!: Date | null;
}
