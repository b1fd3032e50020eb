import { divideHalfUp, formatYuan, type Fen } from '#kernel/vocabulary/money';
import type { Layer, Payer, StepName, TraceLine } from '../benefit/state.rule.ts';
import { ratioOf, type Certainty, type PolicyTermFacts } from '../policy-term/policy-term.rule.ts';

const PAYER_NAMES: Readonly<Record<Payer, string>> = {
  POOLED_FUND: '统筹基金',
  LARGE_AMOUNT_FUND: '职工大额（附加基金）',
  SERIOUS_ILLNESS_FUND: '居民大病保险',
  ASSISTANCE_FUND: '医疗救助',
  MUTUAL_AID_FUND: '互助基金',
  COMMERCIAL_INSURER: '商业保险',
  PERSONAL_ACCOUNT: '个人账户',
  FAMILY_ACCOUNT: '家庭共济账户',
  CASH: '个人现金',
};

const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  EXCLUDED: '医保不予支付的费用',
  NOT_ENTITLED: '待遇等待或暂停期间的费用',
  OUT_OF_CATALOGUE: '目录外的全自费费用',
  OVER_LIMIT: '超出限价的费用',
  FIRST_SELF_PAY: '先由个人自付的费用',
  DEDUCTIBLE: '起付线以内的费用',
  CO_PAYMENT: '分段自负的费用',
  ABOVE_CEILING: '超出最高支付限额的费用',
  IN_SCOPE: '政策范围内的费用',
};

const CERTAINTY_NAMES: Readonly<Record<Certainty, string>> = {
  PUBLISHED: '已公布',
  CITY_PRACTICE: '城市做法，须核对',
  DECIDED: '产品约定',
};

/** Where rules that are no terms come from. */
const RULE_SOURCES: Readonly<Record<string, string>> = {
  'OUTSIDE-CATALOGUE': '社会保险法 第28条；基本医疗保险药品、诊疗项目、医疗服务设施目录',
  'PRICE-LIMIT': '医保支付标准（目录限价）',
  'ITEM-OWN-RATIO': '医保目录所列该项目的自付比例',
};

/** Who paid or bears an amount, as people are told. */
export function payerName(payer: Payer): string {
  return PAYER_NAMES[payer];
}

/**
 * One line of a settlement in plain Chinese: what was looked at, what came of it, by which ratio.
 * The ratio is said only where amount and base agree with it, so that a sentence never claims what a ceiling cut.
 */
export function explainLine(line: TraceLine, term: PolicyTermFacts | null): string {
  const [base, amount] = [formatYuan(line.base), formatYuan(line.amount)];
  if (line.step === 'CASH') {
    return line.layer ? `${LAYER_NAMES[line.layer]}由个人现金支付${amount}。` : `个人现金支付${amount}。`;
  }
  if (line.payer) {
    const percentage = term ? percentageOf(line, term) : null;
    const by = percentage ? `按${percentage}` : '';
    const limited = term?.unit === 'RATIO' && !percentage ? '（以年度限额或未付余额为限）' : '';
    return `${BASE_NAMES[line.step] ?? '费用'}${base}，${PAYER_NAMES[line.payer]}${by}支付${amount}${limited}。`;
  }
  const part = line.layer ? LAYER_NAMES[line.layer] : '费用';
  return `计入${part}${amount}（本步骤涉及${base}）。`;
}

const BASE_NAMES: Readonly<Partial<Record<StepName, string>>> = {
  POOLED_FUND: '起付线以上政策范围内费用',
  LARGE_AMOUNT: '超出统筹限额的费用',
  SERIOUS_ILLNESS: '纳入大病保险的自负费用',
  ASSISTANCE: '纳入救助的自负费用',
  MUTUAL_AID: '纳入互助的自负费用',
  COMMERCIAL_INSURANCE: '尚未支付的费用',
  PERSONAL_ACCOUNT: '个人账户可付范围内的费用',
  IMPORTED: '导入结算的费用',
};

/** Where a line's rule comes from, and how sure it is. */
export function sourceOf({ ruleId }: Pick<TraceLine, 'ruleId'>, term: PolicyTermFacts | null): string | null {
  if (term) return `${term.source}（${CERTAINTY_NAMES[term.certainty]}，自${term.effectiveFrom}起）`;
  return RULE_SOURCES[ruleId] ?? null;
}

function percentageOf(line: TraceLine, term: PolicyTermFacts): string | null {
  if (term.unit !== 'RATIO') return null;
  const ratio = ratioOf(term);
  if (divideHalfUp(line.base * ratio, 1_000_000n) !== line.amount) return null;
  return percent(ratio);
}

function percent(ratio: bigint): string {
  const fraction = (ratio % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${ratio / 10_000n}${fraction ? `.${fraction}` : ''}%`;
}

/** The settlement in one sentence: the total, and who paid it. */
export function explainWhole(
  total: Fen,
  paid: readonly { readonly payer: Payer; readonly amount: Fen }[],
): string {
  const parts = paid.map(({ payer, amount }) => `${PAYER_NAMES[payer]}支付${formatYuan(amount)}`);
  return `费用总额${formatYuan(total)}：${parts.join('，')}。`;
}
