import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { GraphQLError, parse as parseGraphql } from 'graphql';
import { parse as parseYaml } from 'yaml';

export const ROOT = new URL('../../', import.meta.url);

export interface RoverSubgraph {
  readonly name: string;
  /** Where it answers when it runs on its own. */
  readonly url: string;
  readonly file: string;
}

/** The subgraphs as `rover.yaml` lists them. */
export function readRover(file = 'rover.yaml'): readonly RoverSubgraph[] {
  const { subgraphs } = parseYaml(readFileSync(new URL(file, ROOT), 'utf8')) as {
    subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
  };
  return Object.entries(subgraphs).map(([name, { routing_url: url, schema }]) => ({
    name,
    url,
    file: schema.file,
  }));
}

export type Composition =
  { readonly ok: true; readonly sdl: string } | { readonly ok: false; readonly errors: readonly string[] };

/** Composes the committed SDL of all subgraphs into the supergraph, or tells why it does not compose. */
export function compose(): Composition {
  return composeSdl(
    readRover().map(subgraph => ({ ...subgraph, sdl: readFileSync(new URL(subgraph.file, ROOT), 'utf8') })),
  );
}

/** Composes the SDL of subgraphs, wherever it comes from. */
export function composeSdl(
  subgraphs: readonly { readonly name: string; readonly url: string; readonly sdl: string }[],
): Composition {
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parseGraphql(sdl) }));
    const result = composeServices(services);
    if (result.errors) return { ok: false, errors: result.errors.map(error => error.message) };
    return { ok: true, sdl: `${result.supergraphSdl!.trim()}\n` };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { ok: false, errors: [error.message] };
  }
}
