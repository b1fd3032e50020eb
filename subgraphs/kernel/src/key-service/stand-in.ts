import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { open, readHeader, seal, sealKeys, type SealKeys } from '../sensitive/envelope.ts';
import { SigningKey, TrustedKeys } from '../signing/signing-key.ts';
import { decipher, encipher, newPrivateKey } from '../signing/sm2.ts';
import type { Clock } from '../vocabulary/calendar.ts';
import {
  answerBytes,
  keyRequest,
  REQUEST_SECONDS,
  requestBytes,
  type KeyAnswer,
  type KeyRequest,
} from './protocol.ts';

/** The keys of one name, by version. */
interface NamedKey {
  readonly wrapping: SealKeys[];
  readonly signing: SigningKey;
}

/**
 * Stands in for a key service or a hardware security module, for tests and development: it keeps its keys in memory, and
 * does what the protocol demands of a real one.
 */
export class KeyServiceStandIn {
  readonly #identity: { readonly privateKey: string; readonly key: SigningKey };
  readonly #clients: ReadonlyMap<string, string>;
  readonly #trusted: TrustedKeys;
  readonly #clock: Clock;
  readonly #keys = new Map<string, NamedKey>();
  readonly #seen = new Set<string>();
  readonly #server: Server;
  /** Lets a test make it lie: changes an answer after, or before, it is signed. */
  lie: { readonly signed?: (answer: KeyAnswer) => KeyAnswer; readonly unsigned?: (facts: Facts) => Facts } =
    {};

  constructor(clients: readonly string[], clock: Clock) {
    const privateKey = newPrivateKey();
    this.#identity = { privateKey, key: new SigningKey(privateKey) };
    this.#clients = new Map(clients.map(key => [new TrustedKeys([key]).keyIds[0]!, key]));
    this.#trusted = new TrustedKeys(clients);
    this.#clock = clock;
    this.#server = createServer((request, response) => {
      this.#answer(request)
        .then(answer =>
          response.writeHead(answer ? 200 : 403).end(JSON.stringify(answer ?? { error: 'refused' })),
        )
        .catch(() => response.writeHead(400).end('{}'));
    });
  }

  get publicKey(): string {
    return this.#identity.key.publicKey;
  }

  /** Listens on a port of its own choice; answers the address. */
  async start(): Promise<string> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<KeyAnswer | null> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const asked = keyRequest.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (request.url !== `/keys/${asked.operation}` || !this.#isFresh(asked)) return null;
    const result = this.#work(asked, this.#keyOf(asked.keyName));
    if (result === null) return null;
    const { wrapping } = this.#keyOf(asked.keyName);
    const said = { requestId: asked.requestId, keyName: asked.keyName, keyVersion: wrapping.length, result };
    const facts = this.lie.unsigned?.(said) ?? said;
    const answer = { ...facts, signature: this.#identity.key.sign(answerBytes(facts, asked)) };
    return this.lie.signed?.(answer) ?? answer;
  }

  /** Whether a known deployment signed the request a moment ago, and it was never seen before. */
  #isFresh(asked: KeyRequest): boolean {
    const { signature, ...facts } = asked;
    const age = Math.abs(this.#clock.now().getTime() - Date.parse(asked.issuedAt)) / 1000;
    if (!this.#trusted.verify(asked.signer, requestBytes(facts), signature)) return false;
    if (age > REQUEST_SECONDS || this.#seen.has(asked.requestId)) return false;
    this.#seen.add(asked.requestId);
    return true;
  }

  #work({ operation, keyName, payload, signer }: KeyRequest, key: NamedKey): string | null {
    const context = Buffer.from(keyName);
    switch (operation) {
      case 'wrap': {
        const secret = decipher(this.#identity.privateKey, payload);
        const version = key.wrapping.length;
        return (
          secret &&
          seal(secret.toString('hex'), version, key.wrapping[version - 1]!, context).toString('base64')
        );
      }
      case 'unwrap': {
        const envelope = Buffer.from(payload, 'base64');
        const version = key.wrapping[readHeader(envelope).keyId - 1];
        return version
          ? encipher(this.#clients.get(signer)!, Buffer.from(open(envelope, version, context), 'hex'))
          : null;
      }
      case 'sign':
        return key.signing.sign(Buffer.from(payload, 'base64'));
      case 'rotate':
        key.wrapping.push(newWrappingKeys());
        return '';
    }
  }

  #keyOf(name: string): NamedKey {
    let key = this.#keys.get(name);
    if (!key)
      this.#keys.set(
        name,
        (key = { wrapping: [newWrappingKeys()], signing: new SigningKey(newPrivateKey()) }),
      );
    return key;
  }
}

type Facts = Omit<KeyAnswer, 'signature'>;

function newWrappingKeys(): SealKeys {
  return sealKeys(randomBytes(16), randomBytes(32));
}
