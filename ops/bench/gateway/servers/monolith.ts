/** The whole shop as one graphql-js schema behind the standalone Apollo Server: no federation at all. */
import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { printSchema } from 'graphql';
import { shopSubgraphs } from '../shop.ts';

const [, , supergraphFile = '', port = ''] = process.argv;

const resolvers: Record<string, Record<string, unknown>> = {};
for (const subgraph of shopSubgraphs(true)) {
  for (const [type, { __resolveReference: _, ...fields }] of Object.entries(subgraph.resolvers)) {
    resolvers[type] = { ...resolvers[type], ...fields };
  }
}
const schema = Supergraph.build(readFileSync(supergraphFile, 'utf8')).apiSchema().toGraphQLJSSchema();
const server = new ApolloServer({ typeDefs: printSchema(schema), resolvers: resolvers as never });
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } });
