import { ZERO, type Fen } from '#kernel/vocabulary/money';
import { LAYERS, PAYERS, type Layer, type Payer, type TraceLine } from '../benefit/state.rule.ts';

/** Who paid how much, out of the account of a settlement; payers in their order, none with zero. */
export function payments(trace: readonly TraceLine[]): readonly { payer: Payer; amount: Fen }[] {
  return totals(PAYERS, trace, line => line.payer).map(([payer, amount]) => ({ payer, amount }));
}

/** What the person's own share consists of: what was left to cash, by layer. */
export function cashLayers(trace: readonly TraceLine[]): readonly { layer: Layer; amount: Fen }[] {
  return totals(LAYERS, trace, line => (line.step === 'CASH' ? line.layer : null)).map(([layer, amount]) => ({
    layer,
    amount,
  }));
}

function totals<K extends string>(
  keys: readonly K[],
  trace: readonly TraceLine[],
  keyOf: (line: TraceLine) => K | null,
): readonly (readonly [K, Fen])[] {
  return keys
    .map(key => {
      let total = ZERO;
      for (const line of trace) if (keyOf(line) === key) total += line.amount;
      return [key, total] as const;
    })
    .filter(([, total]) => total !== ZERO);
}
