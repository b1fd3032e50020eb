import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { InstantScalar, MoneyScalar } from '#kernel/graphql/scalars';
import { FenType } from '#kernel/persistence/types';
import type { Fen } from '#kernel/vocabulary/money';
import type { SetOffState } from './set-off.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const SetOffStateEnum: EnumOf<SetOffState> = {
  PROPOSED: 'PROPOSED',
  APPROVED: 'APPROVED',
  WITHDRAWN: 'WITHDRAWN',
  UNDONE: 'UNDONE',
};
registerEnumType(SetOffStateEnum, {
  name: 'SetOffState',
  description: '抵扣状态。Where a set-off stands.',
  valuesConfig: {
    PROPOSED: { description: '待审核。Proposed; nothing counts before a second person approves.' },
    APPROVED: { description: '已抵扣。Payment and debt are smaller by it.' },
    WITHDRAWN: { description: '已撤回。Not approved; nothing changed.' },
    UNDONE: { description: '已恢复。The payment was not made after all; the debt is owed again.' },
  },
});

export type SetOffAgainst = 'REIMBURSEMENT' | 'MATERNITY_BENEFIT';
export const SetOffAgainstEnum: EnumOf<SetOffAgainst> = {
  REIMBURSEMENT: 'REIMBURSEMENT',
  MATERNITY_BENEFIT: 'MATERNITY_BENEFIT',
};
registerEnumType(SetOffAgainstEnum, {
  name: 'SetOffAgainst',
  description: '抵扣对象。Against which kind of payment a debt is set off.',
  valuesConfig: {
    REIMBURSEMENT: { description: '零星报销。A reimbursement, bills paid in advance elsewhere included.' },
    MATERNITY_BENEFIT: { description: '生育待遇。A payment of a maternity benefit.' },
  },
});

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description:
    '减支付抵扣。What a person owes the insurance, set off against what the centre pays to the same person; in 分.',
})
@Entity({ tableName: 'set_off' })
@Index({ properties: ['overpaymentId', 'id'] })
@Index({ properties: ['paymentId', 'id'] })
export class SetOff {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { description: '减支付标识。Which debt.' })
  @Property({ type: 'uuid' })
  overpaymentId!: string;

  @Field(() => SetOffAgainstEnum, { description: '抵扣对象。Against which kind of payment.' })
  @Property({ type: 'string', length: 20 })
  against!: SetOffAgainst;

  @Field(() => ID, { description: '支付标识。Id of the reimbursement, or of the payment of the benefit.' })
  @Property({ type: 'uuid' })
  paymentId!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Field(() => MoneyScalar, { description: '金额。How much.' })
  @Property({ type: FenType, check: 'amount > 0' })
  amount!: Fen;

  @Field(() => SetOffStateEnum, { description: '状态。Where it stands.' })
  @Property({ type: 'string', length: 10 })
  state!: SetOffState;

  @Field(() => String, { description: '事由。Why, in words for the person.' })
  @Property({ type: 'string', length: 200 })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description: '恢复原因。Why it was undone; null while it stands.',
  })
  @Property({ type: 'string', length: 200, nullable: true })
  undoneBecause!: string | null;

  @Field(() => String, { description: '登记人。Subject of who proposed it.' })
  @Property({ type: 'string', length: 200 })
  proposedBy!: string;

  @Field(() => InstantScalar, { description: '登记时刻。When it was proposed.' })
  @Property({ type: 'timestamptz' })
  proposedAt!: Date;

  @Field(() => String, { nullable: true, description: '审核人。Subject of who decided it.' })
  @Property({ type: 'string', length: 200, nullable: true })
  decidedBy!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '审核时刻。When it was decided.' })
  @Property({ type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;
}
