import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SigningKey, TrustedKeys } from '#kernel/signing/signing-key';
import { newPrivateKey } from '#kernel/signing/sm2';
import {
  exchangeKeys,
  messageId,
  openMessage,
  sealMessage,
  type ExchangeMessage,
} from '../src/exchange/exchange-message.ts';
import type { ExchangeSet, Partner, RecordContent } from '../src/exchange/exchange.sets.ts';

const SELF = 'SETTLEMENT';
const OURS = newPrivateKey();
const SECRET = '0123456789abcdeffedcba98765432100123456789abcdeffedcba9876543210';

/** What the stand-in does with the next requests instead of answering as it should. */
export type Mischief = 'NONE' | 'ERROR' | 'GARBAGE' | 'SILENCE' | 'REJECTS_ALL' | 'LOSES_ANSWERS';

/** A partner's platform for tests: HTTP on loopback, with a ledger of what it took, that misbehaves when told to. */
export class StandInPlatform {
  readonly name: Partner;
  /** Messages that it took, in their order. */
  readonly taken: ExchangeMessage[] = [];
  /** Bodies of requests as they came over the wire. */
  readonly wire: string[] = [];
  mischief: Mischief = 'NONE';
  /** What it says of what it rejects. */
  rejection = '校验不通过';
  readonly #signing = new SigningKey(newPrivateKey());
  readonly #keys = exchangeKeys(SECRET);
  readonly #outbox: string[] = [];
  readonly #server: Server;

  constructor(name: Partner) {
    this.name = name;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        this.wire.push(body);
        const answer = this.#answer(request.url!, JSON.parse(body));
        if (answer === null) return response.destroy();
        response.writeHead(this.mischief === 'ERROR' ? 500 : 200, { 'content-type': 'application/json' });
        return response.end(this.mischief === 'GARBAGE' ? '{"phone": 13800138000' : JSON.stringify(answer));
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise(resolve => this.#server.close(() => resolve()));
  }

  /** The setting that connects a deployment to these platforms. */
  static settings(...platforms: readonly StandInPlatform[]): string {
    return JSON.stringify({
      self: SELF,
      signingKey: OURS,
      partners: platforms.map(platform => ({
        name: platform.name,
        url: `http://127.0.0.1:${(platform.#server.address() as AddressInfo).port}/`,
        publicKey: platform.#signing.publicKey,
        secret: SECRET,
      })),
    });
  }

  /** Puts a record into what it sends next. */
  send(
    set: ExchangeSet,
    code: string,
    version: number,
    content: RecordContent,
    as: Partial<ExchangeMessage> = {},
  ): void {
    this.#outbox.push(this.sealed(set, code, version, content, as));
  }

  /** Is as it was when it started. */
  forget(): void {
    this.repair();
    this.taken.length = 0;
    this.wire.length = 0;
    this.mischief = 'NONE';
  }

  /** Forgets what it would send, as a platform does that has found its fault. */
  repair(): void {
    this.#outbox.length = 0;
  }

  /** Puts anything into what it sends next. */
  sendRaw(sealed: string): void {
    this.#outbox.push(sealed);
  }

  sealed(
    set: ExchangeSet,
    code: string,
    version: number,
    content: RecordContent,
    as: Partial<ExchangeMessage> = {},
    signing = this.#signing,
  ): string {
    const { name } = this;
    const message = {
      id: messageId(name, set, code, version),
      sender: name,
      set,
      code,
      version,
      content,
      ...as,
    };
    return sealMessage(message, SELF, this.#keys, signing);
  }

  /** A message signed by somebody whom nobody trusts. */
  forged(set: ExchangeSet, code: string, version: number, content: RecordContent): string {
    return this.sealed(set, code, version, content, {}, new SigningKey(newPrivateKey()));
  }

  #answer(url: string, body: { messages?: string[]; after?: string | null; limit?: number }): unknown {
    if (this.mischief === 'SILENCE') return null;
    if (url === '/pull') {
      const from = Number(body.after ?? '0');
      const messages = this.#outbox.slice(from, from + body.limit!);
      return { batchId: `${this.name}-${from}`, position: String(from + messages.length), messages };
    }
    if (this.mischief === 'ERROR' || this.mischief === 'GARBAGE') return {};
    const verdicts = body.messages!.map(sealed => this.#take(sealed));
    return this.mischief === 'LOSES_ANSWERS' ? null : { verdicts };
  }

  #take(sealed: string): { id: string; verdict: string; reason: string | null } {
    const trusted = new TrustedKeys([new SigningKey(OURS).publicKey]);
    const message = openMessage(sealed, SELF, this.name, this.#keys, trusted);
    if (this.mischief === 'REJECTS_ALL')
      return { id: message.id, verdict: 'REJECTED', reason: this.rejection };
    const known = this.taken.some(({ id }) => id === message.id);
    if (!known) this.taken.push(message);
    return { id: message.id, verdict: known ? 'DUPLICATE' : 'ACCEPTED', reason: null };
  }
}
