import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { UnfitKey } from '../sensitive/keys.ts';
import { SigningKey } from '../signing/signing-key.ts';
import { decipher, encipher, verify } from '../signing/sm2.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import { answerBytes, keyAnswer, requestBytes, type KeyAnswer, type KeyOperation } from './protocol.ts';

export interface KeyServiceOptions {
  readonly url: string;
  /** The service's SM2 public key: whatever it does not sign is not believed. */
  readonly publicKey: string;
  /** The SM2 private key with which this deployment asks. */
  readonly privateKey: string;
  readonly keyName: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
const LARGEST_ANSWER = 64_000;

/** A key that lies in a key service or a hardware security module; every failure is UnfitKey, which stops a start. */
export class KeyService {
  readonly #options: KeyServiceOptions;
  readonly #key: SigningKey;

  constructor(options: KeyServiceOptions) {
    this.#options = options;
    this.#key = new SigningKey(options.privateKey);
  }

  /** Wraps a secret with the key of the service; what comes back may be kept anywhere. */
  async wrap(secret: Buffer): Promise<string> {
    return (await this.#ask('wrap', encipher(this.#options.publicKey, secret))).result;
  }

  /** The secret of what was wrapped, by whichever version of the key. */
  async unwrap(wrapped: string): Promise<Buffer> {
    const { result } = await this.#ask('unwrap', wrapped);
    const secret = decipher(this.#options.privateKey, result);
    if (!secret) throw this.#unfit('answered with what is not enciphered for this deployment');
    return secret;
  }

  /** A signature of bytes by the key of the service. */
  async sign(bytes: Buffer): Promise<string> {
    return (await this.#ask('sign', bytes.toString('base64'))).result;
  }

  /** Makes the next version of the key; what was wrapped before still opens. Answers the version. */
  async rotate(): Promise<number> {
    return (await this.#ask('rotate', '')).keyVersion;
  }

  async #ask(operation: KeyOperation, payload: string): Promise<KeyAnswer> {
    const { keyName, clock, publicKey } = this.#options;
    const facts = {
      operation,
      keyName,
      payload,
      requestId: randomUUID(),
      issuedAt: clock.now().toISOString(),
      signer: this.#key.keyId,
    };
    const answer = await this.#post(operation, { ...facts, signature: this.#key.sign(requestBytes(facts)) });
    if (answer.requestId !== facts.requestId) throw this.#unfit('answered another request');
    if (answer.keyName !== keyName)
      throw this.#unfit(`answered for the key ${answer.keyName}, not ${keyName}`);
    const { signature, ...said } = answer;
    if (!verify(publicKey, answerBytes(said, facts), signature))
      throw this.#unfit('gave an answer that it did not sign');
    return answer;
  }

  async #post(operation: KeyOperation, body: object): Promise<KeyAnswer> {
    const { url, timeoutMs = TIMEOUT_MS } = this.#options;
    const agent = new Agent({ maxResponseSize: LARGEST_ANSWER, connect: { timeout: timeoutMs } });
    try {
      const { statusCode, body: answer } = await request(
        new URL(`keys/${operation}`, url.endsWith('/') ? url : `${url}/`),
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
          dispatcher: agent,
          signal: AbortSignal.timeout(timeoutMs),
        },
      );
      const text = await answer.text();
      if (statusCode !== 200) throw this.#unfit(`refused (${statusCode})`);
      const read = keyAnswer.safeParse(json(text));
      if (!read.success) throw this.#unfit('gave an answer that cannot be read');
      return read.data;
    } catch (error) {
      if (error instanceof UnfitKey) throw error;
      throw this.#unfit(
        (error as Error).name === 'TimeoutError'
          ? `did not answer within ${timeoutMs} ms`
          : 'cannot be reached',
      );
    } finally {
      await agent.destroy();
    }
  }

  #unfit(what: string): UnfitKey {
    return new UnfitKey(`the key service at ${this.#options.url} ${what}; nothing was changed`);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
