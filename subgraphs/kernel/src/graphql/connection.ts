import 'reflect-metadata';
import { ArgsType, Directive, Field, Int, ObjectType, type ClassType } from 'type-graphql';
import type { CursorCodec } from './cursor.ts';
import { badUserInput } from './errors.ts';
import { CursorScalar } from './scalars.ts';

/** The largest page of any list. */
export const LARGEST_PAGE = 200;

@Directive('@shareable')
@ObjectType({ description: '分页信息。Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: '是否还有下一页。Whether more nodes follow this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: '是否有上一页。Whether nodes precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => CursorScalar, {
    nullable: true,
    description: '首个游标。Cursor of the first edge of the page.',
  })
  startCursor!: string | null;

  @Field(() => CursorScalar, {
    nullable: true,
    description: '末个游标。Cursor of the last edge; pass it as `after`.',
  })
  endCursor!: string | null;
}

@ArgsType()
export class ConnectionArguments {
  @Field(() => Int, { description: '页大小。Nodes wanted, 1 to 200.' })
  first!: number;

  @Field(() => CursorScalar, { nullable: true, description: '起始游标。Return the nodes after this cursor.' })
  after?: string | null;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: Edge<Node>[];
  readonly nodes: Node[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection type of a node: `XConnection` with `edges`, `nodes` and `pageInfo`. */
export function connectionType<Node extends object>(
  node: ClassType<Node>,
  name: string = node.name,
  { shareable = false }: { readonly shareable?: boolean } = {},
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `分页条目。One ${name} with its cursor.` })
  class EdgeType implements Edge<Node> {
    @Field(() => CursorScalar, { description: '游标。Position of this node in the list.' })
    cursor!: string;

    @Field(() => node, { description: '节点。The node itself.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `分页列表。A page of ${name}.` })
  class ConnectionType implements Connection<Node> {
    @Field(() => [EdgeType], { description: '条目。The nodes of the page with their cursors.' })
    edges!: EdgeType[];

    @Field(() => [node], { description: '节点。The nodes of the page without cursors.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: '分页信息。Where the page stands.' })
    pageInfo!: PageInfo;
  }
  if (shareable) for (const type of [EdgeType, ConnectionType]) Directive('@shareable')(type);
  return ConnectionType;
}

/** Refuses a page size outside 1 to 200. */
export function checkPage(page: ConnectionArguments): void {
  if (!Number.isInteger(page.first) || page.first < 1 || page.first > LARGEST_PAGE) {
    throw badUserInput({ first: `须在 1 到 ${LARGEST_PAGE} 之间` });
  }
}

/** The position after which a page begins, or null at the beginning; checks page size and cursor. */
export function positionAfter(
  cursors: CursorCodec,
  binding: string,
  page: ConnectionArguments,
): readonly (string | number)[] | null {
  checkPage(page);
  return page.after ? cursors.decode(binding, page.after) : null;
}

/**
 * Makes a page out of `first + 1` rows read in order: the extra row only tells that more follow.
 * `positionOf` yields the order key of a row, unique in the list.
 */
export function pageOf<Node>(
  cursors: CursorCodec,
  binding: string,
  page: ConnectionArguments,
  rows: readonly Node[],
  positionOf: (node: Node) => readonly (string | number)[],
): Connection<Node> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map(node => ({ cursor: cursors.encode(binding, positionOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: Boolean(page.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
