import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';

/** A small shop in four subgraphs: neutral ground, the same data in every process, nothing to wait for. */
interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly city: string;
}

interface Product {
  readonly id: string;
  readonly title: string;
  readonly price: number;
  readonly weight: number;
}

interface Review {
  readonly id: string;
  readonly stars: number;
  readonly text: string;
  readonly authorId: string;
  readonly productId: string;
}

type Key = { readonly id: string };
type Resolvers = Readonly<Record<string, Readonly<Record<string, (parent: never, args: never) => unknown>>>>;

export interface ShopSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

const CUSTOMERS = 60;
const PRODUCTS = 60;
const REVIEWS_PER_PRODUCT = 3;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const CITIES = ['Shanghai', 'Hangzhou', 'Nanjing', 'Suzhou', 'Ningbo'];
const customers: readonly Customer[] = numbers(CUSTOMERS).map(n => ({
  id: `c${n}`,
  name: `Customer number ${n}`,
  email: `customer.${n}@example.org`,
  city: CITIES[n % CITIES.length]!,
}));
const products: readonly Product[] = numbers(PRODUCTS).map(n => ({
  id: `p${n}`,
  title: `Product number ${n} of the catalogue`,
  price: 100 + ((n * 37) % 900),
  weight: 50 + ((n * 91) % 2000),
}));
const reviews: readonly Review[] = numbers(PRODUCTS * REVIEWS_PER_PRODUCT).map(n => ({
  id: `r${n}`,
  stars: 1 + (n % 5),
  text: `Review number ${n}: ${'it does what it says and nothing else. '.repeat(1 + (n % 3))}`,
  authorId: `c${(n * 7) % CUSTOMERS}`,
  productId: `p${Math.floor(n / REVIEWS_PER_PRODUCT)}`,
}));

const customerById = new Map(customers.map(customer => [customer.id, customer]));
const productById = new Map(products.map(product => [product.id, product]));
const reviewsOf = (key: 'productId' | 'authorId', id: string): readonly Review[] =>
  reviews.filter(review => review[key] === id);
const reviewsOfProduct = new Map(products.map(({ id }) => [id, reviewsOf('productId', id)]));
const reviewsOfCustomer = new Map(customers.map(({ id }) => [id, reviewsOf('authorId', id)]));

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
  import: ["@key", "@external", "@requires"])\n`;

/** The four subgraphs; `whole` answers what another subgraph owns as well, as the monolith has to. */
export function shopSubgraphs(whole = false): readonly ShopSubgraph[] {
  const customer = (id: string): unknown => (whole ? customerById.get(id) : { id });
  const product = (id: string): unknown => (whole ? productById.get(id) : { id });
  return [
    {
      name: 'accounts',
      sdl: `${FEDERATION}
        type Query { customers(first: Int!): [Customer!]! }
        type Customer @key(fields: "id") { id: ID! name: String! email: String! city: String }`,
      resolvers: {
        Query: { customers: (_: never, { first }: { first: number }) => customers.slice(0, first) },
        Customer: { __resolveReference: ({ id }: Key) => customerById.get(id) },
      },
    },
    {
      name: 'products',
      sdl: `${FEDERATION}
        type Query { products(first: Int!): [Product!]! }
        type Product @key(fields: "id") { id: ID! title: String! price: Int! weight: Int! }`,
      resolvers: {
        Query: { products: (_: never, { first }: { first: number }) => products.slice(0, first) },
        Product: { __resolveReference: ({ id }: Key) => productById.get(id) },
      },
    },
    {
      name: 'reviews',
      sdl: `${FEDERATION}
        type Review @key(fields: "id") { id: ID! stars: Int! text: String! author: Customer! product: Product! }
        type Product @key(fields: "id") { id: ID! reviews: [Review!]! }
        type Customer @key(fields: "id") { id: ID! reviews: [Review!]! }`,
      resolvers: {
        Review: {
          author: ({ authorId }: Review) => customer(authorId),
          product: ({ productId }: Review) => product(productId),
        },
        Product: { reviews: ({ id }: Key) => reviewsOfProduct.get(id) ?? [] },
        Customer: { reviews: ({ id }: Key) => reviewsOfCustomer.get(id) ?? [] },
      },
    },
    {
      name: 'inventory',
      sdl: `${FEDERATION}
        type Stock { available: Int! warehouse: String! }
        type Product @key(fields: "id") {
          id: ID!
          price: Int! @external
          weight: Int! @external
          stock: Stock
          shipping: Int! @requires(fields: "price weight")
        }`,
      resolvers: {
        Product: {
          stock: ({ id }: Key) => ({ available: Number(id.slice(1)) * 3, warehouse: `Hall ${id}` }),
          shipping: ({ price, weight }: Product) => (price > 500 ? 0 : Math.ceil(weight / 100)),
        },
      },
    },
  ];
}

export function subgraphSchema({ sdl, resolvers }: ShopSubgraph): GraphQLSchema {
  return buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
}

/** The supergraph of the shop, with each subgraph at its address. */
export function shopSupergraph(addresses: Readonly<Record<string, string>>): string {
  const services = shopSubgraphs().map(({ name, sdl }) => ({
    name,
    url: addresses[name],
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (!supergraphSdl) throw new Error(`the shop does not compose: ${errors?.join('; ')}`);
  return supergraphSdl;
}
