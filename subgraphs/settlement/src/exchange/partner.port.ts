import { z } from 'zod';
import { TrustedKeys, SigningKey } from '#kernel/signing/signing-key';
import type { SealKeys } from '#kernel/sensitive/envelope';
import { exchangeKeys } from './exchange-message.ts';
import { PARTNERS, type Partner } from './exchange.sets.ts';

const ANSWER_WITHIN_MS = 5_000;
const LARGEST_ANSWER = 16_000_000;

const VERDICTS = z.strictObject({
  verdicts: z.array(
    z.strictObject({
      id: z.string(),
      verdict: z.enum(['ACCEPTED', 'DUPLICATE', 'OUTDATED', 'REJECTED']),
      reason: z.string().max(200).nullable(),
    }),
  ),
});
const BATCH = z.strictObject({
  batchId: z.string().min(1).max(100),
  /** Where the next batch begins. */
  position: z.string().min(1).max(100),
  messages: z.array(z.string()).max(10_000),
});

export type PushAnswer = z.infer<typeof VERDICTS>;
export type InboundBatch = z.infer<typeof BATCH>;

/** A partner's side of the exchange. Rejects when it is away, slow, or answers something else. */
export interface PartnerPort {
  push(batch: { readonly batchId: string; readonly messages: readonly string[] }): Promise<PushAnswer>;
  /** What comes after a position, at most so many messages; nothing new is a batch without messages. */
  pull(request: { readonly after: string | null; readonly limit: number }): Promise<InboundBatch>;
}

/** A partner as the deployment is connected to it. */
export interface ConnectedPartner {
  readonly name: Partner;
  readonly port: PartnerPort;
  readonly keys: SealKeys;
  readonly trusted: TrustedKeys;
}

export interface ExchangeSettings {
  /** The name under which partners know this deployment. */
  readonly self: string;
  readonly signing: SigningKey;
  readonly partners: readonly ConnectedPartner[];
}

const SETTINGS = z.strictObject({
  self: z.string().regex(/^[A-Z0-9_]{2,40}$/),
  signingKey: z.string(),
  partners: z.array(
    z.strictObject({
      name: z.enum(PARTNERS),
      url: z.url(),
      publicKey: z.string(),
      secret: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});

/** Reads whom the deployment exchanges records with; null when with nobody. */
export function readExchangeSettings(json: string | undefined): ExchangeSettings | null {
  if (!json) return null;
  const { self, signingKey, partners } = SETTINGS.parse(JSON.parse(json));
  return {
    self,
    signing: new SigningKey(signingKey),
    partners: partners.map(({ name, url, publicKey, secret }) => ({
      name,
      port: httpPartner(url),
      keys: exchangeKeys(secret),
      trusted: new TrustedKeys([publicKey]),
    })),
  };
}

/** A partner over HTTP: POST /push and POST /pull, JSON. */
export function httpPartner(url: string): PartnerPort {
  const ask = async <Answer>(path: string, body: unknown, shape: z.ZodType<Answer>): Promise<Answer> => {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!response.ok) throw new Error(`partner answered ${response.status}`);
    const text = await response.text();
    if (text.length > LARGEST_ANSWER) throw new Error('partner answered too much');
    return shape.parse(jsonOf(text));
  };
  return {
    push: batch => ask('push', batch, VERDICTS),
    pull: request => ask('pull', request, BATCH),
  };
}

/** What the parser says of a text quotes it; a log must not. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('partner answered no JSON');
  }
}
