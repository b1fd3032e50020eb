import type { ServerResponse } from 'node:http';
import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import { unauthenticated } from '#kernel/graphql/errors';
import type { AskerContext } from '../execution.ts';
import type { ReadOperation, StreamGateway } from '../gateway.ts';
import { asGraphQLError } from '../planning.ts';
import { UnfitVariables } from '../streams/operation.ts';
import type { Subscription } from '../streams/shared-stream.ts';

const HEARTBEAT_MS = 15_000;
const COMMENT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * Subscriptions as server-sent events, in the distinct-connections form of graphql-sse. What has no close code here
 * is told by a last result; a response that ends without `complete` asks its client to come back.
 * Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
 */
export class EventStreams {
  readonly #gateway: StreamGateway;
  readonly #responses = new Set<ServerResponse>();

  constructor(gateway: StreamGateway) {
    this.#gateway = gateway;
  }

  /** Streams a subscription that is valid; the errors, with nothing sent, when it is refused. */
  serve(
    response: ServerResponse,
    operation: ReadOperation,
    context: AskerContext,
  ): readonly GraphQLError[] | null {
    const { streams, present } = this.#gateway;
    const { authorization, principal } = context;
    if (!principal || authorization === null) return [unauthenticated()];
    const endWith = (errors: readonly GraphQLError[]): void => {
      const last: FormattedExecutionResult = { errors: errors.map(present) };
      response.end(`event: next\ndata: ${JSON.stringify(last)}\n\n${COMPLETE}`);
    };
    const standing = streams.standings.watch(authorization, principal, () => {
      subscription.stop();
      endWith([unauthenticated('令牌已过期或已被吊销')]);
    });
    let subscription: Subscription;
    try {
      subscription = streams.subscribe(operation, context, standing, {
        take: event => response.write(event.block),
        end: () => response.end(COMPLETE),
        refuse: error => endWith([error]),
        tooSlow: () => response.destroy(),
      });
    } catch (error) {
      standing.stop();
      return error instanceof UnfitVariables ? error.errors : [asGraphQLError(error)];
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.write(COMMENT);
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(COMMENT);
    }, HEARTBEAT_MS);
    this.#responses.add(response);
    response.on('drain', () => subscription.resume());
    response.once('close', () => {
      clearInterval(heartbeat);
      standing.stop();
      subscription.stop();
      this.#responses.delete(response);
    });
    return null;
  }

  /** Ends every stream without `complete`, so that its client comes back. */
  drain(): void {
    for (const response of this.#responses) response.end();
  }
}
