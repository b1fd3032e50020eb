import type { DemoWorld } from '../../../ops/demo/world.types.ts';
import { defineSubgraph } from '#kernel/server/subgraph';
import { Sweeper } from '#kernel/server/sweeper';
import { loadDemo } from '../demo/demo.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { AccountPayments } from './account/account-payments.ts';
import { insuredAccountPort } from './account/account.port.ts';
import { AccountReservation } from './account/account-reservation.entity.ts';
import { Accumulator } from './accumulator/accumulator.entity.ts';
import { PersonAccumulatorsResolver } from './accumulator/accumulator.resolver.ts';
import { Claim } from './claim/claim.entity.ts';
import { claimReference, feeItemReference } from './claim/claim.loader.ts';
import { ClaimResolver, PersonClaimsResolver } from './claim/claim.resolver.ts';
import { claimImporter } from './claim-import/claim.importer.ts';
import { ClaimService } from './claim/claim.service.ts';
import { CommercialPolicy } from './commercial/commercial-policy.entity.ts';
import { CommercialPolicyService } from './commercial/commercial-policy.service.ts';
import { CommercialPolicyResolver, DirectPayoutResolver } from './commercial/commercial.resolver.ts';
import { holdersAmong } from './commercial/commercial.loader.ts';
import { CommercialService } from './commercial/commercial.service.ts';
import { DirectPayout } from './commercial/direct-payout.entity.ts';
import { DirectPayouts } from './commercial/direct-payouts.ts';
import { NO_INSURER } from './commercial/insurer.port.ts';
import { SimulatedInsurerEntry, simulatedInsurer } from './commercial/simulated-insurer.ts';
import { CostEntry } from './cost-entry/cost-entry.entity.ts';
import { CostEntryResolver } from './cost-entry/cost-entry.resolver.ts';
import { CostEntryService } from './cost-entry/cost-entry.service.ts';
import { DeclarationResolver } from './declaration/declaration.resolver.ts';
import { DeclarationService } from './declaration/declaration.service.ts';
import { DeductionService } from './declaration/deduction.service.ts';
import { Deduction, MonthlySettlement } from './declaration/monthly-settlement.entity.ts';
import { SIGNED_VOUCHER } from './declaration/voucher.signed.ts';
import {
  ExchangeChannel,
  ExchangeReceipt,
  ExchangeRecord,
  QuarantinedMessage,
} from './exchange/exchange.entity.ts';
import { EXCHANGED } from './exchange/exchange.projections.ts';
import { ExchangeResolver } from './exchange/exchange.resolver.ts';
import { ExchangeService } from './exchange/exchange.service.ts';
import { InboundService } from './exchange/inbound.service.ts';
import { QuarantineService } from './exchange/quarantine.service.ts';
import { readExchangeSettings } from './exchange/partner.port.ts';
import { DictionaryResolver } from './dictionary/dictionary.resolver.ts';
import { FeeItem } from './claim/fee-item.entity.ts';
import { VisitBenefitsResolver } from './direct-benefit/visit-benefits.resolver.ts';
import { FeeReviewResolver } from './fee-review/fee-review.resolver.ts';
import { FeeReviewService } from './fee-review/fee-review.service.ts';
import { CatalogueItem } from './foreign/catalogue-item.entity.ts';
import { EnrolmentCopy } from './foreign/enrolment-copy.entity.ts';
import { InstitutionCopy } from './foreign/institution-copy.entity.ts';
import { Institution } from './foreign/institution.stub.ts';
import { InsuredPerson } from './foreign/insured-person.stub.ts';
import { DRUGS, ENROLMENTS, INSTITUTIONS } from './foreign/projections.ts';
import { MaternityAssessment } from './maternity/assessment.entity.ts';
import { AssessmentResolver } from './maternity/assessment.resolver.ts';
import { AssessmentService } from './maternity/assessment.service.ts';
import { AdvanceBillResolver } from './invoice/advance-bill.resolver.ts';
import { AdvanceBillService } from './invoice/advance-bill.service.ts';
import { NO_INVOICE_SHARING, SIMULATED_INVOICE_SHARING } from './invoice/invoice-sharing.port.ts';
import { BenefitRegister } from './maternity/benefit-register.service.ts';
import { DuplicateCheck, MaternityBenefit } from './maternity/maternity-benefit.entity.ts';
import { MaternityResolver } from './maternity/maternity.resolver.ts';
import { MaternityService } from './maternity/maternity.service.ts';
import { DepositService, depositPaid } from './deposit/deposit.service.ts';
import { StayDepositResolver } from './deposit/deposit.resolver.ts';
import { StayDeposit } from './deposit/stay-deposit.entity.ts';
import { OnlinePayment, OnlineRefund } from './online-payment/online-payment.entity.ts';
import { OnlinePaymentResolver } from './online-payment/online-payment.resolver.ts';
import { OnlinePayments } from './online-payment/online-payments.service.ts';
import { NO_PROVIDER, SIMULATED_PROVIDER } from './online-payment/payment-provider.port.ts';
import { Overpayment } from './overpayment/overpayment.entity.ts';
import { OverpaymentResolver, PaidOverpaymentResolver } from './overpayment/overpayment.resolver.ts';
import { OverpaymentService } from './overpayment/overpayment.service.ts';
import { overpaymentPaid } from './overpayment/overpayment.store.ts';
import { PaymentBatchService } from './payment/payment-batch.service.ts';
import { PaymentBatch, PaymentOrder } from './payment/payment.entity.ts';
import { PaymentBatchResolver, PaymentResolver } from './payment/payment.resolver.ts';
import { PolicyChange } from './policy-change/policy-change.entity.ts';
import { PolicyChangeResolver, PolicyTermChangeResolver } from './policy-change/policy-change.resolver.ts';
import { PolicyChangeService } from './policy-change/policy-change.service.ts';
import { PolicyTerm } from './policy-term/policy-term.entity.ts';
import { PolicyTermResolver } from './policy-term/policy-term.resolver.ts';
import { shipTerms } from './policy-term/policy-term.store.ts';
import { DifferenceService } from './reconciliation/difference.service.ts';
import {
  ReconciledMonth,
  Reconciliation,
  ReconciliationDifference,
} from './reconciliation/reconciliation.entity.ts';
import { ReconciliationResolver } from './reconciliation/reconciliation.resolver.ts';
import { ReconciliationService } from './reconciliation/reconciliation.service.ts';
import { ReimbursementCalculation } from './reimbursement/reimbursement.calculation.ts';
import { Reimbursement, ReimbursementInvoice } from './reimbursement/reimbursement.entity.ts';
import { reimbursementReference } from './reimbursement/reimbursement.loader.ts';
import { ReimbursementFormResolver } from './reimbursement/reimbursement-form.resolver.ts';
import { ReimbursementResolver } from './reimbursement/reimbursement.resolver.ts';
import { ReimbursementService } from './reimbursement/reimbursement.service.ts';
import { RegistrationService } from './reimbursement/registration.service.ts';
import { ReportResolver } from './report/report.resolver.ts';
import { Qualification } from './qualification/qualification.entity.ts';
import {
  PersonQualificationsResolver,
  QualificationResolver,
} from './qualification/qualification.resolver.ts';
import { QualificationService } from './qualification/qualification.service.ts';
import type { SettlementServices } from './services.ts';
import { ClaimSettledResolver } from './settlement/claim-settled.resolver.ts';
import { ExplanationResolver } from './settlement/explanation.resolver.ts';
import { SettleService } from './settlement/settle.service.ts';
import { Settlement } from './settlement/settlement.entity.ts';
import { settlementReference } from './settlement/settlement.loader.ts';
import {
  InstitutionSettlementsResolver,
  PersonSettlementsResolver,
  SettlementResolver,
} from './settlement/settlement.resolver.ts';
import { SettlementStream } from './settlement/settlement.stream.ts';
import { UndoService } from './settlement/undo.service.ts';
import { StatementResolver } from './settlement/statement.resolver.ts';
import { SIGNED_STATEMENT } from './settlement/statement.signed.ts';
import { SignIn } from './sign-in/sign-in.entity.ts';
import { SignInResolver } from './sign-in/sign-in.resolver.ts';
import { SignInService } from './sign-in/sign-in.service.ts';
import { SetOff } from './set-off/set-off.entity.ts';
import {
  PaymentSetOffResolver,
  ReimbursementSetOffResolver,
  SetOffResolver,
} from './set-off/set-off.resolver.ts';
import { SetOffService } from './set-off/set-off.service.ts';
import { Transaction } from './transaction/transaction.entity.ts';
import { TransactionResolver } from './transaction/transaction.resolver.ts';
import { VolumeMinute } from './volume/volume-minute.entity.ts';
import { VolumeBell } from './volume/volume.bell.ts';
import {
  VolumeAlertResolver,
  VolumeReadingResolver,
  VolumeResolver,
  VolumeSliceResolver,
} from './volume/volume.resolver.ts';
import { InstitutionLists } from './voucher/institution-list.service.ts';
import { InstitutionListing } from './voucher/institution-listing.entity.ts';
import { Disbursement, Voucher } from './voucher/voucher.entity.ts';
import {
  DisbursementResolver,
  InstitutionListingResolver,
  VoucherResolver,
} from './voucher/voucher.resolver.ts';
import { VoucherService } from './voucher/voucher.service.ts';
import { WalletClearingService } from './wallet/wallet-clearing.service.ts';
import { WalletClearingResolver } from './wallet/wallet-clearing.resolver.ts';
import { WalletDeclarationService } from './wallet/wallet-declaration.service.ts';
import {
  WalletClearing,
  WalletDebit,
  WalletDeclaration,
  WalletPayment,
} from './wallet/wallet-payment.entity.ts';
import { WalletDeclarationResolver, WalletPaymentResolver } from './wallet/wallet.resolver.ts';
import { WalletPayments } from './wallet/wallet-payments.service.ts';
import { NO_WALLET_PLATFORM, SIMULATED_WALLET_PLATFORM } from './wallet/wallet-platform.port.ts';
import { Visit } from './visit/visit.entity.ts';
import { patientsAmong } from './visit/patients.ts';
import { visitReference } from './visit/visit.loader.ts';
import { VisitResolver } from './visit/visit.resolver.ts';
import { VisitService } from './visit/visit.service.ts';
import { Delegation } from './workflow/delegation.entity.ts';
import { DelegationService } from './workflow/delegation.service.ts';

