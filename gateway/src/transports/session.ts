import { randomUUID } from 'node:crypto';
import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, MessageType } from 'graphql-ws';
import type { Principal } from '#kernel/identity/principal';
import type { AskerContext } from '../execution.ts';
import type { ReadOperation, StreamGateway } from '../gateway.ts';
import { askerKey } from '../limits/quota.ts';
import { asGraphQLError } from '../planning.ts';
import { presentResult } from '../presenting.ts';
import type { StreamedEvent } from '../streams/event.ts';
import { UnfitVariables } from '../streams/operation.ts';
import type { StreamReader, Subscription } from '../streams/shared-stream.ts';
import type { Standing } from '../streams/standing.ts';
import type { SharedFrame } from './text-frame.ts';
import { askedOperation, readOperation } from './asked.ts';

/** Close codes beside those of the protocol. */
export const OWN_CLOSE_CODES = {
  /** The client took too little of what was sent to it; it may come back with its last cursor. */
  TOO_SLOW: 4413,
  /** The gateway is about to stop: clients come back by themselves. Source: RFC 6455, 7.4.1 and IANA's registry. */
  SERVICE_RESTART: 1012,
} as const;

const LONGEST_ID = 256;

/** The socket as a session needs it. */
export interface SessionSocket {
  /** Sends one message; false when the socket is full, then `Session.drained` follows. */
  send(text: string): boolean;
  /** The same for a message that many get, each with a beginning of their own. */
  sendShared(beginning: Buffer, frame: SharedFrame): boolean;
  close(code: number, reason: string): void;
}

/**
 * The server's side of one connection of `graphql-transport-ws`. Token and purpose come in `connection_init`; when the
 * token expires or is revoked, the socket is closed with 4403. A malformed purpose refuses each operation.
 * An event that was serialised for all its readers goes out with the id of each spliced in.
 * Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
 */
export class Session {
  readonly #socket: SessionSocket;
  readonly #gateway: StreamGateway;
  /** From where the socket comes, for the record of who was turned away. */
  readonly #address: string;
  /** What runs under which id; null for a query, and for a subscription that is being opened. */
  readonly #operations = new Map<string, Subscription | null>();
  #initialised = false;
  #asker: { readonly context: AskerContext; readonly standing: Standing } | null = null;
  #closed = false;

  constructor(socket: SessionSocket, gateway: StreamGateway, address: string) {
    this.#socket = socket;
    this.#gateway = gateway;
    this.#address = address;
  }

  /** Whether the client has said who it is. */
  get initialised(): boolean {
    return this.#initialised;
  }

  receive(text: string): void {
    const message = messageOf(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return void this.#initialise(message.payload);
      case MessageType.Ping:
        return void this.#send({ type: MessageType.Pong, payload: message.payload });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#start(message);
      case MessageType.Complete:
        return this.#stop(String(message.id));
    }
    this.#close(CloseCode.BadRequest, 'Invalid message received');
  }

