import type { FunctionsIndex, IndexedFunction } from './functions-index.ts';

/** What the reader looks for. */
export interface Wish {
  /** Words that must all occur, in any order; letters of any case. */
  readonly text: string;
  /** A subgraph, or empty for all. */
  readonly owner: string;
}

/** A search over the list: words are looked for in ids, names, outcomes, operations and their Chinese terms. */
export function searchOf({
  functions,
  operations,
}: FunctionsIndex): (wish: Wish) => readonly IndexedFunction[] {
  const texts = new Map(
    functions.map(each => {
      const named = each.operations.flatMap(coordinate => {
        const { term = '', example = '' } = operations[coordinate] ?? {};
        return [coordinate, term, example];
      });
      return [each, [each.id, each.name, each.shows, ...named].join('\n').toLowerCase()] as const;
    }),
  );
  return ({ text, owner }) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return functions.filter(
      each => (owner === '' || each.owner === owner) && words.every(word => texts.get(each)?.includes(word)),
    );
  };
}

/** How many functions each subgraph has among the given ones; under the empty name how many there are. */
export function countByOwner(functions: readonly IndexedFunction[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>([['', functions.length]]);
  for (const { owner } of functions) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return counts;
}
