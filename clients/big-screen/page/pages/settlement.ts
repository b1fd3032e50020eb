import type { PageDefinition } from '../definition.ts';
import { differencesByKind, monthsToPay, monthsToPayByState } from './clearing.ts';
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

/** 结算监测: what is settled now, where and by which way; who has gone silent, what differs, and what is still to be paid. */
export const SETTLEMENT: PageDefinition = {
  id: 'settlement',
  title: '结算监测',
  panels: [
    settlementsToday('1 / 1 / 3 / 3'),
    amountToday('今日费用总额', 'total', '1 / 3 / 3 / 5'),
    amountToday('今日基金支付', 'fundPaid', '1 / 5 / 3 / 7'),
    undoneToday('1 / 7 / 3 / 9'),
    monthsToPay('1 / 9 / 3 / 13'),
    settlementsByMinute('3 / 1 / 6 / 4'),
    settlementsByKind('3 / 4 / 6 / 7'),
    monthsToPayByState('3 / 7 / 6 / 10'),
    claimsSettled('3 / 10 / 6 / 13'),
    settlementsByHour('6 / 1 / 9 / 4'),
    settlementsByInstitution('6 / 4 / 9 / 7'),
    differencesByKind('6 / 7 / 9 / 10'),
    volumeAlerts('6 / 10 / 9 / 13'),
  ],
};
