import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Refusal } from '#kernel/graphql/refusal';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import type { Payer } from '../benefit/state.rule.ts';
import { Institution } from '../foreign/institution.stub.ts';
import { InsuranceSchemeEnum, PersonGroupEnum, TermKindEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, TermKind } from '../policy-term/policy-term.rule.ts';
import { PayerEnum } from '../settlement/settlement-line.type.ts';
import { InvalidStepOrderRefusal, NoPolicyTermRefusal } from '../settlement/settlement.result.ts';
import { PolicyChange } from './policy-change.entity.ts';

@ObjectType({ description: '支付方差异。What one payer paid, and would have paid.' })
export class PayerDifference {
  @Field(() => PayerEnum, { description: '支付方。Who pays.' })
  payer!: Payer;

  @Field(() => MoneyScalar, { description: '原金额。As it was settled, in 分.' })
  before!: Fen;

  @Field(() => MoneyScalar, { description: '测算金额。Under the draft, in 分.' })
  after!: Fen;

  @Field(() => MoneyScalar, { description: '差额。After less before; all payers together are zero.' })
  difference!: Fen;
}

@ObjectType({ description: '人群差异。What the funds paid for one group of persons, and would have paid.' })
export class GroupDifference {
  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme.' })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group of persons.' })
  personGroup!: PersonGroup;

  @Field(() => Int, { description: '结算笔数。Settlements of the group.' })
  bills!: number;

  @Field(() => MoneyScalar, { description: '原基金支付。As it was settled, in 分.' })
  before!: Fen;

  @Field(() => MoneyScalar, { description: '测算基金支付。Under the draft, in 分.' })
  after!: Fen;

  @Field(() => MoneyScalar, { description: '差额。After less before.' })
  difference!: Fen;
}

@ObjectType({ description: '机构差异。What the funds paid at one institution, and would have paid.' })
export class InstitutionDifference {
  @Field(() => Institution, { nullable: true, description: '机构。Where.' })
  institution!: Institution | null;

  @Field(() => Int, { description: '结算笔数。Settlements at the institution.' })
  bills!: number;

  @Field(() => MoneyScalar, { description: '原基金支付。As it was settled, in 分.' })
  before!: Fen;

  @Field(() => MoneyScalar, { description: '测算基金支付。Under the draft, in 分.' })
  after!: Fen;

  @Field(() => MoneyScalar, { description: '差额。After less before.' })
  difference!: Fen;
}

@ObjectType({
  description:
    '政策测算。The settlements of a period that count, settled once more as if a draft had always held. Nothing is stored.',
})
export class PolicySimulation {
  @Field(() => PolicyChange, { description: '政策调整。The change.' })
  change!: PolicyChange;

  @Field(() => CalendarDateScalar, { description: '开始日期。First day of settlement.' })
  from!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '结束日期。Last day of settlement.' })
  to!: CalendarDate;

  @Field(() => Int, { description: '测算笔数。Settlements settled once more.' })
  bills!: number;

  @Field(() => Int, { description: '变动笔数。Of these, those that differ for some payer.' })
  changed!: number;

  @Field(() => Int, { description: '未测算笔数。Settled elsewhere by rules that are not ours.' })
  leftOut!: number;

  @Field(() => [PayerDifference], { description: '按支付方。By payer.' })
  byPayer!: PayerDifference[];

  @Field(() => [GroupDifference], { description: '按人员类别。By scheme and group of persons.' })
  byGroup!: GroupDifference[];

  @Field(() => [InstitutionDifference], { description: '按机构。By institution, by code.' })
  byInstitution!: InstitutionDifference[];
}

@ObjectType({
  implements: Refusal,
  description:
    '不可测算。Settlements keep their items classified, so that terms of this kind change none of them.',
})
export class NotSimulatableRefusal extends Refusal {
  @Field(() => TermKindEnum, { description: '参数类别。The kind of term.' })
  kind!: TermKind;
}

export const SimulatePolicyChangeResult = createUnionType({
  name: 'SimulatePolicyChangeResult',
  description: '政策测算结果。The differences, or why there are none.',
  types: () =>
    [PolicySimulation, NotSimulatableRefusal, NoPolicyTermRefusal, InvalidStepOrderRefusal] as const,
});
