import { groupedBy } from '../graphql/context.ts';
import { arrayLiteral } from './array-literal.ts';
import type { EntityManager, Row } from './database.ts';
import { isId } from './id.ts';

/** A condition in SQL on the columns of `child`, with the values of its question marks. */
export type Condition = readonly [sql: string, parameters: readonly unknown[]];

/** Children of one kind of parent: where they stand, whose they are and in which order. */
export interface Children<Child extends object> {
  readonly type: new () => Child;
  /** A table, or a query in parentheses, that has the columns of the type and those named here. */
  readonly from: string;
  readonly parent: { readonly column: string; readonly type: 'uuid' | 'text' };
  /** Columns, none of them null, that together occur once under a parent. */
  readonly order: readonly string[];
  readonly direction: 'asc' | 'desc';
  readonly where?: readonly Condition[];
}

/** A child with the values of its order columns. */
export interface Placed<Child> {
  readonly child: Child;
  readonly position: readonly string[];
}

/**
 * The first children of each parent after a position, in one statement for all parents; none for what is
 * no id where ids are asked. Names of tables and columns are the program's own, values are parameters.
 */
export async function firstPerParent<Child extends object>(
  em: EntityManager,
  { type, from, parent, order, direction, where = [] }: Children<Child>,
  parents: readonly string[],
  limit: number,
  after: readonly (string | number)[] | null,
): Promise<Placed<Child>[][]> {
  const asked = parent.type === 'uuid' ? parents.filter(isId) : parents;
  const columns = order.map(column => `child.${column}`);
  const orderOf = (alias: string) => order.map(column => `${alias}.${column} ${direction}`).join(', ');
  const conditions: readonly Condition[] = [
    [`child.${parent.column} = parent.id::${parent.type}`, []],
    ...where,
    ...(after ? [later(columns, direction, after)] : []),
  ];
  const rows: Row[] = await em.execute(
    `select page.* from unnest(?::text[]) as parent(id)
     cross join lateral (
       select child.*, parent.id as page_parent,
         json_build_array(${columns.map(column => `${column}::text`).join(', ')}) as page_position
       from ${from} child where ${conditions.map(([sql]) => sql).join(' and ')}
       order by ${orderOf('child')} limit ?
     ) page order by ${orderOf('page')}`,
    [arrayLiteral(asked), ...conditions.flatMap(([, parameters]) => parameters), limit],
  );
  return groupedBy(parents, rows, row => row['page_parent']).map(children =>
    children.map(({ page_parent: _, page_position: position, ...row }) => ({
      child: em.map(type, row as never) as unknown as Child,
      position: position as string[],
    })),
  );
}

function later(columns: string[], direction: 'asc' | 'desc', after: readonly (string | number)[]): Condition {
  const places = columns.map(() => '?').join(', ');
  return [`(${columns.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${places})`, after.map(String)];
}
