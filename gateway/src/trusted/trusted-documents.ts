import { GraphQLError } from 'graphql';
import { badUserInput, forbidden, notFound } from '#kernel/graphql/errors';
import { canonical, sha256, type Manifest } from './manifest.ts';

/**
 * `prefer` also takes documents by their hash, `only` takes no other document, `off` knows none. Nobody can add to
 * the manifest by asking: a hash registered by a stranger (Apollo's automatic persisted queries) would trust anybody.
 */
export type Trust = 'off' | 'prefer' | 'only';

/** How a request names its document; the shape is whatever came in. */
export interface AskedDocument {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** The documents that clients may ask by their hash. */
export class TrustedDocuments {
  readonly #bodies: ReadonlyMap<string, string>;
  readonly #trust: Trust;
  readonly #maxTokens: number;

  constructor(manifest: Manifest | null, trust: Trust, maxTokens: number) {
    this.#bodies = new Map(trust === 'off' ? [] : manifest?.operations.map(({ id, body }) => [id, body]));
    this.#trust = trust;
    this.#maxTokens = maxTokens;
  }

  /**
   * The text of the document that a request asks for; null when it names none. Throws NOT_FOUND for a hash that is
   * not in the manifest, BAD_USER_INPUT for a text that is not what its hash says, FORBIDDEN for a stranger's document.
   */
  text(asked: AskedDocument): string | null {
    const text = typeof asked.query === 'string' && asked.query !== '' ? asked.query : null;
    const id = idOf(asked);
    if (id === null) return text !== null && this.#trust === 'only' ? this.#known(text) : text;
    if (text !== null && sha256(text) !== id) {
      throw badUserInput({
        [asked.documentId === undefined ? 'sha256Hash' : 'documentId']: '与文档内容不符',
      });
    }
    const body = this.#bodies.get(id);
    if (body !== undefined) return body;
    if (text === null) throw notFound(`可信文档 ${id}`);
    return this.#trust === 'only' ? this.#known(text) : text;
  }

  #known(text: string): string {
    const body = this.#bodies.get(sha256(text)) ?? this.#bodies.get(sha256(this.#canonical(text)));
    if (body === undefined) throw forbidden('只接受登记在案的操作文档');
    return body;
  }

  #canonical(text: string): string {
    try {
      return canonical(text, this.#maxTokens);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { message, source, positions } = error;
      throw new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    }
  }
}

/** `documentId`, or the hash of the persisted-query extension; null when the request carries neither. */
function idOf({ documentId, extensions }: AskedDocument): string | null {
  const persisted = (extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined)
    ?.persistedQuery;
  const given = documentId ?? persisted?.sha256Hash;
  if (given === undefined || given === null) return null;
  // Apollo and the GraphQL over HTTP draft differ in the prefix only.
  const [, id] = /^(?:sha256:)?([0-9a-f]{64})$/.exec(String(given)) ?? [];
  if (!id) throw badUserInput({ documentId: '须为 SHA-256 的 64 位十六进制数' });
  return id;
}
