import { firstPerParent, type Children, type Placed } from '../persistence/page-per-parent.ts';
import { pageOf, positionAfter, type Connection, type ConnectionArguments } from './connection.ts';
import type { SubgraphContext } from './context.ts';
import type { CursorCodec } from './cursor.ts';

/**
 * The page of a field `Parent.children(first, after)`; all parents that ask for the same page in a request
 * are one statement. The field's name carries all that filters the children besides the principal.
 * A cursor serves only the parent that it was made for.
 */
export async function pageOfChildren<Child extends object>(
  context: SubgraphContext,
  cursors: CursorCodec,
  field: string,
  children: Children<Child>,
  parent: string,
  page: ConnectionArguments,
): Promise<Connection<Child>> {
  const binding = `${field}:${parent}`;
  const after = positionAfter(cursors, binding, page);
  const rows = await context
    .loader<string, Placed<Child>[]>(`${field} ${page.first} ${page.after ?? ''}`, parents =>
      firstPerParent(context.em, children, parents, page.first + 1, after),
    )
    .load(parent);
  const positions = new Map(rows?.map(({ child, position }) => [child, position]));
  return pageOf(cursors, binding, page, [...positions.keys()], child => positions.get(child)!);
}
