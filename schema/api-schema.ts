import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';

/** The graph as a client sees it: the committed supergraph without the federation's own. */
export function readApiSchema(): GraphQLSchema {
  const sdl = readFileSync(join(import.meta.dirname, 'supergraph.graphql'), 'utf8');
  return Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
    .apiSchema()
    .toGraphQLJSSchema();
}

/** The Chinese term with which a description begins: `参保人。One person …` is 参保人. */
export function termOf(described: { readonly description?: string | null }): string {
  return described.description?.split('。')[0]?.trim() ?? '';
}
