import type { SubgraphContext } from '#kernel/graphql/context';
import type { Kernel } from '#kernel/server/subgraph';
import type { AccountPayments } from './account/account-payments.ts';
import type { ClaimService } from './claim/claim.service.ts';
import type { CommercialService } from './commercial/commercial.service.ts';
import type { DirectPayouts } from './commercial/direct-payouts.ts';
import type { DeclarationService } from './declaration/declaration.service.ts';
import type { DeductionService } from './declaration/deduction.service.ts';
import type { ExchangeService } from './exchange/exchange.service.ts';
import type { FeeReviewService } from './fee-review/fee-review.service.ts';
import type { BenefitRegister } from './maternity/benefit-register.service.ts';
import type { MaternityService } from './maternity/maternity.service.ts';
import type { PaymentBatchService } from './payment/payment-batch.service.ts';
import type { PolicyChangeService } from './policy-change/policy-change.service.ts';
import type { DifferenceService } from './reconciliation/difference.service.ts';
import type { ReconciliationService } from './reconciliation/reconciliation.service.ts';
import type { QualificationService } from './qualification/qualification.service.ts';
import type { ReimbursementService } from './reimbursement/reimbursement.service.ts';
import type { RegistrationService } from './reimbursement/registration.service.ts';
import type { SettleService } from './settlement/settle.service.ts';
import type { SettlementStream } from './settlement/settlement.stream.ts';
import type { UndoService } from './settlement/undo.service.ts';
import type { InstitutionLists } from './voucher/institution-list.service.ts';
import type { VoucherService } from './voucher/voucher.service.ts';
import type { VisitService } from './visit/visit.service.ts';
import type { DelegationService } from './workflow/delegation.service.ts';

/** The long-lived services of the subgraph. */
export interface SettlementServices {
  readonly kernel: Kernel;
  readonly visits: VisitService;
  readonly claims: ClaimService;
  readonly settle: SettleService;
  readonly undo: UndoService;
  readonly policyChanges: PolicyChangeService;
  readonly registrations: RegistrationService;
  readonly reimbursements: ReimbursementService;
  readonly delegations: DelegationService;
  readonly declarations: DeclarationService;
  readonly deductions: DeductionService;
  readonly reconciliations: ReconciliationService;
  readonly differences: DifferenceService;
  readonly vouchers: VoucherService;
  readonly institutionLists: InstitutionLists;
  readonly maternity: MaternityService;
  readonly benefitRegister: BenefitRegister;
  readonly paymentBatches: PaymentBatchService;
  readonly qualifications: QualificationService;
  readonly accounts: AccountPayments;
  readonly payouts: DirectPayouts;
  readonly exchange: ExchangeService;
  readonly commercial: CommercialService;
  readonly feeReview: FeeReviewService;
  readonly stream: SettlementStream;
}

export type SettlementContext = SubgraphContext<SettlementServices>;
