import { date } from '#kernel/vocabulary/calendar';
import type { PolicyTermFacts, TermKind } from '../policy-term/policy-term.rule.ts';
import type { Dictionary } from './dictionary.rule.ts';

const FROM = date('2023-07-01');

const NAMES: Readonly<Record<Dictionary, Readonly<Record<string, string>>>> = {
  ENTRY_REASON: { NETWORK_OUTAGE: '网络故障', WITHOUT_CARD: '未持凭证就医', LATE_FILING: '补办登记' },
  CADRE_GROUP: { CITY_MANAGED: '市管干部', HEALTH_CARE: '保健对象' },
  SPECIAL_GROUP: { FOREIGN_INVESTED: '外商投资企业', XINJIANG: '新疆退休回沪' },
  REHABILITATION: { LIMB: '肢体康复', NERVE: '神经康复', BURN: '烧伤康复' },
  FAMILY_FUND: { HARDSHIP: '帮困', RESIDENT: '居民' },
};

const PREFIXES = { MSSX: 'WITHOUT_APPLICATION', CK: 'WINDOW', WS: 'ONLINE' } as const;

function term(kind: TermKind, code: string, qualifier: string, value: string): PolicyTermFacts {
  return {
    code,
    version: FROM,
    kind,
    qualifier,
    unit: 'TEXT',
    value,
    scheme: null,
    personGroup: null,
    institutionLevel: null,
    visitType: null,
    region: null,
    bandFrom: null,
    bandTo: null,
    effectiveFrom: FROM,
    effectiveTo: null,
    source: '结算业务基础字典（产品约定，部署方可维护）',
    certainty: 'DECIDED',
  };
}

/** The codes and prefixes that the product ships; deployments change them like any other term. */
export const DICTIONARY_TERMS: readonly PolicyTermFacts[] = [
  ...Object.entries(NAMES).flatMap(([dictionary, names]) =>
    Object.entries(names).map(([code, meaning]) =>
      term('DICTIONARY_CODE', `DICTIONARY-${dictionary}-${code}`, `${dictionary}_${code}`, meaning),
    ),
  ),
  ...Object.entries(PREFIXES).map(([prefix, source]) =>
    term('SOURCE_PREFIX', `SOURCE-PREFIX-${prefix}`, prefix, source),
  ),
];
