/** @apollo/gateway as its manual starts it: the package's own data source, behind the standalone Apollo Server. */
import { readFileSync } from 'node:fs';
import {
  ApolloGateway,
  RemoteGraphQLDataSource,
  type GraphQLDataSourceProcessOptions,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

interface Asker {
  readonly authorization?: string;
}

const [, , supergraphFile = '', port = '', service = ''] = process.argv;

class Forwarding extends RemoteGraphQLDataSource<Asker> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Asker>): void {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
    if (service) request.http?.headers.set('x-service-authorization', service);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraphFile, 'utf8'),
  buildService: ({ url }) => new Forwarding({ url }),
});
await startStandaloneServer(new ApolloServer<Asker>({ gateway }), {
  listen: { port: Number(port), host: '127.0.0.1' },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
