/**
 * Places where a rule of the lint is right in general and wrong here, each with its reason.
 * An exception that no finding needs any more fails the lint, so the list cannot grow old.
 */
export const EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sensitive-covers-persons': {
    'Institution.name': 'public register of designated institutions',
    'Physician.name': 'public register of physicians; the description says so',
    'LawEnforcementOfficer.name':
      'stands on the certificate that an officer must present (行政处罚法 第55条)',
    'Code.name': 'published code lists',
    'DoseForm.name': 'published code list of dose forms',
  },
  'lists-are-bounded': {
    'Claim.items': 'the fee lines of one bill',
    'Visit.claims': 'the bills of one visit',
    'ComputeNode.gpus': 'the slots of one machine',
    'Query.monthlySettlementAgeing': 'one entry for each unpaid state and nearness, 12 at most',
    'Query.reimbursementAgeing': 'one entry for each open state and nearness, 24 at most',
    'Query.commercialCover': 'the commercial policies of one person that cover one day',
    'Query.exchangeChannels': 'two directions of each of three partners',
    'Query.walletPayables': 'one entry for each of three kinds of institution',
    'Query.fleetSummary': 'one entry for each source of telemetry, three at most',
    'Query.enrolmentCounts': 'one entry for each district and scheme',
    'Query.suspicionCounts': 'one entry for each model, state and district',
    'Query.inspectionCodeCounts': 'one entry for each state',
  },
  'mutations-are-verbs': {
    'Mutation.settle': 'the name of transaction 2207 of the national interface',
  },
};
