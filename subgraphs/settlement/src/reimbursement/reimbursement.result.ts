import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Refusal, refusalMapper } from '#kernel/graphql/refusal';
import { CalendarDateScalar, MoneyScalar } from '#kernel/graphql/scalars';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Fen } from '#kernel/vocabulary/money';
import {
  DuplicateDetailRefusal,
  FeeAmountDiffersRefusal,
  FeeTotalDiffersRefusal,
} from '../claim/claim.result.ts';
import { InvoiceProblemEnum } from '../invoice/invoice.enums.ts';
import type { InvoiceProblem } from '../invoice/invoice.rule.ts';
import { InsuranceSchemeEnum, PersonGroupEnum, VisitTypeEnum } from '../policy-term/policy-term.enums.ts';
import type { PersonGroup, Scheme, VisitType } from '../policy-term/policy-term.rule.ts';
import {
  InvalidStepOrderRefusal,
  NoPolicyTermRefusal,
  UsedByLaterRefusal,
} from '../settlement/settlement.result.ts';
import { InstitutionNotServingRefusal, NoCoverRefusal } from '../visit/visit.result.ts';
import { Delegation } from '../workflow/delegation.entity.ts';
import { Reimbursement } from './reimbursement.entity.ts';
import {
  ReimbursementActEnum,
  ReimbursementKindEnum,
  ReimbursementStateEnum,
} from './reimbursement.enums.ts';
import type { ReimbursementKind } from './reimbursement-kind.rule.ts';
import type { ReimbursementAct, ReimbursementState } from './reimbursement-workflow.rule.ts';

@ObjectType({ description: '登记成功。The case is registered.' })
export class RegisterReimbursementSuccess {
  @Field(() => Reimbursement, { description: '零星报销。The case.' })
  reimbursement!: Reimbursement;
}

@ObjectType({ description: '办理成功。The case has moved on.' })
export class AdvanceReimbursementSuccess {
  @Field(() => Reimbursement, { description: '零星报销。The case.' })
  reimbursement!: Reimbursement;
}

@ObjectType({ description: '灵活报销成功。The check is lifted for this case.' })
export class GrantReimbursementExceptionSuccess {
  @Field(() => Reimbursement, { description: '零星报销。The case.' })
  reimbursement!: Reimbursement;
}

@ObjectType({ description: '委托成功。The right may be used by the other person.' })
export class DelegateReviewSuccess {
  @Field(() => Delegation, { description: '委托。The delegation.' })
  delegation!: Delegation;
}

@ObjectType({
  implements: Refusal,
  description: '票据重复。An invoice is claimed by another case, or twice.',
})
export class DuplicateInvoiceRefusal extends Refusal {
  @Field(() => [String], { description: '票据号码。The numbers concerned.' })
  invoiceNumbers!: string[];
}

@ObjectType({
  implements: Refusal,
  description: '票据合计不符。The invoices are not what the fee lines come to.',
})
export class InvoiceTotalDiffersRefusal extends Refusal {
  @Field(() => MoneyScalar, { description: '明细合计。Sum of the fee lines in 分.' })
  total!: Fen;

  @Field(() => MoneyScalar, { description: '票据合计。Sum of the invoices in 分.' })
  invoiceTotal!: Fen;
}

@ObjectType({ implements: Refusal, description: '类别不符。The person or visit is not of this kind.' })
export class KindDoesNotFitRefusal extends Refusal {
  @Field(() => ReimbursementKindEnum, { description: '报销类别。Kind.' })
  kind!: ReimbursementKind;

  @Field(() => InsuranceSchemeEnum, { description: '险种。Scheme of the person.' })
  scheme!: Scheme;

  @Field(() => PersonGroupEnum, { description: '人员类别。Group of the person.' })
  personGroup!: PersonGroup;

  @Field(() => VisitTypeEnum, { description: '就诊类型。Kind of visit.' })
  visitType!: VisitType;
}

@ObjectType({
  implements: Refusal,
  description: '超过申请时限。Filed too late; a supervisor may lift the check.',
})
export class FiledTooLateRefusal extends Refusal {
  @Field(() => CalendarDateScalar, { description: '申请截止日。Last day of filing.' })
  deadline!: CalendarDate;

  @Field(() => CalendarDateScalar, { description: '受理日期。Day of registration.' })
  registeredOn!: CalendarDate;
}

@ObjectType({ implements: Refusal, description: '状态不允许。The case does not allow this in its state.' })
export class ReimbursementTransitionRefusal extends Refusal {
  @Field(() => ReimbursementStateEnum, { description: '当前状态。Where the case stands.' })
  fromState!: ReimbursementState;

  @Field(() => ReimbursementActEnum, { description: '操作。What was asked for.' })
  act!: ReimbursementAct;

  @Field(() => [ReimbursementActEnum], { description: '可办操作。What is possible now.' })
  allowed!: ReimbursementAct[];
}

