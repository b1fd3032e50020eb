import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { lengthPrefixed, open, readHeader, seal, sealKeys, type SealKeys } from '#kernel/sensitive/envelope';
import type { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { canonical, EXCHANGE_SETS, type ExchangeSet, type RecordContent } from './exchange.sets.ts';

/** One version of one record on its way. Its id says all three, so that the same message is known again. */
export interface ExchangeMessage {
  readonly id: string;
  readonly sender: string;
  readonly set: ExchangeSet;
  readonly code: string;
  readonly version: number;
  readonly content: RecordContent;
}

/** Thrown when a message is not what it should be; the reason says nothing of its content. */
export class UnfitMessage extends Error {}

/** The only version of the keys that two partners share. */
const KEY_VERSION = 1;

const SHAPE = z.strictObject({
  message: z.strictObject({
    id: z.string().min(1).max(200),
    sender: z.string(),
    set: z.enum(EXCHANGE_SETS),
    code: z.string().min(1).max(80),
    version: z.int().min(1),
    content: z.record(z.string(), z.unknown()),
  }),
  keyId: z.string(),
  signature: z.string(),
});

/** The keys of a pair of partners, out of the secret of 32 bytes (hex) that they share. */
export function exchangeKeys(secret: string): SealKeys {
  const derive = (purpose: string) =>
    createHmac('sm3', Buffer.from(secret, 'hex')).update(`exchange/${purpose}`).digest();
  return sealKeys(derive('encryption').subarray(0, 16), derive('authentication'));
}

export function messageId(sender: string, set: ExchangeSet, code: string, version: number): string {
  return `${sender}/${set}/${code}/${version}`;
}

/** Signs a message (SM2 over its canonical bytes), then encrypts it (SM4-CTR, HMAC-SM3) for the receiver. Base64. */
export function sealMessage(
  message: ExchangeMessage,
  receiver: string,
  keys: SealKeys,
  signing: SigningKey,
): string {
  const signed = { message, keyId: signing.keyId, signature: signing.sign(signedBytes(message, receiver)) };
  return seal(JSON.stringify(signed), KEY_VERSION, keys, context(message.sender, receiver)).toString(
    'base64',
  );
}

/** Opens a message and verifies who signed it. Throws UnfitMessage for whatever is not one from this sender to us. */
export function openMessage(
  sealed: string,
  sender: string,
  receiver: string,
  keys: SealKeys,
  trusted: TrustedKeys,
): ExchangeMessage {
  const envelope = Buffer.from(sealed, 'base64');
  let clear: unknown;
  try {
    readHeader(envelope);
    clear = JSON.parse(open(envelope, keys, context(sender, receiver)));
  } catch {
    throw new UnfitMessage('无法解密');
  }
  const parsed = SHAPE.safeParse(clear);
  if (!parsed.success) throw new UnfitMessage('报文结构无效');
  const { message, keyId, signature } = parsed.data;
  if (message.sender !== sender) throw new UnfitMessage('发送方不符');
  if (message.id !== messageId(sender, message.set, message.code, message.version))
    throw new UnfitMessage('报文标识不符');
  if (!trusted.verify(keyId, signedBytes(message, receiver), signature)) throw new UnfitMessage('签名无效');
  return message;
}

function context(sender: string, receiver: string): Buffer {
  return lengthPrefixed(['exchange', sender, receiver]);
}

function signedBytes(message: ExchangeMessage, receiver: string): Buffer {
  return lengthPrefixed(['exchange message', receiver, canonical(message)]);
}
