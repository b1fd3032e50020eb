/** What /graphql can answer with, the first being preferred among equals. */
export const ANSWER_TYPES = [
  'application/graphql-response+json',
  'application/json',
  'text/event-stream',
] as const;

export type AnswerType = (typeof ANSWER_TYPES)[number];

/** What a client that takes anything gets: the type that every client understands. */
const USUAL: AnswerType = 'application/json';
const ANYTHING: ReadonlySet<string> = new Set(['*/*', 'application/*']);

/**
 * Decides the media type of the answer by the `Accept` header; null when none that we have is accepted.
 * Source: RFC 9110, 12.5.1; GraphQL over HTTP, media types.
 */
export function answerType(accept: string | undefined): AnswerType | null {
  if (accept === undefined || accept === '*/*' || accept === USUAL) return USUAL;
  let chosen: AnswerType | null = null;
  let best = 0;
  for (const { value, weight } of weighted(accept)) {
    const type = ANYTHING.has(value) ? USUAL : ANSWER_TYPES.find(known => known === value);
    if (type && weight > best) [chosen, best] = [type, weight];
  }
  return chosen;
}

/** The values of a header such as `Accept` with their weights, in the order of the header. */
export function weighted(header: string): { readonly value: string; readonly weight: number }[] {
  return header.split(',').map(part => {
    const [value = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase());
    const weight = parameters.find(parameter => parameter.startsWith('q='));
    return { value, weight: weight ? Number(weight.slice(2)) || 0 : 1 };
  });
}

/** Whether a body is JSON in UTF-8, as its `Content-Type` says. */
export function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const charset = parameters.map(parameter => parameter.trim()).find(name => name.startsWith('charset='));
  return type.trim() === 'application/json' && (!charset || /^charset="?(utf-8|utf8)"?$/.test(charset));
}
