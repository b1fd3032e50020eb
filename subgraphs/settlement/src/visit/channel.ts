import { registerEnumType } from 'type-graphql';

/** By which way a bill comes: settled by the institution, or paid by the person and reimbursed. */
export const CHANNELS = ['DIRECT', 'REIMBURSEMENT'] as const;
export type Channel = (typeof CHANNELS)[number];

export const ChannelEnum: { readonly [C in Channel]: C } = {
  DIRECT: 'DIRECT',
  REIMBURSEMENT: 'REIMBURSEMENT',
};
registerEnumType(ChannelEnum, {
  name: 'SettlementChannel',
  description: '结算渠道。By which way a bill came.',
  valuesConfig: {
    DIRECT: { description: '直接结算。Settled by the institution.' },
    REIMBURSEMENT: { description: '零星报销。Paid by the person, reimbursed by the centre.' },
  },
});
