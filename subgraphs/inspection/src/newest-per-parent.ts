import type { EntityManager } from '#kernel/persistence/database';

/** Children of many parents, newest first, one page for each parent. */
export interface PagesPerParent {
  /** Tables and joins from which the children come. */
  readonly from: string;
  /** Column that holds the parent. */
  readonly parent: string;
  readonly parentType: 'uuid' | 'varchar';
  readonly parents: readonly string[];
  /** Column of the child's id; ids are UUIDv7 and so in order of time. */
  readonly id: string;
  /** Further conditions, each with its parameters. */
  readonly where: readonly (readonly [sql: string, parameters: readonly unknown[]])[];
  readonly first: number;
  /** Id of the last child that was seen. */
  readonly after: string | null;
}

/** The ids of the children in their order, one more than a page holds, in one statement for all parents. */
export async function newestPerParent(
  em: EntityManager,
  pages: PagesPerParent,
): Promise<Map<string, string[]>> {
  const conditions: PagesPerParent['where'] = [
    [`${pages.parent} = any(?::${pages.parentType}[])`, [arrayLiteral(pages.parents)]],
    ...(pages.after === null ? [] : [[`${pages.id} < ?::uuid`, [pages.after]] as const]),
    ...pages.where,
  ];
  const rows: { parent: string; id: string }[] = await em.execute(
    `select parent, id from (
       select ${pages.parent}::text as parent, ${pages.id} as id,
         row_number() over (partition by ${pages.parent} order by ${pages.id} desc) as place
       from ${pages.from} where ${conditions.map(([sql]) => sql).join(' and ')}
     ) ranked where place <= ? order by parent, place`,
    [...conditions.flatMap(([, parameters]) => parameters), pages.first + 1],
  );
  const result = new Map<string, string[]>(pages.parents.map(parent => [parent, []]));
  for (const row of rows) result.get(row.parent)?.push(row.id);
  return result;
}

/** A PostgreSQL array as one parameter. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map(value => JSON.stringify(value)).join(',')}}`;
}
