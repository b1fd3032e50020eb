import { date, type CalendarDate } from '#kernel/vocabulary/calendar';
import { yuan, type Fen } from '#kernel/vocabulary/money';

/** What one answer of an agent is worked out on. The extractive agent quotes: it runs on the CPU alone. */
export type AgentEngine = 'EXTRACTIVE';

/** What using an engine costs from a day on. */
export interface UsagePrice {
  readonly engine: AgentEngine;
  readonly effectiveFrom: CalendarDate;
  /** Per 1,000 tokens read. */
  readonly input: Fen;
  /** Per 1,000 tokens written. */
  readonly output: Fen;
  /** Per second of one whole card. */
  readonly gpuSecond: Fen;
  /** Who declared the price; shown beside every cost. */
  readonly source: string;
}

/**
 * Prices in force, the newest last.
 *
 * Source: none is published for answers that are worked out without a language model. The figures are declared
 * by this system and say so; they are to be replaced by the operator's contract.
 */
export const USAGE_PRICES: readonly UsagePrice[] = [
  {
    engine: 'EXTRACTIVE',
    effectiveFrom: date('2020-01-01'),
    input: yuan('0.01'),
    output: yuan('0.02'),
    gpuSecond: yuan(0),
    source: '本系统申报价（无公开价目）：抽取式智能体不使用GPU，按词元（字符）计费，自2020-01-01起',
  },
];