@ObjectType({
  implements: Refusal,
  description: '无权办理此环节。The right is missing, or was not delegated for today.',
})
export class ActNotYoursRefusal extends Refusal {
  @Field(() => String, { description: '所需权限。Scope that is needed.' })
  scope!: string;
}

@ObjectType({
  implements: Refusal,
  description: '同一人不得再办。Whoever did an earlier step, or on whose behalf, may not do this one.',
})
export class SamePersonAgainRefusal extends Refusal {
  @Field(() => ReimbursementActEnum, { description: '此前操作。The earlier step.' })
  earlierAct!: ReimbursementAct;
}

@ObjectType({
  implements: Refusal,
  description: '须说明理由。This step has to say why, or by which voucher.',
})
export class NoteMissingRefusal extends Refusal {
  @Field(() => ReimbursementActEnum, { description: '操作。The step.' })
  act!: ReimbursementAct;
}

@ObjectType({ description: '不可报销票据。An invoice that cannot be claimed.' })
export class UnfitInvoice {
  @Field(() => String, { description: '票据号码。Number of the invoice.' })
  number!: string;

  @Field(() => InvoiceProblemEnum, { description: '原因。Why.' })
  problem!: InvoiceProblem;
}

@ObjectType({
  implements: Refusal,
  description: '电子票据无效。Shared invoices are void, claimed elsewhere, or other than they are presented.',
})
export class InvoiceNotValidRefusal extends Refusal {
  @Field(() => [UnfitInvoice], { description: '票据。The invoices concerned, at most 50.' })
  invoices!: UnfitInvoice[];
}

@ObjectType({
  implements: Refusal,
  description: '暂不能核验。Invoices cannot be verified now; the same request may be sent again.',
})
export class InvoiceSharingUnavailableRefusal extends Refusal {}

/** The refusals of reimbursements as GraphQL types. */
export const reimbursementRefusal = refusalMapper({
  FEE_AMOUNT_DIFFERS: FeeAmountDiffersRefusal,
  FEE_TOTAL_DIFFERS: FeeTotalDiffersRefusal,
  DUPLICATE_DETAIL: DuplicateDetailRefusal,
  DUPLICATE_INVOICE: DuplicateInvoiceRefusal,
  INVOICE_TOTAL_DIFFERS: InvoiceTotalDiffersRefusal,
  NOT_ENROLLED: NoCoverRefusal,
  INSTITUTION_NOT_SERVING: InstitutionNotServingRefusal,
  KIND_DOES_NOT_FIT: KindDoesNotFitRefusal,
  FILED_TOO_LATE: FiledTooLateRefusal,
  NO_TERM_IN_FORCE: NoPolicyTermRefusal,
  INVALID_STEP_ORDER: InvalidStepOrderRefusal,
  USED_BY_LATER: UsedByLaterRefusal,
  ILLEGAL_TRANSITION: ReimbursementTransitionRefusal,
  ACT_NOT_YOURS: ActNotYoursRefusal,
  SAME_PERSON_AGAIN: SamePersonAgainRefusal,
  NOTE_MISSING: NoteMissingRefusal,
  INVOICE_NOT_VALID: InvoiceNotValidRefusal,
  INVOICE_SHARING_UNAVAILABLE: InvoiceSharingUnavailableRefusal,
});

export const RegisterReimbursementResult = createUnionType({
  name: 'RegisterReimbursementResult',
  description: '登记结果。The case, or why it was not registered.',
  types: () =>
    [
      RegisterReimbursementSuccess,
      FeeAmountDiffersRefusal,
      DuplicateDetailRefusal,
      DuplicateInvoiceRefusal,
      InvoiceTotalDiffersRefusal,
      InvoiceNotValidRefusal,
      InvoiceSharingUnavailableRefusal,
      NoCoverRefusal,
      InstitutionNotServingRefusal,
      KindDoesNotFitRefusal,
    ] as const,
});

export const AdvanceReimbursementResult = createUnionType({
  name: 'AdvanceReimbursementResult',
  description: '办理结果。The case after the step, or why the step was not made.',
  types: () =>
    [
      AdvanceReimbursementSuccess,
      ReimbursementTransitionRefusal,
      ActNotYoursRefusal,
      SamePersonAgainRefusal,
      NoteMissingRefusal,
      FiledTooLateRefusal,
      NoCoverRefusal,
      InstitutionNotServingRefusal,
      KindDoesNotFitRefusal,
      NoPolicyTermRefusal,
      InvalidStepOrderRefusal,
      UsedByLaterRefusal,
    ] as const,
});

export const GrantReimbursementExceptionResult = createUnionType({
  name: 'GrantReimbursementExceptionResult',
  description: '灵活报销结果。The case, or why nothing was lifted.',
  types: () =>
    [GrantReimbursementExceptionSuccess, ReimbursementTransitionRefusal, SamePersonAgainRefusal] as const,
});

export const DelegateReviewResult = createUnionType({
  name: 'DelegateReviewResult',
  description: '委托结果。The delegation.',
  types: () => [DelegateReviewSuccess] as const,
});
