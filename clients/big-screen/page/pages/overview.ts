import { panel, type PageDefinition, type Panel } from '../definition.ts';
import { count } from '../format.ts';
import { label } from '../labels.ts';
import { agentsAtWork } from './agents.ts';
import { monthsToPay, openDifferences } from './clearing.ts';
import { gpusBusy } from './compute-panels.ts';
import { sums } from './periods.ts';
import {
  amountToday,
  claimsSettled,
  settlementsByDay,
  settlementsByDistrict,
  settlementsToday,
} from './settlement-panels.ts';
import { openSuspicions } from './supervision.ts';

interface Insured {
  readonly enrolmentCounts: readonly { readonly scheme: string; readonly persons: number }[];
}

const insured: Panel = panel<Insured>({
  title: '在保人数',
  area: '1 / 1 / 3 / 3',
  ask: { document: 'overview/insured', everySeconds: 60 },
  show: ({ enrolmentCounts }) => {
    const byScheme = sums(
      enrolmentCounts,
      one => one.scheme,
      one => one.persons,
    );
    return {
      kind: 'tile',
      value: count([...byScheme.values()].reduce((total, persons) => total + persons, 0)),
      unit: '人',
      detail: [...byScheme].map(([scheme, persons]) => `${label(scheme)} ${count(persons)}`).join('，'),
    };
  },
});

/** 总览: the six domains at a glance. */
export const OVERVIEW: PageDefinition = {
  id: 'overview',
  title: '总览',
  panels: [
    insured,
    settlementsToday('1 / 3 / 3 / 5'),
    amountToday('今日基金支付', 'fundPaid', '1 / 5 / 3 / 7'),
    openSuspicions('1 / 7 / 3 / 9'),
    agentsAtWork('1 / 9 / 3 / 11'),
    gpusBusy('1 / 11 / 3 / 13'),
    settlementsByDistrict('3 / 1 / 9 / 5'),
    settlementsByDay('3 / 5 / 7 / 10'),
    openDifferences('7 / 5 / 9 / 7'),
    monthsToPay('7 / 7 / 9 / 10'),
    claimsSettled('3 / 10 / 9 / 13'),
  ],
};
