import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import { VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { VisitType } from '../policy-term/policy-term.rule.ts';
import { Reimbursement } from '../reimbursement/reimbursement.entity.ts';
import {
  DuplicateInvoiceRefusal,
  InvoiceNotValidRefusal,
  InvoiceSharingUnavailableRefusal,
} from '../reimbursement/reimbursement.result.ts';
import { InstitutionNotServingRefusal, NoCoverRefusal } from '../visit/visit.result.ts';
import { AdvanceBillStateEnum, type AdvanceBillState } from './invoice.enums.ts';

@ObjectType({ description: '异地垫付票据。A bill that a person paid in advance outside the pooling area.' })
export class AdvanceBill {
  @Field(() => String, { description: '票据号码。Number of the electronic invoice.' })
  number!: string;

  institutionCode!: string;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  visitType!: VisitType;

  @Field(() => MoneyScalar, { description: '金额。Amount in 分.' })
  amount!: Fen;

  @Field(() => CalendarDateScalar, { description: '开票日期。Day on which it was issued.' })
  issuedOn!: CalendarDate;

  @Field(() => AdvanceBillStateEnum, { description: '状态。Whether it can be claimed.' })
  state!: AdvanceBillState;

  @Field(() => Boolean, { description: '是否模拟。Whether nobody shared it but a simulation.' })
  simulated!: boolean;
}

@InputType({ description: '异地垫付申请输入。Which bills are claimed.' })
export class ClaimAdvanceBillsInput {
  @Field(() => String, { description: '幂等键。Idempotency key.' })
  idempotencyKey!: string;

  @Field(() => [String], {
    description: '票据号码。1 to 50 invoices of one institution and kind of visit.',
  })
  numbers!: string[];
}

@ObjectType({ description: '异地垫付已申请。The case, registered for reimbursement.' })
export class ClaimAdvanceBillsSuccess {
  @Field(() => Reimbursement, { description: '零星报销。The case.' })
  reimbursement!: Reimbursement;
}

export const ClaimAdvanceBillsResult = createUnionType({
  name: 'ClaimAdvanceBillsResult',
  description: '异地垫付申请结果。The case, or why there is none.',
  types: () =>
    [
      ClaimAdvanceBillsSuccess,
      DuplicateInvoiceRefusal,
      InvoiceNotValidRefusal,
      InvoiceSharingUnavailableRefusal,
      InstitutionNotServingRefusal,
      NoCoverRefusal,
    ] as const,
});
