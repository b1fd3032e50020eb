import { createHash } from 'node:crypto';
import { z } from 'zod';
import { lengthPrefixed } from '../sensitive/envelope.ts';

/** What a key service does with a key that never leaves it. */
export const KEY_OPERATIONS = ['wrap', 'unwrap', 'sign', 'rotate'] as const;
export type KeyOperation = (typeof KEY_OPERATIONS)[number];

/** A request is good for so long; whoever copies it has nothing afterwards, and nothing before either: it serves once. */
export const REQUEST_SECONDS = 30;

const hexOf = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

const requestFacts = z.strictObject({
  operation: z.enum(KEY_OPERATIONS),
  keyName: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/),
  /** Wrap: the secret, enciphered for the service (SM2). Unwrap: what wrap answered. Sign: the bytes. Rotate: nothing. */
  payload: z.string().max(20_000),
  requestId: z.uuid(),
  issuedAt: z.iso.datetime(),
  /** Short name of the key that signs the request. */
  signer: hexOf(16),
});
export const keyRequest = requestFacts.extend({ signature: hexOf(128) });
export type KeyRequest = z.infer<typeof keyRequest>;

const answerFacts = z.strictObject({
  requestId: z.uuid(),
  keyName: z.string(),
  keyVersion: z.number().int().min(1),
  /** Wrap and rotate: base64 to be kept. Unwrap: the secret, enciphered for whoever asks (SM2). Sign: r and s. */
  result: z.string().max(20_000),
});
export const keyAnswer = answerFacts.extend({ signature: hexOf(128) });
export type KeyAnswer = z.infer<typeof keyAnswer>;

/** The bytes of a request that its signer signs. */
export function requestBytes(request: Omit<KeyRequest, 'signature'>): Buffer {
  const { operation, keyName, payload, requestId, issuedAt, signer } = request;
  return lengthPrefixed(['key request', operation, keyName, payload, requestId, issuedAt, signer]);
}

/** The bytes of an answer that the service signs: they hold the whole request, so an answer serves for no other. */
export function answerBytes(
  answer: Omit<KeyAnswer, 'signature'>,
  request: Omit<KeyRequest, 'signature'>,
): Buffer {
  const { requestId, keyName, keyVersion, result } = answer;
  const asked = createHash('sm3').update(requestBytes(request)).digest('hex');
  return lengthPrefixed(['key answer', requestId, keyName, String(keyVersion), result, asked]);
}
