import { panel, type Panel } from '../definition.ts';
import { count, money, moneyText } from '../format.ts';
import { label } from '../labels.ts';
import { sums } from './periods.ts';

interface Open {
  readonly openReconciliations: {
    readonly detailsAwaited: number;
    readonly different: number;
    readonly differences: readonly {
      readonly kind: string;
      readonly count: number;
      readonly unassigned: number;
      readonly fundDifference: string;
    }[];
  };
}

const RECONCILIATION = { document: 'settlement/reconciliation', everySeconds: 30 };

/** Differences between the centre and institutions that somebody has still to clear up. */
export const openDifferences = (area: string): Panel =>
  panel<Open>({
    title: '未平对账差异',
    area,
    ask: RECONCILIATION,
    show: ({ openReconciliations: { detailsAwaited, differences } }) => {
      const all = (of: 'count' | 'unassigned') => differences.reduce((total, one) => total + one[of], 0);
      return {
        kind: 'tile',
        value: count(all('count')),
        unit: '笔',
        detail: `未指派 ${count(all('unassigned'))}，待明细 ${count(detailsAwaited)} 次`,
      };
    },
  });

const KINDS = ['ONLY_CENTRE', 'ONLY_PARTY', 'AMOUNTS_DIFFER', 'DATA_DIFFER'];

/** The same by kind, with what funds differ by. */
export const differencesByKind = (area: string): Panel =>
  panel<Open>({
    title: '对账差异',
    area,
    ask: RECONCILIATION,
    show: ({ openReconciliations: { different, differences } }) => ({
      kind: 'ranking',
      note: `${count(different)} 次对账不平`,
      rows: KINDS.map(kind => {
        const found = differences.find(one => one.kind === kind);
        return {
          name: label(kind),
          detail: found && `基金差额 ${moneyText(found.fundDifference)}`,
          value: found?.count ?? 0,
          text: `${count(found?.count ?? 0)} 笔`,
        };
      }),
    }),
  });

interface Ageing {
  readonly monthlySettlementAgeing: readonly {
    readonly due: string;
    readonly state: string;
    readonly count: number;
    readonly total: string;
  }[];
}

const AGEING = { document: 'settlement/ageing', everySeconds: 30 };
const DUE = ['OVERDUE', 'DUE_SOON', 'IN_TIME'];

/** Declared months of institutions that are still to be paid, by how near their promised day is. */
export const monthsToPay = (area: string): Panel =>
  panel<Ageing>({
    title: '即时结算时效',
    area,
    ask: AGEING,
    show: ({ monthlySettlementAgeing: rows }) => {
      const months = sums(
        rows,
        ({ due }) => due,
        one => one.count,
      );
      const toPay = rows.reduce((sum, { total }) => sum + BigInt(total), 0n);
      return {
        kind: 'figures',
        note: `待拨付 ${moneyText(toPay)}`,
        figures: DUE.map(due => ({ label: label(due), value: count(months.get(due) ?? 0), unit: '份' })),
      };
    },
  });

const STATES = ['DECLARED', 'APPROVED', 'PAYING', 'PAY_FAILED'];

/** The same by where they stand, with what is to be paid; what is overdue is told. */
export const monthsToPayByState = (area: string): Panel =>
  panel<Ageing>({
    title: '即时结算在途',
    area,
    ask: AGEING,
    show: ({ monthlySettlementAgeing: rows }) => ({
      kind: 'ranking',
      note: '待拨付的月度结算',
      rows: STATES.map(state => {
        const ofState = rows.filter(one => one.state === state);
        const months = (some: typeof rows) => some.reduce((total, one) => total + one.count, 0);
        const { value, unit } = money(ofState.reduce((sum, { total }) => sum + BigInt(total), 0n));
        const overdue = months(ofState.filter(({ due }) => due === 'OVERDUE'));
        return {
          name: label(state),
          detail: overdue > 0 ? `其中已超期 ${count(overdue)}` : undefined,
          value: months(ofState),
          text: `${count(months(ofState))} 份 · ${value} ${unit}`,
        };
      }),
    }),
  });
