import { describe, expect, test } from '@jest/globals';
import { yuan } from '#kernel/vocabulary/money';
import { facts, feeLine, residentFacts } from '../benefit/benefit.fixture.ts';
import { settleBenefit } from '../benefit/benefit.rule.ts';
import type { BenefitFacts } from '../benefit/facts.rule.ts';
import { policyBook, versionKey } from '../policy-term/policy-term.rule.ts';
import { DEFAULT_TERMS } from '../policy-term/policy-term.terms.ts';
import { explainLine, explainWhole, sourceOf } from './explain.rule.ts';
import { payments } from './split.rule.ts';

const BOOK = policyBook(DEFAULT_TERMS);
const TERMS = new Map(DEFAULT_TERMS.map(term => [versionKey(term), term]));

function traceOf(given: BenefitFacts) {
  const benefit = settleBenefit(given, BOOK);
  if (!benefit.ok) throw new Error(benefit.refusal.code);
  return benefit.value.trace;
}

function explained(given: BenefitFacts): string[] {
  return traceOf(given).map(line =>
    explainLine(line, TERMS.get(`${line.ruleId}@${line.parameterVersion}`) ?? null),
  );
}

describe('a settlement in plain Chinese', () => {
  test('an outpatient bill says each part with its amount and its ratio', () => {
    const lines = [feeLine(600), feeLine(30, { itemClass: null }), feeLine(100, { itemClass: 'B' })];
    expect(explained(facts({ lines, account: { own: yuan(100), family: 0n } }))).toEqual([
      '计入目录外的全自费费用30.00元（本步骤涉及730.00元）。',
      '计入先由个人自付的费用0.00元（本步骤涉及600.00元）。',
      '计入先由个人自付的费用10.00元（本步骤涉及100.00元）。',
      '计入起付线以内的费用500.00元（本步骤涉及690.00元）。',
      '起付线以上政策范围内费用190.00元，统筹基金按75%支付142.50元。',
      '个人账户可付范围内的费用557.50元，个人账户支付100.00元。',
      '目录外的全自费费用由个人现金支付30.00元。',
      '起付线以内的费用由个人现金支付410.00元。',
      '分段自负的费用由个人现金支付47.50元。',
    ]);
  });

  test('a payment that a ceiling cut claims no ratio', () => {
    const near = facts({
      lines: [feeLine(1000)],
      accumulators: { OUTPATIENT_DEDUCTIBLE: yuan(500), POOLED_PAID: yuan('639900') },
    });
    expect(explained(near)).toContain(
      '起付线以上政策范围内费用1000.00元，统筹基金支付100.00元（以年度限额或未付余额为限）。',
    );
  });

  test('the serious-illness insurance is named with what it looked at', () => {
    const given = residentFacts({
      lines: [feeLine(1000)],
      seriousIllness: { lowIncome: true, ceilingRaise: 0n },
    });
    expect(explained(given)).toContain('纳入大病保险的自负费用650.00元，居民大病保险按65%支付422.50元。');
  });

  test('the whole in one sentence', () => {
    const paid = payments(traceOf(facts({ lines: [feeLine(600)] })));
    expect(explainWhole(yuan(600), paid)).toBe(
      '费用总额600.00元：统筹基金支付75.00元，个人现金支付525.00元。',
    );
  });

  test('a line names where its rule comes from and how sure it is', () => {
    const term = TERMS.get('EMPLOYEE-OUTPATIENT-SECONDARY@2023-07-01')!;
    expect(sourceOf({ ruleId: term.code }, term)).toMatch(/城市做法，须核对，自2023-07-01起/);
    expect(sourceOf({ ruleId: 'OUTSIDE-CATALOGUE' }, null)).toMatch(/社会保险法 第28条/);
    expect(sourceOf({ ruleId: 'REMAINDER' }, null)).toBeNull();
  });
});
