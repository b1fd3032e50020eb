import fc from 'fast-check';
import { date } from '#kernel/vocabulary/calendar';
import { usageOfRun, type RunFacts } from './usage.rule.ts';
import { USAGE_PRICES, type UsagePrice } from './usage.terms.ts';

const run = (facts: Partial<RunFacts> = {}): RunFacts => ({
  engine: 'EXTRACTIVE',
  endedOn: date('2026-03-18'),
  inputTokens: 0,
  outputTokens: 0,
  gpuMs: 0,
  ...facts,
});
const price = (overrides: Partial<UsagePrice> = {}): UsagePrice => ({
  engine: 'EXTRACTIVE',
  effectiveFrom: date('2026-01-01'),
  input: 10n,
  output: 30n,
  gpuSecond: 7n,
  source: 'contract A',
  ...overrides,
});
const costOf = (facts: Partial<RunFacts>, prices: readonly UsagePrice[] = [price()]) => {
  const usage = usageOfRun(run(facts), prices);
  return usage.ok ? usage.value.cost : usage.refusal.code;
};

describe('the usage of an agent run', () => {
  test('adds tokens read, tokens written and seconds of card', () => {
    expect(usageOfRun(run({ inputTokens: 2_000, outputTokens: 1_000, gpuMs: 3_000 }), [price()])).toEqual({
      ok: true,
      value: { tokens: 3_000, gpuMs: 3_000, cost: 71n, priceSource: 'contract A' },
    });
  });

  test.each<[string, Partial<RunFacts>, bigint]>([
    ['nothing used costs nothing', {}, 0n],
    ['49 tokens at 10 分 a thousand are 0.49 分, which is 0', { inputTokens: 49 }, 0n],
    ['50 tokens are 0.5 分, which is 1', { inputTokens: 50 }, 1n],
    ['two parts below half a 分 are rounded as one sum', { inputTokens: 40, outputTokens: 10 }, 1n],
  ])('%s', (_, facts, cost) => {
    expect(costOf(facts)).toBe(cost);
  });

  test('the price is the newest in force on the day that the run ended', () => {
    const prices = [
      price({ input: 10n }),
      price({ input: 20n, effectiveFrom: date('2026-03-18') }),
      price({ input: 40n, effectiveFrom: date('2026-03-19') }),
    ];
    const facts = { inputTokens: 1_000 };
    expect(costOf({ ...facts, endedOn: date('2026-03-17') }, prices)).toBe(10n);
    expect(costOf({ ...facts, endedOn: date('2026-03-18') }, prices)).toBe(20n);
    expect(costOf({ ...facts, endedOn: date('2026-03-18') }, [...prices].reverse())).toBe(20n);
    expect(costOf({ ...facts, endedOn: date('2026-03-19') }, prices)).toBe(40n);
  });

  test('a run before any price is refused, not free', () => {
    expect(costOf({ endedOn: date('2025-12-31') })).toBe('NO_PRICE');
  });

  test.each([{ inputTokens: -1 }, { outputTokens: 0.5 }, { gpuMs: NaN }])('%j is no usage', facts => {
    expect(costOf(facts)).toBe('INVALID_USAGE');
  });

  test('more of anything never costs less, and splitting a run gains at most half a 分 a part', () => {
    const tokens = fc.nat(1_000_000);
    fc.assert(
      fc.property(tokens, tokens, tokens, tokens, (in1, out1, in2, out2) => {
        const whole = costOf({ inputTokens: in1 + in2, outputTokens: out1 + out2 }) as bigint;
        const first = costOf({ inputTokens: in1, outputTokens: out1 }) as bigint;
        const second = costOf({ inputTokens: in2, outputTokens: out2 }) as bigint;
        expect(whole).toBeGreaterThanOrEqual(first);
        const difference = whole - first - second;
        expect(difference * difference).toBeLessThanOrEqual(1n);
      }),
      { seed: 1 },
    );
  });

  test('the declared price of the extractive agent names its source and charges no card', () => {
    const usage = usageOfRun(run({ inputTokens: 1_200, outputTokens: 400 }), USAGE_PRICES);
    expect(usage).toEqual({
      ok: true,
      value: { tokens: 1_600, gpuMs: 0, cost: 2n, priceSource: expect.stringContaining('不使用GPU') },
    });
  });
});
