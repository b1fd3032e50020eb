import { z } from 'zod';
import type { TrustedKeys } from '#kernel/signing/signing-key';
import { parseFen } from '#kernel/vocabulary/money';
import type { ProviderAnswer } from './online-payment.rule.ts';

const LONGEST_NOTICE = 4_000;

const SHAPE = z.discriminatedUnion('outcome', [
  z.strictObject({
    orderId: z.uuid(),
    outcome: z.literal('PAID'),
    number: z.string().regex(/^[\x21-\x7e]{1,64}$/),
    amount: z.string(),
  }),
  z.strictObject({
    orderId: z.uuid(),
    outcome: z.literal('FAILED'),
    reason: z.string().trim().min(1).max(200),
  }),
]);

/** A notice as it came: the text exactly as signed, and by whom. */
export interface SignedNotice {
  readonly notice: string;
  readonly keyId: string;
  readonly signature: string;
}

/** What a provider told of an order by itself. */
export interface PaymentNotice {
  readonly orderId: string;
  readonly answer: ProviderAnswer;
}

/**
 * Reads a provider's notice; null when its signature is not the provider's, or it is no notice. The signature is verified over
 * the bytes as they came, before anything of them is read.
 */
export function readNotice(
  { notice, keyId, signature }: SignedNotice,
  trusted: TrustedKeys,
): PaymentNotice | null {
  if (notice.length > LONGEST_NOTICE) return null;
  if (!trusted.verify(keyId, Buffer.from(notice, 'utf8'), signature)) return null;
  const parsed = SHAPE.safeParse(jsonOf(notice));
  if (!parsed.success) return null;
  const { orderId, ...told } = parsed.data;
  if (told.outcome === 'FAILED') return { orderId, answer: told };
  const amount = parseFen(told.amount);
  return amount.ok ? { orderId, answer: { ...told, amount: amount.value } } : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
