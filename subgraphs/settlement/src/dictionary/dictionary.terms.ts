import { date } from '#kernel/vocabulary/calendar';
import type { PolicyTermFacts } from '../policy-term/policy-term.rule.ts';
import type { Dictionary } from './dictionary.rule.ts';

const FROM = date('2023-07-01');

const NAMES: Readonly<Record<Dictionary, Readonly<Record<string, string>>>> = {
  ENTRY_REASON: { NETWORK_OUTAGE: '网络故障', WITHOUT_CARD: '未持凭证就医', LATE_FILING: '补办登记' },
  CADRE_GROUP: { CITY_MANAGED: '市管干部', HEALTH_CARE: '保健对象' },
  SPECIAL_GROUP: { FOREIGN_INVESTED: '外商投资企业', XINJIANG: '新疆退休回沪' },
  REHABILITATION: { LIMB: '肢体康复', NERVE: '神经康复', BURN: '烧伤康复' },
  FAMILY_FUND: { HARDSHIP: '帮困', RESIDENT: '居民' },
};

/** The codes that the product ships; deployments change them like any other term. */
export const DICTIONARY_TERMS: readonly PolicyTermFacts[] = Object.entries(NAMES).flatMap(
  ([dictionary, names]) =>
    Object.entries(names).map(([code, value]): PolicyTermFacts => ({
      code: `DICTIONARY-${dictionary}-${code}`,
      version: FROM,
      kind: 'DICTIONARY_CODE',
      ...{ scheme: null, personGroup: null, institutionLevel: null, visitType: null, region: null },
      qualifier: `${dictionary}_${code}`,
      ...{ bandFrom: null, bandTo: null, unit: 'TEXT', value },
      ...{ effectiveFrom: FROM, effectiveTo: null },
      ...{ source: '结算业务基础字典（产品约定，部署方可维护）', certainty: 'DECIDED' },
    })),
);
