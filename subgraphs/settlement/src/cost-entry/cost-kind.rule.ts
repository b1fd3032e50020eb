import type { Dictionary } from '../dictionary/dictionary.rule.ts';
import type { PersonGroup, Scheme } from '../policy-term/policy-term.rule.ts';
import type { LedgerAccount } from '../voucher/voucher.rule.ts';

export const COST_KINDS = [
  'CHILD_STAY',
  'SERIOUS_ILLNESS',
  'CADRE_CARE',
  'CADRE_PREPAYMENT',
  'WORK_INJURY_REHABILITATION',
  'FOREIGN_XINJIANG',
  'FAMILY_FUND',
] as const;
export type CostKind = (typeof COST_KINDS)[number];

/** Who enters a cost: the institution online, or the centre for it. */
export type EntrySide = 'INSTITUTION' | 'CENTRE';

interface CostKindDefinition {
  readonly title: string;
  readonly meaning: string;
  readonly enteredBy: readonly EntrySide[];
  /** Where its category comes from. */
  readonly dictionary: Dictionary;
  /** What may pay of it; the rest is the person's. */
  readonly payers: readonly LedgerAccount[];
  /** Whether only institutions chosen for it may have such costs. */
  readonly chosenOnly: boolean;
  /** Whether it is the cost of one person, and of whom. */
  readonly person: { readonly scheme: Scheme | null; readonly personGroup: PersonGroup | null } | null;
}

const ANYBODY = { scheme: null, personGroup: null } as const;

/** The costs that are entered as vouchers; they differ in this and in nothing else. */
export const COST_DEFINITIONS: Readonly<Record<CostKind, CostKindDefinition>> = {
  CHILD_STAY: {
    title: '少儿住院费用',
    meaning: "A child's hospital stay that could not be settled at the counter.",
    enteredBy: ['CENTRE'],
    dictionary: 'ENTRY_REASON',
    payers: ['POOLED_FUND', 'MUTUAL_AID_FUND'],
    chosenOnly: false,
    person: { scheme: 'RESIDENT', personGroup: 'STUDENT_CHILD' },
  },
  SERIOUS_ILLNESS: {
    title: '居保大病凭证',
    meaning: 'A cost of serious illness that could not be settled at the counter.',
    enteredBy: ['CENTRE'],
    dictionary: 'ENTRY_REASON',
    payers: ['POOLED_FUND', 'SERIOUS_ILLNESS_FUND'],
    chosenOnly: false,
    person: { scheme: 'RESIDENT', personGroup: null },
  },
  CADRE_CARE: {
    title: '干部保健费用',
    meaning: 'A cost of cadre health care.',
    enteredBy: ['CENTRE'],
    dictionary: 'CADRE_GROUP',
    payers: ['POOLED_FUND', 'CADRE_CARE_FUND'],
    chosenOnly: true,
    person: ANYBODY,
  },
  CADRE_PREPAYMENT: {
    title: '市管干部保健对象医疗费用预付金',
    meaning: 'What a hospital asks to be paid in advance for cadre health care.',
    enteredBy: ['INSTITUTION'],
    dictionary: 'CADRE_GROUP',
    payers: ['PREPAYMENT'],
    chosenOnly: true,
    person: null,
  },
  WORK_INJURY_REHABILITATION: {
    title: '工伤住院康复费用',
    meaning: 'A stay for rehabilitation after a work injury.',
    enteredBy: ['INSTITUTION', 'CENTRE'],
    dictionary: 'REHABILITATION',
    payers: ['WORK_INJURY_FUND'],
    chosenOnly: true,
    person: ANYBODY,
  },
  FOREIGN_XINJIANG: {
    title: '外商新疆费用',
    meaning: 'Costs of persons of foreign-invested firms and of those who came back from Xinjiang.',
    enteredBy: ['INSTITUTION', 'CENTRE'],
    dictionary: 'SPECIAL_GROUP',
    payers: ['POOLED_FUND'],
    chosenOnly: false,
    person: null,
  },
  FAMILY_FUND: {
    title: '家庭共济资金支付费用',
    meaning: 'A cost that family mutual-aid funds pay.',
    enteredBy: ['CENTRE'],
    dictionary: 'FAMILY_FUND',
    payers: ['FAMILY_ACCOUNT'],
    chosenOnly: false,
    person: ANYBODY,
  },
};
