import type { IncomingHttpHeaders } from 'node:http';
import { isJson } from './media-type.ts';
import { refusal } from './refusal.ts';

/** An operation as a request asks for it; the shape of each part is checked, its content is not. */
export interface Asked {
  readonly query: string | null;
  /** The name of a document that is known by its hash. */
  readonly documentId: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly extensions: Readonly<Record<string, unknown>> | null;
}

/** Headers that a page of another origin cannot send without asking first (CORS preflight). */
const NOT_SIMPLE = ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'] as const;

/**
 * Decides from its head whether a request may ask at all: GET for queries by whoever is no foreign page,
 * POST with a JSON body. Source: GraphQL over HTTP, request.
 */
export function checkHead(method: string | undefined, headers: IncomingHttpHeaders): void {
  if (method === 'POST') {
    if (!isJson(headers['content-type'])) throw refusal(415, '请求体须为 application/json，编码 UTF-8');
    if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw refusal(415, '请求体不可压缩');
    return;
  }
  if (method !== 'GET') throw refusal(405, '只接受 GET 与 POST', { allow: 'GET, POST' });
  const foreign = !isJson(headers['content-type']) && NOT_SIMPLE.every(name => headers[name] === undefined);
  if (foreign) throw refusal(400, `GET 请求须带有 ${NOT_SIMPLE.join('、')} 之一`);
}

/** What the body of a POST asks. */
export function askedInBody(text: string): Asked {
  return asked(json(text, '请求体'));
}

/** What the address of a GET asks. */
export function askedInAddress(search: string): Asked {
  const parameters = new URLSearchParams(search);
  const object = (name: string): unknown => {
    const text = parameters.get(name);
    return text === null || text === '' ? null : json(text, name);
  };
  return asked({
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    operationName: parameters.get('operationName') || null,
    variables: object('variables'),
    extensions: object('extensions'),
  });
}

function asked(given: unknown): Asked {
  if (Array.isArray(given)) throw refusal(400, '一次请求只执行一个操作，不接受批量');
  if (!isObject(given)) throw refusal(400, '请求须为 JSON 对象');
  return {
    query: textOf(given, 'query'),
    documentId: textOf(given, 'documentId'),
    operationName: textOf(given, 'operationName'),
    variables: objectOf(given, 'variables'),
    extensions: objectOf(given, 'extensions'),
  };
}

function textOf(given: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = given[name] ?? null;
  if (value !== null && typeof value !== 'string') throw refusal(400, `${name} 须为字符串`);
  return value;
}

function objectOf(given: Readonly<Record<string, unknown>>, name: string) {
  const value = given[name] ?? null;
  if (value !== null && !isObject(value)) throw refusal(400, `${name} 须为 JSON 对象`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(400, `${what}不是有效的 JSON`);
  }
}
