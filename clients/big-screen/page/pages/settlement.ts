import type { PageDefinition } from '../definition.ts';
import {
  amountToday,
  claimsSettled,
  settlementsByHour,
  settlementsByInstitution,
  settlementsByKind,
  settlementsByMinute,
  settlementsToday,
  undoneToday,
  volumeAlerts,
} from './settlement-panels.ts';

/** 结算监测: what is settled now, where, by which way, and who has gone silent. */
export const SETTLEMENT: PageDefinition = {
  id: 'settlement',
  title: '结算监测',
  panels: [
    settlementsToday('1 / 1 / 3 / 4'),
    amountToday('今日费用总额', 'total', '1 / 4 / 3 / 7'),
    amountToday('今日基金支付', 'fundPaid', '1 / 7 / 3 / 10'),
    undoneToday('1 / 10 / 3 / 13'),
    settlementsByMinute('3 / 1 / 6 / 6'),
    settlementsByHour('6 / 1 / 9 / 6'),
    settlementsByKind('3 / 6 / 6 / 10'),
    settlementsByInstitution('6 / 6 / 9 / 10'),
    claimsSettled('3 / 10 / 6 / 13'),
    volumeAlerts('6 / 10 / 9 / 13'),
  ],
};
