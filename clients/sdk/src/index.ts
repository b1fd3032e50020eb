export {
  createGraphClient,
  type GraphClient,
  type GraphClientOptions,
  type RequestOptions,
} from './client.ts';
export type { Answer, TypedDocument } from './document.ts';
export { ERROR_CODES, GraphError, type AnswerError, type ErrorCode } from './errors.ts';
export { match, type Cases } from './match.ts';
export type { StreamEvent, StreamOptions } from './stream.ts';
