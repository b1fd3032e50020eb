/** The subgraphs of the shop, each on its port: graphql-js with parsed documents kept, and nothing else. */
import { createServer } from 'node:http';
import { execute, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { shopSubgraphs, subgraphSchema } from '../shop.ts';

const PATIENCE_MS = 60_000;
const ports = JSON.parse(process.argv[2]!) as Record<string, number>;

for (const subgraph of shopSubgraphs()) serve(subgraphSchema(subgraph), ports[subgraph.name]!);

function serve(schema: GraphQLSchema, port: number): void {
  const documents = new Map<string, DocumentNode>();
  // No connection closes in the middle of a contest, however slow the machine.
  createServer({ keepAliveTimeout: PATIENCE_MS }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      let document = documents.get(query);
      if (!document) documents.set(query, (document = parse(query)));
      const answered = execute({ schema, document, variableValues: variables });
      void Promise.resolve(answered).then(result => {
        const text = Buffer.from(JSON.stringify(result));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
        response.end(text);
      });
    });
  }).listen(port, '127.0.0.1');
}
