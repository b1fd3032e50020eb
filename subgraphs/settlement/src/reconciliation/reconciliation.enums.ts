import { registerEnumType } from 'type-graphql';
import type { PartyKind } from './reconciliation.parties.ts';
import type { DifferenceKind, ReconciliationState } from './reconciliation.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const PartyKindEnum: EnumOf<PartyKind> = {
  INSTITUTION: 'INSTITUTION',
  PROVINCE: 'PROVINCE',
  INSURER: 'INSURER',
};
registerEnumType(PartyKindEnum, {
  name: 'ReconciliationPartyKind',
  description: '对账方类别。With whom the centre reconciles.',
  valuesConfig: {
    INSTITUTION: {
      description: '定点医药机构。A designated institution, by its national code. infno 3201, 3202.',
    },
    PROVINCE: {
      description: '省份。Another province, by its division; wallets paid across the border (跨省共济).',
    },
    INSURER: {
      description: '商保公司。A commercial insurer, by its code; direct payouts of a day (商保直赔).',
    },
  },
});

export const ReconciliationStateEnum: EnumOf<ReconciliationState> = {
  CLEAN: 'CLEAN',
  DETAILS_AWAITED: 'DETAILS_AWAITED',
  DIFFERENT: 'DIFFERENT',
  RESOLVED: 'RESOLVED',
  SUPERSEDED: 'SUPERSEDED',
};
registerEnumType(ReconciliationStateEnum, {
  name: 'ReconciliationState',
  description: '对账状态。Where a reconciliation stands.',
  valuesConfig: {
    CLEAN: { description: '平。Both sides say the same.' },
    DETAILS_AWAITED: { description: '待明细。The totals differ; the details of the party are missing.' },
    DIFFERENT: { description: '不平。Differences are open.' },
    RESOLVED: { description: '已处理。Every difference is closed with a reason.' },
    SUPERSEDED: { description: '已重对。A later reconciliation of the same days took its place.' },
  },
});

export const DifferenceKindEnum: EnumOf<DifferenceKind> = {
  ONLY_CENTRE: 'ONLY_CENTRE',
  ONLY_PARTY: 'ONLY_PARTY',
  AMOUNTS_DIFFER: 'AMOUNTS_DIFFER',
  DATA_DIFFER: 'DATA_DIFFER',
};
registerEnumType(DifferenceKindEnum, {
  name: 'ReconciliationDifferenceKind',
  description: '差异类别。In what the sides differ (stmt_rslt).',
  valuesConfig: {
    ONLY_CENTRE: { description: '中心多。Only the centre has the record.' },
    ONLY_PARTY: { description: '机构多。Only the party has the record.' },
    AMOUNTS_DIFFER: { description: '不平。Both have it, with other amounts.' },
    DATA_DIFFER: { description: '数据不一致。One side says that it undoes another, the other does not.' },
  },
});

export const DIFFERENCE_OUTCOMES = ['CENTRE_CORRECTS', 'PARTY_CORRECTS', 'NEXT_PERIOD'] as const;
export type DifferenceOutcome = (typeof DIFFERENCE_OUTCOMES)[number];
export const DifferenceOutcomeEnum: EnumOf<DifferenceOutcome> = {
  CENTRE_CORRECTS: 'CENTRE_CORRECTS',
  PARTY_CORRECTS: 'PARTY_CORRECTS',
  NEXT_PERIOD: 'NEXT_PERIOD',
};
registerEnumType(DifferenceOutcomeEnum, {
  name: 'ReconciliationDifferenceOutcome',
  description: '处理结果。How a difference was closed.',
  valuesConfig: {
    CENTRE_CORRECTS: { description: '中心更正。The centre was wrong and has corrected it.' },
    PARTY_CORRECTS: { description: '对方更正。The party was wrong and has corrected it.' },
    NEXT_PERIOD: { description: '下期处理。The record belongs to another period.' },
  },
});
