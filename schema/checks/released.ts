import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { findBreakingChanges, type GraphQLSchema } from 'graphql';
import { argumentOf, directive, fieldsOf, readPart } from './graph.ts';

const FOLDER = join(import.meta.dirname, '..');
const RELEASED = join(FOLDER, 'released/supergraph.graphql');
const CURRENT = join(FOLDER, 'supergraph.graphql');

/** What searching gives away, from nothing to the whole value: a wider search than the released one is a weaker promise. */
const SEARCH_WIDTH = ['NONE', 'LAST4', 'EXACT'];

/**
 * What clients of the released supergraph lose by the current one, and what the persons in it lose: a type or field
 * that is gone, a sensitive field that lost its directive, has another class, is searched more widely, or lies open.
 */
export function breakingChanges(released: string, current: string): string[] {
  const forClients = findBreakingChanges(publicSchema(released), publicSchema(current));
  return [...forClients.map(({ description }) => description), ...weakenedPromises(released, current)];
}

function* weakenedPromises(released: string, current: string): Iterable<string> {
  const now = new Map([...fieldsOf(readPart('current', current))].map(at => [at.coordinate, at.field]));
  for (const { coordinate, field } of fieldsOf(readPart('released', released))) {
    const promised = directive(field, 'sensitive');
    const kept = now.get(coordinate);
    // A field that is gone is a breaking change of its own.
    if (!promised || !kept) continue;
    const found = directive(kept, 'sensitive');
    if (!found) {
      yield `${coordinate} was released as @sensitive and is bare.`;
      continue;
    }
    const [was, is] = [promised, found].map(node => ({
      class: String(argumentOf(node, 'class')),
      searchable: String(argumentOf(node, 'searchable') ?? 'NONE'),
      store: String(argumentOf(node, 'store') ?? 'SEALED'),
    }));
    if (was!.class !== is!.class) yield `${coordinate} changed its class from ${was!.class} to ${is!.class}.`;
    if (SEARCH_WIDTH.indexOf(is!.searchable) > SEARCH_WIDTH.indexOf(was!.searchable))
      yield `${coordinate} is searched more widely: ${was!.searchable} became ${is!.searchable}.`;
    if (was!.store === 'SEALED' && is!.store !== 'SEALED')
      yield `${coordinate} was sealed and is stored ${is!.store}.`;
  }
}

/** The schema as clients see it, without what is `@inaccessible`. */
function publicSchema(sdl: string): GraphQLSchema {
  return Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
    .apiSchema()
    .toGraphQLJSSchema();
}

if (process.argv[1] === import.meta.filename) {
  const current = readFileSync(CURRENT, 'utf8');
  if (process.argv.includes('--accept')) {
    writeFileSync(RELEASED, current);
  } else {
    const changes = breakingChanges(readFileSync(RELEASED, 'utf8'), current);
    process.stdout.write([...changes, `${changes.length} breaking changes`, ''].join('\n'));
    process.exitCode = changes.length > 0 ? 1 : 0;
  }
}
