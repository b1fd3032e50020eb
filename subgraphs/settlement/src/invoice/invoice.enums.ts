import { registerEnumType } from 'type-graphql';
import type { InvoiceProblem } from './invoice.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const InvoiceProblemEnum: EnumOf<InvoiceProblem> = {
  VOID: 'VOID',
  CLAIMED_ELSEWHERE: 'CLAIMED_ELSEWHERE',
  DIFFERS: 'DIFFERS',
};
registerEnumType(InvoiceProblemEnum, {
  name: 'InvoiceProblem',
  description: '票据问题。Why an invoice cannot be claimed.',
  valuesConfig: {
    VOID: { description: '已作废。Taken back by whoever issued it.' },
    CLAIMED_ELSEWHERE: { description: '已在他处报销。Claimed elsewhere.' },
    DIFFERS: { description: '信息不符。Of another amount or person than presented.' },
  },
});

export const BILL_STATES = ['CLAIMABLE', 'CLAIMED', 'CLAIMED_ELSEWHERE', 'VOID'] as const;
export type AdvanceBillState = (typeof BILL_STATES)[number];
export const AdvanceBillStateEnum: EnumOf<AdvanceBillState> = {
  CLAIMABLE: 'CLAIMABLE',
  CLAIMED: 'CLAIMED',
  CLAIMED_ELSEWHERE: 'CLAIMED_ELSEWHERE',
  VOID: 'VOID',
};
registerEnumType(AdvanceBillStateEnum, {
  name: 'AdvanceBillState',
  description: '垫付票据状态。Whether a bill can be claimed.',
  valuesConfig: {
    CLAIMABLE: { description: '可申请。It can be claimed.' },
    CLAIMED: { description: '已申请。It is claimed here.' },
    CLAIMED_ELSEWHERE: { description: '已在他处报销。Claimed elsewhere.' },
    VOID: { description: '已作废。Void.' },
  },
});