/** Settlement 结算: visits, claims, settlements, and the policy terms by which they are reckoned. */
export const subgraph = defineSubgraph<SettlementServices, DemoWorld>({
  name: 'settlement',
  entities: [
    Visit,
    Claim,
    FeeItem,
    Settlement,
    Accumulator,
    PolicyTerm,
    PolicyChange,
    Reimbursement,
    ReimbursementInvoice,
    Delegation,
    Qualification,
    CommercialPolicy,
    DirectPayout,
    SimulatedInsurerEntry,
    ExchangeRecord,
    ExchangeReceipt,
    ExchangeChannel,
    QuarantinedMessage,
    MonthlySettlement,
    Deduction,
    CostEntry,
    Transaction,
    SignIn,
    AccountReservation,
    VolumeMinute,
    Reconciliation,
    ReconciliationDifference,
    ReconciledMonth,
    PaymentOrder,
    PaymentBatch,
    OnlinePayment,
    OnlineRefund,
    StayDeposit,
    Overpayment,
    SetOff,
    WalletPayment,
    WalletDeclaration,
    WalletClearing,
    WalletDebit,
    MaternityBenefit,
    DuplicateCheck,
    MaternityAssessment,
    Voucher,
    Disbursement,
    InstitutionListing,
    EnrolmentCopy,
    InstitutionCopy,
    CatalogueItem,
  ],
  migrations: MIGRATIONS,
  resolvers: [
    VisitResolver,
    VisitBenefitsResolver,
    ClaimResolver,
    PersonClaimsResolver,
    SettlementResolver,
    StatementResolver,
    PersonSettlementsResolver,
    InstitutionSettlementsResolver,
    ExplanationResolver,
    ClaimSettledResolver,
    FeeReviewResolver,
    PersonAccumulatorsResolver,
    PolicyTermResolver,
    PolicyChangeResolver,
    PolicyTermChangeResolver,
    ReimbursementResolver,
    ReimbursementFormResolver,
    ReportResolver,
    DeclarationResolver,
    CostEntryResolver,
    DictionaryResolver,
    QualificationResolver,
    PersonQualificationsResolver,
    DirectPayoutResolver,
    CommercialPolicyResolver,
    ExchangeResolver,
    TransactionResolver,
    SignInResolver,
    ReconciliationResolver,
    PaymentBatchResolver,
    PaymentResolver,
    OnlinePaymentResolver,
    StayDepositResolver,
    OverpaymentResolver,
    PaidOverpaymentResolver,
    SetOffResolver,
    ReimbursementSetOffResolver,
    PaymentSetOffResolver,
    AdvanceBillResolver,
    WalletPaymentResolver,
    WalletDeclarationResolver,
    WalletClearingResolver,
    MaternityResolver,
    AssessmentResolver,
    VoucherResolver,
    DisbursementResolver,
    InstitutionListingResolver,
    VolumeResolver,
    VolumeSliceResolver,
    VolumeReadingResolver,
    VolumeAlertResolver,
  ],
  orphanedTypes: [FeeItem],
  references: {
    Visit: (reference, context) => visitReference(context, String(reference['id'])),
    Claim: (reference, context) => claimReference(context, String(reference['id'])),
    FeeItem: (reference, context) => feeItemReference(context, String(reference['id'])),
    Reimbursement: (reference, context) => reimbursementReference(context, String(reference['id'])),
    Settlement: (reference, context) => settlementReference(context, String(reference['id'])),
    InsuredPerson: reference => InsuredPerson.of(String(reference['id'])),
    Institution: reference => Institution.of(String(reference['code'])),
  },
  services: kernel => {
    const accounts = new AccountPayments(kernel, insuredAccountPort(kernel.peers));
    const simulated = kernel.settings['SIMULATED_INSURERS'] === 'on';
    const insurer = simulated ? simulatedInsurer(kernel) : NO_INSURER;
    const payouts = new DirectPayouts(kernel, insurer);
    const simulatedWallets = kernel.settings['SIMULATED_WALLETS'] === 'on';
    const wallets = new WalletPayments(
      kernel,
      simulatedWallets ? SIMULATED_WALLET_PLATFORM : NO_WALLET_PLATFORM,
    );
    const undo = new UndoService(kernel, accounts, payouts, wallets);
    const reconciliations = new ReconciliationService(kernel);
    const simulatedInvoices = kernel.settings['SIMULATED_INVOICES'] === 'on';
    const sharing = simulatedInvoices ? SIMULATED_INVOICE_SHARING : NO_INVOICE_SHARING;
    const registrations = new RegistrationService(kernel, sharing);
    const maternity = new MaternityService(kernel);
    const inbound = new InboundService(kernel);
    const partners = readExchangeSettings(kernel.settings['EXCHANGE']);
    const exchange = new ExchangeService(kernel, inbound, partners);
    const provider = kernel.settings['SIMULATED_PAYMENTS'] === 'on' ? SIMULATED_PROVIDER : NO_PROVIDER;
    const onlinePayments = new OnlinePayments(kernel, provider, {
      INPATIENT_DEPOSIT: depositPaid,
      OVERPAYMENT: overpaymentPaid,
    });
    return {
      kernel,
      accounts,
      signIns: new SignInService(kernel),
      visits: new VisitService(kernel),
      claims: new ClaimService(kernel),
      feeReview: new FeeReviewService(kernel),
      settle: new SettleService(kernel, accounts, payouts),
      payouts,
      commercial: new CommercialService(kernel, payouts, reconciliations),
      commercialPolicies: new CommercialPolicyService(kernel),
      exchange,
      quarantine: new QuarantineService(kernel, inbound, partners),
      policyChanges: new PolicyChangeService(kernel),
      undo,
      registrations,
      advanceBills: new AdvanceBillService(kernel, sharing, registrations),
      reimbursements: new ReimbursementService(kernel, new ReimbursementCalculation(kernel, undo)),
      declarations: new DeclarationService(kernel),
      deductions: new DeductionService(kernel),
      costEntries: new CostEntryService(kernel),
      reconciliations,
      differences: new DifferenceService(kernel),
      vouchers: new VoucherService(kernel),
      institutionLists: new InstitutionLists(kernel),
      maternity,
      assessments: new AssessmentService(kernel, exchange),
      benefitRegister: new BenefitRegister(kernel, maternity),
      paymentBatches: new PaymentBatchService(kernel, {
        MATERNITY_BENEFIT: (tx, payments) => maternity.concluded(tx, payments),
      }),
      onlinePayments,
      deposits: new DepositService(kernel, onlinePayments),
      overpayments: new OverpaymentService(kernel, onlinePayments),
      setOffs: new SetOffService(kernel),
      wallets,
      walletDeclarations: new WalletDeclarationService(kernel),
      walletClearings: new WalletClearingService(kernel, wallets.platform, reconciliations),
      delegations: new DelegationService(kernel),
      qualifications: new QualificationService(kernel),
      stream: new SettlementStream(kernel),
    };
  },
  theirsAmong: (asker, personIds, { kernel }) =>
    asker.role === 'INSURER'
      ? holdersAmong(kernel.em(), asker.institution, personIds)
      : patientsAmong(kernel.em(), asker.institution, personIds),
  projections: ({ exchange }) => [...[ENROLMENTS, DRUGS, INSTITUTIONS], ...(exchange.isOn ? EXCHANGED : [])],
  tasks: ({ accounts, payouts, exchange, onlinePayments, wallets, kernel }) => [
    { start: () => kernel.transaction(shipTerms), stop: () => undefined },
    new VolumeBell(kernel),
    new Sweeper(kernel, 'reservations', () => accounts.sweep()),
    new Sweeper(kernel, 'payouts', () => payouts.sweep()),
    exchange,
    new Sweeper(kernel, 'online payments', () => onlinePayments.sweep()),
    new Sweeper(kernel, 'wallet payments', () => wallets.sweep()),
  ],
  importers: () => [claimImporter],
  signs: [SIGNED_VOUCHER, SIGNED_STATEMENT],
  demo: (world, tx, _services, kernel) => loadDemo(world, tx, kernel),
});
