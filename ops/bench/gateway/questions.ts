/** What every gateway is asked, so many times a round. */
export interface Question {
  readonly name: string;
  readonly requests: number;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Three questions to the shop: from one fetch to a join over all four subgraphs. */
export const SHOP_QUESTIONS: readonly Question[] = [
  {
    name: 'a: one subgraph, 30 entities',
    requests: 300,
    query: `query A { customers(first: 30) { id name email city } }`,
  },
  {
    name: 'b: three subgraphs, 80 entities',
    requests: 200,
    query: `query B { products(first: 20) { id title price reviews { id stars text author { name } } } }`,
  },
  {
    name: 'g: four subgraphs, six levels',
    requests: 60,
    query: `query G {
      products(first: 48) {
        id title shipping
        stock { available warehouse }
        reviews { stars text author { name city reviews { stars product { title stock { available } } } } }
      }
    }`,
  },
];
