import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AskerContext } from '../execution.ts';
import type { Gateway } from '../gateway.ts';
import type { Metrics } from '../metrics.ts';
import { shownTo } from '../observing/shown.ts';
import { presentResult } from '../presenting.ts';
import { EventStreams } from '../transports/event-stream.ts';
import { GUARDS, sendAnswer, STATUS, statusOf, type Answer } from './answer.ts';
import { askedInAddress, askedInBody, checkHead, type Asked } from './asked.ts';
import { AskerGone, readBody } from './body.ts';
import { enter, headerOf, orRefuse, requestIdOf } from './door.ts';
import { answerType, type AnswerType } from './media-type.ts';
import { HttpRefusal, refusal } from './refusal.ts';

/** GraphQL over HTTP: who asks, what, and the answer in the form that the asker accepts. */
export class GraphqlEndpoint {
  readonly #gateway: Gateway;
  readonly #metrics: Metrics;
  readonly #eventStreams: EventStreams;

  constructor(gateway: Gateway, metrics: Metrics) {
    this.#gateway = gateway;
    this.#metrics = metrics;
    this.#eventStreams = new EventStreams(gateway);
  }

  /** Ends every stream so that its client comes back. */
  drain(): void {
    this.#eventStreams.drain();
  }

  /** Answers one request to /graphql; `search` is what follows the path in its address. */
  async serve(request: IncomingMessage, response: ServerResponse, search: string): Promise<void> {
    const done = this.#metrics.request();
    response.once('finish', () => done(response.statusCode));
    const type = answerType(request.headers.accept);
    const requestId = requestIdOf(request);
    try {
      const answer = await this.#answer(request, response, search, type, requestId);
      if (!answer) return;
      const headers = { ...answer.headers, 'x-request-id': requestId };
      await sendAnswer(request, response, { ...answer, headers });
    } catch (error) {
      if (error instanceof AskerGone) return;
      if (!(error instanceof HttpRefusal)) throw error;
      const headers = { ...error.headers, 'x-request-id': requestId };
      const content = { errors: [error.error] };
      const readable = type === null || type === 'text/event-stream' ? 'application/json' : type;
      await sendAnswer(request, response, { status: error.status, type: readable, content, headers });
    }
  }

  /** The answer; null when it was streamed. */
  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    search: string,
    type: AnswerType | null,
    requestId: string,
  ): Promise<Answer | null> {
    const gateway = this.#gateway;
    checkHead(request.method, request.headers);
    if (type === null) throw refusal(406, 'Accept 中没有可提供的媒体类型');
    const { authorization, principal, purpose, leave } = await enter(gateway, request, response);
    const asked =
      request.method === 'POST'
        ? askedInBody(await readBody(request, gateway.limits.bodyBytes))
        : askedInAddress(search);
    const shown = shownTo(principal, request.headers);
    const traceparent = headerOf(request, 'traceparent');
    const context: AskerContext = { authorization, principal, purpose, requestId, shown, traceparent };
    const operation = await this.#prepare(asked);
    if (!('document' in operation)) {
      const content = { errors: operation.map(gateway.present) };
      return { status: type === 'application/json' ? 200 : 400, type, content };
    }
    if (type === 'text/event-stream') {
      if (operation.kind !== 'subscription') throw refusal(400, 'text/event-stream 只用于订阅');
      response.setHeader('x-request-id', requestId);
      // Streams are bounded by limits of their own.
      leave();
      for (const [name, value] of Object.entries(GUARDS)) response.setHeader(name, value);
      const refused = this.#eventStreams.serve(response, operation, context);
      if (!refused) return null;
      const content = { errors: refused.map(gateway.present) };
      const status = STATUS[String(content.errors[0]?.extensions?.['code'])] ?? 400;
      return { status, type: 'application/json', content };
    }
    if (operation.kind === 'subscription')
      throw refusal(400, '订阅须经 WebSocket，或以 Accept: text/event-stream 请求');
    if (operation.kind === 'mutation' && request.method === 'GET')
      throw refusal(405, '变更操作须用 POST', { allow: 'POST' });
    const content = presentResult(await gateway.execute(operation, context), gateway.present);
    return { status: statusOf(content, type), type, content };
  }

  async #prepare(asked: Asked): Promise<ReturnType<Gateway['prepare']>> {
    const { operationName, variables, extensions } = asked;
    const named = { query: asked.query, documentId: asked.documentId ?? undefined, extensions };
    const query = await orRefuse(this.#gateway, () => this.#gateway.trusted.text(named));
    if (query === null) throw refusal(400, '缺少 query');
    return this.#gateway.prepare({ query, operationName, variables });
  }
}
