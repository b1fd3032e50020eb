import type { MigrationClass } from '#kernel/persistence/database';
import { CreateSettlement } from './001-create-settlement.ts';
import { PolicyChanges } from './002-policy-changes.ts';
import { Reimbursements } from './003-reimbursements.ts';
import { MonthlySettlements } from './004-monthly-settlements.ts';
import { TransactionVolume } from './010-transaction-volume.ts';
import { Reconciliations } from './011-reconciliation.ts';
import { Payments } from './012-payments.ts';
import { Qualifications } from './020-qualifications.ts';
import { DirectPayouts } from './021-direct-payouts.ts';
import { Vouchers } from './022-vouchers.ts';
import { Exchange } from './023-exchange.ts';
import { OnlinePaymentTables } from './030-online-payments.ts';
import { CostEntries } from './031-cost-entries.ts';
import { WalletPayments } from './032-wallet-payments.ts';
import { MaternityAssessments } from './033-maternity-assessments.ts';
import { QuarantineDecisions } from './034-quarantine-decisions.ts';
import { OpenDifferences } from './035-open-differences.ts';
import { ValidityOfCodes } from './037-validity-of-codes.ts';
import { SignIns } from './038-sign-ins.ts';
import { SetOffs } from './039-set-offs.ts';
import { NamesOfInstitutions } from './043-names-of-institutions.ts';
import { WithdrawnPolicies } from './044-withdrawn-policies.ts';
import { InsurersReconciled } from './045-insurers-reconciled.ts';

/** In the order in which they were made. */
export const MIGRATIONS: readonly MigrationClass[] = [
  CreateSettlement,
  PolicyChanges,
  Reimbursements,
  MonthlySettlements,
  TransactionVolume,
  Reconciliations,
  Payments,
  Qualifications,
  DirectPayouts,
  Vouchers,
  Exchange,
  OnlinePaymentTables,
  CostEntries,
  WalletPayments,
  MaternityAssessments,
  QuarantineDecisions,
  OpenDifferences,
  ValidityOfCodes,
  SignIns,
  SetOffs,
  NamesOfInstitutions,
  WithdrawnPolicies,
  InsurersReconciled,
];
