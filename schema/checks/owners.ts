/**
 * Which subgraph owns which noun. Only the owner decides what a noun is; others add fields to it
 * or refer to it by key, and must then expect that the owner is away.
 */
export const OWNED: Readonly<Record<string, readonly string[]>> = {
  insured: [
    'InsuredPerson',
    'Enrolment',
    'FamilyNetwork',
    'Wallet',
    'PersonalAccount',
    'WaitingPeriod',
    'MaternityCase',
    'ServiceCase',
  ],
  settlement: [
    'Visit',
    'Claim',
    'FeeItem',
    'Settlement',
    'Reimbursement',
    'MonthlySettlement',
    'Voucher',
    'Payment',
    'PolicyTerm',
    'Reconciliation',
  ],
  pharmacy: ['Drug', 'PriceQuote', 'Prescription', 'PurchaseOrder'],
  inspection: [
    'Institution',
    'Physician',
    'InspectionCode',
    'InspectionTask',
    'FeeRule',
    'Suspicion',
    'ViolationModel',
  ],
  knowledge: ['KnowledgeBase', 'Document', 'AgentRun', 'Evaluation', 'QualityIndicator'],
  compute: [
    'ComputeNode',
    'Gpu',
    'TelemetrySample',
    'ResourcePool',
    'Tenant',
    'Project',
    'UsageRecord',
    'Statement',
    'Alert',
    'SlaAssessment',
    'ModelService',
  ],
};

const OWNERS: ReadonlyMap<string, string> = new Map(
  Object.entries(OWNED).flatMap(([owner, nouns]) => nouns.map(noun => [noun, owner] as const)),
);

export const ownerOf = (noun: string): string | undefined => OWNERS.get(noun);
