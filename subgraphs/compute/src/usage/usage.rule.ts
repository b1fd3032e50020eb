import type { CalendarDate } from '#kernel/vocabulary/calendar';
import { divideHalfUp, type Fen } from '#kernel/vocabulary/money';
import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';
import type { AgentEngine, UsagePrice } from './usage.terms.ts';

/** What an agent's run used, as it was told when the run ended. */
export interface RunFacts {
  readonly engine: AgentEngine;
  readonly endedOn: CalendarDate;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Time on cards, in milliseconds of one whole card; 0 for an engine that uses none. */
  readonly gpuMs: number;
}

export interface RunUsage {
  readonly tokens: number;
  readonly gpuMs: number;
  readonly cost: Fen;
  readonly priceSource: string;
}

/**
 * What a run used and what it costs: tokens by the thousand and card time by the second, at the price in force
 * on the day that the run ended, added up exactly and rounded once, half-up, to the 分.
 *
 * Refuses with NO_PRICE when no price was in force, and with INVALID_USAGE for a figure that no run can have.
 */
export function usageOfRun(
  run: RunFacts,
  prices: readonly UsagePrice[],
): Result<RunUsage, RefusalFacts<'NO_PRICE' | 'INVALID_USAGE'>> {
  const figures = [run.inputTokens, run.outputTokens, run.gpuMs];
  if (!figures.every(figure => Number.isSafeInteger(figure) && figure >= 0)) {
    return refuse('INVALID_USAGE', '用量须为非负整数', { ...run });
  }
  const price = priceInForce(prices, run.engine, run.endedOn);
  if (!price) {
    return refuse('NO_PRICE', '当日无生效价格', { engine: run.engine, endedOn: run.endedOn });
  }
  const thousandths =
    BigInt(run.inputTokens) * price.input +
    BigInt(run.outputTokens) * price.output +
    BigInt(run.gpuMs) * price.gpuSecond;
  return accept({
    tokens: run.inputTokens + run.outputTokens,
    gpuMs: run.gpuMs,
    cost: divideHalfUp(thousandths, 1_000n),
    priceSource: price.source,
  });
}

/** The newest price of an engine that began on the day or before it. */
function priceInForce(prices: readonly UsagePrice[], engine: AgentEngine, day: CalendarDate) {
  return prices
    .filter(price => price.engine === engine && price.effectiveFrom <= day)
    .reduce<UsagePrice | undefined>(
      (newest, price) => (newest && newest.effectiveFrom > price.effectiveFrom ? newest : price),
      undefined,
    );
}
