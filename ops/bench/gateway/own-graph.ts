import { readFileSync } from 'node:fs';
import type { Question } from './questions.ts';

/** What a client of our own graph needs: who asks, and about whom. */
export interface OwnGraph {
  readonly tokens: readonly string[];
  /** The service identity without which a subgraph's port answers nobody. */
  readonly service: string;
  readonly person: string;
  readonly institution: string;
}

/** Three of the operations that GraphiQL shows to analysts. */
export function ownQuestions({ person, institution }: OwnGraph): readonly Question[] {
  return [
    {
      name: 'own: six domains',
      requests: 20,
      query: example('graph/1-six-domains'),
      variables: { id: person },
    },
    {
      name: 'own: an institution at a glance',
      requests: 20,
      query: example('graph/2-institution'),
      variables: { code: institution },
    },
    {
      name: 'own: settlements',
      requests: 40,
      query: example('settlement/1-settlements'),
      variables: { id: person },
    },
  ];
}

function example(path: string): string {
  return readFileSync(
    new URL(`../../../clients/analyst/operations/${path}.graphql`, import.meta.url),
    'utf8',
  );
}

/** The committed supergraph with each subgraph at its address, as @apollo/gateway accepts it. */
export function ownSupergraph(addresses: Readonly<Record<string, string>>): string {
  const sdl = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
  const placed = Object.entries(addresses).reduce(
    (text, [name, url]) =>
      text.replace(new RegExp(`(@join__graph\\(name: "${name}", url: ")[^"]*`), `$1${url}`),
    sdl,
  );
  // Our subgraphs enforce the security features themselves; the bare gateway refuses a supergraph that asks it to.
  return placed.replaceAll(', for: SECURITY', '');
}
