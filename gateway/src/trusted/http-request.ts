import type { AskedDocument, TrustedDocuments } from './trusted-documents.ts';

/** The parts of a request to /graphql that may name its document. */
export interface NamedRequest {
  readonly url: URL;
  /** The parsed body of a POST. */
  readonly body: unknown;
}

/** The request with the text of its document where it had a hash; a malformed one stays as it is, to be refused later. */
export function withDocumentText(trusted: TrustedDocuments, { url, body }: NamedRequest): NamedRequest {
  if (body !== undefined) {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return { url, body };
    const query = trusted.text(body);
    if (query === null) return { url, body };
    const { documentId: _, extensions, ...rest } = body as Record<string, unknown>;
    return { url, body: { ...rest, query, ...withoutHash(extensions) } };
  }
  const asked = askedIn(url.searchParams);
  const query = asked && trusted.text(asked);
  if (!query) return { url, body };
  const named = new URL(url);
  named.searchParams.set('query', query);
  named.searchParams.delete('documentId');
  const { extensions } = withoutHash(asked.extensions);
  if (extensions) named.searchParams.set('extensions', JSON.stringify(extensions));
  else named.searchParams.delete('extensions');
  return { url: named, body };
}

function askedIn(search: URLSearchParams): AskedDocument | null {
  try {
    const extensions: unknown = JSON.parse(search.get('extensions') ?? 'null');
    return { query: search.get('query'), documentId: search.get('documentId'), extensions };
  } catch {
    return null;
  }
}

function withoutHash(extensions: unknown): { extensions?: object } {
  if (typeof extensions !== 'object' || extensions === null) return {};
  const { persistedQuery: _, ...others } = extensions as Record<string, unknown>;
  return Object.keys(others).length > 0 ? { extensions: others } : {};
}