  /** The socket takes again. */
  drained(): void {
    for (const subscription of this.#operations.values()) subscription?.resume();
  }

  /** The socket is gone. */
  closed(): void {
    this.#closed = true;
    this.#asker?.standing.stop();
    for (const subscription of this.#operations.values()) subscription?.stop();
    this.#operations.clear();
  }

  async #initialise(payload: unknown): Promise<void> {
    if (this.#initialised)
      return this.#close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    this.#initialised = true;
    const { authorization, purpose } = (payload ?? {}) as Record<string, unknown>;
    const known = typeof authorization === 'string' ? authorization : null;
    const stated = typeof purpose === 'string' ? purpose : null;
    const principal = known && (await this.#admitted(known, stated));
    if (this.#closed) return;
    if (!principal) return this.#close(CloseCode.Forbidden, 'Forbidden');
    const lost = (): void => this.#close(CloseCode.Forbidden, '令牌已过期或已被吊销');
    this.#asker = {
      context: { authorization: known, principal, purpose: stated, requestId: randomUUID() },
      standing: this.#gateway.streams.standings.watch(known, principal, lost),
    };
    this.#send({ type: MessageType.ConnectionAck });
  }

  /** Who may open a socket: a malformed purpose refuses each operation, not the socket. */
  async #admitted(authorization: string, purpose: string | null): Promise<Principal | null> {
    try {
      return await this.#gateway.admit({ authorization, purpose, address: this.#address });
    } catch (error) {
      const { extensions } = error as Partial<GraphQLError>;
      if (extensions?.['code'] !== 'BAD_USER_INPUT') return null;
      return this.#gateway.verify(authorization).catch(() => null);
    }
  }

  #start({ id, payload }: Message): void {
    if (!this.#asker) return this.#close(CloseCode.Unauthorized, 'Unauthorized');
    const asked = askedOperation(payload);
    if (typeof id !== 'string' || id === '' || id.length > LONGEST_ID || !asked)
      return this.#close(CloseCode.BadRequest, 'Invalid message received');
    if (this.#operations.has(id))
      return this.#close(
        CloseCode.SubscriberAlreadyExists,
        `Subscriber for ${id} already exists`.slice(0, 120),
      );
    const { principal, purpose } = this.#asker.context;
    try {
      // Only how often is counted here; streams are bounded by limits of their own.
      this.#gateway.quota.enter(askerKey(principal, undefined))();
    } catch (error) {
      return this.#refuse(id, [asGraphQLError(error)]);
    }
    const operation = readOperation(this.#gateway, asked, purpose);
    if (!('document' in operation)) return this.#refuse(id, operation);
    this.#operations.set(id, null);
    if (operation.kind === 'subscription') this.#subscribe(id, operation);
    else this.#execute(id, operation).catch((error: unknown) => this.#refuse(id, [asGraphQLError(error)]));
  }

  async #execute(id: string, operation: ReadOperation): Promise<void> {
    const { context, standing } = this.#asker!;
    const result = await this.#gateway.execute(operation, context);
    if (!this.#operations.has(id) || !standing.stands()) return;
    this.#send({ id, type: MessageType.Next, payload: presentResult(result, this.#gateway.present) });
    this.#complete(id);
  }

  #subscribe(id: string, operation: ReadOperation): void {
    const { context, standing } = this.#asker!;
    try {
      const subscription = this.#gateway.streams.subscribe(operation, context, standing, this.#reader(id));
      this.#operations.set(id, subscription);
    } catch (error) {
      this.#refuse(id, error instanceof UnfitVariables ? error.errors : [asGraphQLError(error)]);
    }
  }

  #reader(id: string): StreamReader {
    const beginning = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
    return {
      take: ({ frame }: StreamedEvent) => this.#closed || this.#socket.sendShared(beginning, frame),
      end: () => this.#complete(id),
      refuse: error => this.#refuse(id, [error]),
      tooSlow: () => this.#close(OWN_CLOSE_CODES.TOO_SLOW, '读取过慢，请从最后的游标重新订阅'),
    };
  }

  #refuse(id: string, errors: readonly GraphQLError[]): void {
    this.#operations.delete(id);
    this.#send({ id, type: MessageType.Error, payload: errors.map(this.#gateway.present) });
  }

  #complete(id: string): void {
    this.#operations.delete(id);
    this.#send({ id, type: MessageType.Complete });
  }

  #stop(id: string): void {
    this.#operations.get(id)?.stop();
    this.#operations.delete(id);
  }

  #send(message: Message & { readonly payload?: FormattedExecutionResult | unknown }): boolean {
    return this.#closed || this.#socket.send(JSON.stringify(message));
  }

  #close(code: number, reason: string): void {
    if (this.#closed) return;
    this.closed();
    this.#socket.close(code, reason);
  }
}

interface Message {
  readonly type: string;
  readonly id?: unknown;
  readonly payload?: unknown;
}

function messageOf(text: string): Message | null {
  try {
    const message = JSON.parse(text) as Partial<Message> | null;
    return typeof message?.type === 'string' ? (message as Message) : null;
  } catch {
    return null;
  }
}
