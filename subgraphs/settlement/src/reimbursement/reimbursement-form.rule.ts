import { formatYuan, ZERO, type Fen } from '#kernel/vocabulary/money';
import type { CalendarDate } from '#kernel/vocabulary/calendar';
import type { Payer } from '../benefit/state.rule.ts';
import { payerName } from '../settlement/explain.rule.ts';
import { standing } from '../workflow/workflow.rule.ts';
import { KIND_DEFINITIONS, type ReimbursementKind } from './reimbursement-kind.rule.ts';
import { REIMBURSEMENT_WORKFLOW, type ReimbursementEntry } from './reimbursement-workflow.rule.ts';

/** One labelled value of a form. */
export interface FormEntry {
  readonly label: string;
  readonly value: string;
}

export interface Form {
  readonly title: string;
  /** Facts of the case, then who handled it. */
  readonly entries: readonly FormEntry[];
  /** What only the paper needs. */
  readonly paper: {
    readonly number: string;
    readonly handlers: readonly FormEntry[];
    readonly capital: { readonly label: string; readonly amount: Fen };
    readonly madeAt: Date;
  };
}

export interface FormFacts {
  readonly id: string;
  readonly kind: ReimbursementKind;
  readonly institutionCode: string;
  readonly total: Fen;
  readonly setOff: Fen;
  readonly registeredOn: CalendarDate;
  readonly promisedBy: CalendarDate;
  readonly history: readonly ReimbursementEntry[];
  readonly invoices: readonly { readonly number: string; readonly amount: Fen }[];
}

const REVIEW_NAMES = ['复核', '二次复核', '三次复核'];

/** The acceptance form (受理单): what was handed in, and by when it is concluded. */
export function acceptanceForm(facts: FormFacts): Form {
  const registration = facts.history[0]!;
  const handlers = [{ label: '经办人', value: registration.by }];
  return {
    title: `${KIND_DEFINITIONS[facts.kind].title}受理单`,
    paper: {
      number: facts.id,
      handlers,
      capital: { label: '费用总额', amount: facts.total },
      madeAt: new Date(registration.at),
    },
    entries: [
      { label: '受理编号', value: facts.id },
      { label: '受理日期', value: facts.registeredOn },
      { label: '承诺办结日期', value: facts.promisedBy },
      { label: '就诊机构', value: facts.institutionCode },
      { label: '票据张数', value: `${facts.invoices.length}张` },
      ...facts.invoices.map(({ number, amount }) => ({ label: `票据${number}`, value: formatYuan(amount) })),
      { label: '费用总额', value: formatYuan(facts.total) },
      ...handlers,
    ],
  };
}

/** The settlement form (结算单): who pays what, and which persons checked it. */
export function settlementForm(
  facts: FormFacts,
  payments: readonly { readonly payer: Payer; readonly amount: Fen }[],
  payable: Fen,
): Form {
  const steps = standing(REIMBURSEMENT_WORKFLOW, facts.history);
  const reviews = steps.filter(({ act }) => act === 'REVIEW');
  const calculation = steps.find(({ act }) => act === 'CALCULATE');
  const paidLabel = facts.setOff === ZERO ? '应付个人' : '实付个人';
  const handlers = [
    { label: '结算人', value: calculation?.by ?? '' },
    ...reviews.map(({ by }, at) => ({ label: REVIEW_NAMES[at]!, value: by })),
  ];
  return {
    title: `${KIND_DEFINITIONS[facts.kind].title}结算单`,
    paper: {
      number: facts.id,
      handlers,
      capital: { label: paidLabel, amount: payable - facts.setOff },
      madeAt: new Date(steps.at(-1)!.at),
    },
    entries: [
      { label: '受理编号', value: facts.id },
      { label: '费用总额', value: formatYuan(facts.total) },
      ...payments.map(({ payer, amount }) => ({ label: payerName(payer), value: formatYuan(amount) })),
      { label: '应付个人', value: formatYuan(payable) },
      ...(facts.setOff === ZERO
        ? []
        : [
            { label: '减支付抵扣', value: formatYuan(facts.setOff) },
            { label: paidLabel, value: formatYuan(payable - facts.setOff) },
          ]),
      ...handlers,
    ],
  };
}
