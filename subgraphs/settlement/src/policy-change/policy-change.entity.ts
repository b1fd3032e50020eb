import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { CalendarDateScalar, InstantScalar } from '#kernel/graphql/scalars';
import { CalendarDateType } from '#kernel/persistence/types';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { PolicyTermFacts } from '../policy-term/policy-term.rule.ts';
import type { PolicyChangeState } from './policy-change.rule.ts';

export const PolicyChangeStateEnum: { readonly [State in PolicyChangeState]: State } = {
  DRAFTED: 'DRAFTED',
  APPROVED: 'APPROVED',
  REJECTED: 'REJECTED',
};
registerEnumType(PolicyChangeStateEnum, {
  name: 'PolicyChangeState',
  description: '政策调整状态。Where a change of policy stands.',
  valuesConfig: {
    DRAFTED: { description: '待批准。Drafted; waits for a second person.' },
    APPROVED: { description: '已批准。Its terms are in the book and hold from their day.' },
    REJECTED: { description: '未批准。Not approved; nothing came of it.' },
  },
});

/** A term as a draft keeps it: amounts as strings. */
export type StoredTerm = Omit<PolicyTermFacts, 'bandFrom' | 'bandTo'> & {
  readonly id: string;
  readonly bandFrom: string | null;
  readonly bandTo: string | null;
};

@Directive('@requiresScopes(scopes: [["settlement:read"]])')
@ObjectType({
  description:
    '政策调整。Policy terms that come into force together: drafted by one person, approved by another.',
})
@Entity({ tableName: 'policy_change' })
export class PolicyChange {
  @Field(() => ID, { description: '标识。Opaque id.' })
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => PolicyChangeStateEnum, { description: '状态。Where the change stands.' })
  @Property({ type: 'string', length: 10 })
  state!: PolicyChangeState;

  @Field(() => String, { description: '事由。Why the policy is changed.' })
  @Property({ type: 'string', length: 400 })
  reason!: string;

  @Field(() => CalendarDateScalar, { description: '生效日期。First day on which its terms hold.' })
  @Property({ type: CalendarDateType })
  effectiveFrom!: CalendarDate;

  @Property({ type: 'json' })
  terms!: readonly StoredTerm[];

  @Field(() => String, { description: '起草人。Subject of the token of the person who drafted it.' })
  @Property({ type: 'string', length: 200 })
  draftedBy!: string;

  @Field(() => InstantScalar, { description: '起草时间。When it was drafted.' })
  @Property({ type: 'timestamptz' })
  draftedAt!: Date;

  @Field(() => String, { nullable: true, description: '审批人。Who decided; null while nobody has.' })
  @Property({ type: 'string', length: 200, nullable: true })
  decidedBy!: string | null;

  @Field(() => InstantScalar, { nullable: true, description: '审批时间。When it was decided.' })
  @Property({ type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;

  @Field(() => String, { nullable: true, description: '审批意见。What the person who decided noted.' })
  @Property({ type: 'string', length: 400, nullable: true })
  note!: string | null;
}
