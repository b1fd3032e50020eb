import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLScalarType, isObjectType, parse, type GraphQLSchema } from 'graphql';

/** Told before a field is resolved; throws where the field is to fail. */
export type FieldGuard = (coordinate: string, key: string) => void;

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [
  "@key", "@shareable", "@inaccessible", "@provides", "@external", "@requires", "@override", "@interfaceObject"])`;

const SHARED = `
  scalar Json
  enum Kind { PLAIN RARE HIDDEN @inaccessible }
  type Price @shareable { amount: Int! currency: String label: String }`;

/** Three subgraphs that use every feature of federation; each feature has a nullable and a non-null field. */
export const SDL: Readonly<Record<string, string>> = {
  catalog: `${LINK} ${SHARED}
    type Query {
      version: String! @shareable
      motto: String @shareable
      item(id: ID!): Item
      firstItem: Item!
      items(ids: [ID!], kind: Kind = PLAIN, filter: Filter): [Item!]!
      maybeItems: [Item]
      matrix: [[Item!]]!
      box: Box
      fullBox: Box!
      node(id: ID!): Node
      nodes: [Node!]!
      maybeNodes: [Node]
      any(filter: Filter): Any
      anyItem: Any!
      anys: [Any]!
      price: Price @shareable
    }
    type Mutation { touch(id: ID!, note: String, filter: Filter): Item  rename(id: ID!, label: String!): Node }
    input Filter { ids: [ID!] label: String kind: Kind = RARE inner: Filter json: Json ratio: Float }
    interface Node @key(fields: "id") { id: ID! label: String labelNonNull: String! friend: Node friendNonNull: Node! }
    type Item implements Node @key(fields: "id") @key(fields: "code") {
      id: ID! code: ID! label: String labelNonNull: String! friend: Node friendNonNull: Node!
      weight: Int weightNonNull: Int! size: Size moved: String movedNonNull: String! @shareable
      kind: Kind kindNonNull: Kind! tags: [String!] tagsNonNull: [String]! flag: Boolean ratio: Float! blob: Json
      price: Price @shareable priceNonNull: Price! @shareable hidden: String @inaccessible
      siblings: [Item!] any: Any anyNonNull: Any!
    }
    type Gadget implements Node @key(fields: "id") {
      id: ID! label: String labelNonNull: String! friend: Node friendNonNull: Node! kind: Kind item: Item itemNonNull: Item!
    }
    type Secret implements Node @key(fields: "id") @inaccessible { id: ID! label: String labelNonNull: String! friend: Node friendNonNull: Node! }
    union Any = Item | Gadget | Box | Secret
    type Size { width: Int! height: Int }
    type Box { item: Item itemNonNull: Item! items: [Item] node: Node any: Any inner: Box price: Price @shareable }`,
  stock: `${LINK} ${SHARED}
    type Query { version: String! @shareable motto: String @shareable offers: [Offer!] price: Price @shareable }
    type Item @key(fields: "code") {
      code: ID! weight: Int @external weightNonNull: Int! @external size: Size @external
      stock(zone: Int = 1): Int stockNonNull: Int!
      shipping(zone: Int = 1): Int @requires(fields: "weight")
      shippingNonNull: String! @requires(fields: "size { width height } weightNonNull")
      moved: String @override(from: "catalog") movedNonNull: String! @override(from: "catalog")
      price: Price @shareable priceNonNull: Price! @shareable
      supplier: Owner @provides(fields: "name nameNonNull") supplierNonNull: Owner! @provides(fields: "name nameNonNull")
      offers: [Offer!]! bestOffer: Offer
    }
    type Size @external { width: Int! height: Int }
    type Gadget @key(fields: "id") { id: ID! volume: Int volumeNonNull: Int! owner: Owner ownerNonNull: Owner! }
    type Owner @key(fields: "id") { id: ID! name: String @external nameNonNull: String! @external }
    type Offer @key(fields: "item { id } region") {
      item: OfferItem! region: String! amount: Int amountNonNull: Int!
    }
    type OfferItem @shareable { id: ID! }`,
  people: `${LINK} ${SHARED}
    type Query { owner(id: ID!): Owner owners: [Owner!]! }
    type Owner @key(fields: "id") {
      id: ID! name: String @shareable nameNonNull: String! @shareable kind: Kind things: [Node!] best: Node! }
    type Node @interfaceObject @key(fields: "id") { id: ID! rating: Int ratingNonNull: Int! fans: [Owner!] topFan: Owner }
    type Offer @key(fields: "item { id } region") { item: OfferItem! region: String! note: String noteNonNull: String! }
    type OfferItem @shareable { id: ID! }`,
};

const ITEMS = ['i1', 'i2', 'i3', 'i4', 'i5'];
const GADGETS = ['g1', 'g2', 'g3'];
const OWNERS = ['o1', 'o2', 'o3'];
export const IDS: readonly string[] = [...ITEMS, ...GADGETS, 'none'];

const number = (id: string): number => Number(id.slice(1));
const next = (ids: readonly string[], id: string, step = 1): string =>
  ids[(number(id) - 1 + step) % ids.length]!;
const codeOf = (id: string): string => `c${number(id)}`;
const some = <T>(id: string, value: T): T | null => (number(id) % 3 === 0 ? null : value);

type Thing = Record<string, unknown> & { readonly __typename: string; readonly id: string };

function item(id: string): Thing {
  return {
    __typename: 'Item',
    id,
    code: codeOf(id),
    label: some(id, `item ${id}`),
    labelNonNull: `item ${id}!`,
    friend: () => thing(number(id) % 2 ? next(GADGETS, `g${(number(id) % 3) + 1}`) : next(ITEMS, id)),
    friendNonNull: () => thing(number(id) % 2 ? next(ITEMS, id) : 'g1'),
    weight: some(id, 10 * number(id)),
    weightNonNull: 7 * number(id),
    size: number(id) === 4 ? null : { width: number(id), height: some(id, 2) },
    kind: number(id) === 2 ? 'HIDDEN' : 'PLAIN',
    kindNonNull: number(id) === 5 ? 'HIDDEN' : 'RARE',
    tags: some(id, ['a', 'b']),
    tagsNonNull: ['a', null],
    flag: some(id, true),
    ratio: 1.5,
    blob: { any: [1, { deep: null }] },
    price: price(id),
    priceNonNull: price(id),
    siblings: () => some(id, ITEMS.filter(other => other !== id).map(item)),
    any: () => thing(next(GADGETS, `g${(number(id) % 3) + 1}`)),
    anyNonNull: () => (number(id) === 3 ? box('i1') : item(next(ITEMS, id))),
  };
}

function gadget(id: string): Thing {
  const its = () => item(next(ITEMS, id, 2));
  return {
    __typename: 'Gadget',
    id,
    label: `gadget ${id}`,
    labelNonNull: `gadget ${id}!`,
    friend: () => item(next(ITEMS, id)),
    friendNonNull: () => (id === 'g3' ? thing('s1') : gadget(next(GADGETS, id))),
    kind: 'RARE',
    item: its,
    itemNonNull: its,
  };
}

function thing(id: string): Thing | null {
  if (ITEMS.includes(id)) return item(id);
  if (GADGETS.includes(id)) return gadget(id);
  return id === 's1' ? { __typename: 'Secret', id, label: 'secret', labelNonNull: 'secret' } : null;
}

function price(id: string): object {
  return { amount: 100 * number(id), currency: some(id, 'CNY'), label: `price of ${id}` };
}

function box(id: string, depth = 0): object {
  return {
    __typename: 'Box',
    id,
    item: () => item(id),
    itemNonNull: () => item(next(ITEMS, id)),
    items: () => [item(id), null, item(next(ITEMS, id))],
    node: () => thing('g1'),
    any: () => (depth === 0 ? box(next(ITEMS, id), 1) : item(id)),
    inner: () => (depth === 0 ? box(next(ITEMS, id), 1) : null),
    price: price(id),
  };
}

const idOfCode = (code: string): string => `i${code.slice(1)}`;
const offer = (id: string, region: string): object => ({
  item: { id },
  region,
  amount: some(id, number(id)),
  amountNonNull: region.length,
});
const owner = (id: string): Record<string, unknown> => ({
  id,
  name: some(id, `owner ${id}`),
  nameNonNull: `owner ${id}!`,
  kind: 'PLAIN',
  things: some(
    id,
    ['g1', ...ITEMS.slice(0, number(id)), 'g1'].map(one => ({ id: one })),
  ),
  best: { id: number(id) === 2 ? 'g2' : 'i2' },
});

const RESOLVERS: Readonly<Record<string, Record<string, unknown>>> = {
  catalog: {
    Query: {
      version: () => '1',
      motto: () => null,
      item: (_: unknown, { id }: { id: string }) => (ITEMS.includes(id) ? item(id) : null),
      firstItem: () => item('i1'),
      items: (_: unknown, { ids }: { ids?: string[] }) =>
        (ids ?? ITEMS).filter(id => ITEMS.includes(id)).map(item),
      maybeItems: () => [item('i1'), null, item('i3'), item('i1')],
      matrix: () => [[item('i1'), item('i2')], null, [], [item('i2')]],
      box: () => box('i1'),
      fullBox: () => box('i3'),
      node: (_: unknown, { id }: { id: string }) => thing(id),
      nodes: () => ['i1', 'g1', 'i2', 'g1', 'i1', 'g3'].map(thing),
      maybeNodes: () => ['g2', 'none', 's1', 'i3'].map(thing),
      any: (_: unknown, { filter }: { filter?: { label?: string } }) =>
        thing(filter?.label ?? 'i2') ?? box('i2'),
      anyItem: () => item('i4'),
      anys: () => [item('i1'), null, gadget('g2'), box('i2'), thing('s1'), item('i1')],
      price: () => price('i1'),
    },
    Mutation: {
      touch: (_: unknown, { id }: { id: string }) => (ITEMS.includes(id) ? item(id) : null),
      rename: (_: unknown, { id }: { id: string }) => thing(id),
    },
    Node: { __resolveReference: ({ id }: { id: string }) => thing(id) },
    Item: {
      __resolveReference: ({ id, code }: { id?: string; code?: string }) => item(id ?? idOfCode(code!)),
    },
    Gadget: { __resolveReference: ({ id }: { id: string }) => gadget(id) },
    Secret: { __resolveReference: ({ id }: { id: string }) => thing(id) },
  },
  stock: {
    Query: {
      version: () => '1',
      motto: () => null,
      offers: () => [offer('i1', 'east'), offer('i3', 'west')],
      price: () => price('i1'),
    },
    Item: {
      __resolveReference: (given: { code: string }) => {
        const id = idOfCode(given.code);
        return { ...item(id), ...given, __typename: 'Item' };
      },
      stock: ({ id }: Thing, { zone }: { zone: number }) => some(id, zone * 10 + number(id)),
      stockNonNull: ({ id }: Thing) => number(id),
      shipping: ({ weight }: { weight: number | null }, { zone }: { zone: number }) =>
        weight && weight * zone,
      shippingNonNull: ({ size, weightNonNull }: { size: object | null; weightNonNull: number }) =>
        JSON.stringify([size, weightNonNull]),
      moved: ({ id }: Thing) => some(id, 'moved'),
      movedNonNull: () => 'moved!',
      supplier: ({ id }: Thing) => some(id, owner(next(OWNERS, `o${(number(id) % 3) + 1}`))),
      supplierNonNull: () => owner('o2'),
      offers: ({ id }: Thing) => [offer(id, 'east'), offer(id, 'west')],
      bestOffer: ({ id }: Thing) => some(id, offer(id, 'west')),
    },
    Gadget: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      volume: ({ id }: Thing) => some(id, number(id)),
      volumeNonNull: ({ id }: Thing) => 5 * number(id),
      owner: ({ id }: Thing) => some(id, owner('o1')),
      ownerNonNull: () => owner('o2'),
    },
    Owner: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
    Offer: {
      __resolveReference: ({ item: { id }, region }: { item: { id: string }; region: string }) =>
        offer(id, region),
    },
  },
  people: {
    Query: {
      owner: (_: unknown, { id }: { id: string }) => (OWNERS.includes(id) ? owner(id) : null),
      owners: () => OWNERS.map(owner),
    },
    Owner: { __resolveReference: ({ id }: { id: string }) => owner(id) },
    Node: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      rating: ({ id }: Thing) => some(id, number(id)),
      ratingNonNull: ({ id }: Thing) => number(id) + 1,
      fans: ({ id }: Thing) => some(id, OWNERS.slice(0, 2).map(owner)),
      topFan: ({ id }: Thing) => owner(next(OWNERS, `o${(number(id) % 3) + 1}`)),
    },
    Offer: {
      __resolveReference: (given: object) => given,
      note: ({ region }: { region: string }) => (region === 'east' ? null : 'note'),
      noteNonNull: () => 'note!',
    },
  },
};

const JSON_SCALAR = new GraphQLScalarType({ name: 'Json' });

/** The schema of one subgraph, with its data and with the guard before every field. */
export function subgraphSchema(name: string, guard: FieldGuard): GraphQLSchema {
  const resolvers = { Json: JSON_SCALAR, ...RESOLVERS[name] };
  const schema = buildSubgraphSchema([{ typeDefs: parse(SDL[name]!), resolvers: resolvers as never }]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_') || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      field.resolve = (source, args, context, info) => {
        const value: unknown = resolve
          ? resolve(source, args, context, info)
          : (source as Record<string, unknown>)?.[field.name];
        guard(`${type.name}.${field.name}`, String((source as Partial<Thing> | undefined)?.id ?? ''));
        return typeof value === 'function' ? (value as () => unknown)() : value;
      };
    }
  }
  return schema;
}
