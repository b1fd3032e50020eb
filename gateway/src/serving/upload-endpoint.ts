import type { IncomingMessage, ServerResponse } from 'node:http';
import { unauthenticated } from '#kernel/graphql/errors';
import type { Gateway } from '../gateway.ts';
import type { FileAnswer } from '../links/link.ts';
import { sendAnswer, STATUS } from './answer.ts';
import { AskerGone, forgetRest } from './body.ts';
import { enter, orRefuse, requestIdOf } from './door.ts';
import { FilePart } from './file-part.ts';
import { HttpRefusal, refusal } from './refusal.ts';

/** Statuses that an executed operation never has: here there is nothing beside the error. */
const STATUS_OF_FILE: Readonly<Record<string, number>> = {
  ...STATUS,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  SUBGRAPH_UNAVAILABLE: 503,
};

/** `POST /upload`: one file on to the subgraph that keeps files, as it comes; answers the handle that names it. */
export class UploadEndpoint {
  readonly #gateway: Gateway;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = requestIdOf(request);
    const type = 'application/json';
    try {
      const content = await this.#take(request, response, requestId);
      await sendAnswer(request, response, {
        status: 201,
        type,
        content,
        headers: { 'x-request-id': requestId },
      });
    } catch (error) {
      if (error instanceof AskerGone) return;
      if (!(error instanceof HttpRefusal)) throw error;
      const begun = request.readableDidRead;
      if (begun) await forgetRest(request);
      const closing: Record<string, string> = begun && !request.complete ? { connection: 'close' } : {};
      const headers = { ...error.headers, ...closing, 'x-request-id': requestId };
      await sendAnswer(request, response, {
        status: error.status,
        type,
        headers,
        content: { errors: [error.error] },
      });
    }
  }

  async #take(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<object> {
    if (request.method !== 'POST') throw refusal(405, '只接受 POST', { allow: 'POST' });
    const { authorization, principal } = await enter(this.#gateway, request, response);
    await orRefuse(this.#gateway, () => {
      if (!principal) throw unauthenticated();
    });
    const bytes = new FilePart(request, this.#gateway.limits.uploadBytes);
    const upload = (): Promise<FileAnswer> => this.#gateway.upload({ bytes, authorization, requestId });
    const answer = await orRefuse(
      this.#gateway,
      () => upload().catch((error: unknown) => Promise.reject(bytes.failure ?? (error as Error))),
      STATUS_OF_FILE,
    );
    // What was wrong with the request is said in its words, whatever the subgraph made of what it got.
    if (bytes.failure) throw bytes.failure;
    if ('handle' in answer) return { handle: answer.handle };
    const [error] = answer.errors;
    const shown = error ?? { message: '文件未被接收', extensions: { code: 'INTERNAL' } };
    throw new HttpRefusal(STATUS_OF_FILE[String(shown.extensions?.['code'])] ?? 400, shown);
  }
}
