import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GraphQLError } from 'graphql';
import { PURPOSE_HEADER } from '#kernel/identity/headers';
import type { Principal } from '#kernel/identity/principal';
import { purposeFromHeader } from '#kernel/identity/purpose';
import type { Gateway } from '../gateway.ts';
import { askerKey } from '../limits/quota.ts';
import { STATUS } from './answer.ts';
import { HttpRefusal } from './refusal.ts';

/** Who came in with a request. */
export interface Visitor {
  readonly authorization: string | null;
  readonly principal: Principal | null;
  readonly purpose: string | null;
  /** Lets them out before the answer has gone, where something else bounds them from then on. */
  leave(): void;
}

/** Lets in whose token, purpose and rate stand, until the answer has gone; throws HttpRefusal why not. */
export async function enter(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Visitor> {
  const authorization = request.headers.authorization ?? null;
  const purpose = purposeFromHeader(headerOf(request, PURPOSE_HEADER) ?? '') || null;
  const address = request.socket.remoteAddress ?? '';
  const principal = await orRefuse(gateway, () => gateway.admit({ authorization, purpose, address }));
  const leave = await orRefuse(gateway, () => gateway.quota.enter(askerKey(principal, address)));
  response.once('close', leave);
  return { authorization, principal, purpose, leave };
}

/** Does something that may refuse the request with an error of the contract. */
export async function orRefuse<T>(
  gateway: Gateway,
  work: () => T | Promise<T>,
  statuses = STATUS,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const shown = gateway.present(error);
    const { code, retryAfter } = shown.extensions ?? {};
    const headers: Record<string, string> =
      code === 'RATE_LIMITED' ? { 'retry-after': String(retryAfter ?? 1) } : {};
    throw new HttpRefusal(statuses[String(code)] ?? 400, shown, headers);
  }
}

export function headerOf(request: IncomingMessage, name: string): string | null {
  const given = request.headers[name];
  return typeof given === 'string' ? given : null;
}

/** The asker's own id of a request, where it gives a fit one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = headerOf(request, 'x-request-id');
  return given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}
