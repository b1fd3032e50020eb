import type { PeerClient, SubgraphName } from '#kernel/server/subgraph';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { SubgraphLink } from '../../gateway/src/links/link.ts';

const TIMEOUT_MS = 3000;
const TOKEN_LIFETIME_MS = 240_000;

/** How the subgraphs of this process ask others: under their own service identity, with a time limit. */
export class Peers implements PeerClient {
  readonly #token: (name: string) => Promise<string>;
  readonly #links = new Map<string, SubgraphLink>();
  #current: { token: string; until: number } | null = null;

  constructor(token: (name: string) => Promise<string>) {
    this.#token = token;
  }

  connect(name: string, link: SubgraphLink): void {
    this.#links.set(name, link);
  }

  async ask<Data>(peer: SubgraphName, document: string, variables: Record<string, unknown>): Promise<Data> {
    const link = this.#links.get(peer);
    if (!link) throw subgraphUnavailable(peer);
    const authorization = `Bearer ${await this.#bearer()}`;
    const answer = await withTimeout(link.execute({ query: document, variables, authorization }), peer);
    const [error] = answer.errors ?? [];
    if (error) {
      const code = String(error.extensions?.['code'] ?? 'INTERNAL');
      throw Object.assign(new Error(`${peer} refused: ${code}`), { code });
    }
    return answer.data as Data;
  }

  async #bearer(): Promise<string> {
    if (!this.#current || this.#current.until < Date.now()) {
      this.#current = { token: await this.#token('peers'), until: Date.now() + TOKEN_LIFETIME_MS };
    }
    return this.#current.token;
  }
}

async function withTimeout<T>(work: Promise<T>, peer: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(subgraphUnavailable(peer)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
