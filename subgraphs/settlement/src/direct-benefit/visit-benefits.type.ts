import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Entitlement } from '../benefit/facts.rule.ts';
import { InsuranceSchemeEnum, PersonGroupEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import { TreatmentEnum } from '../qualification/treatment.enum.ts';
import type { Treatment } from '../qualification/treatment.rule.ts';
import { EntitlementEnum } from '../settlement/settlement-line.type.ts';
import type { SettlementMethod } from './direct-benefit.rule.ts';

export const SettlementMethodEnum: { readonly [M in SettlementMethod]: M } = {
  DIRECT: 'DIRECT',
  REIMBURSEMENT: 'REIMBURSEMENT',
};
registerEnumType(SettlementMethodEnum, {
  name: 'SettlementMethod',
  description: '待遇结算方式。How a supplementary benefit reaches the person.',
  valuesConfig: {
    DIRECT: { description: '直接结算。On the spot, at the institution.' },
    REIMBURSEMENT: { description: '零星报销。The person pays and is reimbursed.' },
  },
});

@Directive('@requiresScopes(scopes: [["qualification:read"]])')
@ObjectType({
  description: '就诊待遇。What is open to the bill of a visit, as the registers and terms stand.',
})
export class VisitBenefits {
  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme under which it will be settled.' })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group of the person on the day of the visit.' })
  personGroup!: PersonGroup;

  @Field(() => EntitlementEnum, { description: '待遇资格。Whether the scheme pays on that day.' })
  entitlement!: Entitlement;

  @Field(() => [TreatmentEnum], {
    description: '已登记的大病治疗项目。Treatments filed for the person on that day.',
  })
  treatments!: Treatment[];

  @Field(() => [String], { description: '医疗救助类别。Groups of assistance on that day.' })
  assistanceGroups!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: '互助基金。Fund that will pay its share of this bill.',
  })
  mutualAidFund!: string | null;

  @Field(() => SettlementMethodEnum, { description: '大病结算方式。How serious illness is settled here.' })
  seriousIllnessMethod!: SettlementMethod;

  @Field(() => SettlementMethodEnum, {
    description: "少儿住院互助结算方式。How the children's mutual-aid fund settles here.",
  })
  mutualAidMethod!: SettlementMethod;
}
