import { accept, refuse, type RefusalFacts, type Result } from '#kernel/vocabulary/result';

export type CellRefusal = RefusalFacts<'CELL_UNREADABLE'>;

/** A workbook keeps this many digits of a number, and shows no more. */
const KEPT_DIGITS = 15;
const LARGEST_EXPONENT = 30;

/**
 * Reads a number of a workbook exactly, as a decimal without an exponent: "100.09999999999999" was typed, and is shown, as
 * 100.1. Refuses one of more than 15 digits before the point, whose last digits the workbook has lost: an identifier that
 * was typed as a number.
 */
export function plainDecimal(raw: string): Result<string, CellRefusal> {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(raw.trim());
  const exponent = Number(parts?.[4] ?? 0);
  if (!parts || Math.abs(exponent) > LARGEST_EXPONENT) return refuse('CELL_UNREADABLE', '不是可读的数');
  const [, sign = '', whole = '', fraction = ''] = parts;
  const all = (whole + fraction).replace(/^0+/, '');
  const scale = fraction.length - exponent;
  if (all.length - scale > KEPT_DIGITS)
    return refuse('CELL_UNREADABLE', '数字过长，已丢失位数：请将该列设为文本后重新填写');
  const dropped = Math.max(0, all.length - KEPT_DIGITS);
  const unit = 10n ** BigInt(dropped);
  const kept = (BigInt(all || '0') + unit / 2n) / unit;
  return accept(
    sign === '-' && kept > 0n ? `-${decimal(kept, scale - dropped)}` : decimal(kept, scale - dropped),
  );
}

function decimal(digits: bigint, scale: number): string {
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(digits).padStart(scale + 1, '0');
  const fraction = text.slice(-scale).replace(/0+$/, '');
  return text.slice(0, -scale) + (fraction === '' ? '' : `.${fraction}`);
}
