import { groupedBy } from '#kernel/graphql/context';
import { pageOf, type Connection, type ConnectionArguments } from '#kernel/graphql/connection';
import type { CursorCodec } from '#kernel/graphql/cursor';
import type { EntityClass, EntityManager, Row } from '#kernel/persistence/database';

/** How the children of a parent are stored and ordered. */
export interface ChildTable {
  /** Qualified and quoted. */
  readonly table: string;
  readonly parentColumn: string;
  readonly orderColumn: string;
  readonly direction: 'asc' | 'desc';
}

/** The first page of children of each parent, in one statement for all parents. */
export async function pagesPerParent<Child extends object>(
  em: EntityManager,
  type: EntityClass & (new () => Child),
  { table, parentColumn, orderColumn, direction }: ChildTable,
  parents: readonly string[],
  page: { readonly first: number; readonly after: string | number | null },
): Promise<Child[][]> {
  const places = parents.map(() => '?').join(', ');
  const later = direction === 'asc' ? '>' : '<';
  const rows: Row[] = await em.execute(
    `select * from (
       select child.*, row_number() over (partition by ${parentColumn} order by ${orderColumn} ${direction}) as place_in_page
       from ${table} child
       where ${parentColumn} in (${places}) ${page.after === null ? '' : `and ${orderColumn} ${later} ?`}
     ) ranked where place_in_page <= ? order by ${parentColumn}, place_in_page`,
    [...parents, ...(page.after === null ? [] : [page.after]), page.first + 1],
  );
  const byParent = groupedBy(parents, rows, row => String(row[parentColumn]));
  return byParent.map(children =>
    children.map(({ place_in_page: _, ...row }) => em.map(type, row as never) as unknown as Child),
  );
}

/** A connection out of the rows of one parent. */
export function connectionOf<Child>(
  cursors: CursorCodec,
  binding: string,
  page: ConnectionArguments,
  rows: readonly Child[],
  positionOf: (child: Child) => string | number,
): Connection<Child> {
  return pageOf(cursors, binding, page, rows, child => [positionOf(child)]);
}
