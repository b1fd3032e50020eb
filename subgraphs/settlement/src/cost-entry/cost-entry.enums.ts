import { registerEnumType } from 'type-graphql';
import { COST_DEFINITIONS, COST_KINDS, type CostKind, type EntrySide } from './cost-kind.rule.ts';
import type { CostEntryAct, CostEntryState } from './cost-entry.rule.ts';

type EnumOf<Values extends string> = { readonly [Value in Values]: Value };

export const CostKindEnum = Object.fromEntries(COST_KINDS.map(kind => [kind, kind])) as EnumOf<CostKind>;
registerEnumType(CostKindEnum, {
  name: 'CostKind',
  description: '录入费用类别。A kind of cost that is entered as a voucher.',
  valuesConfig: Object.fromEntries(
    COST_KINDS.map(kind => {
      const { title, meaning } = COST_DEFINITIONS[kind];
      return [kind, { description: `${title}。${meaning}` }];
    }),
  ),
});

export const EntrySideEnum: EnumOf<EntrySide> = { INSTITUTION: 'INSTITUTION', CENTRE: 'CENTRE' };
registerEnumType(EntrySideEnum, {
  name: 'CostEntrySide',
  description: '录入方。Who entered a cost.',
  valuesConfig: {
    INSTITUTION: { description: '定点机构在线录入。The institution, online.' },
    CENTRE: { description: '中心端录入。The centre, for the institution.' },
  },
});

export const CostEntryStateEnum: EnumOf<CostEntryState> = {
  ENTERED: 'ENTERED',
  CONFIRMED: 'CONFIRMED',
  RETURNED: 'RETURNED',
  CANCELLED: 'CANCELLED',
};
registerEnumType(CostEntryStateEnum, {
  name: 'CostEntryState',
  description: '录入凭证状态。Where an entered cost stands.',
  valuesConfig: {
    ENTERED: { description: '已录入。Entered, not confirmed.' },
    CONFIRMED: { description: '已确认。Confirmed; it goes with the next declaration.' },
    RETURNED: { description: '已退回。Sent back to be corrected.' },
    CANCELLED: { description: '已作废。It does not count.' },
  },
});

export const CostEntryActEnum: EnumOf<CostEntryAct> = {
  ENTER: 'ENTER',
  CORRECT: 'CORRECT',
  CONFIRM: 'CONFIRM',
  RETURN: 'RETURN',
  CANCEL: 'CANCEL',
};
registerEnumType(CostEntryActEnum, {
  name: 'CostEntryAct',
  description: '录入凭证操作。What is done to an entered cost.',
  valuesConfig: {
    ENTER: { description: '录入。Entry.' },
    CORRECT: { description: '更正。Correction by the side that entered it.' },
    CONFIRM: { description: '确认。Confirmation by somebody else.' },
    RETURN: { description: '退回。Sent back with the reason, until it is declared.' },
    CANCEL: { description: '作废。Taken back with the reason by the side that entered it.' },
  },
});
