/** The rooms of the house, in the order of the page. */
export const OWNERS: Readonly<Record<string, string>> = {
  insured: '参保人',
  settlement: '结算',
  pharmacy: '药品',
  inspection: '监管',
  knowledge: '知识',
  compute: '算力',
  gateway: '跨域',
};
