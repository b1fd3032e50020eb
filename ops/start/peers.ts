import type { PeerClient, SubgraphName } from '#kernel/server/subgraph';
import { currentAsker } from '#kernel/identity/asker';
import { subgraphUnavailable } from '#kernel/graphql/errors';
import type { SubgraphLink } from '../../gateway/src/links/link.ts';

const TIMEOUT_MS = 3000;

/**
 * How the subgraphs of this process ask others: under their own service identity, with a time limit. The token of
 * the one for whom they work travels along and is verified again.
 */
export class Peers implements PeerClient {
  readonly #service: { authorization(): Promise<string> };
  readonly #links = new Map<string, SubgraphLink>();

  constructor(service: { authorization(): Promise<string> }) {
    this.#service = service;
  }

  connect(name: string, link: SubgraphLink): void {
    this.#links.set(name, link);
  }

  async ask<Data>(peer: SubgraphName, document: string, variables: Record<string, unknown>): Promise<Data> {
    const link = this.#links.get(peer);
    if (!link) throw subgraphUnavailable(peer);
    const asked = {
      query: document,
      variables,
      authorization: await this.#service.authorization(),
      onBehalfOf: currentAsker(),
    };
    const answer = await withTimeout(link.execute(asked), peer);
    const [error] = answer.errors ?? [];
    if (error) {
      const code = String(error.extensions?.['code'] ?? 'INTERNAL');
      throw Object.assign(new Error(`${peer} refused: ${code}`), { code });
    }
    return answer.data as Data;
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
