import { z } from 'zod';
import type { QualificationKind } from '../qualification/qualification.rule.ts';
import type { SetOwner } from './inbound.rule.ts';

/** Those with whom records are exchanged. */
export const PARTNERS = ['CITY_PLATFORM', 'MUTUAL_AID_FUND', 'SERIOUS_ILLNESS_OPERATOR'] as const;
export type Partner = (typeof PARTNERS)[number];

export const EXCHANGE_SETS = [
  'ENROLLED_PERSON',
  'SETTLEMENT_RESULT',
  'SETTLEMENT_FEEDBACK',
  'INSTITUTION_ADMISSION',
  'BASE_DATA',
  'ASSISTANCE_PERSON',
  'AWAY_FILING',
  'MUTUAL_AID_MEMBER',
  'SERIOUS_ILLNESS_FILING',
  'MATERNITY_ASSESSMENT',
] as const;
export type ExchangeSet = (typeof EXCHANGE_SETS)[number];

/** What a record says, in plain JSON: keys and facts, never a sealed value. */
export type RecordContent = Readonly<Record<string, unknown>>;

interface SetDefinition {
  readonly title: string;
  readonly owner: SetOwner;
  /** To whom it goes, and which of its records. */
  readonly to: Readonly<Partial<Record<Partner, (content: RecordContent) => boolean>>>;
  /** From whom it comes, and what its records must look like. */
  readonly from: readonly Partner[];
  readonly shape: z.ZodType<RecordContent> | null;
  /** The register that its records stand in; null for those that are kept as they came. */
  readonly register: QualificationKind | null;
}

const day = z.iso.date();
const text = z.string().min(1).max(200);
const entry = z.strictObject({
  personId: z.uuid(),
  qualifier: z.string().min(1).max(40),
  firstDay: day,
  lastDay: day.nullable(),
});
const all = (): boolean => true;
const child = (content: RecordContent): boolean => content['personGroup'] === 'STUDENT_CHILD';
const paidBy = (payer: string) => (content: RecordContent) =>
  payer in ((content['payments'] as Record<string, string> | undefined) ?? {});

/** What is exchanged with whom; sets differ in this and in nothing else. */
export const SETS: Readonly<Record<ExchangeSet, SetDefinition>> = {
  ENROLLED_PERSON: {
    title: '居保人员信息',
    owner: 'OURS',
    to: { CITY_PLATFORM: all, MUTUAL_AID_FUND: child },
    from: [],
    shape: null,
    register: null,
  },
  SETTLEMENT_RESULT: {
    title: '结算结果数据',
    owner: 'OURS',
    to: {
      CITY_PLATFORM: all,
      MUTUAL_AID_FUND: content => child(content) && content['visitType'] === 'INPATIENT',
      SERIOUS_ILLNESS_OPERATOR: paidBy('SERIOUS_ILLNESS_FUND'),
    },
    from: [],
    shape: null,
    register: null,
  },
  SETTLEMENT_FEEDBACK: {
    title: '结算数据回执',
    owner: 'PARTNERS',
    to: {},
    from: ['CITY_PLATFORM', 'SERIOUS_ILLNESS_OPERATOR'],
    shape: z.strictObject({ settlementId: z.uuid(), accepted: z.boolean(), reason: text.nullable() }),
    register: null,
  },
  INSTITUTION_ADMISSION: {
    title: '两定机构纳保数据',
    owner: 'PARTNERS',
    to: { CITY_PLATFORM: all },
    from: ['CITY_PLATFORM'],
    shape: z.strictObject({
      level: z.enum(['TERTIARY', 'SECONDARY', 'PRIMARY', 'NONE']),
      kind: z.enum(['HOSPITAL', 'COMMUNITY', 'PHARMACY']),
      region: z.string().regex(/^\d{6}$/),
      state: z.enum(['ACTIVE', 'SUSPENDED', 'TERMINATED']),
    }),
    register: null,
  },
  BASE_DATA: {
    title: '平台基础数据',
    owner: 'PARTNERS',
    to: {},
    from: ['CITY_PLATFORM'],
    shape: z.strictObject({ dictionary: text, name: text, parent: text.nullable(), valid: z.boolean() }),
    register: null,
  },
  ASSISTANCE_PERSON: {
    title: '医疗救助人员数据',
    owner: 'PARTNERS',
    to: { MUTUAL_AID_FUND: all, CITY_PLATFORM: all },
    from: ['CITY_PLATFORM'],
    shape: entry,
    register: 'ASSISTANCE_PERSON',
  },
  AWAY_FILING: {
    title: '异地备案数据',
    owner: 'PARTNERS',
    to: { MUTUAL_AID_FUND: all, CITY_PLATFORM: all },
    from: ['CITY_PLATFORM'],
    shape: entry,
    register: 'AWAY_FROM_HOME',
  },
  MUTUAL_AID_MEMBER: {
    title: '少儿住院互助基金参加数据',
    owner: 'PARTNERS',
    to: { MUTUAL_AID_FUND: all },
    from: ['MUTUAL_AID_FUND'],
    shape: entry,
    register: 'MUTUAL_AID_MEMBER',
  },
  SERIOUS_ILLNESS_FILING: {
    title: '居保大病登记数据',
    owner: 'OURS',
    to: { CITY_PLATFORM: all, SERIOUS_ILLNESS_OPERATOR: all },
    from: [],
    shape: null,
    register: 'SERIOUS_ILLNESS_TREATMENT',
  },
  MATERNITY_ASSESSMENT: {
    title: '生育保险待遇支付核定表',
    owner: 'OURS',
    to: { CITY_PLATFORM: all },
    from: [],
    shape: null,
    register: null,
  },
};

/** The sets that go to a partner. */
export function setsTo(partner: Partner): readonly ExchangeSet[] {
  return EXCHANGE_SETS.filter(set => SETS[set].to[partner] !== undefined);
}

/** The set of a register. */
export function setOf(kind: QualificationKind): ExchangeSet {
  return EXCHANGE_SETS.find(set => SETS[set].register === kind)!;
}

/** JSON with sorted keys: equal contents give equal text, and equal bytes to sign. */
export function canonical(content: unknown): string {
  return JSON.stringify(content, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
