/** Our gateway over the shop: over HTTP, or (`in-process`) with the four subgraphs in its own process. */
import { execute, parse, type DocumentNode, type FormattedExecutionResult } from 'graphql';
import type { Principal } from '#kernel/identity/principal';
import { HttpLink } from '../../../../gateway/src/links/http-link.ts';
import type { SubgraphLink } from '../../../../gateway/src/links/link.ts';
import { shopSubgraphs, subgraphSchema, type ShopSubgraph } from '../shop.ts';
import { serveGateway } from './serve-gateway.ts';

const [, , supergraphFile = '', port = '', addresses = '{}', where = ''] = process.argv;
const urls = JSON.parse(addresses) as Record<string, string>;

/** The peers verify no token, so this one reads none either: each authorisation is somebody else's. */
const verifier = {
  verify: async (authorization: string | null | undefined): Promise<Principal> => ({
    subject: authorization ?? '',
    tokenId: null,
    role: 'HANDLER',
    scopes: new Set(),
    person: null,
    institution: null,
    tenant: null,
    region: null,
    issuedAt: 0,
    expiresAt: Number.MAX_SAFE_INTEGER,
  }),
};

const links = new Map(
  shopSubgraphs().map((subgraph): [string, SubgraphLink] => [
    subgraph.name,
    where === 'in-process'
      ? inProcess(subgraph)
      : new HttpLink(subgraph.name, urls[subgraph.name]!, async () => 'Bearer service'),
  ]),
);
await serveGateway(supergraphFile, Number(port), links, verifier);

function inProcess(subgraph: ShopSubgraph): SubgraphLink {
  const schema = subgraphSchema(subgraph);
  const documents = new Map<string, DocumentNode>();
  return {
    async execute({ query, variables }) {
      let document = documents.get(query);
      if (!document) documents.set(query, (document = parse(query)));
      return execute({ schema, document, variableValues: variables }) as FormattedExecutionResult;
    },
    subscribe: () => Promise.reject(new Error('the shop has no subscriptions')),
  };
}
