/** Facts that settlement tells: keys and non-sensitive facts only, amounts as strings of whole 分. */

export const SETTLEMENT_TOPIC = 'settlement.settlement';

/** A claim was settled (2207). */
export interface ClaimSettled {
  readonly settlementId: string;
  readonly claimId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly institutionCode: string;
  /** Division of the institution. */
  readonly institutionRegion: string;
  readonly physicianCode: string | null;
  readonly scheme: 'EMPLOYEE' | 'RESIDENT';
  readonly visitType: 'OUTPATIENT' | 'EMERGENCY' | 'INPATIENT' | 'CHRONIC' | 'PHARMACY';
  readonly settledOn: string;
  readonly total: string;
  readonly fundPaid: string;
  readonly accountPaid: string;
  readonly cashPaid: string;
  readonly items: readonly ClaimSettledItem[];
}

/** One fee line of a settled claim. */
export interface ClaimSettledItem {
  readonly feeItemId: string;
  readonly itemCode: string;
  readonly itemName: string;
  /** Decimal. */
  readonly quantity: string;
  readonly amount: string;
  readonly serviceDate: string;
  /** Days of supply of a dispensed drug. */
  readonly daysOfSupply: number | null;
}

/** A settlement was undone (2208 or 2601): it no longer counts. */
export interface SettlementVoided {
  readonly settlementId: string;
  readonly claimId: string;
  readonly personId: string;
  readonly institutionCode: string;
  readonly settledOn: string;
  readonly fundPaid: string;
}

export const QUALIFICATION_TOPIC = 'settlement.qualification';

/** A register has a new version of a fact about a person; what it says is read from the register. */
export interface QualificationRegistered {
  readonly qualificationId: string;
  readonly code: string;
  readonly version: number;
  readonly kind: 'SERIOUS_ILLNESS_TREATMENT' | 'ASSISTANCE_PERSON' | 'MUTUAL_AID_MEMBER' | 'AWAY_FROM_HOME';
  readonly personId: string;
}

export const EXCHANGE_TOPIC = 'settlement.exchange';

/** The exchange of records with a partner went wrong so often that nothing passes for now; an alert. */
export interface ExchangeCircuitOpened {
  readonly partner: string;
  readonly direction: 'OUT' | 'IN';
  readonly batchId: string;
  /** Messages of the batch that failed; 0 where the partner could not be reached. */
  readonly failed: number;
  /** Whether a probe failed and it was open before. */
  readonly again: boolean;
}

export const PAYMENT_TOPIC = 'settlement.payment';

/** A payment of the public through a provider has its outcome. */
export interface PaymentConcluded {
  readonly paymentId: string;
  readonly purpose: 'INPATIENT_DEPOSIT' | 'OVERPAYMENT';
  readonly subjectId: string;
  readonly personId: string;
  readonly payerId: string;
  readonly amount: string;
  readonly state: 'PAID' | 'FAILED';
}

export const COMMERCIAL_POLICY_TOPIC = 'settlement.commercial-policy';

/** `CommercialPolicyRegistered`: an insurer shared a policy of this person. `CommercialPolicyWithdrawn`: in error. */
export interface CommercialPolicyFact {
  readonly policyId: string;
  readonly personId: string;
  readonly insurerCode: string;
}
